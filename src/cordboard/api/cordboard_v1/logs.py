"""The logs: every attempt at a web hook, and every request."""

from __future__ import annotations

from typing import Any

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import INSTANT, SURFACE, TEXT, item
from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, Listing, Property, View, described, path, query
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.sentence import tell

ATTEMPT = View(
    "WebhookAttempt",
    (
        item("id"),
        item("sid"),
        item("account_sid"),
        item("purpose"),
        item("url"),
        item("method"),
        item("request_headers"),
        item("request_body"),
        item("response_status"),
        item("response_headers"),
        item("response_body"),
        item("redirects"),
        item("attempt"),
        item("at", INSTANT, "at_ms"),
        item("duration_ms"),
        item("outcome"),
        item("error_code"),
        item("error"),
        item("problems"),
    ),
)

HELD = "held"


def _sentence(record: dict[str, Any]) -> str:
    told = {"who": record["agent"], "status": record["status"], "code": record["code"]}
    told |= {"name": record.get("name", ""), "why": record.get("why", "")}  # rows of earlier versions have neither
    told["is_held"] = record["decision"] == HELD
    return tell(record["says"], record["facts"], **told)


REQUEST = View(
    "Request",
    (
        item("sid"),
        item("at", INSTANT, "at_ms"),
        item("agent"),
        item("account_sid"),
        item("operation"),
        item("area"),
        item("method"),
        item("path"),
        item("decision"),
        item("status"),
        item("code"),
        item("duration_us"),
        item("channel"),
        Property("sentence", TEXT, _sentence),
        item("unknown_parameters"),
    ),
)


@described
class ListAttempts:
    """Which attempts to list."""

    sid: str | None = query("sid", TEXT, "Only attempts about this resource.", invalid=90002)


@described
class AttemptOf:
    """Which attempt."""

    id: str = path("Id", TEXT, "The attempt.")


ATTEMPTS = Resource(SURFACE, "/webhooks", view=ATTEMPT, key="webhooks", by="Id")


@ATTEMPTS.list("ListWebhookAttempt", says="listed the web hooks", given=ListAttempts)
async def list_attempts(call: Call, given: ListAttempts) -> Page[dict[str, Any]]:
    """List attempts at web hooks, newest first."""
    return await call.services.logs.attempts(call.page, given.sid)


@ATTEMPTS.fetch("FetchWebhookAttempt", says="looked at web hook {Id}", given=AttemptOf)
async def fetch_attempt(call: Call, given: AttemptOf) -> dict[str, Any]:
    """Fetch one attempt at a web hook."""
    key = int(given.id) if given.id.isascii() and given.id.isdigit() and len(given.id) < 19 else 0
    found = await call.services.logs.attempt(key)
    if found is None:
        raise Problem(20404)
    return found


@SURFACE.operation(
    "POST",
    "/webhooks/{Id}/replay",
    name="CreateWebhookReplay",
    level=Level.SEND,
    effect=Effect.CHANGES,
    says="made web hook {Id} again",
    given=AttemptOf,
    view=ATTEMPT,
    success=201,
)
async def replay_attempt(call: Call, given: AttemptOf) -> dict[str, Any]:
    """Make the request of an attempt again, with the same idempotency token; its answer changes nothing."""
    attempt = await fetch_attempt(call, given)
    await call.services.replay_webhook(attempt)
    return (await call.services.logs.attempts(PageRequest(1), attempt["sid"])).items[0]


@SURFACE.operation(
    "GET",
    "/requests",
    name="ListRequest",
    level=Level.READ,
    says="listed the requests",
    view=REQUEST,
    listing=Listing("requests"),
)
async def list_requests(call: Call, given: None) -> Page[dict[str, Any]]:
    """List requests, newest first."""
    await call.services.write_records()
    return await call.services.logs.requests(call.page)
