"""The part of the composition root that says how mail is delivered."""

from __future__ import annotations

from cordboard.base.mailer import Mailer
from cordboard.base.sid import SidMaker
from cordboard.carriers.simulator.mailbox import MailboxMailer


def wire_mail(sids: SidMaker) -> Mailer:
    """Return what delivers mail."""
    return MailboxMailer(sids.key)
