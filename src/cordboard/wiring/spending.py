"""What calls cost elsewhere: counted in the place of what they were expected to cost, as soon as anything tells it."""

from __future__ import annotations

import re

from cordboard.access.call import Call
from cordboard.agents.prices import UNPRICED, WAITS_MS, Look, Prices, Unpriced
from cordboard.base.clock import Clock, Spawn
from cordboard.catalogue.request import Answer
from cordboard.shelf.shelf import Shelf
from cordboard.upstream.canonical import made_at
from cordboard.upstream.told import told_by
from cordboard.wiring.agents import AgentParts

_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}", re.ASCII)


class Spending:
    """Settles costs in the counts of agents."""

    def __init__(self, agents: AgentParts, shelf: Shelf, clock: Clock, spawn: Spawn, look: Look) -> None:
        self._judge = agents.judge
        self._roster = agents.roster
        self._shelf = shelf
        self._spawn = spawn
        self.prices = Prices(shelf, clock, spawn, look, self._settle)

    def count(self, upstream: str, their_sid: str, call: Call, answer: Answer) -> None:
        """Take what an answer tells of a cost, or wait for it where the policy of the agent limits costs."""
        ruling, exchange = call.ruling, call.exchange
        if ruling is None or ruling.agent is None or ruling.facts is None:
            return
        facts = ruling.facts
        if facts.action != "create":
            if self.prices.is_awaited(next(reversed(exchange.values.values()), "")):
                self.prices.hear(told_by(answer))
            return
        if not facts.spends or facts.where is not None or not facts.plan(ruling.agent.policy).wants_cost:
            return
        told = told_by(answer)
        unpriced = self._shelf.make(
            UNPRICED,
            ruling.agent.account_sid,
            parent_sid=ruling.agent.sid,
            upstream=upstream,
            of=told.sid,
            path=made_at(exchange, their_sid, told.sid),
            operation=facts.operation,
            area=facts.area,
            at_ms=facts.now_ms,
            due_ms=facts.acts_at_ms + WAITS_MS[0],
            expected_micros=facts.cost_micros or 0,
        )
        if told.cost_micros is not None:
            self._settle(unpriced, told.cost_micros - unpriced.expected_micros)
        elif _SID.fullmatch(told.sid):
            self.prices.expect(unpriced)

    def _settle(self, unpriced: Unpriced, more_micros: int) -> None:
        agent = self._roster.by_sid(unpriced.parent_sid)
        if agent is None or not more_micros:
            return
        if self._judge.settle(agent, unpriced.operation, unpriced.area, unpriced.at_ms, more_micros):
            self._spawn(self._roster.keep(agent))
