"""Two policies compared: what agents did is judged again, by the policies that they would have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import msgspec

from cordboard.access.counts import Tally
from cordboard.access.decide import Check, Facts, decide
from cordboard.access.policy import Mode, Policy
from cordboard.access.resolve import reached
from cordboard.base.clock import to_datetime
from cordboard.base.page import Page, PageRequest
from cordboard.catalogue.sentence import tell
from cordboard.numbers.country import country_of
from cordboard.wiring.known import policy_of

PAGE, MOST_ROWS, MOST_SHOWN = 1000, 20_000, 500
PASSED = frozenset({"allowed", "observed"})
Requests = Callable[[PageRequest], Awaitable[Page[dict[str, Any]]]]


class Comparing:
    """Replays the request log. What a call said is not in it, so that rules on its text are not replayed."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def compare(self, documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Tell which past calls would be decided otherwise. Raises: Problem 90002 for what is no policy."""
        policies = {name: policy_of(document) for name, document in documents.items()}
        tallies = {name: Tally() for name in policies}
        rows = [row async for row in self._rows() if row.get("name") in policies and row.get("seen")]
        changes = []
        for row in reversed(rows):
            check = _judged(policies[row["name"]], tallies[row["name"]], msgspec.convert(row["seen"], Facts))
            if check.passes is not (row["decision"] in PASSED):
                changes.append(_change(row, check))
        refused = sum(each["would"] == "refused" for each in changes)
        return {
            "replayed": len(rows),
            "same": len(rows) - len(changes),
            "would_be_refused": refused,
            "would_pass": len(changes) - refused,
            "changes": changes[-MOST_SHOWN:][::-1],
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


def _judged(policy: Policy, tally: Tally, facts: Facts) -> Check:
    if facts.plan(policy).wants_countries:  # the policy of that day may not have asked for them
        facts = facts._replace(recipients=tuple(reached(each.address, country_of) for each in facts.recipients))
    check = decide(policy, facts, tally)
    if not check.passes and policy.mode is Mode.OBSERVE:
        check = check._replace(passes=True)
    plan = facts.plan(policy)
    if check.passes and plan.asking and any(rule.approve and rule.approve.always for rule in plan.asking):
        check = Check(False, f"{plan.asking[0].at}.approve", "approval_required", "a person would be asked first")
    if check.passes:
        tally.reserve(plan, facts.now_ms, facts.cost_micros or 0, facts.people)
    return check


def _change(row: Mapping[str, Any], check: Check) -> dict[str, Any]:
    told = tell(row["says"], row["facts"], who=row["agent"], status=200, code=0, name=row["name"])
    was, would = ("passed", "refused") if not check.passes else ("was refused", "pass")
    return {
        "request": row["sid"],
        "at": to_datetime(row["at_ms"]).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "agent": row["name"],
        "operation": row["operation"],
        "was": row["decision"],
        "would": would,
        "rule": check.rule,
        "sentence": f"{told} It {was}, and would {'be refused' if would == 'refused' else 'pass'}: {check.why}.",
    }
