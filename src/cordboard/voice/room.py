"""Conferences: rooms in which calls hear one another.

Source: https://www.twilio.com/docs/voice/twiml/conference, /docs/voice/api/conference-resource.
"""

from __future__ import annotations

from email.utils import format_datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cordboard.base.clock import to_datetime
from cordboard.shelf.shelf import Kept, Kind
from cordboard.twiml.voice.effects import Dialed, Fetch, JoinConference, Note
from cordboard.voice.activity import Activity
from cordboard.voice.call import Told
from cordboard.voice.recording import Source, Tape
from cordboard.voice.runner import Runner

if TYPE_CHECKING:
    from cordboard.voice.switchboard import Switchboard

FULL, LABEL_TAKEN = 16020, 16025
# The names of events in callbacks, by the words that a document asks for them with.
EVENTS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}


class ConferenceStatus(StrEnum):
    """Where a conference is; the values are the wire words."""

    INIT = "init"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"


class Reason(StrEnum):
    """Why a conference ended."""

    API = "conference-ended-via-api"
    LAST_LEFT = "last-participant-left"
    LAST_KICKED = "last-participant-kicked"
    ENDER_LEFT = "participant-with-end-conference-on-exit-left"
    ENDER_KICKED = "participant-with-end-conference-on-exit-kicked"


class Conference(Kept, frozen=True, kw_only=True):
    """A conference."""

    friendly_name: str
    status: ConferenceStatus = ConferenceStatus.INIT
    region: str = "us1"
    reason: Reason | None = None
    call_sid_ending: str | None = None


CONFERENCE: Kind[Conference] = Kind("conference", "CF", Conference)


class Rooms:
    """The conferences that are going on, by account and name."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board
        self._open: dict[tuple[str, str], Room] = {}

    def enter(self, participant: Joining) -> Room:
        """Return the room of a name; one that there is not is opened."""
        key = (participant.leg.call.account_sid, participant.effect.name)
        room = self._open.get(key)
        if room is None:
            room = self._open[key] = Room(self._board, *key, _told_by(participant))
        return room

    def close(self, room: Room) -> None:
        """Forget a room that has ended."""
        self._open.pop((room.conference.account_sid, room.conference.friendly_name), None)

    def find(self, account_sid: str, sid_or_name: str) -> Room | None:
        """Return an open room by its SID or name."""
        for (account, name), room in self._open.items():
            if account == account_sid and sid_or_name in (name, room.conference.sid):
                return room
        return None


def _told_by(participant: Joining) -> Told:
    """Return who is told of a conference: whom the first participant names."""
    callback = participant.effect.callback
    return Told(url=callback.url, method=callback.method, events=tuple(sorted(callback.events)))


class Room:
    """A conference that is going on."""

    def __init__(self, board: Switchboard, account_sid: str, name: str, told: Told) -> None:
        self.board = board
        self.told = told
        self.participants: list[Joining] = []
        self._sequence = 0
        self._tape: Tape | None = None
        self.conference = board.shelf.make(CONFERENCE, account_sid, friendly_name=name)
        board.write(kept=(CONFERENCE, self.conference))

    @property
    def has_started(self) -> bool:
        """Tell whether participants hear one another."""
        return self.conference.status is ConferenceStatus.IN_PROGRESS

    def add(self, participant: Joining) -> None:
        """Let somebody in."""
        self.participants.append(participant)
        self.tell("participant-join", participant)
        if self.has_started:
            self._announce(participant, "onEnter")
            participant.connect()
        elif len(self.participants) > 1 and any(each.effect.starts_on_enter for each in self.participants):
            self._start()
        else:
            participant.wait()

    def _start(self) -> None:
        self._change(status=ConferenceStatus.IN_PROGRESS)
        self.tell("conference-start", None)
        first = self.participants[0]
        if first.effect.record == "record-from-start":
            callback = first.effect.recording
            told = Told(url=callback.url, method=callback.method, events=tuple(sorted(callback.events)))
            self._tape = Tape(first.leg, Source.CONFERENCE, told, conference_sid=self.conference.sid)
        for participant in list(self.participants):
            participant.connect()

    def _announce(self, newcomer: Joining, when: str) -> None:
        if newcomer.effect.beep in ("true", when):
            for participant in self.participants:
                if participant is not newcomer:
                    participant.leg.hear("[beep]")

    def say(self, speaker: Joining, text: str) -> None:
        """Let the others hear what somebody says."""
        if not self.has_started or speaker.is_muted or speaker.is_on_hold:
            return
        for participant in list(self.participants):
            may_hear = participant is not speaker and not participant.is_on_hold
            if may_hear and (speaker.coached is None or participant.leg.call.sid == speaker.coached):
                participant.leg.hear(text)
                participant.leg.heard()

    def remove(self, participant: Joining, *, is_kicked: bool = False) -> None:
        """Let somebody out; the room may end with it."""
        if participant not in self.participants:
            return
        self.participants.remove(participant)
        self.tell("participant-leave", participant)
        if participant.ends_on_exit:
            self.end(Reason.ENDER_KICKED if is_kicked else Reason.ENDER_LEFT, participant.leg.call.sid)
        elif not self.participants:
            self.end(Reason.LAST_KICKED if is_kicked else Reason.LAST_LEFT, participant.leg.call.sid)
        else:
            self._announce(participant, "onExit")

    def end(self, reason: Reason, call_sid: str | None = None) -> None:
        """End the conference; everybody goes on with what stands behind it."""
        if self.conference.status is ConferenceStatus.COMPLETED:
            return
        self.board.rooms.close(self)
        self._change(status=ConferenceStatus.COMPLETED, reason=reason, call_sid_ending=call_sid)
        if self._tape is not None:
            self._tape.complete()
        left, self.participants = self.participants, []
        for participant in left:
            self.tell("participant-leave", participant)
        extra = [("ReasonConferenceEnded", reason.value)]
        extra += [("CallSidEndingConference", call_sid)] if call_sid else []
        self.tell("conference-end", None, tuple(extra))
        for participant in left:
            participant.finish(Dialed("answered"))

    def _change(self, **values: object) -> None:
        now = self.board.clock.now_ms()
        self.conference = replace(self.conference, updated_ms=now, **values)
        self.board.write(kept=(CONFERENCE, self.conference))

    def tell(self, event: str, participant: Joining | None, extra: tuple[tuple[str, str], ...] = ()) -> None:
        """Tell of an event, if anybody wants to know."""
        if EVENTS[event] not in self.told.events:
            return
        self._sequence += 1
        found = [
            ("ConferenceSid", self.conference.sid),
            ("FriendlyName", self.conference.friendly_name),
            ("AccountSid", self.conference.account_sid),
            ("SequenceNumber", str(self._sequence)),
            ("Timestamp", format_datetime(to_datetime(self.board.clock.now_ms()))),
            ("StatusCallbackEvent", event),
        ]
        if participant is not None:
            found += participant.parameters()
        conference = self.conference
        task = self.board.hooks.conference(conference.account_sid, conference.sid, self.told, (*found, *extra))
        self.board.write(tasks=[task] if task else [])


class Joining(Activity):
    """The Dial verb with a conference: a participant, as long as it is in the room."""

    effect: JoinConference

    def start(self) -> None:
        """Go in, if there is room."""
        self.is_muted = self.effect.is_muted
        self.is_on_hold = False
        self.coached = self.effect.coach
        self.ends_on_exit = self.effect.ends_on_exit
        self.joined_ms = self.leg.board.clock.now_ms()
        self.is_kicked = False
        self.room = self.leg.board.rooms.enter(self)
        labels = {each.effect.label for each in self.room.participants if each.effect.label}
        if len(self.room.participants) >= self.effect.max_participants:
            self._refuse(FULL, "The conference is full.")
        elif self.effect.label in labels:
            self._refuse(LABEL_TAKEN, f"The label {self.effect.label!r} is in use by another participant.")
        else:
            self.after(self.effect.settings.time_limit_s, lambda: self.finish(Dialed("answered")), "longest")
            self.room.add(self)

    def _refuse(self, code: int, sentence: str) -> None:
        self.leg.board.note(self.leg, Note(code, sentence, is_warning=False))
        self.finish(Dialed("failed"))

    def wait(self) -> None:
        """Hear the waiting document until the conference starts."""
        url = self.effect.wait_url
        if url is None:
            self.leg.hear("[music]")
        elif url:
            self.leg.side = Runner(self.leg)
            self.leg.side.run(Fetch(url, self.effect.wait_method), hangs_up=False)

    def connect(self) -> None:
        """Hear the others."""
        self._silence()
        self.leg.heard()

    def _silence(self) -> None:
        side, self.leg.side = self.leg.side, None
        if side is not None:
            side.drop()

    def spoke(self, text: str) -> None:
        """Let the others hear it."""
        self.room.say(self, text)

    def pressed(self, digits: str) -> None:
        """A star may leave the conference."""
        if "*" in digits and self.effect.settings.hangs_up_on_star:
            self.finish(Dialed("answered"))

    def announce(self, url: str, method: str) -> None:
        """Let this participant hear a document."""
        self.leg.side = Runner(self.leg, self._announced)
        self.leg.side.run(Fetch(url, method), hangs_up=False)

    def _announced(self) -> None:
        self.leg.side = None
        self.room.tell("announcement-end", self)

    def hold(self, url: str | None, method: str) -> None:
        """Put the participant on hold, with a document to hear."""
        self.is_on_hold = True
        self._silence()
        self.room.tell("participant-hold", self)
        if url is None:
            self.leg.hear("[music]")
        else:
            self.leg.side = Runner(self.leg)
            self.leg.side.run(Fetch(url, method), hangs_up=False)

    def take_back(self) -> None:
        """Take the participant from hold."""
        self.is_on_hold = False
        self.connect()
        self.room.tell("participant-unhold", self)

    def mute(self, *, is_muted: bool) -> None:
        """Mute the participant, or let it be heard again."""
        if is_muted is not self.is_muted:
            self.is_muted = is_muted
            self.room.tell("participant-mute" if is_muted else "participant-unmute", self)

    def kick(self) -> None:
        """Put the participant out; its document goes on."""
        self.is_kicked = True
        self.finish(Dialed("answered"))

    def parameters(self) -> list[tuple[str, str]]:
        """Return what events tell of a participant."""
        found = [
            ("CallSid", self.leg.call.sid),
            ("Muted", _word(self.is_muted)),
            ("Hold", _word(self.is_on_hold)),
            ("Coaching", _word(self.coached is not None)),
            ("EndConferenceOnExit", _word(self.ends_on_exit)),
            ("StartConferenceOnEnter", _word(self.effect.starts_on_enter)),
        ]
        return found + ([("ParticipantLabel", self.effect.label)] if self.effect.label else [])

    def clean(self) -> None:
        """Leave the room."""
        self._silence()
        self.room.remove(self, is_kicked=self.is_kicked)


def _word(value: bool) -> str:
    return "true" if value else "false"
