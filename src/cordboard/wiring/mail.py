"""The part of the composition root that says how mail is delivered."""

from __future__ import annotations

from cordboard.base.mailer import Mailer
from cordboard.carriers.simulator.mailbox import MailboxMailer
from cordboard.carriers.smtp import Relay, RelayMailer
from cordboard.settings import SmtpTls
from cordboard.wiring.ground import Ground


def wire_mail(ground: Ground) -> Mailer:
    """Return what delivers mail: a relay where one is set, else the mailboxes of the simulated network."""
    settings = ground.settings
    if settings.smtp_relay is None:
        return MailboxMailer(ground.sids.key)
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
