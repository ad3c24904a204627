"""The decision: whether a policy lets a call pass, which setting says so, and in one sentence why.

Pure: it sees facts that were resolved before, and what was counted; it asks nobody and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from cordboard.access.check import Check, Stop
from cordboard.access.facts import Facts
from cordboard.access.paths import judge_path
from cordboard.access.plan import Plan
from cordboard.access.policy import LEVEL_NAMES, Meter, Policy
from cordboard.access.rule_parts import UNKNOWN_COST, Counts, dollars
from cordboard.catalogue.unlisted import Where


def decide(policy: Policy, facts: Facts, counts: Counts, stop: Stop | None = None, plan: Plan | None = None) -> Check:
    """Return the first check that refuses, else the one of the area's level; ``plan`` is that of the facts."""
    is_usual = facts.is_own_account and not facts.is_operators and not facts.gives_credentials
    if stop is not None or policy.expires_ms is not None or not is_usual:
        for check in _before(policy, facts, stop):
            return check
    plan = plan or facts.plan(policy)
    level = plan.levels[facts.needs] if facts.where is None else _on_path(policy, facts.where, facts.needs)
    if not level.passes:
        return level
    is_rare = facts.documents or facts.is_free_document or facts.where is not None
    for find in plan.finds if is_rare else plan.usual_finds:
        for check in find(facts, counts):
            return check
    if facts.documents and plan.guards:
        for check in _led(plan, facts, counts):
            return check
    for meter in plan.meters:
        if _is_beyond(meter, facts, counts):
            for check in _counted(plan, facts, counts):
                return check
    return level


def checks(policy: Policy, facts: Facts, counts: Counts, stop: Stop | None = None) -> Iterator[Check]:
    """Say what every setting says that has a say, in the order in which they decide."""
    yield from _before(policy, facts, stop)
    plan = facts.plan(policy)
    yield plan.levels[facts.needs] if facts.where is None else _on_path(policy, facts.where, facts.needs)
    for rule, parts in zip(plan.rules, plan.parts, strict=True):
        refusals = [check for find in parts for check in find(facts, counts)]
        yield from refusals or [Check(True, rule.at, "rule", "")]
    yield from _led(plan, facts, counts)
    yield from _counted(plan, facts, counts)


def _before(policy: Policy, facts: Facts, stop: Stop | None) -> Iterator[Check]:
    """Say what refuses whatever the levels and rules say."""
    if stop is not None:
        why = f"it is switched off ({stop.reason})" if stop.reason else "it is switched off"
        yield Check(False, stop.at, "switched_off", why, "The operator switches it on again.")
    if policy.expires_ms is not None and facts.now_ms >= policy.expires_ms:
        yield Check(False, "expires", "expired", "its access has expired", "Set a later expires.")
    if facts.is_operators:
        yield Check(False, "areas", "operators", "this belongs to the operator, whatever the policy says")
    if not facts.is_own_account and facts.account_sid not in policy.accounts:
        why = "its access does not extend to this account"
        yield Check(False, "accounts", "account", why, f"Add {facts.account_sid} to accounts.")
    if facts.gives_credentials:
        why = "the answer would hold a credential that no policy limits, which no agent may have"
        yield Check(False, f"areas.{facts.area}", "credentials", why)


def _on_path(policy: Policy, where: Where, needs: int) -> Check:
    """Say what the level of a path says, beyond the catalogue."""
    found = judge_path(policy.paths, where, needs)
    need = LEVEL_NAMES[needs]
    fix = "" if where.fault else f'Add "{where.told}": {need} to paths.'
    reason = "path" if where.fault else "level"
    return Check(found.passes, found.at, reason, found.why, fix, LEVEL_NAMES[found.have], need)


def _led(plan: Plan, facts: Facts, counts: Counts) -> Iterator[Check]:
    """Say which documents may not be set for what comes in, since whom those reach is judged by nobody."""
    if facts.documents:
        for find in plan.guards:
            yield from find(facts, counts)


def _is_beyond(meter: Meter, facts: Facts, counts: Counts) -> bool:
    """Tell whether a count would be more than its limit: a quick look, since nearly every call is within."""
    count, spent = counts.used(meter, facts.now_ms)
    if meter.most is not None and count + facts.people > meter.most:
        return True
    cost = facts.cost_micros
    return meter.most_micros is not None and (cost is None or (cost != 0 and spent + cost > meter.most_micros))


def _counted(plan: Plan, facts: Facts, counts: Counts) -> Iterator[Check]:
    """Say which counts are used up."""
    for meter in plan.meters:
        count, spent = counts.used(meter, facts.now_ms)
        if meter.most is not None and count + facts.people > meter.most:
            period = meter.period.value
            left = max(meter.most - count, 0)
            why = f"its {meter.most} of this {period} are used up" if not left else f"{left} of this {period} are left"
            yield Check(False, meter.most_at, "budget", why, f"Wait for the next {period}, or raise {meter.most_at}.")
        if meter.most_micros is None:
            continue
        if facts.cost_micros is None:
            yield Check(False, meter.spend_at, "cost", UNKNOWN_COST)
        elif facts.cost_micros and spent + facts.cost_micros > meter.most_micros:  # what is free passes all the same
            period = meter.period.value
            why = f"it would spend more than {dollars(meter.most_micros)} in this {period}"
            yield Check(False, meter.spend_at, "budget", why, f"Wait for the next {period}, or raise {meter.spend_at}.")
