"""Events by mail over a relay that takes nothing in the clear: a real SMTP server with STARTTLS. Source: RFC 3207."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509

from authority import Authority
from smtp_relay import relaying

SENT = "com.twilio.messaging.message.sent"


class Taking:
    """Takes mail, and tells whether it came over TLS."""

    def __init__(self) -> None:
        self.taken: queue.Queue[tuple[bool, list[str], EmailMessage]] = queue.Queue()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(bytes(envelope.content or b""), policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.put((session.ssl is not None, envelope.rcpt_tos, message))
        return "250 OK"


@pytest.fixture
def taking() -> Taking:
    return Taking()


@pytest.fixture
def relay(taking: Taking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run a relay whose authority the server of the test is told to trust."""
    authority = Authority()
    (tmp_path / "authority.pem").write_text(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = authority.server(tmp_path, x509.IPAddress(ip_address("127.0.0.1")))
    with relaying(taking, tls_context=context, require_starttls=True) as port:
        yield f"127.0.0.1:{port}"


def test_a_sink_over_a_relay_is_validated_and_told_by_mail_over_tls(launch: Any, relay: str, taking: Taking) -> None:
    live = launch(smtp_relay=relay, sim_latency_ms="5")
    client = live.client()
    given = {"to": "ops@example.com"}
    sink = client.events.v1.sinks.create(description="Mail", sink_configuration=given, sink_type="email")
    sink.sink_test.create()
    is_secret, to, mail = taking.taken.get(timeout=15)
    assert (is_secret, to, mail["Subject"]) == (True, ["ops@example.com"], "Event")
    sink.sink_validate.create(test_id=json.loads(mail.get_content())["data"]["test_id"])
    client.events.v1.subscriptions.create(description="Sent", sink_sid=sink.sid, types=[{"type": SENT}])
    message = client.messages.create(to="+14155550190", from_=live.number, body="Grüße")
    is_secret, _, mail = taking.taken.get(timeout=15)
    event = json.loads(mail.get_content())
    assert (is_secret, event["type"], event["source"], event["data"]["body"]) == (True, SENT, message.sid, "Grüße")


def test_a_relay_that_the_server_has_no_reason_to_trust_is_told_nothing(
    launch: Any, relay: str, taking: Taking, monkeypatch: pytest.MonkeyPatch, eventually: Any
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    client = launch(smtp_relay=relay).client()
    given = {"to": "ops@example.com"}
    sink = client.events.v1.sinks.create(description="Mail", sink_configuration=given, sink_type="email")
    sink.sink_test.create()
    [note] = eventually(client.api.account.notifications.list)
    assert note.error_code == "93101"
    assert sink.fetch().status == "validating"
    assert taking.taken.empty()
