"""Recordings, as the API sees and changes them. Source: https://www.twilio.com/docs/voice/api/recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.voice.call import NOBODY
from cordboard.voice.ports import RecordingFilter
from cordboard.voice.recorded import of_recording
from cordboard.voice.recording import (
    CLIP_KIND,
    KEPT_DELETED_MS,
    RECORDING,
    UNDER_WAY,
    Recording,
    RecordingStatus,
)
from cordboard.voice.signals import CLIP
from cordboard.voice.tape import Tape, TapeSettings, tape_of_call

if TYPE_CHECKING:
    from cordboard.voice.switchboard import Switchboard

CURRENT = "Twilio.CURRENT"
ONLY_MONO, SILENT = 16113, 16102


class Below(NamedTuple):
    """What a recording is looked for under: a call, or a conference."""

    call_sid: str | None = None
    conference_sid: str | None = None


ANYWHERE = Below()


class Recordings:
    """Finds, makes and changes recordings."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    async def page(self, account_sid: str, wanted: RecordingFilter, page: PageRequest) -> Page[Recording]:
        """Return recordings of an account, newest first; deleted ones for forty days, if they are wanted."""
        return await self._board.store.recordings(account_sid, wanted, self._horizon_ms(), page)

    def _horizon_ms(self) -> int:
        return self._board.clock.now_ms() - KEPT_DELETED_MS

    async def get(
        self, account_sid: str, sid: str, below: Below = ANYWHERE, *, with_deleted: bool = False
    ) -> Recording:
        """Return a recording. Raises: Problem 20404."""
        found = await self._board.shelf.get(RECORDING, account_sid, sid, parent_sid=below.call_sid)
        is_elsewhere = below.conference_sid not in (None, found.conference_sid)
        is_gone = found.deleted_ms is not None and (not with_deleted or found.deleted_ms <= self._horizon_ms())
        if is_elsewhere or is_gone:
            raise Problem(20404)
        return found

    async def start(self, call_sid: str, settings: TapeSettings) -> Recording:
        """Begin to record a call that goes on. Raises: Problem 21220."""
        made = tape_of_call(self._board.talking(call_sid), settings).recording
        await self._board.write()
        return made

    async def change(
        self, account_sid: str, sid: str, below: Below, status: RecordingStatus, *, skips: bool
    ) -> Recording:
        """Pause a recording, go on with it, or stop it. Raises: Problem 20404, 21220."""
        tape = await self._tape(account_sid, sid, below)
        if status is RecordingStatus.PAUSED:
            made = tape.pause(skips=skips)
        elif status is RecordingStatus.IN_PROGRESS:
            made = tape.go_on()
        elif status is RecordingStatus.STOPPED:
            made = replace(tape.complete(), status=RecordingStatus.STOPPED)
        else:
            raise Problem(20001, parameter="Status", message=f"A recording cannot be set to {status}.")
        await self._board.write()
        return made

    async def _tape(self, account_sid: str, sid: str, below: Below) -> Tape:
        tapes = self._tapes(account_sid, below)
        if sid == CURRENT:
            if len(tapes) != 1:
                raise Problem(21220, message=f"{CURRENT} needs exactly one active recording; there are {len(tapes)}.")
            return tapes[0]
        for tape in tapes:
            if tape.recording.sid == sid:
                return tape
        await self.get(account_sid, sid, below)
        raise Problem(21220, message="Recording is not in-progress. Cannot update it.")

    def _tapes(self, account_sid: str, below: Below) -> list[Tape]:
        if below.conference_sid is not None:
            room = self._board.rooms.find(account_sid, below.conference_sid)
            return list(room.tapes) if room is not None else []
        leg = self._board.legs.get(below.call_sid or "")
        return list(leg.tapes) if leg is not None else []

    async def delete(self, account_sid: str, sid: str, below: Below = ANYWHERE) -> None:
        """Delete what was recorded; that it was stays known for forty days. Raises: Problem 20404, 20009."""
        found = await self.get(account_sid, sid, below)
        if found.status in UNDER_WAY:
            raise Problem(20009)
        now = self._board.clock.now_ms()
        for clip_sid in clips_of(found):
            clip = await self._board.shelf.get(CLIP_KIND, account_sid, clip_sid)
            await self._board.shelf.remove(clip)
        gone = replace(found, status=RecordingStatus.DELETED, spoken=(), deleted_ms=now, updated_ms=now)
        await self._board.shelf.put(RECORDING, gone)
        await self.forget()

    async def forget(self) -> None:
        """Forget what was deleted more than forty days ago, with its transcriptions."""
        for each in await self._board.store.expired_recordings(self._horizon_ms()):
            await self._board.shelf.remove(each)

    async def resume(self) -> None:
        """End the recordings that an earlier run left open: what was said is lost with it."""
        await self.forget()
        now = self._board.clock.now_ms()
        for each in await self._board.store.open_recordings():
            lost = replace(each, status=RecordingStatus.ABSENT, updated_ms=now, length_ms=0, error_code=SILENT)
            self._board.write(kept=(RECORDING, lost), occurred=of_recording(self._board, lost, NOBODY))

    async def sound(self, recording: Recording, channels: int | None, form: str) -> bytes:
        """Return the sound of a recording: wav or mp3. Raises: Problem 20404, 16113."""
        if recording.status is not RecordingStatus.COMPLETED:
            raise Problem(20404)
        if channels == 2 and recording.channels == 1:
            raise Problem(ONLY_MONO)
        clips = {sid: await self._board.shelf.get(CLIP_KIND, recording.account_sid, sid) for sid in clips_of(recording)}
        spoken = tuple(
            replace(each, sound=clips[each.text].samples) if each.what == CLIP else each for each in recording.spoken
        )
        return await self._board.render(replace(recording, spoken=spoken), channels or recording.channels, form)


def clips_of(recording: Recording) -> list[str]:
    """Return the SIDs of the files that are heard in a recording, each once."""
    return sorted({each.text for each in recording.spoken if each.what == CLIP})
