"""Questions by mail. They carry no code, since mail is no proof of who answers: that is done where one signs in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from cordboard.agents.approval import Approval
from cordboard.agents.approvals import ApprovalUnit
from cordboard.base.clock import to_datetime
from cordboard.base.mail import Letter, Mailbox
from cordboard.base.mailer import Mailer, MailResult

log = logging.getLogger("cordboard.approvals")
MAIL = "EZ"
SENDER = Mailbox("approvals@cordboard.invalid")  # Source: RFC 2606, section 2: a name that belongs to nobody


class MailedQuestions:
    """Mails questions."""

    def __init__(self, mailer: Mailer, unit: Callable[[], ApprovalUnit], new_sid: Callable[[str], str]) -> None:
        self._mailer = mailer
        self._unit = unit
        self._new_sid = new_sid

    async def send(self, approval: Approval, addresses: Sequence[str]) -> None:
        """Mail a question to everybody."""
        if not addresses:
            return
        letters = [self._letter(approval, Mailbox(each)) for each in addresses]
        unit = self._unit()
        results = await self._mailer.send(letters, unit)
        await unit.commit()
        if not {MailResult.DELIVERED, MailResult.TAKEN}.issuperset(results):
            log.warning("approval.not_told", extra={"approval": approval.sid, "mail": [each.value for each in results]})

    def _letter(self, approval: Approval, to: Mailbox) -> Letter:
        until = to_datetime(approval.expires_ms).strftime("%H:%M UTC")
        text = (
            f"{approval.sentence}\n\nAnswer until {until} in the console, or with"
            f" `cordboard approvals approve {approval.sid}` or `cordboard approvals refuse {approval.sid}`."
        )
        subject = f"{approval.agent} asks for an approval"
        sid = self._new_sid(MAIL)
        return Letter(id=sid, sender=SENDER, to=to, subject=subject, text=text, at_ms=approval.updated_ms)
