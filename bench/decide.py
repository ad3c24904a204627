"""How much processor time a decision about an agent's call takes, with its record: nothing is sent or stored."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import msgspec

from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from cordboard.access.agents import Agent, Asked, Judge, Ruling
from cordboard.access.counts import Tally
from cordboard.access.principal import Principal, Reach
from cordboard.api.v2010.messages import CreateMessage
from cordboard.base.sid import SidMaker
from cordboard.wiring.answers import Answers
from cordboard.wiring.known import OPERATIONS, policy_of

HOME, KEY, NOW_MS = "AC" + "0" * 32, "SK" + "0" * 32, 1_795_608_000_000
ROUNDS, CALLS = 30, 1000
TARGET_US = 25
LEVELS: dict[str, Any] = {"areas": {"messaging": "send"}}
RECIPIENTS: dict[str, Any] = {
    **LEVELS,
    "rules": [{"for": "messaging.create", "to": ["+1415555*"], "from": ["+15005550006"], "daily": 10**8}],
}
EVERYTHING: dict[str, Any] = {
    **LEVELS,
    "rules": [
        {
            "for": "messaging.create",
            "to": {"allow": ["+1415555*"], "deny": ["+1900*"], "countries": ["US", "CA"]},
            "from": ["+15005550006"],
            "daily": 10**8,
            "spend": {"per_call": "0.05", "per_day": "1000000"},
            "hours": {"tz": "America/New_York", "days": "mon-sun"},
            "body": {"longest": 400, "deny": [r"(?i)\bpassword\b"], "link_hosts": ["example.com"]},
            "urls": {"hosts": ["hooks.example.com"]},
        }
    ],
    "budgets": {"usd_per_month": "1000000"},
}
POLICIES = {"every kind of rule": EVERYTHING, "recipients, senders and a count": RECIPIENTS, "levels alone": LEVELS}
BODY = "Hello there, your order 1234 is ready. See https://example.com/x"


def decide(plan: Plan) -> Outcome:
    """Measure policies from everything that rules can say down to levels alone."""
    gc.collect()
    gc.freeze()  # as the server does, or the catalogue is looked through again and again
    figures, passed = [], True
    for name, document in POLICIES.items():
        one = _decision(document)
        passed = passed and one(CALLS).decision.passes
        figures.append(
            Figure(name=f"{name}, best of {ROUNDS} rounds", value=_best_us(one), unit="us", target=TARGET_US)
        )
    check = Check(name="every call is allowed", passed=passed, detail=f"{ROUNDS * CALLS:,} calls of each")
    return Outcome(figures=figures, checks=[check], is_apart=True)


def _best_us(one: Callable[[int], Ruling]) -> float:
    found = []
    for _ in range(ROUNDS):
        began_ns = time.thread_time_ns()
        for number in range(CALLS):
            one(number)
        found.append((time.thread_time_ns() - began_ns) / CALLS / 1000)
    return min(found)


def _decision(document: dict[str, Any]) -> Callable[[int], Ruling]:
    """Return what decides one call, to one of a thousand recipients, and writes the decision as JSON."""
    agent = Agent("AG" + "0" * 32, "support", HOME, policy_of(document), 1, Tally())
    roster = SimpleNamespace(by_key=lambda key: agent, stop=lambda agent, area: None)
    nothing = SimpleNamespace(known=lambda account_sid, sid: None, found=lambda account_sid, sid: None)
    answers = Answers(cast(Any, nothing), cast(Any, nothing), cast(Any, nothing), cast(Any, nothing))
    sids = SidMaker(lambda: NOW_MS, lambda: 0)
    judge = Judge(cast(Any, roster), answers, cast(Any, None), cast(Any, None), lambda: NOW_MS, sids.sid)
    principal, operation = Principal(HOME, KEY, Reach.AGENT), OPERATIONS["CreateMessage"]
    encode = msgspec.json.Encoder().encode

    def one(number: int) -> Ruling:
        to = f"+1415555{number:04}"
        given = CreateMessage(to=to, from_="+15005550006", body=BODY, status_callback="https://hooks.example.com/s")
        ruling = judge.rule(Asked(principal, HOME, operation, given, (to,)))
        encode(ruling.decision)
        return ruling

    return one
