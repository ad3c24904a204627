"""How much processor time it takes to carry out a decided message elsewhere, beside what it takes to decide it.

From the parameters as they were read to the answer as the caller gets it: the canonical form, the request, its answer
read and its links led back. The upstream answers at once, over a connection that is none: nothing is waited for.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any, cast

from bench.figure import Better, Check, Figure, Outcome
from bench.plan import Plan
from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.request import Answer, Request
from cordboard.catalogue.route import Router
from cordboard.upstream.carrier import Carrier, Destination
from cordboard.upstream.client import Origin, UpstreamClient
from cordboard.upstream.connection import Connection

ROUNDS, CALLS = 30, 200
OURS, THEIRS, SID = "AC" + "1" * 32, "AC" + "0" * 32, "SM" + "0" * 32
FORM = b"To=%2B14155550123&From=%2B12015550100&Body=Your+table+is+ready"
TOLD = json.dumps({"sid": SID, "uri": f"/2010-04-01/Accounts/{THEIRS}/Messages/{SID}.json", "body": "x" * 700}).encode()
HEAD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\nDate: Thu\r\n\r\n" % len(TOLD)


class Echo:
    """Stands where a socket would, and answers what is written to it."""

    def __init__(self, connection: Connection) -> None:
        """Take who is to be answered."""
        self._connection = connection

    def write(self, data: bytes) -> None:
        """Answer."""
        self._connection.data_received(HEAD + TOLD)

    def is_closing(self) -> bool:
        """Stay open."""
        return False

    def close(self) -> None:
        """There is nothing to close."""


class Nowhere(UpstreamClient):
    """Connects with an echo."""

    async def _open(self, origin: Origin) -> Connection:
        connection = Connection()
        connection.connection_made(cast(Any, Echo(connection)))
        return connection


def carry(plan: Plan) -> Outcome:
    """Measure the least of some rounds."""
    took_us, answer = asyncio.run(_rounds())
    is_ours = OURS.encode() in answer.body and THEIRS.encode() not in answer.body
    check = Check(name="the answer leads back here", passed=answer.status == 201 and is_ours, detail=str(answer.status))
    name = "carrying out a message, processor time"
    return Outcome(figures=[Figure(name=name, value=took_us, unit="us", better=Better.LOWER)], checks=[check])


async def _rounds() -> tuple[float, Answer]:
    client = Nowhere()
    carrier, destination = Carrier(client), Destination.of(THEIRS, "none", "http://127.0.0.1:8000", 30.0)
    exchange, given, unknown = _read()
    least_ns = 1 << 62
    for _ in range(ROUNDS):
        began_ns = time.thread_time_ns()
        for _ in range(CALLS):
            answer = await carrier.carry(destination, exchange, given, unknown)
        least_ns = min(least_ns, time.thread_time_ns() - began_ns)
    client.close()
    return least_ns / CALLS / 1000, answer


def _read() -> tuple[Exchange, Any, list[str]]:
    """Read a message as the gate does."""
    headers = {"host": "127.0.0.1", "content-type": "application/x-www-form-urlencoded"}
    request = Request("POST", f"/2010-04-01/Accounts/{OURS}/Messages.json", "", headers, FORM)
    exchange = Router(SURFACES).find(request)
    exchange.account_sid = OURS
    given, unknown, _ = exchange.dialect.read(exchange)
    return exchange, given, unknown
