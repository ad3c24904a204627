"""A message that a document sends while its call goes on. Source: https://www.twilio.com/docs/voice/twiml/sms."""

from __future__ import annotations

from cordboard.base.problem import Problem
from cordboard.twiml.voice.effects import Note, Text
from cordboard.voice.activity import Activity


class Texting(Activity):
    """The Message and Sms verbs: from the number that the call is of, to the other side, unless they say otherwise."""

    answers = False
    effect: Text

    def start(self) -> None:
        """Send it, and go on."""
        self.leg.board.spawn(self._run())

    async def _run(self) -> None:
        leg = self.leg
        with leg.board.clock.work():
            sid = None
            try:
                sid = await self._send()
            except Problem as problem:
                sentence = problem.message or f"The message was refused with {problem.code}."
                leg.board.note(leg, Note(problem.code, sentence, is_warning=False))
            if not self.is_over:
                self.finish(sid)

    async def _send(self) -> str:
        call, effect = self.leg.call, self.effect
        ours, theirs = (call.recipient, call.sender) if self.leg.is_inbound else (call.sender, call.recipient)
        to, from_ = effect.to or theirs, effect.from_ or ours
        return await self.leg.board.text(call, to, from_, effect.body, effect.callback)
