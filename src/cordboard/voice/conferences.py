"""Conferences and their participants, as the API sees and changes them.

Source: https://www.twilio.com/docs/voice/api/conference-resource, /conference-participant-resource.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.base.sid import is_sid
from cordboard.twiml.voice.dial_effects import JoinConference
from cordboard.twiml.voice.offer import Offer
from cordboard.voice.allowances import allowed
from cordboard.voice.announcement import Announcement
from cordboard.voice.call import NOBODY, CallDirection, CallOptions, CallStatus
from cordboard.voice.invitation import Invitation
from cordboard.voice.joining import is_label
from cordboard.voice.occurrence import CONFERENCE as UPDATED
from cordboard.voice.occurrence import Occurrence
from cordboard.voice.ports import ConferenceFilter
from cordboard.voice.room import CONFERENCE, Conference, ConferenceStatus, Reason, Room, facts_of

if TYPE_CHECKING:
    from cordboard.voice.joining import Joining
    from cordboard.voice.switchboard import Switchboard

GONE, BAD_LABEL, LABEL_TAKEN, FULL = 16022, 16024, 16026, 16020
# What a participant's status is called while its call is on the way. Source: reference 06, Participants.
STATUSES = {CallStatus.QUEUED: "queued", CallStatus.RINGING: "ringing", CallStatus.IN_PROGRESS: "connected"}


class Participant(Struct, frozen=True, kw_only=True):
    """A participant as it stands now; its SID is that of its call."""

    sid: str
    account_sid: str
    conference_sid: str
    label: str | None
    coached: str | None
    ends_on_exit: bool
    starts_on_enter: bool
    is_muted: bool = False
    is_on_hold: bool = False
    status: str
    queued_ms: int
    created_ms: int
    updated_ms: int

    @property
    def is_coaching(self) -> bool:
        """Tell whether it coaches somebody."""
        return self.coached is not None


class Change(NamedTuple):
    """What to change of a participant; None stays as it is."""

    is_muted: bool | None = None
    is_on_hold: bool | None = None
    hold_url: str | None = None
    hold_method: str = "GET"
    announce_url: str | None = None
    announce_method: str = "POST"
    wait_url: str | None = None
    wait_method: str = "POST"
    exit_beep: bool | None = None
    ends_on_exit: bool | None = None
    is_coaching: bool | None = None
    coached: str | None = None


class Conferences:
    """Finds and changes conferences."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    # Conferences

    async def page(self, account_sid: str, wanted: ConferenceFilter, page: PageRequest) -> Page[Conference]:
        """Return the conferences of an account, newest first."""
        return await self._board.store.conferences(account_sid, wanted, page)

    async def get(self, account_sid: str, sid: str) -> Conference:
        """Return a conference. Raises: Problem 20404."""
        return await self._board.shelf.get(CONFERENCE, account_sid, sid)

    async def room(self, account_sid: str, sid: str) -> Room:
        """Return the room of a conference that goes on. Raises: Problem 20404, 16022."""
        found = self._board.rooms.find(account_sid, sid)
        if found is None:
            await self.get(account_sid, sid)
            raise Problem(GONE)
        return found

    async def end(self, account_sid: str, sid: str) -> Conference:
        """End a conference. Raises: Problem 20404, 16022."""
        room = await self.room(account_sid, sid)
        room.end(Reason.API)
        await self._board.write()
        return room.conference

    async def announce(self, account_sid: str, sid: str, url: str, method: str) -> Conference:
        """Let everybody hear a document. Raises: Problem 20404, 16022."""
        room = await self.room(account_sid, sid)
        Announcement(room, None, url, method)
        return room.conference

    async def resume(self) -> None:
        """End the conferences that an earlier run left open."""
        now = self._board.clock.now_ms()
        for each in await self._board.store.open_conferences():
            ended = replace(each, status=ConferenceStatus.COMPLETED, updated_ms=now, reason=Reason.LAST_LEFT)
            self._board.write(kept=(CONFERENCE, ended), occurred=_end_of(ended))

    # Participants

    async def participants(self, account_sid: str, sid: str) -> list[Participant]:
        """Return who is in a conference or called into it, newest first. Raises: Problem 20404."""
        room = self._board.rooms.find(account_sid, sid)
        if room is None:
            await self.get(account_sid, sid)
            return []
        found = [_invited(each) for each in room.invited] + [_present(each) for each in room.participants]
        return sorted(found, key=lambda each: each.sid, reverse=True)

    async def participant(self, account_sid: str, sid: str, call_sid_or_label: str) -> Participant:
        """Return a participant. Raises: Problem 20404."""
        for each in await self.participants(account_sid, sid):
            if call_sid_or_label in (each.sid, each.label):
                return each
        raise Problem(20404)

    async def invite(
        self,
        account_sid: str,
        sid_or_name: str,
        sender: str,
        recipient: str,
        effect: JoinConference,
        options: CallOptions,
        offer: Offer,
    ) -> Participant:
        """Call somebody into a conference; one that there is not begins with it. Raises: Problem."""
        room = self._board.rooms.find(account_sid, sid_or_name)
        if room is None and is_sid(sid_or_name, CONFERENCE.prefix):
            room = await self.room(account_sid, sid_or_name)
        _check(effect, room)
        room = room or self._board.rooms.open(account_sid, effect, options)
        options, notes = allowed(options)
        leg = self._board.new_leg(
            account_sid=account_sid,
            direction=CallDirection.API,
            sender=sender,
            recipient=recipient,
            options=options,
            offer=offer,
        )
        invitation = Invitation(room, leg, effect._replace(name=room.conference.friendly_name))
        seen = _invited(invitation)
        written = self._board.write(leg.call)
        self._board.pacing.add(leg)
        for note in notes:
            self._board.note(leg, note)
        await written
        return seen

    async def change(self, account_sid: str, sid: str, call_sid_or_label: str, change: Change) -> Participant:
        """Change a participant. Raises: Problem 20404."""
        joined = await self._joined(account_sid, sid, call_sid_or_label)
        if change.is_muted is not None:
            joined.mute(is_muted=change.is_muted)
        if change.is_on_hold is True or (change.hold_url is not None and joined.is_on_hold):
            joined.hold(change.hold_url, change.hold_method)
        if change.is_on_hold is False:
            joined.take_back()
        if change.wait_url is not None:
            joined.wait_with(change.wait_url, change.wait_method)
        if change.exit_beep is not None:
            joined.exit_beep = change.exit_beep
        joined.modify(
            coached=_coached(joined, change),
            ends_on_exit=joined.ends_on_exit if change.ends_on_exit is None else change.ends_on_exit,
        )
        if change.announce_url is not None:
            Announcement(joined.room, joined, change.announce_url, change.announce_method)
        await self._board.write()
        return _present(joined)

    async def kick(self, account_sid: str, sid: str, call_sid_or_label: str) -> None:
        """Put a participant out, or call it no more. Raises: Problem 20404."""
        room = self._board.rooms.find(account_sid, sid)
        for invitation in list(room.invited if room is not None else ()):
            if call_sid_or_label in (invitation.leg.call.sid, invitation.effect.label):
                invitation.kick()
                await self._board.write()
                return
        (await self._joined(account_sid, sid, call_sid_or_label)).kick()
        await self._board.write()

    async def _joined(self, account_sid: str, sid: str, call_sid_or_label: str) -> Joining:
        room = self._board.rooms.find(account_sid, sid)
        for each in room.participants if room is not None else ():
            if call_sid_or_label in (each.leg.call.sid, each.effect.label):
                return each
        raise Problem(20404)


def _end_of(ended: Conference) -> Occurrence:
    event = (("StatusCallbackEvent", "conference-end"), ("ReasonConferenceEnded", str(ended.reason)))
    parameters = (*facts_of(ended), *event)
    return Occurrence(UPDATED, ended.account_sid, ended.sid, ended.updated_ms, NOBODY.method, "", parameters)


def _check(effect: JoinConference, room: Room | None) -> None:
    """Raises: Problem when the room is full, or the label cannot be used."""
    label = effect.label
    if label is not None and not is_label(label):
        raise Problem(BAD_LABEL, label=label)
    if room is None:
        return
    if len(room.participants) + len(room.invited) >= effect.max_participants:
        raise Problem(FULL)
    taken = [each.effect.label for each in room.participants] + [each.effect.label for each in room.invited]
    if label is not None and label in taken:
        raise Problem(LABEL_TAKEN, label=label)


def _coached(joined: Joining, change: Change) -> str | None:
    """Return whom a participant coaches after a change. Raises: Problem when coaching has nobody to coach."""
    if change.is_coaching is False:
        return None
    wanted = change.coached or joined.coached
    if change.is_coaching and wanted is None:
        raise Problem(20001, parameter="CallSidToCoach", message="Coaching needs CallSidToCoach.")
    return wanted if change.is_coaching is not None or change.coached is not None else joined.coached


def _invited(invitation: Invitation) -> Participant:
    call, effect = invitation.leg.call, invitation.effect
    is_called = call.status is CallStatus.QUEUED and invitation.leg.has_begun
    return Participant(
        sid=call.sid,
        account_sid=call.account_sid,
        conference_sid=invitation.room.conference.sid,
        label=effect.label,
        coached=effect.coach,
        ends_on_exit=effect.ends_on_exit,
        starts_on_enter=effect.starts_on_enter,
        is_muted=effect.is_muted,
        status="connecting" if is_called else STATUSES.get(call.status, "complete"),
        queued_ms=call.queued_ms,
        created_ms=call.created_ms,
        updated_ms=call.updated_ms,
    )


def _present(joined: Joining) -> Participant:
    call, effect = joined.leg.call, joined.effect
    return Participant(
        sid=call.sid,
        account_sid=call.account_sid,
        conference_sid=joined.room.conference.sid,
        label=effect.label,
        coached=joined.coached,
        ends_on_exit=joined.ends_on_exit,
        starts_on_enter=effect.starts_on_enter,
        is_muted=joined.is_muted,
        is_on_hold=joined.is_on_hold,
        status="connected",
        queued_ms=call.queued_ms,
        created_ms=joined.joined_ms,
        updated_ms=joined.changed_ms,
    )
