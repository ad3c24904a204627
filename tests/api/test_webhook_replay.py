"""Web hooks that are made again: the same request, with the same token and a signature of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twilio.request_validator import RequestValidator


def test_a_web_hook_is_made_again_as_it_was(live: Any, application: Any, eventually: Callable[..., Any]) -> None:
    url = f"{application.url}/status?kept=1"
    sent = live.client().messages.create(to="+14155550171", from_=live.number, body="Hello", status_callback=url)
    about = f"webhooks?sid={sent.sid}"
    assert eventually(lambda: len(live.control("GET", about)["webhooks"]) == 2)
    first, _ = application.next(), application.next()
    made = live.control("POST", f"webhooks/{live.control('GET', about)['webhooks'][-1]['id']}/replay")
    again = application.next()
    token = "i-twilio-idempotency-token"
    assert (again.given, again.headers[token]) == (first.given, first.headers[token])
    assert RequestValidator(live.auth_token).validate(url, again.given, again.headers["x-twilio-signature"])
    assert made == live.control("GET", about)["webhooks"][0]
    assert (made["sid"], made["response_status"]) == (sent.sid, 200)


def test_a_web_hook_that_is_not_in_the_log_is_not_made(live: Any) -> None:
    assert live.raw("POST", "/cordboard/v1/webhooks/12345/replay")[0] == 404
