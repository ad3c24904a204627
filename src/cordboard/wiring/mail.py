"""The part of the composition root that says how mail is delivered."""

from __future__ import annotations

from cordboard.base.mailer import Mailer
from cordboard.base.sid import SidMaker
from cordboard.carriers.simulator.mailbox import MailboxMailer
from cordboard.carriers.smtp import Relay, RelayMailer
from cordboard.settings import Settings, SmtpTls


def wire_mail(settings: Settings, sids: SidMaker) -> Mailer:
    """Return what delivers mail: a relay where one is set, else the mailboxes of the simulated network."""
    if settings.smtp_relay is None:
        return MailboxMailer(sids.key)
    host, _, port = settings.smtp_relay.rpartition(":")
    relay = Relay(
        host=host.strip("[]"),
        port=int(port),
        user=settings.smtp_user,
        password=settings.smtp_password,
        is_secure=settings.smtp_tls is SmtpTls.TLS,
        upgrades=settings.smtp_tls is SmtpTls.STARTTLS,
    )
    return RelayMailer(relay)
