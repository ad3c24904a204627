"""Dialling: a call calls others, and is connected with the first that answers.

Source: https://www.twilio.com/docs/voice/twiml/dial (statuses, whisper, hangupOnStar, sequential).
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cordboard.base.phone import parse_e164
from cordboard.twiml.voice.dial_effects import Dial, Dialed, DialSettings, MachineDetection, Target
from cordboard.twiml.voice.dialing import dialed_parameters
from cordboard.twiml.voice.effects import Fetch, Note, Reason
from cordboard.voice.activity import Activity
from cordboard.voice.call import CallDirection, CallOptions, CallStatus, Told
from cordboard.voice.callbacks import SIP_CODES
from cordboard.voice.documents import ask_in_vain
from cordboard.voice.recording import Source
from cordboard.voice.tape import Tape, TapeSettings, tape_of_call

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.runner import Runner

BAD_CALLER, NOT_ALLOWED = 13214, 70051
_SIP_CALLER = re.compile(r"[A-Za-z0-9+_.-]{1,255}")  # https://www.twilio.com/docs/voice/twiml/dial#callerid
# What is told when nobody answered: the first of these that happened to anybody.
_OUTCOMES = (CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.FAILED, CallStatus.CANCELED)


def tape_of_dial(leg: Leg, settings: DialSettings) -> Tape:
    """Begin to record what a call says with whom it is connected."""
    callback = settings.recording
    told = Told(url=callback.url, method=callback.method, events=tuple(sorted(callback.events)))
    told = told.led_by(leg.call.options)
    channels = 2 if settings.record.endswith("dual") else 1
    how = TapeSettings(Source.DIAL, told, channels, settings.recording_track, settings.trims)
    return tape_of_call(leg, how)


def tell_dialed(leg: Leg, settings: DialSettings, dialed: Dialed) -> None:
    """Tell the action how a connection went that ended because the caller hung up: nobody is left for its document."""
    if settings.action is not None:
        ask_in_vain(leg, Fetch(settings.action, settings.action_method, dialed_parameters(dialed), Reason.DIALED))


def _has_ended(leg: Leg) -> bool:
    return leg.call.is_final


class Dialing(Activity):
    """The Dial verb with numbers, clients and SIP addresses."""

    effect: Dial

    def __init__(self, runner: Runner, effect: Dial) -> None:
        super().__init__(runner, effect)
        self.answers = not effect.settings.answers_on_bridge

    def start(self) -> None:
        """Call everybody at once, or one after another."""
        self._children: list[Leg] = []
        self._connected: Leg | None = None
        self._is_bridged = False
        self._outcomes: dict[str, CallStatus] = {}
        self._waiting: deque[Target] = deque(self.effect.targets)
        caller = self._caller()
        if caller is None:
            sentence = f"{self.effect.settings.caller_id!r} may not be shown as the caller."
            self.leg.board.note(self.leg, Note(BAD_CALLER, sentence, is_warning=False))
            self.finish(Dialed("failed"))
            return
        self._sender = caller
        if self.effect.settings.record.startswith("record-from-ringing"):
            self._tape = tape_of_dial(self.leg, self.effect.settings)
        tone = self.effect.settings.ring_tone
        self.leg.signal("[ringing]" if tone is None else f"[ringing {tone}]")
        self._call_next()

    def _caller(self) -> str | None:
        """Return the number to show; one that the account may not show is None."""
        call, wanted = self.leg.call, self.effect.settings.caller_id
        if wanted is None:
            return call.sender
        if _SIP_CALLER.fullmatch(wanted) and all(each.kind == "Sip" for each in self.effect.targets):
            return wanted
        number = parse_e164(wanted) or wanted
        if number in (call.sender, call.recipient) or self.leg.board.may_show(call.account_sid, number):
            return number
        return number if number.startswith("client:") else None

    def _call_next(self) -> None:
        count = 1 if self.effect.settings.is_sequential else len(self._waiting)
        targets = [self._waiting.popleft() for _ in range(min(count, len(self._waiting)))]
        # All are there before any rings: one that refuses at once must not look like the last.
        legs = [(target, self._leg(target)) for target in targets]
        self._children += [leg for _, leg in legs]
        self.after(self.effect.settings.timeout_s, self._give_up, "ring")  # before any of them can fail, and end it
        for target, leg in legs:
            leg.target = target
            self._call(leg)

    def _call(self, leg: Leg) -> None:
        """Call somebody; for an agent's call it is asked first whether it may reach them."""
        if leg.call.options.agent_sid:
            self.leg.board.spawn(self._call_if_allowed(leg))
        else:
            self.leg.board.connect(leg)

    async def _call_if_allowed(self, leg: Leg) -> None:
        board = self.leg.board
        with board.clock.work():
            if _has_ended(leg):  # who called has hung up meanwhile
                return
            refusal = await board.oversight.dial(leg.call)
            if _has_ended(leg):
                board.oversight.ended(leg.call)  # what was taken for it is given back
                return
            if refusal is None:
                board.connect(leg)
                return
            board.note(self.leg, Note(NOT_ALLOWED, refusal, is_warning=False))
            leg.end(CallStatus.FAILED)

    def _leg(self, target: Target) -> Leg:
        progress, settings, call = target.progress, self.effect.settings, self.leg.call
        options = CallOptions(
            told=Told(url=progress.url, method=progress.method, events=tuple(sorted(progress.events))),
            send_digits=target.send_digits,
            timeout_s=settings.timeout_s,
            time_limit_s=settings.time_limit_s,
            agent_sid=call.options.agent_sid,
            decision_id=call.options.decision_id,
            is_led=call.options.is_led,
        )
        if target.machine is not None:
            options = _detecting(options, target.machine)
        address = f"client:{target.address}" if target.kind == "Client" else target.address
        if target.copies_to and not call.options.agent_sid:  # an agent's is judged by whom it really reaches
            address = call.recipient
        if target.kind == "WhatsApp":
            address = f"whatsapp:{target.address}"
        return self.leg.board.new_leg(
            account_sid=self.leg.call.account_sid,
            direction=CallDirection.DIAL,
            sender=self._sender,
            recipient=parse_e164(address) or address,
            options=options,
            parent_sid=self.leg.call.sid,
            owner=self,
            offer=target.offer,
        )

    def _give_up(self) -> None:
        for child in self._children:
            child.end(CallStatus.NO_ANSWER)

    # What becomes of the legs

    def leg_answered(self, leg: Leg) -> None:
        """The first to answer is connected, after its whisper; the others stop ringing."""
        if self._connected is not None or self._is_over:
            return
        self._connected = leg
        self.cancel("ring")
        for child in self._children:
            if child is not leg:
                child.end(CallStatus.CANCELED)
        target = leg.target
        if target is not None and (target.url is not None or target.send_digits):
            leg.whisper(Fetch(target.url, target.method) if target.url is not None else None, target.send_digits)
        else:
            self._bridge(leg)

    def script_ended(self, leg: Leg) -> None:
        """The whisper has ended."""
        if leg is self._connected and not leg.call.is_final:
            self._bridge(leg)

    def _bridge(self, leg: Leg) -> None:
        self._is_bridged = True
        self.leg.answer_inbound()
        self.leg.heard()
        self.leg.bridge, leg.bridge = leg, self.leg
        if self._tape is None and self.effect.settings.record != "do-not-record":
            self._tape = tape_of_dial(self.leg, self.effect.settings)

    def leg_left(self, leg: Leg) -> None:
        """The connection ends with the leg that goes elsewhere, as if it had ended."""
        leg.bridge = None
        if leg is self._connected:
            self._children.remove(leg)
            self.finish(self._result(leg, "completed"))  # which tells no duration of a call that goes on

    def leg_ended(self, leg: Leg) -> None:
        """The dial ends with the leg that was connected, or when nobody is left who might answer."""
        self._outcomes[leg.call.sid] = leg.call.status
        if self._is_over:
            return
        if leg is self._connected:
            self.finish(self._result(leg, "completed"))
        elif self._connected is None and all(child.call.is_final for child in self._children):
            if self._waiting:
                self._call_next()
            else:
                self.finish(self._result_of_none())

    def _result_of_none(self) -> Dialed:
        status = next((each for each in _OUTCOMES if each in self._outcomes.values()), CallStatus.FAILED)
        return self._result(self._children[-1], status.value)

    def _result(self, leg: Leg, status: str) -> Dialed:
        url = None
        if self._tape is not None:
            url = self.leg.board.recording_url(self._tape.complete())
        return Dialed(status, leg.call.sid, self._lasted_s(leg), self._is_bridged, url, extra=_sip_facts(leg))

    def _lasted_s(self, leg: Leg) -> int | None:
        """Return how long a leg was connected; None where it never was, or goes on elsewhere."""
        began_ms, ended_ms = leg.call.started_ms, leg.call.ended_ms
        return None if began_ms is None or ended_ms is None else round((ended_ms - began_ms) / 1000)

    def referred(self, by: Leg, to: str) -> bool:
        """Let who stays run the document that says what to do, and let who wants to be replaced go."""
        settings, other = self.effect.settings, by.bridge
        if settings.refer_url is None or other is None:
            return False
        wanted = (("ReferTransferTarget", to),)
        other.redirect(Fetch(settings.refer_url, settings.refer_method, wanted, Reason.REDIRECTED))
        by.end(CallStatus.COMPLETED)
        return True

    def pressed(self, digits: str) -> None:
        """A star may end the connection."""
        if "*" in digits and self.effect.settings.hangs_up_on_star and self._connected is not None:
            self._connected.end(CallStatus.COMPLETED)

    def redirected(self) -> None:
        """Tell the action how it went, though the call goes on with another document."""
        self.hung_up()

    def hung_up(self) -> None:
        """End the legs that are left, and tell the action how it went."""
        self.stop()
        connected = self._connected
        dialed = self._result_of_none() if connected is None else self._result(connected, "completed")
        tell_dialed(self.leg, self.effect.settings, dialed)

    def clean(self) -> None:
        """End the legs that are left."""
        self.leg.bridge = None
        for child in self._children:
            child.bridge = None
            child.end(CallStatus.COMPLETED if child.call.started_ms is not None else CallStatus.CANCELED)
        if self._tape is not None:
            self._tape.complete()

    _tape: Tape | None = None


def _sip_facts(leg: Leg) -> tuple[tuple[str, str], ...]:
    """Return what is told of a SIP address that was called, besides. Source: reference 04, Sip."""
    if leg.target is None or leg.target.kind != "Sip":
        return ()
    code = SIP_CODES.get(leg.call.status, SIP_CODES[CallStatus.COMPLETED])
    return (("DialSipCallId", f"{leg.call.sid}@cordboard"), ("DialSipResponseCode", str(code)))


def _detecting(options: CallOptions, machine: MachineDetection) -> CallOptions:
    """Return how to call where it is found out who answers; the sides are connected at once, whoever it is."""
    return replace(
        options,
        machine_detection=machine.mode,
        machine_timeout_s=machine.timeout_s,
        speech_ms=machine.speech_ms,
        speech_end_ms=machine.speech_end_ms,
        silence_ms=machine.silence_ms,
        is_machine_async=True,
        machine_told=Told(url=machine.callback, method=machine.callback_method),
    )
