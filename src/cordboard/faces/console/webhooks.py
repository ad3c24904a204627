"""Web hooks: every attempt at one, what was asked and answered, and making it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from cordboard.catalogue.request import Answer
from cordboard.faces.console.answers import PREFIX, page, redirection
from cordboard.faces.console.looks import render
from cordboard.faces.console.visit import Visit

PAGE_SIZE = 100


async def attempts(visit: Visit) -> Answer:
    """Show attempts, newest first."""
    sid, cursor = visit.query.get("sid", "").strip(), visit.query.get("cursor") or None
    found = await visit.desk.ask("ListWebhookAttempt", sid=sid or None, page_size=PAGE_SIZE, cursor=cursor)
    html = render(
        "webhooks.html", visit, here="webhooks", attempts=found["webhooks"], sid=sid, following=found["next_cursor"]
    )
    return page(visit.request, html)


async def one(visit: Visit, attempt: str) -> Answer:
    """Show one in full."""
    found = await visit.desk.ask("FetchWebhookAttempt", Id=attempt)
    facts = {"parameters": parse_qsl(found["request_body"] or "", keep_blank_values=True), "answer": _readable(found)}
    return page(visit.request, render("webhook.html", visit, here="webhooks", each=found, **facts))


async def replay(visit: Visit, attempt: str) -> Answer:
    """Make one again, and show how that went."""
    made = await visit.desk.ask("CreateWebhookReplay", Id=attempt)
    return redirection(visit.request, f"{PREFIX}/webhooks/{made['id']}")


def _readable(attempt: Mapping[str, Any]) -> str:
    """Return what was answered, JSON with its lines apart."""
    body = str(attempt["response_body"] or "")
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False) if body[:1] in ("{", "[") else body
    except ValueError:
        return body
