"""What runs beside a call's document, started through the API: a stream, a SIP recording, a transcription.

On the simulated network there is no sound to send, so that streams and SIP recordings are states and callbacks alone; a
transcription tells what is said, which is known. Source: reference 06 (call sub-resources), 03 section 10.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from cordboard.base.clock import to_datetime
from cordboard.base.webhook import Purpose
from cordboard.shelf.shelf import Kept, Kind
from cordboard.voice.call import Told

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.switchboard import Switchboard

IN_PROGRESS, STOPPED = "in-progress", "stopped"
INBOUND, OUTBOUND, BOTH = "inbound_track", "outbound_track", "both_tracks"
TRACKS = {"caller": INBOUND, "callee": OUTBOUND}
CONFIDENCE = 0.9  # as for gathered speech: the text was given as text


class Attached(Kept, frozen=True, kw_only=True):
    """Something beside a call, which is its parent."""

    name: str | None = None
    status: str = IN_PROGRESS
    track: str = INBOUND


class Sort(NamedTuple):
    """A sort of attachment: its rows, and the word that its callbacks begin with."""

    kind: Kind[Attached]
    word: str


STREAM = Sort(Kind("stream", "MZ", Attached), "Stream")
SIPREC = Sort(Kind("siprec", "SR", Attached), "Siprec")
TRANSCRIPTION = Sort(Kind("realtime_transcription", "GT", Attached), "Transcription")


class AttachmentSettings(NamedTuple):
    """How something is attached, and who is told of it."""

    name: str | None = None
    track: str = INBOUND
    told: Told = Told()
    language: str = "en-US"


class Attachment:
    """Something beside a call, as long as it runs."""

    def __init__(self, leg: Leg, sort: Sort, settings: AttachmentSettings) -> None:
        self._leg = leg
        self._sort = sort
        self._settings = settings
        self._sequence = 0
        call = leg.call
        self.kept = leg.board.shelf.make(
            sort.kind, call.account_sid, parent_sid=call.sid, name=settings.name, track=settings.track
        )
        leg.attachments.append(self)
        self._write("started")

    def is_called(self, sort: Sort, sid_or_name: str | None) -> bool:
        """Tell whether it is of a sort and has this SID or name; None is whatever it is called."""
        return self._sort is sort and sid_or_name in (None, self.kept.sid, self.kept.name)

    def take(self, who: str, text: str) -> None:
        """Tell what was said, if this is a transcription of that side."""
        track = TRACKS.get(who)
        if self._sort is TRANSCRIPTION and track is not None and self.kept.track in (track, BOTH):
            data = json.dumps({"transcript": text, "confidence": CONFIDENCE})
            self._tell("content", (("TranscriptionData", data), ("Track", track), ("Final", "true")))

    def stop(self) -> Attached:
        """Stop it."""
        if self in self._leg.attachments:
            self._leg.attachments.remove(self)
            self.kept = replace(self.kept, status=STOPPED)
            self._write("stopped")
        return self.kept

    def _write(self, event: str) -> None:
        self.kept = replace(self.kept, updated_ms=self._leg.board.clock.now_ms())
        self._leg.board.write(kept=(self._sort.kind, self.kept))
        self._tell(event)

    def _tell(self, event: str, extra: tuple[tuple[str, str], ...] = ()) -> None:
        board, word = self._leg.board, self._sort.word
        self._sequence += 1
        found = [
            ("AccountSid", self.kept.account_sid),
            ("CallSid", self._leg.call.sid),
            (f"{word}Sid", self.kept.sid),
            (f"{word}Event", f"{word.lower()}-{event}"),
            ("Timestamp", to_datetime(board.clock.now_ms()).isoformat()),
        ]
        if self._sort is TRANSCRIPTION:
            found += [("LanguageCode", self._settings.language), ("SequenceId", str(self._sequence))]
        elif self.kept.name is not None:
            found.append((f"{word}Name", self.kept.name))
        call = self._leg.call
        parameters = (*found, *extra)
        task = board.hooks.about(call.account_sid, call.sid, self._settings.told, parameters, Purpose.CALL_STATUS)
        board.write(tasks=[task] if task else [])


class Attachments:
    """Starts and stops what runs beside calls."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    async def start(self, call_sid: str, sort: Sort, settings: AttachmentSettings) -> Attached:
        """Start something beside a call that goes on. Raises: Problem 21220."""
        kept = Attachment(self._board.talking(call_sid), sort, settings).kept
        await self._board.write()
        return kept

    async def stop(self, account_sid: str, call_sid: str, sort: Sort, sid_or_name: str) -> Attached:
        """Stop something, by its SID or its name; what has stopped stays so. Raises: Problem 20404."""
        leg = self._board.legs.get(call_sid)
        for each in leg.attachments if leg is not None else ():
            if each.is_called(sort, sid_or_name):
                kept = each.stop()
                await self._board.write()
                return kept
        return await self._board.shelf.get(sort.kind, account_sid, sid_or_name, parent_sid=call_sid)
