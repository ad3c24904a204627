"""The part of the composition root that puts the gateway together: what is decided here is carried out there."""

from __future__ import annotations

from dataclasses import dataclass

from cordboard.access.call import Call
from cordboard.access.judge import Judge
from cordboard.agents.prices import Told, Unpriced
from cordboard.agents.upstreams import UNKNOWN, Upstream, Upstreams
from cordboard.base.problem import Problem
from cordboard.catalogue.request import Answer
from cordboard.upstream.carrier import Carrier, Destination
from cordboard.upstream.client import UpstreamClient
from cordboard.upstream.fault import Fault, Kind
from cordboard.upstream.told import NOTHING, told_by
from cordboard.wiring.agents import AgentParts
from cordboard.wiring.elsewhere import refuse_unseen
from cordboard.wiring.ground import Ground
from cordboard.wiring.spending import Spending


class Gateway:
    """Carries decided calls out, and settles what they cost."""

    def __init__(self, upstreams: Upstreams, client: UpstreamClient, agents: AgentParts, ground: Ground) -> None:
        self._upstreams = upstreams
        self._carrier = Carrier(client)
        self._judge: Judge = agents.judge
        self._opened: dict[str, tuple[Upstream, Destination]] = {}
        self._spending = Spending(agents, ground.shelf, ground.clock, ground.spawn, self.look)

    async def load(self) -> None:
        """Read the upstreams, and which prices are awaited, at the start."""
        await self._upstreams.load()
        await self._spending.prices.load()

    async def carry(self, name: str, call: Call) -> Answer:
        """Carry a call out and return the answer. Raises: Problem for one that did nothing, so that it is not counted.

        A call whose answer is lost may have acted, and stays counted.
        """
        destination = self._to(name)
        self._refuse_unseen(call)
        try:
            answer = await self._carrier.carry(destination, call.exchange, call.given, call.unknown)
        except Fault as fault:
            problem = Problem(fault.kind, reason=fault.reason)
            if fault.kind is Kind.UNREACHED:
                raise problem from fault
            call.code = problem.code
            return call.exchange.dialect.refuse(call.exchange, problem)
        call.is_carried = True
        if call.ruling is not None and 400 <= answer.status < 500:
            self._judge.give_back(call.ruling)  # what was refused there did nothing, and cost nothing
        elif call.ruling is not None:
            self._judge.done(call.ruling)
            self._spending.count(name, destination.account_sid, call, answer)
        return answer

    async def look(self, unpriced: Unpriced) -> Told:
        """Look at a resource whose price is awaited; what does not work now is tried another time."""
        try:
            destination = self._to(unpriced.upstream)
            return told_by(await self._carrier.look(destination, unpriced.path))
        except (Problem, Fault):
            return NOTHING

    def _to(self, name: str) -> Destination:
        """Open an upstream. Raises: Problem 90024."""
        upstream = self._upstreams.find(name, UNKNOWN)
        known = self._opened.get(name)
        if known is not None and known[0] is upstream:
            return known[1]
        token = self._upstreams.token(upstream)
        opened = Destination.of(upstream.their_sid, token, upstream.base_url, upstream.timeout_s)
        self._opened = {each: pair for each, pair in self._opened.items() if self._upstreams.has(each)}
        self._opened[name] = (upstream, opened)
        return opened

    @staticmethod
    def _refuse_unseen(call: Call) -> None:
        """Refuse a call whose rules would have to read what is kept there. Raises: Problem 90023."""
        ruling, bound = call.ruling, call.exchange.bound
        if bound is not None and ruling is not None and ruling.agent is not None and ruling.facts is not None:
            refuse_unseen(bound.operation, call.given, ruling.facts.plan(ruling.agent.policy).rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamParts:
    """The gateway: the upstreams, what connects to them, and what carries calls out."""

    upstreams: Upstreams
    client: UpstreamClient
    gateway: Gateway


def wire_upstreams(ground: Ground, agents: AgentParts) -> UpstreamParts:
    """Put the gateway together."""
    upstreams, client = Upstreams(ground.shelf, ground.vault), UpstreamClient()
    return UpstreamParts(upstreams=upstreams, client=client, gateway=Gateway(upstreams, client, agents, ground))
