"""A past call, judged again by another policy, as far as the log has what that policy would read.

The log keeps no texts: of a text its length, of links and URLs the hosts, and a cost where somebody asked for it. What
cannot be told is said, and never taken for a yes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from cordboard.access.check import Check
from cordboard.access.counts import Tally
from cordboard.access.decide import decide
from cordboard.access.facts import Facts
from cordboard.access.plan import Plan
from cordboard.access.policy import Approve, Mode, Policy, Rule
from cordboard.access.resolve import reached
from cordboard.base.phone import mask
from cordboard.numbers.country import country_of
from cordboard.wiring.answers import cost_micros

# A segment has 70 units of UTF-16, and a character takes two of them at most. Source: 3GPP TS 23.040, 9.2.3.24.1.
SURELY_ONE_SEGMENT = 35
WORDED = frozenset({"CreateMessage", "SendMessages"})
BY_PACKAGE = frozenset({"FetchPhoneNumber", "CreateBulkLookup"})


class Replayed(NamedTuple):
    """What another policy says of a call, and why that cannot be told for sure, if it cannot."""

    check: Check
    unknown: str = ""


class Replay:
    """Judges the calls of one agent in their order, with counts of its own."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._tally = Tally()
        self._reached: set[str] = set()
        # Without the rules that read what is not kept; links are kept where the policy of that day asked for them.
        self._without = {has_links: _stripped(policy, keeps_links=has_links) for has_links in (False, True)}

    def judge(self, facts: Facts, *, has_passed: bool) -> Replayed:
        """Judge a call, which was let pass or was refused then."""
        plan = facts.plan(self._policy)
        facts, unknown = _completed(facts, plan)
        unknown = unknown or next(_unread(plan, facts), "")
        check = decide(self._without[facts.has_links], facts.replace(body="x" * facts.chars), self._tally)
        for rule in plan.asking if check.passes else ():
            is_asked, doubt = self._asked(rule, facts)
            unknown = unknown or doubt
            if is_asked:
                check = Check(False, f"{rule.at}.approve", "approval_required", "a person would be asked first")
                break
        if not check.passes and self._policy.mode is Mode.OBSERVE:
            check = check._replace(passes=True)
        if check.passes:
            self._tally.reserve(plan, facts.now_ms, facts.cost_micros or 0, facts.people)
        if has_passed:
            self._reached.update(each.address for each in facts.recipients)
        return Replayed(check, unknown if check.passes and self._policy.mode is Mode.ENFORCE else "")

    def _asked(self, rule: Rule, facts: Facts) -> tuple[bool, str]:
        """Tell whether a person would be asked, or why nobody knows."""
        approve = rule.approve or Approve()
        addresses = [each.address for each in facts.recipients]
        if approve.exempt is not None and addresses and all(map(approve.exempt.holds, addresses)):
            return False, ""
        if approve.always or _is_above(approve.over_micros, facts.cost_micros):
            return True, ""
        new = [each for each in addresses if each not in self._reached] if approve.new_recipient else []
        return False, f"whether it had reached {mask(new[0])} before is not in the log" if new else ""


def _is_above(over_micros: int | None, cost: int | None) -> bool:
    return over_micros is not None and (cost is None or cost > over_micros)


def _stripped(policy: Policy, *, keeps_links: bool) -> Policy:
    rules = [replace(each, forbidden=(), link_hosts=each.link_hosts if keeps_links else None) for each in policy.rules]
    return replace(policy, rules=tuple(rules), plans={})


def _unread(plan: Plan, facts: Facts) -> Iterator[str]:
    """Say which rules would read a text that is not kept."""
    for rule in plan.rules if facts.chars else ():
        if rule.forbidden:
            yield f"its text is not kept, which {rule.at}.body.deny reads"
        if rule.most_segments is not None and facts.chars > SURELY_ONE_SEGMENT:
            yield f"its text is not kept, which {rule.at}.body.max_segments counts"
        if rule.link_hosts is not None and not facts.has_links:
            yield f"its links are not kept, which {rule.at}.body.link_hosts reads"


def _completed(facts: Facts, plan: Plan) -> tuple[Facts, str]:
    """Find out what the policy of that day did not ask for, or say that it cannot be found any more."""
    if plan.wants_countries:
        facts = facts.replace(recipients=tuple(reached(each.address, country_of) for each in facts.recipients))
    if not plan.wants_cost or facts.cost_micros or not (facts.reaches or facts.spends):
        return facts, ""
    if facts.operation in WORDED and (facts.chars > SURELY_ONE_SEGMENT or facts.urls):
        return facts, "what it would cost depends on its text, which is not kept"
    if facts.operation in BY_PACKAGE:
        return facts, "what it would cost depends on the packages that it asked for, which are not kept"
    addresses = [each.address for each in facts.recipients] or [""]
    costs = [cost_micros(facts.operation, each, "x" * facts.chars, 0) for each in addresses]
    return facts.replace(cost_micros=None if None in costs else sum(each or 0 for each in costs)), ""
