"""What happens, as pages follow it: the control API's own events, read through the gate."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterator
from typing import Any, NamedTuple

from cordboard.catalogue.request import Answer
from cordboard.faces.console import answers
from cordboard.faces.console.desk import Refused
from cordboard.faces.console.visit import Visit

CHANGED = "changed"
_SIGNED_OUT = b"event: signed-out\ndata: \n\n"


class Told(NamedTuple):
    """One event: its place in the feed, its name, and its facts."""

    id: str
    name: str
    facts: dict[str, Any]


async def stream(visit: Visit) -> Answer:
    """Tell pages that something has changed; what it was they ask for themselves."""
    return answers.stream(visit.request, _changes(visit, await pieces(visit)))


async def pieces(visit: Visit, **wanted: object) -> AsyncGenerator[bytes]:
    """Return the events from where this browser left off. Raises: Refused."""
    last_id = visit.request.headers.get("last-event-id") or visit.query.get("last_event_id") or None
    answer = await visit.desk.answer("StreamEvents", {"last_event_id": last_id, **wanted})
    if answer.pieces is None:
        told = json.loads(answer.body)
        raise Refused(answer.status, str(told.get("message")))
    return answer.pieces


async def _changes(visit: Visit, found: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    try:
        async for piece in found:
            if not visit.is_open():
                yield _SIGNED_OUT
                return
            told = list(read(piece))
            yield written(told[-1].id, CHANGED, "") if told else piece
    finally:
        await found.aclose()


def read(piece: bytes) -> Iterator[Told]:
    """Read server-sent events, as the feed writes them; its comments are none."""
    for block in piece.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and not line.startswith(":"))
        if "event" in lines:
            yield Told(lines.get("id", ""), lines["event"], json.loads(lines["data"]))


def written(event_id: str, name: str, data: str) -> bytes:
    """Write one event. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html."""
    lines = [f"id: {event_id}"] if event_id else []
    lines += [f"event: {name}", *(f"data: {line}" for line in data.split("\n"))]
    return ("\n".join(lines) + "\n\n").encode()
