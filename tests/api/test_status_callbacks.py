"""Status callbacks, as an application on the same machine gets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from twilio.request_validator import RequestValidator

from http_server import Handler, serving

HANDSET = "+14155550130"
Ask = Callable[[Callable[[], Any]], Any]


def attempts_of(live: Any, sid: str) -> list[dict[str, Any]]:
    return list(reversed(live.control("GET", f"webhooks?sid={sid}")["webhooks"]))


def send(live: Any, url: str, **more: Any) -> Any:
    given = {"to": HANDSET, "from_": live.number, "body": "told", "status_callback": url, **more}
    return live.client().messages.create(**given)


def test_sent_and_delivered_are_told_in_order_and_signed(live: Any, application: Any) -> None:
    message = send(live, f"{application.url}/status?shop=7&q=a%20b")
    sent, delivered = application.next(), application.next()
    assert [hook.given["MessageStatus"] for hook in (sent, delivered)] == ["sent", "delivered"]
    validator = RequestValidator(live.auth_token)
    for hook in (sent, delivered):
        assert hook.method == "POST"
        assert validator.validate(hook.url, hook.given, hook.headers["x-twilio-signature"])
        assert hook.headers["content-type"] == "application/x-www-form-urlencoded; charset=UTF-8"
        assert hook.headers["user-agent"] == "TwilioProxy/1.1"
        assert UUID(hook.headers["i-twilio-idempotency-token"]).version == 4
    assert sent.headers["i-twilio-idempotency-token"] != delivered.headers["i-twilio-idempotency-token"]
    expected = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": "sent",
        "MessageStatus": "sent",
        "AccountSid": live.account_sid,
        "From": live.number,
        "To": HANDSET,
        "ApiVersion": "2010-04-01",
    }
    assert sent.given == expected
    assert set(delivered.given) == {*expected, "RawDlrDoneDate"}


@pytest.fixture
def leading(application: Any) -> Iterator[str]:
    """Run a host that leads to the application; gives its URL."""

    class Leading(Handler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", "0")))
            self.send_response(307)
            self.send_header("Location", f"{application.url}/there?shop=7&q=a%20b#rc=2")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with serving(Leading) as port:
        yield f"http://localhost:{port}/here"


def test_who_is_led_to_by_a_redirect_can_check_the_signature(live: Any, application: Any, leading: str) -> None:
    send(live, leading)
    hook = application.next()
    assert (hook.method, hook.url) == ("GET", f"{application.url}/there?shop=7&q=a%20b")
    validator, signature = RequestValidator(live.auth_token), hook.headers["x-twilio-signature"]
    assert validator.validate(hook.url, {}, signature)
    assert not validator.validate(leading, {}, signature)


def test_an_undelivered_message_tells_its_error_code(live: Any, application: Any) -> None:
    number = "+14155550131"
    live.control("PUT", f"handsets/%2B{number[1:]}", {"condition": "unreachable"})
    send(live, f"{application.url}/status", to=number)
    assert application.next().given["MessageStatus"] == "sent"
    told = application.next().given
    assert (told["MessageStatus"], told["ErrorCode"]) == ("undelivered", "30003")


def test_a_message_that_fails_before_it_is_sent_tells_failed_once(live: Any, application: Any) -> None:
    application.answers["/nothing-here"] = (404, "text/plain", b"no")
    message = send(live, f"{application.url}/status", media_url=[f"{application.url}/nothing-here"])
    assert application.next().path == "/nothing-here"
    told = application.next().given
    assert (told["MessageStatus"], told["ErrorCode"], told["MessageSid"]) == ("failed", "11200", message.sid)


def test_an_attempt_is_logged_with_its_request_and_its_answer(live: Any, application: Any, eventually: Ask) -> None:
    application.answers["/status"] = (200, "text/plain", "gehört".encode())
    message = send(live, f"{application.url}/status")
    assert eventually(lambda: len(attempts_of(live, message.sid)) == 2)
    first = attempts_of(live, message.sid)[0]
    assert (first["purpose"], first["method"], first["url"]) == ("message-status", "POST", f"{application.url}/status")
    assert "MessageStatus=sent" in first["request_body"]
    assert first["request_headers"]["X-Twilio-Signature"]
    assert (first["response_status"], first["response_body"], first["outcome"]) == (200, "gehört", "answered")
    assert (first["attempt"], first["error_code"], first["problems"]) == (1, None, [])
    assert live.control("GET", f"webhooks/{first['id']}") == first


def test_a_refusing_application_is_logged_and_does_not_stop_the_message(
    live: Any, application: Any, eventually: Ask
) -> None:
    application.answers["/status"] = (503, "text/plain", b"busy")
    message = send(live, f"{application.url}/status")
    assert eventually(lambda: len(attempts_of(live, message.sid)) == 2)
    assert [each["problems"][0]["code"] for each in attempts_of(live, message.sid)] == [11200, 11200]
    assert live.client().messages(message.sid).fetch().status == "delivered"


def test_retries_follow_the_override_behind_the_hash_and_keep_their_token(
    live: Any, application: Any, eventually: Ask
) -> None:
    application.answers["/status"] = (503, "text/plain", b"busy")
    message = send(live, f"{application.url}/status#rc=2&rp=5xx")
    hooks = [application.next() for _ in range(6)]
    assert [hook.given["MessageStatus"] for hook in hooks] == ["sent"] * 3 + ["delivered"] * 3
    assert len({hook.headers["i-twilio-idempotency-token"] for hook in hooks}) == 2
    assert RequestValidator(live.auth_token).validate(
        f"{application.url}/status", hooks[0].given, hooks[0].headers["x-twilio-signature"]
    )
    assert eventually(lambda: len(attempts_of(live, message.sid)) == 6)
    assert [each["attempt"] for each in attempts_of(live, message.sid)] == [1, 2, 3, 1, 2, 3]


def test_a_bad_override_is_told_in_the_log_and_the_hook_is_made_all_the_same(
    live: Any, application: Any, eventually: Ask
) -> None:
    message = send(live, f"{application.url}/status#rc=99")
    assert application.next().given["MessageStatus"] == "sent"
    assert eventually(lambda: len(attempts_of(live, message.sid)) == 2)
    assert [problem["code"] for problem in attempts_of(live, message.sid)[0]["problems"]] == [11243]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:1/", 11202),
        ("http://nothing.invalid/", 11210),
    ],
)
def test_what_cannot_be_reached_is_tried_twice_and_told_with_its_code(
    live: Any, eventually: Ask, url: str, code: int
) -> None:
    message = send(live, url)
    assert eventually(lambda: len(attempts_of(live, message.sid)) == 4)
    found = attempts_of(live, message.sid)
    assert [each["error_code"] for each in found] == [code] * 4
    assert [each["outcome"] for each in found] == ["failed"] * 4


@pytest.mark.parametrize("url", ["ftp://example.com/x", "/relative", "nonsense", "http://", "javascript:alert(1)"])
def test_a_status_callback_that_is_no_url_is_refused_with_21609(live: Any, url: str) -> None:
    body = f"To=%2B14155550130&From=%2B{live.number[1:]}&Body=x&StatusCallback={url}".encode()
    path = f"/2010-04-01/Accounts/{live.account_sid}/Messages.json"
    status, _, answer = live.raw("POST", path, body)
    assert status == 400
    assert b'"code":21609' in answer


def test_credentials_in_a_url_are_sent_and_not_logged(live: Any, application: Any, eventually: Ask) -> None:
    message = send(live, application.url.replace("://", "://ada:love%40lace@") + "/status")
    hook = application.next()
    assert hook.headers["authorization"] == "Basic YWRhOmxvdmVAbGFjZQ=="  # ada:love@lace, RFC 7617
    assert RequestValidator(live.auth_token).validate(
        f"{application.url}/status", hook.given, hook.headers["x-twilio-signature"]
    )
    assert eventually(lambda: len(attempts_of(live, message.sid)) == 2)
    assert "lace" not in str(attempts_of(live, message.sid))


def test_private_addresses_are_refused_with_the_reason_when_the_setting_says_so(
    launch: Any, application: Any, eventually: Ask
) -> None:
    live = launch(webhook_private="refuse", sim_latency_ms="10")
    message = send(live, f"{application.url}/status")
    assert eventually(lambda: len(attempts_of(live, message.sid)) == 2)
    first = attempts_of(live, message.sid)[0]
    assert first["error_code"] == 90001
    assert "127.0.0.1 is refused: the address is private" in first["error"]
    assert application.arrived.empty()
