"""The Refer verb: a SIP device is asked to call somebody else in place of us.

Source: https://www.twilio.com/docs/voice/twiml/refer (parameters, scenarios); RFC 3515.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cordboard.twiml.voice.effects import Fetch, Note, Pairs, Reason, ReferTo
from cordboard.voice.activity import Activity
from cordboard.voice.documents import ask_in_vain

NOT_SIP, NO_ADDRESS, NOT_ALLOWED = 13801, 13243, 70051
SIP: Final = ("sip:", "sips:")
CALLING_S: Final = 0.1  # what the simulated network takes to find a handset
ACCEPTED, RINGS = 202, 180
STATUSES: Final = {200: "in-progress", 486: "busy"}


def told_of(status: str, notified: int) -> Pairs:
    """Return what an action is told of a device that took the request: the status of its own call, and why."""
    codes = (("ReferSipResponseCode", str(ACCEPTED)), ("NotifySipResponseCode", str(notified)))
    return (("ReferCallStatus", status), *codes)


class Referring(Activity):
    """The Refer verb. The device tells how its call went; it stays on this one until either side hangs up."""

    effect: ReferTo

    def start(self) -> None:
        """Ask the device; that of a call of an agent only to call whom the agent may reach."""
        call, uri = self.leg.call, self.effect.uri
        if not call.other_side.startswith(SIP):
            self._refuse(NOT_SIP, "Refer is for calls with a SIP address; this one has none.")
        elif not uri.startswith(SIP):
            self._refuse(NO_ADDRESS, "Refer names no SIP address.")
        elif call.options.agent_sid:
            self.leg.board.spawn(self._ask_if_allowed())
        else:
            self._ask()

    async def _ask_if_allowed(self) -> None:
        board = self.leg.board
        with board.clock.work():
            refusal = await board.oversight.meet(self.leg.call, [self.effect.uri])
            if self.is_over:
                return
            if refusal is None:
                self._ask()
            else:
                self._refuse(NOT_ALLOWED, refusal)

    def _refuse(self, code: int, sentence: str) -> None:
        self.leg.board.note(self.leg, Note(code, sentence, is_warning=code == NO_ADDRESS))
        self.finish((("ReferCallStatus", "failed"),))

    def _ask(self) -> None:
        network = self.leg.board.network
        assert network is not None  # noqa: S101 - set when the parts are wired
        self.leg.signal(f"[refers to {self.effect.uri}]")
        self.after(CALLING_S, lambda: self._notified(network.refer), "call")

    def _notified(self, refer: Callable[[str], int]) -> None:
        code = refer(self.effect.uri)
        self.finish(told_of(STATUSES.get(code, "failed"), code))

    def hung_up(self) -> None:
        """Tell the action that nobody waited for the device's call."""
        if self.effect.action is not None:
            told = told_of("canceled", RINGS)
            ask_in_vain(self.leg, Fetch(self.effect.action, self.effect.action_method, told, Reason.TRANSFERRED))
