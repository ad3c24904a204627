"""Between the judge and approvals, and between approvals and the people who answer them by message."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable

from cordboard.access.approvals import Claim, ClaimState, HeldCall
from cordboard.agents.approval import Approval, ApprovalStatus, Question
from cordboard.agents.approvals import Approvals
from cordboard.base.clock import to_datetime
from cordboard.base.mail import is_address
from cordboard.base.outbox import Task
from cordboard.base.problem import Problem
from cordboard.base.sid import key_of
from cordboard.base.webhook import Purpose, Webhook
from cordboard.messaging.callbacks import Callbacks
from cordboard.messaging.draft import Draft
from cordboard.messaging.message import Message
from cordboard.messaging.send import Sending
from cordboard.numbers.number import Numbers
from cordboard.wiring.mailed_questions import MailedQuestions

log = logging.getLogger("cordboard.approvals")
ANSWER = re.compile(r"\s*(yes|approve|no|refuse)\s+([0-9]{6})\b[\s:,.]*(.{0,200})", re.IGNORECASE | re.DOTALL)
STATES = {
    ApprovalStatus.PENDING: ClaimState.PENDING,
    ApprovalStatus.APPROVED: ClaimState.PENDING,
    ApprovalStatus.REFUSED: ClaimState.REFUSED,
}
MOST_SENTENCE_CHARS = 160


class Asking:
    """Approvals as the judge asks them."""

    def __init__(self, approvals: Approvals) -> None:
        self._approvals = approvals

    def claim(self, held: HeldCall, now_ms: int) -> Claim:
        """Use up a grant for exactly this call, or find or begin the question; nothing else runs in between."""
        approve, asked = held.approve, held._asdict()
        del asked["approve"]
        asked |= {"ttl_ms": approve.ttl_ms, "by": approve.by, "sender": approve.sender, "callback": approve.callback}
        approval, is_granted = self._approvals.claim(Question(**asked), now_ms)
        if approval is None:
            return Claim(ClaimState.TOO_MANY)
        state = ClaimState.GRANTED if is_granted else STATES[approval.status]
        return Claim(state, approval.sid, approval.expires_ms, approval.reason)

    def keep(self, sid: str) -> Awaitable[None]:
        """Write how an approval now stands; done when it is on disk."""
        return self._approvals.keep(sid)

    def give_back(self, sid: str) -> None:
        """Make a grant usable again."""
        self._approvals.give_back(sid)

    def is_known(self, agent_sid: str, recipient: str) -> bool:
        """Tell whether an agent has reached a recipient before."""
        return self._approvals.is_known(agent_sid, recipient)

    def note(self, agent_sid: str, account_sid: str, recipients: tuple[str, ...]) -> None:
        """Remember whom an agent has reached."""
        self._approvals.note(agent_sid, account_sid, recipients)


class Messages:
    """Tells people of questions by text message and by mail, and applications of answers by web hook."""

    def __init__(self, sending: Sending, numbers: Numbers, callbacks: Callbacks, mail: MailedQuestions) -> None:
        self._sending = sending
        self._numbers = numbers
        self._callbacks = callbacks
        self._mail = mail

    async def tell(self, approval: Approval, code: str) -> str:
        """Send the question to everybody who may answer; return the number that it came from, empty for none."""
        owned = sorted(number.phone_number for number in self._numbers.of(approval.account_sid) if number.can_sms)
        sender = approval.sender or (owned[0] if owned else "")
        await self._mail.send(approval, [each for each in approval.by if is_address(each)])
        for number in [each for each in approval.by if not is_address(each)]:
            if not sender or self._numbers.owned(number) is not None:
                # What an agent can send from is no owner's number: it would answer itself.
                log.warning("approval.not_told", extra={"approval": approval.sid, "to": number})
                continue
            try:
                draft = Draft(to=number, from_=sender, body=question_text(approval, code), is_private=True)
                await self._sending.send(approval.account_sid, draft)
            except Problem as problem:
                log.warning("approval.not_told", extra={"approval": approval.sid, "code": problem.code})
        return sender

    def callback(self, approval: Approval) -> Task:
        """Return the web hook that tells what was decided."""
        told = {
            "AccountSid": approval.account_sid,
            "ApprovalSid": approval.sid,
            "Agent": approval.agent,
            "Operation": approval.operation,
            "ArgsSha256": approval.args_sha256,
            "Decision": approval.status.value,
            "Reason": approval.reason,
        }
        webhook = Webhook(
            account_sid=approval.account_sid,
            subject_sid=approval.sid,
            purpose=Purpose.APPROVAL,
            method="POST",
            url=approval.callback,
            parameters=tuple(told.items()),
            token=self._callbacks.token(),
        )
        return self._callbacks.task(webhook, approval.updated_ms, key_of(approval.sid))


def question_text(approval: Approval, code: str) -> str:
    """Return what a person is asked; the code is told to nobody else and works once."""
    until = to_datetime(approval.expires_ms).strftime("%H:%M UTC")
    what = approval.sentence[:MOST_SENTENCE_CHARS]
    return f"Cordboard {approval.sid[-6:]}: {what} Reply YES {code} or NO {code} until {until}."


class Replies:
    """Reads the answers that people send."""

    def __init__(self, approvals: Approvals, numbers: Numbers) -> None:
        self._approvals = approvals
        self._numbers = numbers

    def has_code(self, body: str) -> bool:
        """Tell whether a message may hold the code of a question that is open, whoever sends it."""
        return self._approvals.has_codes and ANSWER.fullmatch(body) is not None

    async def heard(self, message: Message) -> None:
        """Take an inbound message for an answer, if it is one; numbers of ours are nobody's who may answer."""
        found = ANSWER.fullmatch(message.body)
        if found is None or self._numbers.owned(message.sender) is not None:
            return
        is_approved, reason = found[1].lower() in ("yes", "approve"), found[3].strip()
        try:
            await self._approvals.answered(message.sender, found[2], is_approved=is_approved, reason=reason)
        except Problem as problem:  # it was decided otherwise meanwhile, or has expired
            log.info("approval.answer_ignored", extra={"code": problem.code})
