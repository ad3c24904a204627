"""A participant: the Dial verb with a conference, as long as the call is in the room.

Source: https://www.twilio.com/docs/voice/twiml/conference, /docs/voice/api/conference-participant-resource.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cordboard.base.sid import is_sid
from cordboard.twiml.voice.dial_effects import Dialed, JoinConference
from cordboard.twiml.voice.effects import Fetch, Note, Page
from cordboard.twiml.voice.stage import CONFERENCE
from cordboard.voice.activity import Activity
from cordboard.voice.dialing import tape_of_dial, tell_dialed
from cordboard.voice.runner import Runner
from cordboard.voice.tape import Tape

if TYPE_CHECKING:
    from collections.abc import Callable

    from cordboard.voice.leg import Leg

FULL, BAD_LABEL, LABEL_TAKEN, NOT_COACHED, NOT_ALLOWED = 16020, 16023, 16025, 13240, 70051
HUNG_UP, BY_API, BY_MODERATOR = "participant_hung_up", "participant_updated_via_api", "moderator_ended_conference"
ENDED_BY_API = "conference_ended_via_api"
_LABEL = re.compile(r"[^/\x00-\x1f]{1,128}")


class Joining(Activity):
    """A participant of a conference."""

    effect: JoinConference
    _tape: Tape | None = None

    def start(self) -> None:
        """Go in, if there is room."""
        self.is_muted = self.effect.is_muted
        self.is_on_hold = False
        self.coached = self.effect.coach
        self.ends_on_exit = self.effect.ends_on_exit
        self.exit_beep: bool | None = None
        self.joined_ms = self.changed_ms = self.leg.board.clock.now_ms()
        self.is_kicked = False
        self._why_left = HUNG_UP
        # Who is here already when an agent lets it hear something was not brought together with others by the agent.
        self.is_agents = bool(self.leg.call.options.agent_sid)
        self._hold: Fetch | None = None
        self._announcement: Callable[[], None] | None = None
        self.room = self.leg.board.rooms.enter(self)
        if self._unmet(set()):
            self.leg.board.spawn(self._enter_if_allowed())
        else:
            self._enter()

    def _unmet(self, met: set[Joining]) -> list[Joining]:
        """Return those in the room of whom it is not known yet whether an agent's call may be connected with them."""
        found = self.room.participants
        return [each for each in found if each not in met and (self.is_agents or each.is_agents)]

    async def _enter_if_allowed(self) -> None:
        """Go in once everybody is judged who is there by then, also those who came while others were judged."""
        board, met = self.leg.board, set[Joining]()
        with board.clock.work():
            while unmet := self._unmet(met):
                refusal = await self._meet(unmet)
                if self.is_over:
                    return
                if refusal is not None:
                    self._refuse(NOT_ALLOWED, refusal)
                    return
                met.update(unmet)
                self.room = board.rooms.enter(self)  # it has ended, if nobody is left in it
            self._enter()

    async def _meet(self, others: list[Joining]) -> str | None:
        """Return why this call may not meet others; an agent's call that may not meet this one leaves the room."""
        oversight, call = self.leg.board.oversight, self.leg.call
        if self.is_agents:
            refusal = await oversight.meet(call, [each.leg.call.other_side for each in others])
            if refusal is not None:
                return refusal
        for each in [other for other in others if other.is_agents]:
            refusal = await oversight.meet(each.leg.call, [call.other_side])
            if refusal is not None and not self.is_over and not each.is_over:
                each._refuse(NOT_ALLOWED, refusal)
        return None

    def _enter(self) -> None:
        label = self.effect.label
        labels = {each.effect.label for each in self.room.participants if each.effect.label}
        if label is not None and not is_label(label):
            self._refuse(BAD_LABEL, f"The label {label[:40]!r} cannot be used.")
        elif len(self.room.participants) >= self.effect.max_participants:
            self._refuse(FULL, "The conference is full.")
        elif label in labels:
            self._refuse(LABEL_TAKEN, f"The label {label!r} is in use by another participant.")
        elif self.coached is not None and self.coached not in self.room.calls:
            self._refuse(
                NOT_COACHED, f"Nobody in the conference has the call {self.coached[:40]!r}, which is to be coached."
            )
        else:
            self.after(self.effect.settings.time_limit_s, self.leave, "longest")
            if self.effect.settings.record != "do-not-record":
                self._tape = tape_of_dial(self.leg, self.effect.settings)
            self.room.add(self)

    def leave(self) -> None:
        """Go on with what stands behind the conference."""
        self.finish(self._dialed())

    def _dialed(self) -> Dialed:
        """Return what the action is told; a recording that the dial was to make ends with it."""
        url = None if self._tape is None else self.leg.board.recording_url(self._tape.complete())
        return Dialed("answered", recording_url=url)

    def _refuse(self, code: int, sentence: str) -> None:
        self.leg.board.note(self.leg, Note(code, sentence, is_warning=False))
        self.room.give_up()
        self.finish(Dialed("failed"))

    # What the participant hears

    def wait(self) -> None:
        """Hear the waiting document until the conference starts."""
        url = self.effect.wait_url
        if url is None:
            self.leg.signal("[music]")
        elif url:
            self._play(Fetch(url, self.effect.wait_method))

    def connect(self) -> None:
        """Hear the others."""
        self._silence()
        self.leg.heard()

    def _play(self, entry: Fetch) -> None:
        self._silence()
        self.leg.side = Runner(self.leg)
        self.leg.side.play(entry, CONFERENCE)

    def _silence(self) -> None:
        """Stop what plays; an announcement has ended with it, however far it came."""
        side, self.leg.side = self.leg.side, None
        if side is not None:
            side.drop()
        done, self._announcement = self._announcement, None
        if done is not None:
            done()

    def announce(self, page: Page, done: Callable[[], None]) -> None:
        """Let this participant hear a document, in place of what it hears meanwhile."""

        def ended() -> None:
            self._silence()
            if self.is_on_hold:
                self._hear_hold()
            elif not self.room.has_started:
                self.wait()

        self._silence()
        self._announcement = done
        self.leg.side = Runner(self.leg, ended)
        self.leg.side.play(page, CONFERENCE)

    # What the call does

    def spoke(self, text: str) -> None:
        """Let the others hear it."""
        self.room.say(self, text)

    def pressed(self, digits: str) -> None:
        """A star may leave the conference."""
        if "*" in digits and self.effect.settings.hangs_up_on_star:
            self.leave()

    def hung_up(self) -> None:
        """Tell the action that the caller has left."""
        if self in self.room.participants:
            tell_dialed(self.leg, self.effect.settings, self._dialed())

    def redirected(self) -> None:
        """The call leaves, because the API wants it elsewhere."""
        self._why_left = BY_API

    # What others do with the participant

    def hold(self, url: str | None, method: str) -> None:
        """Put the participant on hold, with a document to hear."""
        was_on_hold, self.is_on_hold = self.is_on_hold, True
        self._hold = None if url is None else Fetch(url, method)
        self._hear_hold()
        if not was_on_hold:
            self.room.tell("participant-hold", self)

    def _hear_hold(self) -> None:
        if self._hold is None:
            self._silence()
            self.leg.signal("[music]")
        else:
            self._play(self._hold)

    def take_back(self) -> None:
        """Take the participant from hold."""
        if self.is_on_hold:
            self.is_on_hold = False
            self.connect()
            if not self.room.has_started:
                self.wait()
            self.room.tell("participant-unhold", self)

    def mute(self, *, is_muted: bool) -> None:
        """Mute the participant, or let it be heard again."""
        if is_muted is not self.is_muted:
            self.is_muted = is_muted
            self.room.tell("participant-mute" if is_muted else "participant-unmute", self)

    def modify(self, *, coached: str | None, ends_on_exit: bool) -> None:
        """Change whom the participant coaches, and whether the conference ends with it."""
        if (coached, ends_on_exit) != (self.coached, self.ends_on_exit):
            self.coached, self.ends_on_exit = coached, ends_on_exit
            self.room.tell("participant-modify", self)

    def wait_with(self, url: str, method: str) -> None:
        """Change what the participant hears until the conference starts."""
        self.effect = self.effect._replace(wait_url=url, wait_method=method)
        if not self.room.has_started and not self.is_on_hold:
            self._silence()
            self.leg.heard()
            self.wait()

    def kick(self) -> None:
        """Put the participant out; its document goes on."""
        self.is_kicked = True
        self._why_left = BY_API
        self.leave()

    def parameters(self) -> list[tuple[str, str]]:
        """Return what events tell of a participant."""
        return parameters_of(
            self.leg,
            self.effect,
            is_muted=self.is_muted,
            is_on_hold=self.is_on_hold,
            is_coaching=self.coached is not None,
            ends_on_exit=self.ends_on_exit,
        )

    def clean(self) -> None:
        """Leave the room."""
        if self._tape is not None:
            self._tape.complete()
        self._silence()
        self.room.remove(self, self._why_left)


def parameters_of(
    leg: Leg, effect: JoinConference, *, is_muted: bool, is_on_hold: bool, is_coaching: bool, ends_on_exit: bool
) -> list[tuple[str, str]]:
    """Return what events of a conference tell of somebody."""
    found = [
        ("CallSid", leg.call.sid),
        ("Muted", _word(is_muted)),
        ("Hold", _word(is_on_hold)),
        ("Coaching", _word(is_coaching)),
        ("EndConferenceOnExit", _word(ends_on_exit)),
        ("StartConferenceOnEnter", _word(effect.starts_on_enter)),
    ]
    return found + ([("ParticipantLabel", effect.label)] if effect.label else [])


def is_label(text: str) -> bool:
    """Tell whether a participant may be called so: not as a call is, because either may stand in a path."""
    return _LABEL.fullmatch(text) is not None and not is_sid(text, "CA")


def _word(value: bool) -> str:
    return "true" if value else "false"
