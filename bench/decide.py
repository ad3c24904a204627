"""How much processor time a decision about an agent's call takes, and its record: nothing is sent or stored.

The record is what the server makes of it: both rows of the audit, masked, each with its sentence, as they are handed to
the transaction under way, and there chained and hashed as canonical JSON. What SQLite takes to write them is left out
here; `accept_agent` has it. Calls are read before they are timed, as the gate reads those of everybody; each goes to
somebody else and says something else.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from itertools import count
from types import SimpleNamespace
from typing import Any, cast

from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from cordboard.access.agents import Agent, Asked, Ruling
from cordboard.access.audit import GENESIS, Row, chained, verify
from cordboard.access.call import Call
from cordboard.access.counts import Tally
from cordboard.access.judge import Judge
from cordboard.access.principal import Principal, Reach
from cordboard.api.v2010.message_parameters import CreateMessage
from cordboard.base.sid import SidMaker
from cordboard.catalogue.request import Answer, Request
from cordboard.settings import Settings
from cordboard.store.sqlite.engine import Batch
from cordboard.wiring.answers import Answers
from cordboard.wiring.audit import Audit
from cordboard.wiring.known import OPERATIONS, policy_of

HOME, KEY, NOW_MS = "AC" + "0" * 32, "SK" + "0" * 32, 1_795_608_000_000
ROUNDS, CALLS, CALLS_A_COMMIT = 100, 128, 64
TARGET_US = 25
LEVELS: dict[str, Any] = {"areas": {"messaging": "send"}}
RECIPIENTS: dict[str, Any] = {
    **LEVELS,
    "rules": [{"for": "messaging.create", "to": ["+1415*"], "from": ["+15005550006"], "daily": 10**8}],
}
EVERYTHING: dict[str, Any] = {
    **LEVELS,
    "rules": [
        {
            "for": "messaging.create",
            "to": {"allow": ["+1415*"], "deny": ["+1900*"], "countries": ["US", "CA"]},
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
PRINCIPAL, OPERATION = Principal(HOME, KEY, Reach.AGENT), OPERATIONS["CreateMessage"]
REQUEST = Request(
    "POST",
    f"/2010-04-01/Accounts/{HOME}/Messages.json",
    "",
    {"user-agent": "twilio-python/9.13.0 (Linux x86_64) Python/3.11.7"},
    peer="127.0.0.1",
)
EXCHANGE = cast(Any, SimpleNamespace(bound=SimpleNamespace(operation=OPERATION)))
ANSWER, RESULT = Answer(201, b"", "application/json"), SimpleNamespace(sid="SM" + "0" * 32)
BODY = "Hello there, your order {} is ready. See https://example.com/x"


def decide(plan: Plan) -> Outcome:
    """Measure policies from everything that rules can say down to levels alone, each without and with the record."""
    gc.collect()
    gc.freeze()  # as the server does, or the catalogue is looked through again and again
    figures, passed = [], True
    for name, document in POLICIES.items():
        desk = _Desk(document)
        passed = passed and desk.decided(_call()).decision.passes
        alone, whole = _best_us(desk.decided), _best_us(desk.recorded)
        figures.append(Figure(name=f"{name}: decision and record", value=whole, unit="us", target=TARGET_US))
        figures.append(Figure(name=f"{name}: the decision of that", value=alone, unit="us"))
        passed = passed and desk.rows == 2 * CALLS * ROUNDS and verify(desk.last).fault is None
    check = Check(name="calls are allowed, rows a chain", passed=passed, detail=f"{ROUNDS * CALLS:,} calls of each")
    return Outcome(figures=figures, checks=[check], notes=[f"the best of {ROUNDS} rounds"], is_apart=True)


def _best_us(one: Callable[[Call], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        calls = [_call() for _ in range(CALLS)]
        began_ns = time.thread_time_ns()
        for call in calls:
            one(call)
        found.append((time.thread_time_ns() - began_ns) / CALLS / 1000)
    return min(found)


class _Desk:
    """Where calls are decided and written down, as in the server but for the disk."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.rows = 0
        self.last: list[Row] = []
        self._waiting = Batch()
        self._waiting.done = cast(Any, SimpleNamespace(add_done_callback=lambda told: None))
        self._head = GENESIS
        self._agent = Agent("AG" + "0" * 32, "support", HOME, policy_of(document), 1, Tally())
        roster = SimpleNamespace(
            by_key=lambda key: self._agent, stop=lambda agent, areas: None, note=lambda agent: None
        )
        nothing = SimpleNamespace(known=lambda account_sid, sid: None, found=lambda account_sid, sid: None)
        answers = Answers(*[cast(Any, nothing)] * 5)
        sids = SidMaker(lambda: NOW_MS, lambda: 0)
        alarms = SimpleNamespace(raised=lambda agent, alert, decision_id: None)
        self._judge = Judge(cast(Any, roster), answers, cast(Any, None), cast(Any, alarms), lambda: NOW_MS, sids.sid)
        self._engine: Any = SimpleNamespace(shared=lambda **how: self._waiting, held={})
        self._audit = Audit(self._engine, lambda: NOW_MS, lambda text: b"", Settings())

    def decided(self, call: Call) -> Ruling:
        """Decide a call."""
        return self._judge.rule(Asked(PRINCIPAL, HOME, OPERATION, call.given, (call.given.to,)))

    def recorded(self, call: Call) -> None:
        """Decide a call, and make both rows of it; those of many calls are chained at once, as by a commit."""
        call.ruling = ruling = self.decided(call)
        self._audit.decided(call, goes_with_act=True)
        row = self._engine.held.pop(ruling.decision.id)
        self._waiting.audited.append(row)
        row.seq = 1  # the unit of the act is on disk when the call ends
        self._audit.ended(call, RESULT.sid, NOW_MS, 100)
        if len(self._waiting.audited) == 2 * CALLS_A_COMMIT:
            self._commit()

    def _commit(self) -> None:
        links = chained(self._waiting.audited, self.rows, self._head)
        if self.rows == 0:
            self.last = [Row(seq, body.decode(), sha256, agent) for seq, body, sha256, agent in links]
        self.rows, _, self._head, _ = links[-1]
        self._waiting.audited, self._waiting.happenings = [], []


NUMBER = count(2_000_000)  # each call goes to somebody else, as in a campaign: nobody is remembered


def _call() -> Call:
    number = next(NUMBER)
    call = Call(REQUEST, EXCHANGE)
    call.given = CreateMessage(
        to=f"+1415{number:07}",
        from_="+15005550006",
        body=BODY.format(number),
        status_callback="https://hooks.example.com/s",
    )
    call.answer, call.result = ANSWER, RESULT
    return call
