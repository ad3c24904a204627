"""What an agent may send to many people: its rules are asked for every one of them, and its counts count them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from cordboard.base.clock import to_datetime
from cordboard.catalogue.dates import Instant

STAFF, OTHER, STRANGER = "+14155550101", "+14155550102", "+19005550199"
INSTANT = Instant()
NAMES = iter(f"crowd-{number}" for number in range(1000))


class Agent:
    """An agent that sends to many people."""

    def __init__(self, live: Any, **rule: Any) -> None:
        self.live, self.name = live, next(NAMES)
        made = live.control("POST", "agents", {"name": self.name})
        self.key = (made["api_key"]["sid"], made["api_key"]["secret"])
        self.obey(**rule)

    def obey(self, **rule: Any) -> None:
        policy = {"areas": {"communications": "send"}, "rules": [{"for": "communications.create", **rule}]}
        self.live.control("PUT", f"agents/{self.name}/policy", policy)

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


def test_a_rate_counts_people_and_not_requests(live: Any, people: list[Any]) -> None:
    agent = Agent(live, rate="10/hour")
    status, answer = agent.send(*people[:11])
    assert (status, answer["details"]["reason_code"]) == (403, "rate")  # waiting would not help
    assert agent.send(*people[:6])[0] == 202
    status, answer = agent.send(*people[:6])
    assert (status, answer["errors"][0]["code"]) == (429, 20429)
    assert agent.send(*people[:4])[0] == 202
    assert agent.send(people[0])[0] == 429


def test_what_a_variable_says_is_part_of_the_text(live: Any) -> None:
    agent = Agent(live, body={"deny": ["casino"]})
    to = {"address": STAFF, "variables": {"what": "a casino"}}
    assert agent.send(to, content={"text": "Visit {{what}}"})[0] == 403
    assert agent.send({"address": STAFF}, content={"text": "Visit us"})[0] == 202


def test_the_price_of_a_send_is_that_of_all_its_messages(live: Any, people: list[Any]) -> None:
    agent = Agent(live, spend={"per_call": 0.05})
    assert agent.send(*people[:2])[0] == 202
    assert agent.send(*people[:100])[0] == 403


def test_a_send_that_was_scheduled_is_judged_again_when_it_begins(launch: Any) -> None:
    live = launch(clock="test")
    agent = Agent(live, to={"allow": ["+1415*"]})

    def begun(*to: str, then: Callable[[], object]) -> tuple[Any, list[Any]]:
        now = live.control("GET", "clock")["now"]
        later = to_datetime(INSTANT.read(now) + 3_600_000).isoformat()
        status, answer = agent.send(*({"address": each} for each in to), schedule={"send_at": [later]})
        assert status == 202, answer
        then()
        live.control("POST", "clock", {"advance_s": 7_200})
        found = json.loads(live.raw("GET", f"/comms/v1/Messages/Operations/{answer['operationId']}")[2])
        rows = live.control("GET", f"audit?agent={agent.name}&page_size=50")["audit"]
        return found, [row for row in rows if row["kind"] == "judgement" and "scheduled" in row["sentence"]]

    found, rows = begun(STAFF, then=lambda: None)
    assert (found["status"], found["stats"]["delivered"]) == ("completed", 1)
    assert rows[0]["decision"] == "allow"
    assert rows[0]["sentence"].startswith(f"A send to many people that {agent.name} scheduled was let begin, to 1 ")
    found, rows = begun(STAFF, OTHER, then=lambda: agent.obey(to={"allow": [STAFF]}))
    assert (found["status"], found["stats"]["canceled"], found["stats"]["attempts"]) == ("canceled", 2, 0)
    assert [each["code"] for each in found["errors"]] == [70051]
    assert OTHER not in found["errors"][0]["message"]
    assert (rows[0]["decision"], rows[0]["reason_code"]) == ("deny", "recipient")
    found, rows = begun(
        STAFF, then=lambda: live.control("PUT", f"agents/{agent.name}/switch", {"stopped": True, "reason": "enough"})
    )
    assert (found["status"], rows[0]["reason_code"]) == ("canceled", "switched_off")
