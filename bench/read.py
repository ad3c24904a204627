"""How long reads take with a million messages: one message, and pages of fifty at any depth and with each filter.

Times are the client's, from writing the request to the last byte of the answer, over one connection.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from bench.client import Reply, drive
from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from bench.seed import DAYS, FIRST_DAY, RECIPIENTS, recipient
from bench.server import Server, running, serve_command
from bench.statistics import percentile

PAGE = 50
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
ONE_MS, PAGE_MS = 1.0, 3.0
WARM_READS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A kind of read. ``path`` makes the path of a read; each read asks for something else, where there is choice."""

    name: str
    path: Callable[[random.Random], str]
    target_ms: float | None = PAGE_MS
    rows: int | None = PAGE
    share: float = 1.0  # of the reads of a run; less where each takes long


def read(plan: Plan) -> Outcome:
    """Measure every case."""
    folder = plan.large_folder()
    sids = _sids(folder)
    figures, wrong, count = [], [], 0
    with running(serve_command(folder), plan.cores) as server:
        for case in _cases(sids, plan.rows):
            replies = _ask(server, case, int(plan.reads * case.share))
            took = [reply.took_ms for reply in replies[WARM_READS:]]
            figures += [
                Figure(name=f"{case.name}, p50", value=percentile(took, 0.5), unit="ms", target=case.target_ms),
                Figure(name=f"{case.name}, p99", value=percentile(took, 0.99), unit="ms"),
            ]
            count += len(replies)
            wrong += [case.name for reply in replies if not _is_right(reply, case)]
    detail = f"{count - len(wrong):,} of {count:,}" + (f"; wrong: {sorted(set(wrong))}" if wrong else "")
    check = Check(name="every answer has the rows asked for", passed=not wrong, detail=detail)
    return Outcome(figures=figures, checks=[check], is_apart=True)


def _ask(server: Server, case: Case, reads: int) -> list[Reply]:
    chance = random.Random(case.name)
    paths = [case.path(chance) for _ in range(reads + WARM_READS)]
    return drive(server.address, [server.request("GET", server.path(path)) for path in paths])


def _is_right(reply: Reply, case: Case) -> bool:
    if reply.status != 200:
        return False
    answer = json.loads(reply.body)
    return case.rows is None or len(answer["messages"]) == case.rows


def _sids(folder: Path) -> Sequence[str]:
    """Return all SIDs, newest first, as the list shows them."""
    with closing(sqlite3.connect(folder / "cordboard.db")) as connection:
        return [row[0] for row in connection.execute("SELECT sid FROM message ORDER BY key DESC")]


def _list(**query: object) -> str:
    return "/Messages.json?" + "&".join(f"{quote(name)}={quote(str(value))}" for name, value in query.items())


def _day(chance: random.Random) -> str:
    return f"{FIRST_DAY + timedelta(days=chance.randrange(DAYS)):%Y-%m-%d}"


def _cases(sids: Sequence[str], rows: int) -> list[Case]:
    last = rows - PAGE - 1
    busy = {"To": recipient(0)}

    def at(position: int) -> str:
        return f"PA{sids[position]}"

    def week(chance: random.Random) -> dict[str, object]:
        first = FIRST_DAY + timedelta(days=chance.randrange(DAYS - 7))
        return {"DateSent>": f"{first:%Y-%m-%d}", "DateSent<": f"{first + timedelta(days=6):%Y-%m-%d}"}

    return [
        Case(
            name="one message",
            path=lambda chance: f"/Messages/{chance.choice(sids)}.json",
            target_ms=ONE_MS,
            rows=None,
        ),
        Case(name="first page", path=lambda _: _list(PageSize=PAGE)),
        Case(
            name="page by token, anywhere",
            path=lambda chance: _list(PageSize=PAGE, Page=9, PageToken=at(chance.randrange(last))),
        ),
        Case(name="page by token, last", path=lambda _: _list(PageSize=PAGE, Page=9, PageToken=at(last))),
        Case(
            name="page by token, back from anywhere",
            path=lambda chance: _list(PageSize=PAGE, Page=9, PageToken=f"PB{sids[chance.randrange(PAGE + 1, last)]}"),
        ),
        Case(
            name="To",
            path=lambda chance: _list(PageSize=PAGE, To=recipient(chance.randrange(RECIPIENTS))),
            rows=PAGE if rows >= 100 * RECIPIENTS else None,
        ),
        Case(name="DateSent, one day", path=lambda chance: _list(PageSize=PAGE, DateSent=_day(chance))),
        Case(name="DateSent, seven days", path=lambda chance: _list(PageSize=PAGE, **week(chance))),
        Case(
            name="DateSent, up to a day",
            path=lambda chance: _list(PageSize=PAGE, **{"DateSent<": _day(chance)}),
        ),
        Case(
            name="DateSent, up to the last day, token anywhere",
            path=lambda chance: _list(
                PageSize=PAGE,
                Page=9,
                PageToken=at(chance.randrange(last - PAGE)),
                **{"DateSent<": f"{LAST_DAY:%Y-%m-%d}"},
            ),
        ),
        Case(
            name="To and DateSent, seven days",
            path=lambda chance: _list(PageSize=PAGE, **busy, **week(chance)),
            rows=None,
        ),
        Case(
            name="page by number, middle",
            path=lambda chance: _list(PageSize=PAGE, Page=rows // PAGE // 2 - chance.randrange(10)),
            share=0.1,
        ),
        Case(
            name="page by number, last",
            path=lambda chance: _list(PageSize=PAGE, Page=rows // PAGE - 1 - chance.randrange(10)),
            share=0.1,
        ),
    ]
