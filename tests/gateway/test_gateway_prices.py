"""What calls cost elsewhere: counted as soon as anything tells it, and as expected until then."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from elsewhere import STAFF, Pair, listener, refused
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

SID = "SM" + "0" * 31
SPEND = [{"for": "messaging", "spend": {"per_day": "1.00"}}]
Eventually = Callable[[Callable[[], Any]], Any]


class Priced:
    """An upstream whose messages have the price that it was given last."""

    def __init__(self) -> None:
        self.price: str | None = None
        self.status = "queued"
        self.looks = 0
        self.made = 0

    def answer(self, connection: socket.socket, request: bytes) -> None:
        self.looks += request.startswith(b"GET")
        self.made += request.startswith(b"POST")
        told = {"sid": f"{SID}{self.made}", "status": self.status, "price": self.price, "price_unit": "USD"}
        body = json.dumps(told).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        connection.sendall(head % len(body) + body)


def send(client: Client) -> str:
    return str(client.messages.create(to=STAFF, from_="+12015550100", body="Hi").sid)


def test_a_price_that_is_told_later_is_looked_for(start_module: Callable[..., Any], eventually: Eventually) -> None:
    here, priced = start_module(clock="test"), Priced()
    with listener(priced.answer) as (url, asked):
        pair = Pair(here, here)
        client = pair.client(pair.upstream_to(url), rules=SPEND)
        sid = send(client)
        here.control("POST", "clock", {"advance_s": 14})
        priced.price = "-1.50000"
        assert priced.looks == 0
        here.control("POST", "clock", {"advance_s": 1})
        assert eventually(lambda: priced.looks == 1)
        assert f"/Accounts/AC{'0' * 32}/Messages/{sid}.json HTTP/1.1".encode() in asked[-1]
        assert eventually(lambda: is_refused(client))


def is_refused(client: Client) -> bool:
    try:
        send(client)
    except TwilioRestException as refusal:
        return int(refusal.code) == 70051
    return False


def refusal_of(client: Client) -> int:
    return int(refused(lambda: send(client)).code)


def test_a_price_that_is_never_told_is_looked_for_seven_times(
    start_module: Callable[..., Any], eventually: Eventually
) -> None:
    here, priced = start_module(clock="test"), Priced()
    with listener(priced.answer) as (url, _):
        pair = Pair(here, here)
        send(pair.client(pair.upstream_to(url), rules=SPEND))
        for looks, wait_s in enumerate((15, 60, 300, 1_800, 7_200, 28_800, 86_400), 1):
            here.control("POST", "clock", {"advance_s": wait_s})
            assert eventually(lambda looks=looks: priced.looks == looks), looks
        here.control("POST", "clock", {"advance_s": 200_000})
        assert priced.looks == 7


def test_a_price_that_an_answer_to_the_agent_tells_is_heard(pair: Pair) -> None:
    priced = Priced()
    with listener(priced.answer) as (url, _):
        client = pair.client(pair.upstream_to(url), rules=SPEND)
        sid = send(client)
        priced.price = "-1.50000"
        client.messages(sid).fetch()
        client.messages(sid).fetch()  # is counted once
        assert refusal_of(client) == 70051


def test_what_failed_there_costs_nothing(pair: Pair) -> None:
    priced = Priced()
    with listener(priced.answer) as (url, _):
        client = pair.client(pair.upstream_to(url), rules=[{"for": "messaging", "spend": {"per_day": "0.01"}}])
        sid = send(client)
        assert refusal_of(client) == 70051
        priced.status = "failed"
        client.messages(sid).fetch()
        assert send(client)


def test_a_price_is_heard_after_a_restart(launch: Callable[..., Any], tmp_path: Path) -> None:
    priced, folder = Priced(), tmp_path / "again"
    with listener(priced.answer) as (url, _):
        first = launch(folder)
        pair = Pair(first, first)
        key = pair.agent(pair.upstream_to(url), rules=SPEND)
        sid = send(first.client(*key))
        first.process.terminate()
        first.process.wait(30)
        client = launch(folder).client(*key)
        priced.price = "-1.50000"
        client.messages(sid).fetch()
        assert refusal_of(client) == 70051


@pytest.mark.parametrize("unit", ["EUR", "JPY"])
def test_a_price_in_another_currency_leaves_what_was_expected(pair: Pair, unit: str) -> None:
    body = json.dumps({"sid": f"{SID}1", "price": "-99", "price_unit": unit}).encode()
    head = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    with listener(lambda connection: connection.sendall(head + body)) as (url, _):
        client = pair.client(pair.upstream_to(url), rules=SPEND)
        assert send(client)
        assert send(client)


def test_what_changes_a_message_does_not_cost_it_again(pair: Pair) -> None:
    priced = Priced()
    priced.price = "-0.60000"
    with listener(priced.answer) as (url, _):
        client = pair.client(pair.upstream_to(url), rules=SPEND, areas={"messaging": "full"})
        sid = send(client)
        client.messages(sid).update(body="")
        client.messages(sid).fetch()
        assert send(client)
