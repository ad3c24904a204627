"""An invitation: a call that is made into a conference, until somebody answers it or nobody does.

Source: https://www.twilio.com/docs/voice/api/conference-participant-resource.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cordboard.twiml.voice.dial_effects import JoinConference
from cordboard.voice.call import CallStatus
from cordboard.voice.joining import BY_API, parameters_of

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.room import Room

# Source: https://www.twilio.com/en-us/changelog/participantcallstatus-and-reasonparticipantleft-attributes-added
ADD_FAILED = "participant_add_failed"


class Invitation:
    """A call that is made into a conference. It owns its leg until somebody answers."""

    def __init__(self, room: Room, leg: Leg, effect: JoinConference) -> None:
        self.room = room
        self.leg = leg
        self.effect = effect
        self.changed_ms = leg.call.updated_ms
        self._why = ADD_FAILED
        leg.owner = self
        room.invited.append(self)

    def leg_answered(self, leg: Leg) -> None:
        """Go in."""
        self.room.invited.remove(self)
        leg.enter(self.effect)

    def script_ended(self, leg: Leg) -> None:
        """Nothing: what it runs hangs up at its end."""

    def leg_left(self, leg: Leg) -> None:
        """It will not come."""
        self.room.uninvite(self, BY_API)

    def leg_ended(self, leg: Leg) -> None:
        """Nobody is expected any more."""
        self.room.uninvite(self, self._why)

    def cancel(self) -> None:
        """Call no more."""
        self.leg.end(CallStatus.CANCELED if self.leg.call.started_ms is None else CallStatus.COMPLETED)

    def kick(self) -> None:
        """Call no more, because the API wants it."""
        self._why = BY_API
        self.cancel()

    def parameters(self) -> list[tuple[str, str]]:
        """Return what events tell of who was to come."""
        effect = self.effect
        return parameters_of(
            self.leg,
            effect,
            is_muted=effect.is_muted,
            is_on_hold=False,
            is_coaching=effect.coach is not None,
            ends_on_exit=effect.ends_on_exit,
        )
