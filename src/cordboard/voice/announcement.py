"""An announcement: a document that participants of a conference hear, asked for once, told of once.

Source: https://www.twilio.com/docs/voice/api/conference-resource (AnnounceUrl).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cordboard.base.webhook import Purpose
from cordboard.twiml.voice.effects import Note, Page
from cordboard.voice.call import Told
from cordboard.voice.documents import page_of, refused_page

if TYPE_CHECKING:
    from cordboard.voice.joining import Joining
    from cordboard.voice.room import Room


class Announcement:
    """Plays a document to one participant, or for None to all."""

    def __init__(self, room: Room, participant: Joining | None, url: str, method: str) -> None:
        self._room = room
        self._participant = participant
        self._url = url
        self._method = method
        self._hearing = 0
        room.board.spawn(self._run())

    async def _run(self) -> None:
        board, room, participant = self._room.board, self._room, self._participant
        with board.clock.work():
            if participant is None:
                conference = room.conference
                purpose = Purpose.CALL_DOCUMENT
                told = Told(url=self._url, method=self._method)
                if room.participants:
                    told = told.led_by(room.participants[0].leg.call.options)
                webhook = board.hooks.plain(conference.account_sid, conference.sid, told, room.facts(), purpose)
            else:
                webhook = board.hooks.document(participant.leg.call, self._url, self._method, room.facts())
            found = page_of(await board.ask(webhook))
            heard = room.participants if participant is None else [participant]
            if isinstance(found, Page) and heard:
                found = await refused_page(heard[0].leg, found) or found
            if isinstance(found, Note):
                self._tell("announcement-fail", (("ReasonAnnouncementFailed", found.sentence),))
            else:
                self._play(found)

    def _play(self, page: Page) -> None:
        wanted = self._room.participants if self._participant is None else [self._participant]
        hearing = [each for each in wanted if each in self._room.participants]
        self._hearing = len(hearing)
        for participant in hearing:
            participant.announce(page, self._ended)

    def _ended(self) -> None:
        self._hearing -= 1
        if not self._hearing:
            self._tell("announcement-end")

    def _tell(self, event: str, extra: tuple[tuple[str, str], ...] = ()) -> None:
        self._room.tell(event, self._participant, (("AnnounceUrl", self._url), *extra))
