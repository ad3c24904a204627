"""The part of the composition root that puts the gateway together: what is decided here is carried out there."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import msgspec

from cordboard.access.agents import Judge
from cordboard.access.gate import Call
from cordboard.agents.upstreams import UNKNOWN, Upstreams
from cordboard.base.problem import Problem
from cordboard.catalogue.request import Answer
from cordboard.shelf.shelf import Shelf
from cordboard.store.vault import AesVault
from cordboard.upstream.carrier import Carrier, Destination
from cordboard.upstream.client import UpstreamClient
from cordboard.upstream.fault import Fault, Kind
from cordboard.wiring.elsewhere import refuse_unseen

MICROS = Decimal(1_000_000)


class _Priced(msgspec.Struct):
    """What of an answer tells its cost: a price in a currency, which is negative for what is paid."""

    price: str | float | None = None
    price_unit: str | None = None


_priced = msgspec.json.Decoder(_Priced, strict=False)


class Gateway:
    """Carries decided calls out, and settles what they cost."""

    def __init__(self, upstreams: Upstreams, client: UpstreamClient, judge: Judge) -> None:
        self._upstreams = upstreams
        self._carrier = Carrier(client)
        self._judge = judge

    async def carry(self, name: str, call: Call) -> Answer:
        """Carry a call out and return the answer. Raises: Problem for one that did nothing, so that it is not counted.

        A call whose answer is lost may have acted, and stays counted.
        """
        upstream = self._upstreams.find(name, UNKNOWN)
        self._refuse_unseen(call)
        token = self._upstreams.token(upstream)
        destination = Destination(upstream.their_sid, token, upstream.base_url, upstream.timeout_s)
        try:
            answer = await self._carrier.carry(destination, call.exchange, call.given, call.unknown)
        except Fault as fault:
            problem = Problem(fault.kind, reason=fault.reason)
            if fault.kind is Kind.UNREACHED:
                raise problem from fault
            call.code = problem.code
            return call.exchange.dialect.refuse(call.exchange, problem)
        call.is_carried = True
        self._settle(call, answer)
        return answer

    @staticmethod
    def _refuse_unseen(call: Call) -> None:
        """Refuse a call whose rules would have to read what is kept there. Raises: Problem 90023."""
        ruling, bound = call.ruling, call.exchange.bound
        if bound is not None and ruling is not None and ruling.agent is not None and ruling.facts is not None:
            refuse_unseen(bound.operation, call.given, ruling.facts.plan(ruling.agent.policy).rules)

    def _settle(self, call: Call, answer: Answer) -> None:
        """Count what the call did cost in place of what was expected; what was refused cost nothing."""
        ruling = call.ruling
        if ruling is None or ruling.agent is None or ruling.facts is None:
            return
        if 400 <= answer.status < 500:
            self._judge.give_back(ruling)
            return
        self._judge.done(ruling)
        cost = _cost_micros(answer) if call.request.method == "POST" else None
        if cost is not None and ruling.reserved is not None:
            facts = ruling.facts
            more = cost - (facts.cost_micros or 0)
            self._judge.settle(ruling.agent, facts.operation, facts.area, facts.now_ms, more)


def _cost_micros(answer: Answer) -> int | None:
    """Return the price in an answer in millionths of a dollar, or None where it tells none in dollars."""
    try:
        told = _priced.decode(answer.body)
        if told.price is None or (told.price_unit or "USD").upper() != "USD":
            return None
        micros = abs(Decimal(str(told.price))) * MICROS
    except (msgspec.DecodeError, InvalidOperation, UnicodeDecodeError):
        return None
    return int(micros) if micros.is_finite() and micros < 10**12 else None


def wire_upstreams(shelf: Shelf, vault: AesVault) -> tuple[Upstreams, UpstreamClient]:
    """Make the upstreams, and what connects to them."""
    return Upstreams(shelf, vault), UpstreamClient()
