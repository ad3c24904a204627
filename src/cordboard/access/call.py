"""A call on its way through the gate, and what is told of it."""

from __future__ import annotations

from collections.abc import Awaitable
from time import perf_counter_ns
from typing import Any

from cordboard.access.agents import Ruling
from cordboard.access.principal import Principal
from cordboard.base.page import PageRequest
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.request import Answer, Request
from cordboard.catalogue.sentence import MAX_FACT_CHARS


class Call:
    """One call on its way through the gate; each step adds what it found.

    ``meanwhile`` is the decision on its way to disk, where the call is carried out at the same time.
    """

    __slots__ = (
        "account",
        "account_sid",
        "answer",
        "code",
        "decision",
        "exchange",
        "given",
        "is_audited",
        "is_carried",
        "meanwhile",
        "page",
        "principal",
        "request",
        "result",
        "row",
        "ruling",
        "started_ns",
        "told",
        "unknown",
    )

    def __init__(self, request: Request, exchange: Exchange) -> None:
        self.request = request
        self.exchange = exchange
        self.started_ns = perf_counter_ns()
        self.principal: Principal | None = None
        self.account: Any = None
        self.account_sid = ""
        self.given: Any = None
        self.page: PageRequest | None = None
        self.unknown: list[str] = []
        self.decision = "allowed"
        self.ruling: Ruling | None = None
        self.is_audited = False
        self.row: Any = None
        self.result: Any = None
        self.answer: Answer | None = None
        self.code = 0
        self.is_carried = False
        self.told: tuple[str, ...] | None = None
        self.meanwhile: Awaitable[None] | None = None


def told_of(call: Call, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the facts of a call that its sentence tells; whoever asks first has them written out."""
    if call.told is None:
        values, given = call.exchange.values, call.given
        call.told = tuple([str(values.get(name) or getattr(given, name, ""))[:MAX_FACT_CHARS] for name in names])
    return call.told
