"""The audit: what agents asked for and what came of it, searched, and whether its chain is whole."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from cordboard.access.audit import Row, Verdict
from cordboard.access.audit_backwards import BackwardCheck
from cordboard.catalogue.request import Answer
from cordboard.faces.console import answers
from cordboard.faces.console.answers import page
from cordboard.faces.console.desk import Refused
from cordboard.faces.console.feed import written
from cordboard.faces.console.looks import render
from cordboard.faces.console.visit import Visit

SEARCHES = ("text", "agent", "decision")
DECISIONS = {"allow": "allowed", "deny": "refused", "hold": "held for a person", "would_deny": "only observed"}
PAGE_SIZE = 100
MOST_ASKED = 10  # pages that are looked through while nothing is found: 100,000 rows, within 0.2 s


async def searched(visit: Visit, *, checked: str = "", is_whole: bool = True) -> Answer:
    """Show the rows that meet a search, newest first: the outcome of each call beside its decision."""
    wanted = {name: visit.query.get(name, "").strip() for name in SEARCHES}
    cursor = visit.query.get("cursor") or None
    found = await _found(visit, wanted, cursor)
    decided = {each["id"] for each in found["audit"] if each["kind"] == "decision"}
    facts = {
        # What came of a call stands beside its decision, and by itself where only that was found.
        "rows": [each for each in found["audit"] if each["kind"] != "outcome" or each["id"] not in decided],
        "outcomes": {each["id"]: each for each in found["audit"] if each["kind"] == "outcome"},
        "agents": [each["name"] for each in (await visit.desk.ask("ListAgent", page_size=200))["agents"]],
        "chain": await visit.desk.ask("FetchAuditCheckpoint"),
    }
    html = render(
        "audit.html",
        visit,
        here="audit",
        wanted=wanted,
        decisions=DECISIONS,
        following=found["next_cursor"],
        is_further=cursor is not None,
        checked=checked,
        is_whole=is_whole,
        **facts,
    )
    return page(visit.request, html)


async def _found(visit: Visit, wanted: Mapping[str, str], cursor: str | None) -> dict[str, Any]:
    """Return a page of what is searched for: the first with anything on it, as long as nobody waits long for that."""
    given = {name: value or None for name, value in wanted.items()}
    for _ in range(MOST_ASKED):
        found: dict[str, Any] = await visit.desk.ask("ListAudit", page_size=PAGE_SIZE, cursor=cursor, **given)
        cursor = found["next_cursor"]
        if found["audit"] or not cursor:
            break
    return found


async def check(visit: Visit) -> Answer:
    """Read the whole chain and make each hash again; whoever asks for events is told how far it is."""
    answer = await visit.desk.answer("ExportAudit", {})
    if answer.pieces is None:
        raise Refused(answer.status, str(json.loads(answer.body).get("message")))
    chain = BackwardCheck()
    if visit.request.headers.get("accept") == answers.EVENTS:
        return answers.stream(visit.request, _followed(visit, chain, answer.pieces))
    async for _ in _read(chain, answer.pieces):
        pass
    verdict = chain.verdict()
    return await searched(visit, checked=_said(verdict), is_whole=verdict.fault is None)


async def _followed(visit: Visit, chain: BackwardCheck, pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """Tell each percent of the chain that was read, and at last what was found."""
    told = -1
    async for percent in _read(chain, pieces):
        if percent != told:
            told = percent
            yield written("", "read", str(percent))
    verdict = chain.verdict()
    html = render("checked.html", visit, checked=_said(verdict), is_whole=verdict.fault is None)
    yield written("", "checked", html)


async def _read(chain: BackwardCheck, pieces: AsyncGenerator[bytes]) -> AsyncGenerator[int]:
    """Check a piece at a time beside everything else, and tell how much that makes; a page that is left ends it."""
    try:
        async for piece in pieces:
            await asyncio.to_thread(_take, chain, piece)
            yield chain.percent
    finally:
        await pieces.aclose()


def _take(chain: BackwardCheck, piece: bytes) -> None:
    chain.take(_row(json.loads(line)) for line in piece.splitlines())


def _said(verdict: Verdict) -> str:
    if verdict.fault is None:
        return f"All {verdict.rows:,} rows are as they were written, each behind the one before."
    return f"Row {verdict.fault.seq:,} is not as it was written: {verdict.fault.why}."


def _row(line: dict[str, Any]) -> Row:
    return Row(line["seq"], line["body"], line["sha256"])
