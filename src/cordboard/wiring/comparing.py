"""Two policies compared: what agents did is judged again, by the policies that they would have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import msgspec

from cordboard.access.facts import Facts
from cordboard.base.clock import to_datetime
from cordboard.base.page import Page, PageRequest
from cordboard.catalogue.sentence import wish
from cordboard.wiring.known import policy_of
from cordboard.wiring.rejudging import Replay

PAGE, MOST_ROWS, MOST_SHOWN = 1000, 20_000, 500
PASSED = frozenset({"allowed", "observed"})
Requests = Callable[[PageRequest], Awaitable[Page[dict[str, Any]]]]


class Comparing:
    """Replays the request log."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def compare(self, documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Tell which past calls would be decided otherwise. Raises: Problem 90002 for what is no policy."""
        policies = {name: policy_of(document) for name, document in documents.items()}
        replays = {name: Replay(policy) for name, policy in policies.items()}
        rows = [row async for row in self._rows() if row.get("name") in policies and row.get("seen")]
        changes, unjudged = [], []
        for row in reversed(rows):
            has_passed = row["decision"] in PASSED
            check, unknown = replays[row["name"]].judge(msgspec.convert(row["seen"], Facts), has_passed=has_passed)
            if unknown:
                unjudged.append(_told(row, "unknown", "", f"whether it would pass cannot be told: {unknown}"))
            elif check.passes is not has_passed:
                would = "pass" if check.passes else "be refused"
                word = "pass" if check.passes else "refused"
                changes.append(_told(row, word, check.rule, f"it would {would}: {check.why}"))
        refused = sum(each["would"] == "refused" for each in changes)
        return {
            "replayed": len(rows),
            "same": len(rows) - len(changes) - len(unjudged),
            "would_be_refused": refused,
            "would_pass": len(changes) - refused,
            "unjudged": len(unjudged),
            "changes": changes[-MOST_SHOWN:][::-1],
            "not_judged": unjudged[-MOST_SHOWN:][::-1],
        }

    async def _rows(self) -> AsyncIterator[dict[str, Any]]:
        wanted, left = PageRequest(PAGE), MOST_ROWS
        while left > 0:
            page = await self._requests(wanted)
            for row in page.items:
                yield row
            left -= len(page.items)
            if page.after is None:
                return
            wanted = PageRequest(PAGE, 0, page.after)


def _told(row: Mapping[str, Any], would: str, rule: str, why: str) -> dict[str, Any]:
    wanted = wish(row["says"], row["facts"])
    was = "passed" if row["decision"] in PASSED else "was refused"
    return {
        "request": row["sid"],
        "at": to_datetime(row["at_ms"]).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "agent": row["name"],
        "operation": row["operation"],
        "was": row["decision"],
        "would": would,
        "rule": rule,
        "sentence": f"{row['name']} wanted to {wanted}. It {was}, and {why}.",
    }
