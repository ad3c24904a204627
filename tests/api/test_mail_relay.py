"""Mail over a relay, which is a real SMTP server: what it takes, refuses, and cannot take yet. Source: RFC 5321."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from certificates import context_of, make_pair
from cordboard.base.attachment import Attachment
from cordboard.base.mail import Letter, Mailbox
from cordboard.base.mailer import MailResult
from cordboard.carriers.smtp import Relay, RelayMailer
from smtp_relay import free_port, relaying

EMAILS = "/comms/v1/Emails"
Sent = tuple[str, list[str], EmailMessage]


class Taking:
    """Takes mail; refuses `nobody`, and asks for another try with the first mail to `busy`."""

    def __init__(self) -> None:
        self.taken: list[Sent] = []
        self.is_busy = True

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("busy@") and self.is_busy:
            self.is_busy = False
            return "451 4.3.2 Later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(bytes(envelope.content or b""), policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append((envelope.mail_from or "", envelope.rcpt_tos, message))
        return "250 OK"


@pytest.fixture
def taking() -> Taking:
    return Taking()


@pytest.fixture
def port(taking: Taking) -> Iterator[int]:
    """Run a relay that takes mail in the clear."""
    with relaying(taking) as found:
        yield found


@pytest.fixture
def certified(tmp_path: Path) -> tuple[Path, Path]:
    return make_pair(tmp_path)


def letter(to: str = "ada@example.com") -> Letter:
    return Letter("comms_email_1", Mailbox("shop@example.com", "The Shop"), Mailbox(to), "Hi", "Text", "<p>Text</p>")


def post(live: Any, path: str, body: object) -> tuple[dict[str, str], Any]:
    status, headers, answer = live.raw("POST", path, json.dumps(body).encode(), content_type="application/json")
    assert status == 202, answer
    return headers, json.loads(answer)


def stats(live: Any, operation_id: str) -> Any:
    return json.loads(live.raw("GET", f"{EMAILS}/Operations/{operation_id}")[2])


def test_mails_go_over_the_relay_and_its_answers_are_their_states(
    launch: Any, port: int, taking: Taking, eventually: Callable[[Callable[[], Any]], Any]
) -> None:
    live = launch(clock="test", smtp_relay=f"127.0.0.1:{port}", smtp_tls="off")
    to = [{"address": f"{each}@example.com"} for each in ("ada", "nobody", "busy")]
    content = {"subject": "Hi", "html": "<p>Grüße</p>"}
    headers, _ = post(live, EMAILS, {"from": {"address": "shop@example.com"}, "to": to, "content": content})
    operation_id = headers["operation-id"]
    live.control("POST", "clock", {"advance_s": 1})
    eventually(lambda: stats(live, operation_id)["stats"]["attempts"] == 3)
    found = stats(live, operation_id)
    assert found["status"] == "processing"
    assert [found["stats"][name] for name in ("sent", "undelivered", "queued")] == [1, 1, 1]
    live.control("POST", "clock", {"advance_s": 120})
    eventually(lambda: stats(live, operation_id)["status"] == "completed")
    assert stats(live, operation_id)["stats"]["sent"] == 2
    assert [recipients for _, recipients, _ in taking.taken] == [["ada@example.com"], ["busy@example.com"]]
    sender, _, message = taking.taken[0]
    assert (sender, message["Subject"]) == ("shop@example.com", "Hi")
    plain = message.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().strip() == "Grüße"


async def test_a_relay_that_wants_a_password_gets_it(taking: Taking) -> None:
    def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        is_known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"cordboard", b"secret")
        return AuthResult(success=is_known, handled=False)  # so that who is not known is answered, with 535

    with relaying(taking, authenticator=known, auth_require_tls=False) as port:
        relay = Relay(host="127.0.0.1", port=port, user="cordboard", password="secret")
        assert await RelayMailer(relay).send([letter()], None) == [MailResult.TAKEN]
        wrong = Relay(host="127.0.0.1", port=port, user="cordboard", password="guess")
        assert await RelayMailer(wrong).send([letter()], None) == [MailResult.LATER]
    assert len(taking.taken) == 1


@pytest.mark.parametrize("is_secure", [False, True])
async def test_a_password_and_mail_with_files_go_over_tls_to_a_relay_whose_certificate_is_trusted(
    taking: Taking, certified: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, is_secure: bool
) -> None:
    seen: list[object] = []

    def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        seen.append((session.ssl is not None or is_secure, data.login, data.password))
        return AuthResult(success=True)

    wanted = dict(
        authenticator=known,
        auth_required=not is_secure,  # aiosmtpd does not know that it is behind TLS
        auth_require_tls=not is_secure,
        require_starttls=not is_secure,
        tls_context=None if is_secure else context_of(certified),
        ssl_context=context_of(certified) if is_secure else None,
    )
    with relaying(taking, **wanted) as port:
        relay = Relay(
            host="127.0.0.1",
            port=port,
            user="cordboard",
            password="secret",
            is_secure=is_secure,
            upgrades=not is_secure,
        )
        file = Attachment("Grüße.pdf", "application/pdf", 3, b"\x00\r\n", reference="1-0")
        sent = letter()._replace(files=[file])
        assert await RelayMailer(relay).send([sent], None) == [MailResult.LATER]  # nobody trusts the certificate yet
        assert (seen, taking.taken) == ([], [])
        monkeypatch.setenv("SSL_CERT_FILE", str(certified[0]))
        assert await RelayMailer(relay).send([sent], None) == [MailResult.TAKEN]
    assert seen == [(True, b"cordboard", b"secret")]
    [(_, _, message)] = taking.taken
    [part] = message.iter_attachments()
    assert (part.get_filename(), part.get_content_type(), part.get_content()) == (
        "Grüße.pdf",
        "application/pdf",
        b"\x00\r\n",
    )
    assert not [name for name in part if name.startswith("X-")]
    plain = message.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().strip() == "Text"


async def test_nothing_is_said_in_the_clear_to_a_relay_without_starttls(port: int, taking: Taking) -> None:
    mailer = RelayMailer(Relay(host="127.0.0.1", port=port, upgrades=True))
    assert await mailer.send([letter()], None) == [MailResult.LATER]
    assert taking.taken == []


async def test_a_relay_that_is_not_there_is_asked_again_later() -> None:
    mailer = RelayMailer(Relay(host="127.0.0.1", port=free_port()))
    assert await mailer.send([letter(), letter()], None) == [MailResult.LATER] * 2


async def test_one_refused_recipient_does_not_keep_mail_from_the_next(port: int, taking: Taking) -> None:
    mailer = RelayMailer(Relay(host="127.0.0.1", port=port))
    results = await mailer.send([letter("nobody@example.com"), letter()], None)
    assert results == [MailResult.REFUSED, MailResult.TAKEN]
    assert [recipients for _, recipients, _ in taking.taken] == [["ada@example.com"]]
