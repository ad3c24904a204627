"""Approvals through the official client: a call is held, a person answers, and the same call passes once."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

STAFF, OTHER, OWNER = "+14155550100", "+14155550101", "+14155550177"
NAMES = iter(f"asker-{number}" for number in range(1000))
ALWAYS: dict[str, Any] = {"when": "always"}


class Asker:
    """An agent whose messages need an approval."""

    def __init__(self, live: Any, approve: Any = ALWAYS, **more: Any) -> None:
        self.live, self.name = live, next(NAMES)
        made = live.control("POST", "agents", {"name": self.name})
        self.key = (made["api_key"]["sid"], made["api_key"]["secret"])
        rule = {"for": "messaging.create", "approve": approve, **more}
        live.control("PUT", f"agents/{self.name}/policy", {"areas": {"messaging": "send"}, "rules": [rule]})

    @property
    def client(self) -> Client:
        return self.live.client(*self.key)

    def send(self, to: str = STAFF, body: str | None = "Hi", **more: Any) -> Any:
        return self.client.messages.create(to=to, from_=self.live.number, body=body, **more)

    def held(self, to: str = STAFF, body: str = "Hi") -> dict[str, Any]:
        with pytest.raises(TwilioRestException) as held:
            self.send(to, body)
        assert (held.value.status, held.value.code) == (403, 70051)
        details: dict[str, Any] = held.value.details
        return details

    def decide(self, approval: str, decision: str = "approve", **more: Any) -> dict[str, Any]:
        return dict(self.live.control("POST", f"approvals/{approval}", {"decision": decision, **more}))

    def poll(self, approval: str) -> tuple[int, dict[str, Any]]:
        status, _, body = self.live.raw("GET", f"/cordboard/v1/approvals/{approval}", auth=self.key)
        return status, json.loads(body)


def test_a_call_is_held_approved_and_passes_once(live: Any) -> None:
    asker = Asker(live)
    details = asker.held()
    assert details["reason_code"] == "approval_required"
    assert (details["decision"], details["retry"]) == ("hold", "identical")
    assert re.fullmatch(r"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ", details["expires_at"])
    assert asker.held()["approval_id"] == details["approval_id"]  # asking again asks nobody twice
    asker.decide(details["approval_id"])
    assert asker.send().sid.startswith("SM")
    assert asker.poll(details["approval_id"])[1]["status"] == "used"
    assert asker.held()["approval_id"] != details["approval_id"]


def test_an_approval_is_of_one_exact_call_and_of_one_policy(live: Any) -> None:
    asker = Asker(live)
    approval = asker.held()["approval_id"]
    asker.decide(approval)
    assert asker.held(body="Hi!")["approval_id"] != approval
    assert asker.held(to=OTHER)["approval_id"] != approval
    changed = {"areas": {"messaging": "send"}, "rules": [{"for": "messaging", "approve": "always"}]}
    live.control("PUT", f"agents/{asker.name}/policy", changed)
    assert asker.held()["approval_id"] != approval


def test_an_approval_is_of_the_words_that_a_template_had(live: Any) -> None:
    asker, owner = Asker(live), live.client()
    made = json.loads(post(live, "/content/v1/Content", {"language": "en", "types": text_of("Your order is ready")}))
    content = {"content_sid": made["sid"], "body": None}
    with pytest.raises(TwilioRestException) as held:
        asker.send(**content)
    asker.decide(held.value.details["approval_id"])
    post(live, f"/content/v1/Content/{made['sid']}", {"types": text_of("Tell us your PIN")}, "PUT")
    with pytest.raises(TwilioRestException) as again:
        asker.send(**content)
    assert again.value.details["approval_id"] != held.value.details["approval_id"]
    asker.decide(again.value.details["approval_id"])
    assert owner.messages(asker.send(**content).sid).fetch().body == "Tell us your PIN"


def test_an_approval_is_of_those_who_were_in_an_audience(live: Any) -> None:
    asker = Asker(live)
    policy = {"areas": {"communications": "full"}, "rules": [{"for": "SendMessages", "approve": "always"}]}
    live.control("PUT", f"agents/{asker.name}/policy", policy)
    asked, stranger = (
        json.loads(post(live, "/comms/v1/Contacts", {"addresses": [{"address": each, "channel": "phone"}]}))
        for each in (STAFF, OTHER)
    )
    contacts = [{"contact_id": asked["resourceId"]}]
    crowd = json.loads(post(live, "/comms/v1/Audiences", {"name": "All", "contacts": contacts}))["resourceId"]
    send = {"to": [{"audience_id": crowd}], "content": {"text": "Hi"}}
    held = json.loads(post(live, "/comms/v1/Messages", send, auth=asker.key))["details"]["approval_id"]
    asker.decide(held)
    more = {"contacts": [{"contact_id": stranger["resourceId"]}]}
    post(live, f"/comms/v1/Audiences/{crowd}/Contacts", more, auth=asker.key)
    again = json.loads(post(live, "/comms/v1/Messages", send, auth=asker.key))["details"]
    assert (again["reason_code"], again["approval_id"] != held) == ("approval_required", True)


def test_an_agent_does_not_fill_the_telephone_of_who_answers(live: Any, eventually: Any) -> None:
    owner = "+14155550178"
    asker = Asker(live, {"when": "always", "by": [owner]})
    asked = [asker.held(body=f"{number}")["approval_id"] for number in range(12)]
    assert eventually(lambda: len(live.inbox(owner)) == 10)
    asker.decide(asked[0], "refuse")
    assert asker.held(body="11")["approval_id"] == asked[11]
    assert eventually(lambda: len(live.inbox(owner)) == 11)


def text_of(body: str) -> dict[str, Any]:
    return {"twilio/text": {"body": body}}


def post(live: Any, path: str, given: object, method: str = "POST", **more: Any) -> bytes:
    return bytes(live.raw(method, path, json.dumps(given).encode(), content_type="application/json", **more)[2])


def test_of_concurrent_retries_exactly_one_runs(live: Any) -> None:
    asker = Asker(live)
    asker.decide(asker.held()["approval_id"])

    def attempt(_: int) -> bool:
        try:
            return bool(asker.send().sid)
        except TwilioRestException:
            return False

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(attempt, range(32))) == 1


def test_what_is_refused_stays_refused_and_says_why(live: Any) -> None:
    asker = Asker(live)
    approval = asker.held()["approval_id"]
    asker.decide(approval, "refuse", reason="Call instead")
    details = asker.held()
    assert (details["reason_code"], details["approval_id"]) == ("approval_refused", approval)
    with pytest.raises(TwilioRestException, match="Call instead"):
        asker.send()
    status, _, body = live.raw(
        "POST", f"/cordboard/v1/approvals/{approval}", b'{"decision":"approve"}', content_type="application/json"
    )
    assert (status, json.loads(body)["code"]) == (409, 20409)


def test_no_agent_decides_and_an_agent_sees_only_its_own(live: Any) -> None:
    asker, other = Asker(live), Asker(live)
    approval = asker.held()["approval_id"]
    assert asker.poll(approval)[1]["status"] == "pending"
    assert other.poll(approval)[0] == 404
    path, body = f"/cordboard/v1/approvals/{approval}", b'{"decision":"approve"}'
    for agent in (asker, other):
        assert live.raw("POST", path, body, content_type="application/json", auth=agent.key)[0] == 403
        assert live.raw("GET", "/cordboard/v1/approvals", auth=agent.key)[0] == 403
    assert asker.poll(approval)[1]["status"] == "pending"


def test_who_was_reached_before_needs_no_approval(live: Any) -> None:
    asker = Asker(live, {"when": ["new_recipient"]})
    assert "never reached before" in asker.poll(asker.held()["approval_id"])[1]["why"]
    asker.decide(asker.held()["approval_id"])
    asker.send()
    assert asker.send(body="Another").sid
    asker.held(to=OTHER)


def test_only_what_costs_more_is_asked_for(live: Any) -> None:
    asker = Asker(live, {"when": "cost > 0.02"})
    assert asker.send().sid
    asker.held(body="x" * 600)


def test_an_approval_can_widen_the_policy(live: Any) -> None:
    asker = Asker(live)
    assert asker.decide(asker.held()["approval_id"], widen=True)["widened"] is True
    assert [asker.send(body=body).sid[:2] for body in ("one", "two")] == ["SM", "SM"]
    asker.held(to=OTHER)
    shown = live.control("GET", f"agents/{asker.name}")
    assert (shown["version"], shown["policy"]["rules"][0]["approve"]["except"]) == (2, [STAFF])


def test_a_question_and_an_answer_end_by_the_clock(launch: Any) -> None:
    live = launch(clock="test", clock_start="2026-11-25T12:00:00Z")
    asker = Asker(live, {"when": "always", "ttl": "10m"})
    first = asker.held()["approval_id"]
    live.control("POST", "clock", {"advance_s": 601})
    assert asker.poll(first)[1]["status"] == "expired"
    second = asker.held()["approval_id"]
    assert second != first
    asker.decide(second)
    live.control("POST", "clock", {"advance_s": 601})
    assert asker.held()["approval_id"] not in (first, second)


def test_what_failed_later_leaves_the_approval_as_it_was(live: Any) -> None:
    asker = Asker(live)

    def send() -> None:
        asker.client.messages.create(to=STAFF, from_="+14155550166", body="from a number that is not ours")

    with pytest.raises(TwilioRestException) as held:
        send()
    asker.decide(held.value.details["approval_id"])
    with pytest.raises(TwilioRestException) as failed:
        send()
    assert failed.value.code == 21606
    assert asker.poll(held.value.details["approval_id"])[1]["status"] == "approved"


def test_approvals_survive_a_restart(launch: Any, tmp_path: Any) -> None:
    folder = tmp_path / "kept"
    first = launch(folder)
    asker = Asker(first)
    approval = asker.held()["approval_id"]
    asker.decide(approval)
    asker.held(body="still open")
    first.process.kill()
    first.process.wait(30)
    asker.live = launch(folder)
    assert asker.send().sid
    assert asker.held()["approval_id"] != approval


def code_of(live: Any, eventually: Any) -> str:
    """Return the code of the newest question in the owner's inbox."""
    texts = eventually(lambda: [each["body"] for each in live.inbox(OWNER) if "Reply YES" in each["body"]])
    found = re.search(r"Reply YES (\d{6}) or NO \1", texts[-1])
    assert found is not None
    return found[1]


def test_an_owner_answers_by_message_with_a_code_that_works_once(launch: Any, eventually: Any) -> None:
    live = launch(sim_latency_ms="1")
    asker = Asker(live, {"when": "always", "by": [OWNER]})
    approval = asker.held()["approval_id"]
    code = code_of(live, eventually)
    live.write(OTHER, f"YES {code}")  # somebody else has the code
    live.write(OWNER, f"YES {(int(code) + 1) % 10**6:06}")
    assert asker.poll(approval)[1]["status"] == "pending"
    live.write(OWNER, f"yes {code}")
    assert eventually(lambda: asker.poll(approval)[1]["status"] == "approved")
    assert asker.send().sid
    assert asker.poll(approval)[1]["decided_by"] == OWNER
    again = asker.held()["approval_id"]
    live.write(OWNER, f"YES {code}")
    assert asker.poll(again)[1]["status"] == "pending"


def test_codes_cannot_be_guessed(launch: Any, eventually: Any) -> None:
    live = launch(sim_latency_ms="1")
    asker = Asker(live, {"when": "always", "by": [OWNER]})
    approval = asker.held()["approval_id"]
    code = code_of(live, eventually)
    for guess in range(5):
        live.write(OWNER, f"YES {(int(code) + 1 + guess) % 10**6:06}")
    live.write(OWNER, f"YES {code}")
    live.control("GET", "requests")
    assert asker.poll(approval)[1]["status"] == "pending"


def test_an_application_is_told_what_was_decided(live: Any, application: Any) -> None:
    asker = Asker(live, {"when": "always", "callback": f"{application.url}/decided"})
    approval = asker.held()["approval_id"]
    asker.decide(approval, "refuse", reason="Not today")
    told = application.next().given
    assert (told["ApprovalSid"], told["Decision"], told["Reason"]) == (approval, "refused", "Not today")
