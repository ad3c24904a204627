"""What runs beside calls, as the API starts and stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cordboard.voice.attachment import STREAM, TRANSCRIPTION, Attached, Attachment, AttachmentSettings, Sort
from cordboard.voice.live_transcription import LiveTranscription
from cordboard.voice.media_stream import MediaStream

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.switchboard import Switchboard


def attach(leg: Leg, sort: Sort, settings: AttachmentSettings) -> Attachment:
    """Start something beside a call."""
    if sort is STREAM:
        return MediaStream(leg, settings)
    return LiveTranscription(leg, settings) if sort is TRANSCRIPTION else Attachment(leg, sort, settings)


class Attachments:
    """Starts and stops what runs beside calls."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    async def start(self, call_sid: str, sort: Sort, settings: AttachmentSettings) -> Attached:
        """Start something beside a call that goes on. Raises: Problem 21220."""
        leg = self._board.talking(call_sid)
        kept = attach(leg, sort, settings).kept
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
