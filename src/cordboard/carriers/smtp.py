"""Mail over a relay: one connection for some mails, with the standard library's client in a thread.

A relay that cannot be reached, or that says 4xx, is asked again later; what it refuses with 5xx is not delivered.
Source: RFC 5321, sections 3.8 and 4.2.1; RFC 3207; RFC 8314.
"""

from __future__ import annotations

import asyncio
import logging
import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cordboard.base.mail import Letter, written
from cordboard.base.mailer import MailResult

TIMEOUT_S = 10.0  # of each step; a relay beside answers in milliseconds, and a stop waits no longer for one that hangs
PERMANENT = 500
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where mail goes, and how. ``is_secure`` speaks TLS from the start, ``upgrades`` after STARTTLS."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None
    is_secure: bool = False
    upgrades: bool = False


class RelayMailer:
    """Hands mail to a relay."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    async def send(self, letters: Sequence[Letter], unit: Any) -> Sequence[MailResult]:
        """Return what became of each; those after a connection that broke are for later."""
        return await asyncio.to_thread(self._send, letters) if letters else []

    def _send(self, letters: Sequence[Letter]) -> list[MailResult]:
        results: list[MailResult] = []
        try:
            with self._open() as client:
                for letter in letters:
                    results.append(_one(client, letter))
        except (OSError, smtplib.SMTPException) as fault:  # a broken goodbye comes after all results
            if len(results) < len(letters):
                _log.warning("The relay %s:%d takes no mail: %s", self._relay.host, self._relay.port, fault)
        return results + [MailResult.LATER] * (len(letters) - len(results))

    def _open(self) -> smtplib.SMTP:
        relay, name = self._relay, socket.gethostname()
        client: smtplib.SMTP
        if relay.is_secure:
            context = ssl.create_default_context()
            client = smtplib.SMTP_SSL(relay.host, relay.port, name, timeout=TIMEOUT_S, context=context)
        else:
            client = smtplib.SMTP(relay.host, relay.port, name, timeout=TIMEOUT_S)
        try:
            if relay.upgrades:
                client.starttls(context=ssl.create_default_context())
            if relay.user is not None:
                client.login(relay.user, relay.password or "")
        except BaseException:
            client.close()
            raise
        return client


def _one(client: smtplib.SMTP, letter: Letter) -> MailResult:
    """Hand one mail over. Raises: OSError or SMTPException when the connection is of no more use."""
    try:
        client.send_message(written(letter), letter.sender.address, [letter.to.address])
    except smtplib.SMTPRecipientsRefused as fault:
        return _result(next(iter(fault.recipients.values()))[0])
    except smtplib.SMTPResponseException as fault:
        return _result(fault.smtp_code)
    return MailResult.TAKEN


def _result(code: int) -> MailResult:
    return MailResult.REFUSED if code >= PERMANENT else MailResult.LATER
