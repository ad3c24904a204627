"""What of a policy is for one operation, compiled once: each call of it looks at nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cordboard.access.acts import areas_of, scopes_of
from cordboard.access.check import Check, level_check
from cordboard.access.policy import LEVEL_NAMES, Meter, Policy, Rule
from cordboard.access.rule_parts import USUAL_PARTS, Find, documents, parts_of, urls

EVERYTHING = "any"
JUDGED_LATER = "voice"


class Plan(NamedTuple):
    """The rules, counts and questions of one operation; ``wants_…`` tells which facts anybody asks for.

    ``parts`` are those of each rule, ``finds`` all of them in their order, and ``usual_finds`` what is left of those
    for a call that is in the catalogue and names no document. ``guards`` are of rules of other operations that say
    where documents may come from: what an operation like the change of a number lets a document do later is judged by
    nobody then. ``areas`` are those whose switches stop it, and ``levels`` says what the level of its area says of each
    that may be needed.
    """

    rules: tuple[Rule, ...]
    parts: tuple[tuple[Find, ...], ...]
    finds: tuple[Find, ...]
    usual_finds: tuple[Find, ...]
    guards: tuple[Find, ...]
    areas: tuple[str, ...]
    levels: Mapping[int, Check]
    meters: tuple[Meter, ...]
    alerting: tuple[Meter, ...]
    rated: tuple[Rule, ...]
    asking: tuple[Rule, ...]
    wants_cost: bool
    wants_links: bool
    wants_countries: bool


def plan_of(policy: Policy, operation: str, area: str, action: str, *, is_costly: bool) -> Plan:
    """Return the plan of an operation; ``is_costly`` tells of one that reaches a person or spends."""
    found = policy.plans.get(operation)
    if found is None:
        found = policy.plans[operation] = _plan(policy, operation, area, action, is_costly=is_costly)
    return found  # type: ignore[return-value]  # the policy, which is older, does not know what a plan is


def applies(scope: str, operation: str, area: str, action: str) -> bool:
    """Tell whether something of this scope is for an operation."""
    return scope == EVERYTHING or scope in scopes_of(operation, area, action)


def _guards(policy: Policy, applied: tuple[Rule, ...]) -> Iterator[Find]:
    for rule in policy.rules:
        if rule not in applied:
            yield from (find for part in (documents, urls) if (find := part(rule)) is not None)


def _plan(policy: Policy, operation: str, area: str, action: str, *, is_costly: bool) -> Plan:
    rules = tuple(rule for rule in policy.rules if applies(rule.scope, operation, area, action))
    meters = [rule.meter for rule in rules if rule.meter is not None]
    for budget in policy.budgets:
        # A budget for everything counts what reaches a person or spends: reading is free.
        if any(applies(each, operation, area, action) and (is_costly or each != EVERYTHING) for each in budget.scopes):
            meters += budget.meters
    asking = tuple(rule for rule in rules if rule.approve is not None)
    parts = tuple(map(parts_of, rules))
    return Plan(
        rules=rules,
        parts=parts,
        finds=tuple(find for each in parts for find in each),
        usual_finds=tuple(find for rule in rules for find in parts_of(rule, USUAL_PARTS)),
        # What a document does in a call of the agent is judged when it does it.
        guards=() if area == JUDGED_LATER else tuple(_guards(policy, rules)),
        areas=areas_of(operation, area),
        levels={needs: level_check(area, policy.level(area), needs) for needs in LEVEL_NAMES},
        meters=tuple(meters),
        alerting=tuple(meter for meter in meters if meter.alerts),
        rated=tuple(rule for rule in rules if rule.rate is not None),
        asking=asking,
        wants_cost=any(rule.per_call_micros is not None for rule in rules)
        or any(meter.most_micros is not None for meter in meters)
        or any(rule.approve is not None and rule.approve.over_micros is not None for rule in asking),
        wants_countries=any(rule.countries is not None for rule in rules),
        wants_links=any(rule.link_hosts is not None for rule in rules),
    )
