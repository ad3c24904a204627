"""What happens, as pages follow it: the control API's own events, read through the gate."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from typing import Any, NamedTuple

from cordboard.catalogue.request import Answer
from cordboard.faces.console import answers
from cordboard.faces.console.desk import Refused
from cordboard.faces.console.visit import Visit

CHANGED = "changed"
PAUSE_S = 0.5  # between pieces: nobody reads faster, and what happens meanwhile is told together
SOON_S = 0.05  # what the feed keeps is there at once; longer is only waited for what is yet to happen
_SIGNED_OUT = b"event: signed-out\ndata: \n\n"


class Told(NamedTuple):
    """One event: its place in the feed, its name, and its facts."""

    id: str
    name: str
    facts: dict[str, Any]


Tell = Callable[[list[Told]], Awaitable[str]]
"""Returns what a page is sent of events, as HTML; empty for nothing."""


async def stream(visit: Visit) -> Answer:
    """Tell pages what kinds of things have changed; what is new about them they ask for themselves."""
    return answers.stream(visit.request, _follow(visit, await _pieces(visit), None))


async def stream_of(visit: Visit, name: str, tell: Tell) -> Answer:
    """Tell a page that something has changed, and under a name what that was."""
    return answers.stream(visit.request, _follow(visit, await _pieces(visit), (name, tell)))


async def latest(visit: Visit, count: int) -> list[Told]:
    """Return the latest events, oldest first."""
    found = await _pieces(visit, latest=count)
    told: list[Told] = []
    try:
        async with asyncio.timeout(SOON_S):
            async for piece in found:
                told += read(piece)
    except TimeoutError:
        return told
    finally:
        await found.aclose()
    return told


async def _pieces(visit: Visit, **wanted: object) -> AsyncGenerator[bytes]:
    """Return the events from where this browser left off. Raises: Refused."""
    last_id = visit.request.headers.get("last-event-id") or visit.query.get("last_event_id") or None
    answer = await visit.desk.answer("StreamEvents", {"last_event_id": last_id, **wanted})
    if answer.pieces is None:
        raise Refused(answer.status, str(json.loads(answer.body).get("message")))
    return answer.pieces


async def _follow(visit: Visit, found: AsyncGenerator[bytes], also: tuple[str, Tell] | None) -> AsyncGenerator[bytes]:
    try:
        async for piece in found:
            if not visit.is_open():
                yield _SIGNED_OUT
                return
            told = list(read(piece))
            if not told:
                yield piece
                continue
            html = await also[1](told) if also is not None else ""
            if also is not None and html:
                yield written("", also[0], html)
            yield written(told[-1].id, CHANGED, ",".join(sorted({each.name for each in told})))
            await asyncio.sleep(PAUSE_S)
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
    lines += [f"event: {name}", *(f"data: {line}" for line in data.splitlines() or [""])]
    return ("\n".join(lines) + "\n\n").encode()
