"""Conferences: rooms in which calls hear one another.

Source: https://www.twilio.com/docs/voice/twiml/conference, /docs/voice/api/conference-resource.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cordboard.base.clock import to_rfc2822
from cordboard.base.webhook import Purpose
from cordboard.shelf.shelf import Kept, Kind
from cordboard.twiml.voice.dial_effects import JoinConference
from cordboard.voice.call import NOBODY, CallOptions, Told
from cordboard.voice.joining import BY_MODERATOR, ENDED_BY_API
from cordboard.voice.occurrence import ANNOUNCEMENT, PARTICIPANT, Occurrence
from cordboard.voice.occurrence import CONFERENCE as CONFERENCE_UPDATED
from cordboard.voice.room_tape import record, tell_recorded
from cordboard.voice.tape import Tape

if TYPE_CHECKING:
    from cordboard.voice.invitation import Invitation
    from cordboard.voice.joining import Joining
    from cordboard.voice.switchboard import Switchboard

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
    "participant-speech-start": "speaker",
    "participant-speech-stop": "speaker",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}
# What an event is to those who follow everything, by the word that a document asks for it with.
OCCURRENCES = dict.fromkeys(EVENTS.values(), PARTICIPANT) | {
    "start": CONFERENCE_UPDATED,
    "end": CONFERENCE_UPDATED,
    "announcement": ANNOUNCEMENT,
}
Pairs = tuple[tuple[str, str], ...]


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


def facts_of(conference: Conference) -> Pairs:
    """Return what every request about a conference says."""
    return (
        ("ConferenceSid", conference.sid),
        ("FriendlyName", conference.friendly_name),
        ("AccountSid", conference.account_sid),
    )


class Rooms:
    """The conferences that are going on, by account and name."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board
        self._open: dict[tuple[str, str], Room] = {}

    def __len__(self) -> int:
        """Count them."""
        return len(self._open)

    def enter(self, participant: Joining) -> Room:
        """Return the room that a participant goes to."""
        call = participant.leg.call
        return self.open(call.account_sid, participant.effect, call.options)

    def open(self, account_sid: str, effect: JoinConference, options: CallOptions) -> Room:
        """Return the room of a name; one that there is not is opened, as its first participant wants it."""
        room = self._open.get((account_sid, effect.name))
        if room is None:
            room = self._open[account_sid, effect.name] = Room(self._board, account_sid, effect, options)
        return room

    def close(self, room: Room) -> None:
        """Forget a room that has ended."""
        self._open.pop((room.conference.account_sid, room.conference.friendly_name), None)

    def find(self, account_sid: str, sid_or_name: str) -> Room | None:
        """Return an open room by its SID or name."""
        named = self._open.get((account_sid, sid_or_name))
        if named is not None:
            return named
        for (account, _), room in self._open.items():
            if account == account_sid and sid_or_name == room.conference.sid:
                return room
        return None

    def clear(self) -> None:
        """Forget all, as a reset does."""
        self._open.clear()


class Room:
    """A conference that is going on. ``invited`` are calls that were made into it and are not answered yet."""

    def __init__(self, board: Switchboard, account_sid: str, first: JoinConference, options: CallOptions) -> None:
        self.board = board
        callback = first.callback
        told = Told(url=callback.url, method=callback.method, events=tuple(sorted(callback.events)))
        self.told = told.led_by(options)
        self.participants: list[Joining] = []
        self.invited: list[Invitation] = []
        self.tapes: list[Tape] = []
        self._sequence = 0
        self._first = first
        self.conference = board.shelf.make(CONFERENCE, account_sid, friendly_name=first.name, region=first.region)
        board.write(kept=(CONFERENCE, self.conference))

    @property
    def has_started(self) -> bool:
        """Tell whether participants hear one another."""
        return self.conference.status is ConferenceStatus.IN_PROGRESS

    @property
    def calls(self) -> set[str]:
        """Return the SIDs of the calls that are in it."""
        return {each.leg.call.sid for each in self.participants}

    def add(self, participant: Joining) -> None:
        """Let somebody in."""
        self.participants.append(participant)
        self.tell("participant-join", participant)
        if self.has_started:
            self._beep(participant, "onEnter")
            participant.connect()
        elif len(self.participants) > 1 and any(each.effect.starts_on_enter for each in self.participants):
            self._start()
            self._beep(participant, "onEnter")
        else:
            participant.wait()

    def _start(self) -> None:
        self._change(status=ConferenceStatus.IN_PROGRESS)
        self.tell("conference-start", None)
        if self._first.record == "record-from-start":
            record(self, self._first, self.participants[0])
        for participant in list(self.participants):
            if not participant.is_on_hold:
                participant.connect()

    def _beep(self, who: Joining, when: str) -> None:
        wants = who.exit_beep if when == "onExit" and who.exit_beep is not None else None
        if who.effect.beep in ("true", when) if wants is None else wants:
            for participant in self.participants:
                if participant is not who:
                    participant.leg.signal("[beep]")

    def say(self, speaker: Joining, text: str) -> None:
        """Let the others hear what somebody says; what only the coached one hears is not recorded."""
        if not self.has_started or speaker.is_muted or speaker.is_on_hold:
            return
        self.tell("participant-speech-start", speaker)
        if speaker.coached is None:
            for tape in self.tapes:
                tape.take("caller", text)
        for participant in list(self.participants):
            may_hear = participant is not speaker and not participant.is_on_hold
            if may_hear and (speaker.coached is None or participant.leg.call.sid == speaker.coached):
                participant.leg.hear(text)
                participant.leg.heard()
        self.tell("participant-speech-stop", speaker)

    def remove(self, participant: Joining, why: str) -> None:
        """Let somebody out; the room may end with it."""
        if participant not in self.participants:
            return
        self.participants.remove(participant)
        self._tell_leave(participant, why)
        is_kicked, sid = participant.is_kicked, participant.leg.call.sid
        if participant.ends_on_exit:
            self.end(Reason.ENDER_KICKED if is_kicked else Reason.ENDER_LEFT, sid, participant.effect.label)
        elif not self.participants and not self.invited:
            self.end(Reason.LAST_KICKED if is_kicked else Reason.LAST_LEFT, sid, participant.effect.label)
        else:
            self._beep(participant, "onExit")

    def uninvite(self, invitation: Invitation, why: str) -> None:
        """Expect somebody no more; a room in which nobody is left has ended."""
        if invitation in self.invited:
            self.invited.remove(invitation)
            self._tell_leave(invitation, why)
            if not self.participants and not self.invited:
                self.end(Reason.LAST_LEFT)

    def give_up(self) -> None:
        """Forget a room into which nobody came, without a word."""
        if not self.participants and not self.invited and self.conference.status is ConferenceStatus.INIT:
            self.board.rooms.close(self)
            self._change(status=ConferenceStatus.COMPLETED, reason=Reason.LAST_LEFT)

    def end(self, reason: Reason, call_sid: str | None = None, label: str | None = None) -> None:
        """End the conference; everybody goes on with what stands behind it."""
        if self.conference.status is ConferenceStatus.COMPLETED:
            return
        self.board.rooms.close(self)
        self._change(status=ConferenceStatus.COMPLETED, reason=reason, call_sid_ending=call_sid)
        for tape in list(self.tapes):
            tell_recorded(self, self._first, tape.complete())
        left, self.participants = self.participants, []
        for participant in left:
            self._tell_leave(participant, ENDED_BY_API if reason is Reason.API else BY_MODERATOR)
        extra = [("ReasonConferenceEnded", reason.value), ("Reason", reason.value.replace("-", " ").capitalize())]
        extra += [("CallSidEndingConference", call_sid)] if call_sid else []
        extra += [("ParticipantLabelEndingConference", label)] if label else []
        self.tell("conference-end", None, tuple(extra))
        for participant in left:
            participant.leave()
        expected, self.invited = self.invited, []
        for invitation in expected:
            invitation.cancel()

    def _change(self, **values: object) -> None:
        now = self.board.clock.now_ms()
        self.conference = replace(self.conference, updated_ms=now, **values)
        self.board.write(kept=(CONFERENCE, self.conference))

    def _tell_leave(self, participant: Joining | Invitation, why: str) -> None:
        leg = participant.leg
        status = (leg.ending or leg.call.status).value
        extra = (("ParticipantCallStatus", status), ("ReasonParticipantLeft", why))
        self.tell("participant-leave", participant, extra)

    def facts(self) -> Pairs:
        """Return what every request about the conference says."""
        return facts_of(self.conference)

    def tell(self, event: str, participant: Joining | Invitation | None, extra: Pairs = ()) -> None:
        """Tell of an event, if anybody wants to know."""
        if participant is not None:
            participant.changed_ms = self.board.clock.now_ms()
        conference, told, now = self.conference, self.told, self.board.clock.now_ms()
        if EVENTS[event] not in told.events:
            told = NOBODY
        parameters = (
            *self.facts(),
            *self._number(told),
            ("Timestamp", to_rfc2822(now)),
            ("StatusCallbackEvent", event),
            *(participant.parameters() if participant is not None else ()),
            *extra,
        )
        account_sid, sid = conference.account_sid, conference.sid
        task = self.board.hooks.about(account_sid, sid, told, parameters, Purpose.CONFERENCE_STATUS)
        occurred = Occurrence(
            OCCURRENCES[EVENTS[event]], account_sid, sid, now, told.method, told.url or "", parameters
        )
        self.board.write(tasks=[task] if task else [], occurred=occurred)

    def _number(self, told: Told) -> Pairs:
        """Return the number of a callback: they are counted, whatever else happens."""
        if told.url is None:
            return ()
        self._sequence += 1
        return (("SequenceNumber", str(self._sequence)),)
