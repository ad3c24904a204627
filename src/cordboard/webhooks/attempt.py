"""An attempt at a web hook, as the log keeps it: what was asked, what was answered, and what was wrong with it."""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import Struct

from cordboard.base.webhook import Webhook
from cordboard.notifications.notification import Exchange
from cordboard.webhooks.http import Fault, Reply
from cordboard.webhooks.request import Request

Problem = dict[str, object]
"""What was wrong: its code, its level, the line of the document, and a sentence."""


class Try(NamedTuple):
    """How one try went. Units: ``number`` counts from one."""

    number: int
    at_ms: int
    took_ms: float
    outcome: Reply | Fault


class Attempt(Struct, frozen=True, kw_only=True):
    """A row of the log; its keys are those of the control API."""

    id: str
    account_sid: str
    sid: str
    purpose: str
    url: str
    method: str
    request_headers: dict[str, str]
    request_body: str
    response_status: int | None = None
    response_headers: dict[str, str] = {}
    response_body: str | None = None
    redirects: list[str] = []
    attempt: int
    at_ms: int
    duration_ms: float
    outcome: str
    error_code: int | None = None
    error: str | None = None
    problems: list[Problem]


def attempt_of(key: int, webhook: Webhook, request: Request, tried: Try, problems: list[Problem]) -> Attempt:
    """Return the row of a try."""
    outcome = tried.outcome
    found: dict[str, Any]
    if isinstance(outcome, Reply):
        found = {
            "response_status": outcome.status,
            "response_headers": dict(outcome.headers),
            "response_body": outcome.body.decode("utf-8", "replace"),
            "redirects": outcome.hops,
            "outcome": "answered",
        }
    else:
        found = {"outcome": "failed", "error_code": outcome.code, "error": outcome.sentence}
    return Attempt(
        id=str(key),
        account_sid=webhook.account_sid,
        sid=webhook.subject_sid,
        purpose=webhook.purpose,
        url=request.address.shown,
        method=webhook.method,
        request_headers=request.headers,
        request_body=request.form,
        attempt=tried.number,
        at_ms=tried.at_ms,
        duration_ms=round(tried.took_ms, 3),
        problems=problems,
        **found,
    )


def exchange_of(webhook: Webhook, request: Request, tried: Try) -> Exchange:
    """Return what a developer is told of a try that something was wrong with."""
    reply = tried.outcome if isinstance(tried.outcome, Reply) else None
    return Exchange(
        account_sid=webhook.account_sid,
        subject_sid=webhook.subject_sid,
        at_ms=tried.at_ms,
        method=webhook.method,
        url=request.address.shown,
        variables=request.form,
        response_headers=reply.headers if reply else (),
        response_body=reply.body.decode("utf-8", "replace") if reply else "",
    )
