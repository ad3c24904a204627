"""Looking numbers up costs money at the account elsewhere: it is judged as what spends, though it is a GET."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest
from elsewhere import Pair, listener, refused
from twilio.rest.lookups.v2.query import QueryList

NUMBER = "+14159929960"
LINE, NAME, SWAP = "line_type_intelligence", "caller_name", "sim_swap"
# Source: the published twilio_lookups_v2.json, ResponseLookups; what there is of it here is enough for a client.
ANSWER = json.dumps({"phone_number": NUMBER, "valid": True, "phone_numbers": []}).encode()


def answer(connection: socket.socket, request: bytes) -> None:
    status = b"404 Not Found" if b"Fields=line_status" in request else b"200 OK"
    head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    connection.sendall(head % (status, len(ANSWER)) + ANSWER)


def budget(**limits: Any) -> dict[str, Any]:
    return {"areas": {"lookups": "send"}, "budgets": {**limits}}


def look_up(client: Any, *packages: str) -> None:
    client.lookups.v2.phone_numbers(NUMBER).fetch(**({"fields": ",".join(packages)} if packages else {}))


def look_up_many(client: Any, *packages: list[str]) -> None:
    numbers = [QueryList.LookupBatchRequest({"phone_number": NUMBER, "fields": each}) for each in packages]
    client.lookups.v2.query.create(QueryList.LookupRequest({"phone_numbers": numbers}))


def test_who_may_only_read_looks_no_number_up_there(pair: Pair) -> None:
    with listener(answer) as (url, asked):
        client = pair.client(pair.upstream_to(url), areas={"lookups": "read"})
        found = refused(lambda: look_up(client))
        assert (found.status, found.code, asked) == (403, 70051, [])
        assert (found.details["have"], found.details["need"]) == ("read", "send")
        assert refused(lambda: look_up_many(client, [LINE])).code == 70051
        assert asked == []


def test_a_budget_counts_what_packages_cost_and_lets_pass_what_is_free(pair: Pair) -> None:
    with listener(answer) as (url, asked):
        client = pair.client(pair.upstream_to(url), **budget(usd_per_day="0.02"))
        look_up(client, NAME)  # 0.010
        look_up(client, LINE)  # 0.018
        assert refused(lambda: look_up(client, LINE)).details["reason_code"] == "budget"
        assert len(asked) == 2
        look_up(client)  # how a number is written costs nothing
        look_up(client, "validation")
        assert len(asked) == 4


def test_the_numbers_of_a_batch_cost_as_much_as_one_after_the_other(pair: Pair) -> None:
    with listener(answer) as (url, asked):
        client = pair.client(pair.upstream_to(url), **budget(usd_per_day="0.02"))
        assert refused(lambda: look_up_many(client, [LINE], [LINE, NAME])).details["reason_code"] == "budget"
        look_up_many(client, [LINE], [NAME], [])
        assert refused(lambda: look_up_many(client, [LINE])).details["reason_code"] == "budget"
        assert len(asked) == 1


def test_a_batch_counts_as_many_calls_as_it_has_numbers(pair: Pair) -> None:
    with listener(answer) as (url, asked):
        client = pair.client(pair.upstream_to(url), **budget(calls_per_day=3))
        assert refused(lambda: look_up_many(client, [], [], [], [])).details["reason_code"] == "budget"
        look_up_many(client, [], [])
        look_up(client)
        assert refused(lambda: look_up(client)).details["reason_code"] == "budget"
        assert len(asked) == 2


def test_a_rule_for_looking_one_number_up_is_for_many_too(pair: Pair) -> None:
    with listener(answer) as (url, asked):
        rules = [{"for": "FetchPhoneNumber", "daily": 1}]
        client = pair.client(pair.upstream_to(url), areas={"lookups": "send"}, rules=rules)
        look_up_many(client, [LINE])
        assert refused(lambda: look_up(client)).details["reason_code"] == "budget"
        assert len(asked) == 1


@pytest.mark.parametrize("packages", [(SWAP,), (LINE, SWAP), ("a_package_of_tomorrow",)])
def test_what_nobody_can_tell_the_price_of_is_refused_where_money_is_limited(
    pair: Pair, packages: tuple[str, ...]
) -> None:
    with listener(answer) as (url, asked):
        client = pair.client(pair.upstream_to(url), **budget(usd_per_month=50))
        assert refused(lambda: look_up(client, *packages)).details["reason_code"] == "cost"
        assert asked == []


def test_a_lookup_that_is_refused_there_costs_nothing(pair: Pair) -> None:
    with listener(answer) as (url, _):
        client = pair.client(pair.upstream_to(url), **budget(calls_per_day=1))
        assert refused(lambda: look_up(client, "line_status")).status == 404
        look_up(client)
