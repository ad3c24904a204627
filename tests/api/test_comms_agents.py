"""What an agent may send to many people: its rules are asked for every one of them, and its counts count them."""

from __future__ import annotations

import json
from typing import Any

import pytest

STAFF, STRANGER = "+14155550100", "+19005550199"
NAMES = iter(f"crowd-{number}" for number in range(1000))


class Agent:
    """An agent that sends to many people."""

    def __init__(self, live: Any, **rule: Any) -> None:
        self.live, name = live, next(NAMES)
        made = live.control("POST", "agents", {"name": name})
        self.key = (made["api_key"]["sid"], made["api_key"]["secret"])
        policy = {"areas": {"communications": "send"}, "rules": [{"for": "communications.create", **rule}]}
        live.control("PUT", f"agents/{name}/policy", policy)

    def send(self, *to: object, **more: object) -> tuple[int, Any]:
        body = json.dumps({"to": list(to), "content": {"text": "Hi"}, **more}).encode()
        path, kind = "/comms/v1/Messages", "application/json"
        status, _, answer = self.live.raw("POST", path, body, content_type=kind, auth=self.key)
        return status, json.loads(answer)


@pytest.fixture(scope="module")
def people() -> list[dict[str, str]]:
    return [{"address": f"+1415555{place:04d}"} for place in range(9_999)]


def test_one_stranger_among_ten_thousand_is_found_and_nobody_is_written_to(live: Any, people: list[Any]) -> None:
    agent = Agent(live, to={"allow": ["+1415*"]})
    status, answer = agent.send(*people, {"address": STRANGER})
    assert (status, answer["status"], answer["errors"][0]["code"]) == (403, 403, 70051)
    assert answer["details"]["reason_code"] == "recipient"
    assert STRANGER not in answer["errors"][0]["message"]
    assert json.loads(live.raw("GET", "/comms/v1/Messages/Operations")[2])["operations"] == []
    assert agent.send(*people[:2])[0] == 202


def test_a_second_address_and_another_channel_are_no_way_around(live: Any) -> None:
    agent = Agent(live, to={"allow": ["+1415*"]})
    assert agent.send({"addresses": [{"address": STAFF}, {"address": STRANGER}]})[0] == 403
    assert agent.send({"address": STRANGER, "channel": "WHATSAPP"})[0] == 403
    assert agent.send({"address": STAFF})[0] == 202


def test_a_contact_and_an_audience_are_judged_by_who_is_in_them(live: Any) -> None:
    def make(path: str, body: object) -> str:
        kind = "application/json"
        status, headers, answer = live.raw("POST", f"/comms/v1/{path}", json.dumps(body).encode(), content_type=kind)
        assert status < 300, answer
        return headers["resource-id"]

    addresses = [[{"address": each, "channel": "phone"}] for each in (STAFF, STRANGER)]
    friend, foe = (make("Contacts", {"addresses": each}) for each in addresses)
    agent = Agent(live, to={"allow": ["+1415*"]})
    assert agent.send({"contact_id": friend})[0] == 202
    assert agent.send({"contact_id": foe})[0] == 403
    crowd = make("Audiences", {"name": "All", "contacts": [{"contact_id": friend}, {"contact_id": foe}]})
    assert agent.send({"audience_id": crowd})[0] == 403


def test_a_count_of_the_day_counts_people_and_not_requests(live: Any, people: list[Any]) -> None:
    agent = Agent(live, daily=10)
    assert agent.send(*people[:6])[0] == 202
    assert agent.send(*people[:6])[0] == 403
    assert agent.send(*people[:4])[0] == 202


def test_what_a_variable_says_is_part_of_the_text(live: Any) -> None:
    agent = Agent(live, body={"deny": ["casino"]})
    to = {"address": STAFF, "variables": {"what": "a casino"}}
    assert agent.send(to, content={"text": "Visit {{what}}"})[0] == 403
    assert agent.send({"address": STAFF}, content={"text": "Visit us"})[0] == 202


def test_the_price_of_a_send_is_that_of_all_its_messages(live: Any, people: list[Any]) -> None:
    agent = Agent(live, spend={"per_call": 0.05})
    assert agent.send(*people[:2])[0] == 202
    assert agent.send(*people[:100])[0] == 403
