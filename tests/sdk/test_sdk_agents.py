"""Agents through the official client: what a policy lets pass, what it refuses, and that nothing leads around it."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

STAFF, STRANGER = "+14155550100", "+19005550199"
NAMES = iter(f"agent-{number}" for number in range(1000))


class Agent:
    """An agent with its key, and its client."""

    def __init__(self, live: Any, policy: dict[str, Any] | None) -> None:
        self.live, self.name = live, next(NAMES)
        made = live.control("POST", "agents", {"name": self.name})
        self.key = (made["api_key"]["sid"], made["api_key"]["secret"])
        if policy is not None:
            self.set(policy)

    def set(self, policy: dict[str, Any]) -> dict[str, Any]:
        return dict(self.live.control("PUT", f"agents/{self.name}/policy", policy))

    @property
    def client(self) -> Client:
        return self.live.client(*self.key)

    def send(self, to: str = STAFF, **more: Any) -> Any:
        return self.client.messages.create(to=to, **({"from_": self.live.number, "body": "Hi"} | more))

    def refused(self, call: Any, code: int = 70051) -> TwilioRestException:
        with pytest.raises(TwilioRestException) as refused:
            call()
        assert refused.value.code == code
        return refused.value

    def last(self) -> dict[str, Any]:
        rows = self.live.control("GET", "requests?page_size=20")["requests"]
        return next(row for row in rows if row["agent"] == self.key[0])


def send_only(**rule: Any) -> dict[str, Any]:
    return {"areas": {"messaging": "send", "voice": "send"}, "rules": [{"for": "any", **rule}]}


@pytest.fixture
def switches(live: Any) -> Iterator[None]:
    yield
    for switch in live.control("GET", "agent_switches")["switches"]:
        live.control("PUT", f"agent_switches/{switch['area']}", {"stopped": False})


def test_a_new_agent_may_do_nothing_and_is_told_so_in_one_sentence(live: Any) -> None:
    agent = Agent(live, None)
    refused = agent.refused(agent.send)
    assert refused.status == 403
    assert refused.msg.endswith(f"{agent.name} may not do this: its access to messaging is off, and this needs send.")
    assert refused.details["rule"] == "areas.messaging"
    assert (refused.details["have"], refused.details["need"]) == ("off", "send")
    row = agent.last()
    assert (row["decision"], row["code"]) == ("refused", 70051)
    assert row["sentence"] == (
        f"{agent.name} was not allowed to send a message to +1 415 ••• 0100 (error 70051):"
        " its access to messaging is off, and this needs send."
    )


def test_an_agent_sends_where_it_may_and_the_log_says_why(live: Any) -> None:
    agent = Agent(live, send_only(to={"allow": ["+1415555*"]}))
    assert agent.send().sid.startswith("SM")
    row = agent.last()
    assert row["decision"] == "allowed"
    assert row["sentence"].endswith("Allowed: its access to messaging is send.")


def test_what_was_not_decided_is_told_of_the_agent_by_its_name(live: Any) -> None:
    agent = Agent(live, send_only(daily=1))
    live.raw("POST", f"/2010-04-01/Accounts/{live.account_sid}/Messages.json", b"Body=Hi", auth=agent.key)
    assert agent.last()["sentence"].startswith(f"{agent.name} could not send a message to ")
    assert agent.last()["code"] == 21604
    live.raw("GET", "/2010-04-01/Nowhere.json", auth=agent.key)
    assert agent.last()["sentence"] == f"{agent.name} could not ask for an unknown path (error 20404): it is not there."


def test_a_level_of_reading_reads_and_does_not_send(live: Any) -> None:
    agent = Agent(live, {"areas": {"messaging": "read"}})
    assert agent.client.messages.list(limit=1) is not None
    agent.refused(agent.send)
    assert live.raw("GET", f"/2010-04-01/Accounts/{live.account_sid}/Calls.json", auth=agent.key)[0] == 403


def test_redacting_and_deleting_need_more_than_sending(live: Any, eventually: Any) -> None:
    agent = Agent(live, {"areas": {"messaging": "send"}})
    sent = agent.send()
    assert eventually(lambda: sent.fetch().status == "delivered")
    agent.refused(lambda: sent.update(body=""))
    agent.refused(sent.delete)
    agent.set({"areas": {"messaging": "full"}})
    assert sent.update(body="").body == ""


@pytest.mark.parametrize(
    "to", [STRANGER, "+1 (900) 555-0199", "9005550199", "1-900-555-0199", f"whatsapp:{STRANGER}", f"rcs:{STRANGER}"]
)
def test_no_way_of_writing_a_number_leads_around_a_list(live: Any, to: str) -> None:
    denies = Agent(live, send_only(to={"deny": ["+1900*"]}))
    allows = Agent(live, send_only(to={"allow": [STAFF]}))
    for agent in (denies, allows):
        assert "+1 900" in agent.refused(lambda agent=agent: agent.send(to)).msg


def test_a_recipient_that_is_given_twice_is_refused_before_it_is_judged(live: Any) -> None:
    agent = Agent(live, send_only(to={"allow": [STAFF]}))
    body = urlencode([("To", STAFF), ("To", STRANGER), ("From", live.number), ("Body", "Hi")]).encode()
    path = f"/2010-04-01/Accounts/{live.account_sid}/Messages.json"
    assert live.raw("POST", path, body, auth=agent.key)[0] == 400
    for way in (
        path.replace(".json", ""),
        path.replace("/Accounts", "//Accounts"),
        path.replace("Messages", "messages"),
    ):
        status = live.raw(
            "POST", way, urlencode({"To": STRANGER, "From": live.number, "Body": "x"}).encode(), auth=agent.key
        )[0]
        assert status in (403, 404)


def test_a_service_is_judged_by_every_sender_in_its_pool(live: Any) -> None:
    owner = live.client()
    service = owner.messaging.v1.services.create(friendly_name="Pool")
    other = owner.incoming_phone_numbers.create(
        phone_number=owner.available_phone_numbers("US").local.list(limit=1)[0].phone_number
    )
    for number in owner.incoming_phone_numbers.list():
        if number.phone_number in (live.number, other.phone_number):
            service.phone_numbers.create(phone_number_sid=number.sid)
    agent = Agent(live, send_only(**{"from": [live.number]}))
    by_service = {"from_": None, "messaging_service_sid": service.sid, "body": "Hi"}
    agent.refused(lambda: agent.send(**by_service))
    agent.refused(lambda: agent.send(from_=service.sid))
    assert agent.send().sid  # the sender named
    assert agent.send(**(by_service | {"from_": live.number})).sid
    agent.set(send_only(**{"from": [service.sid]}))
    assert agent.send(**by_service).sid
    other.delete()
    service.delete()


def test_a_schedule_is_judged_by_the_time_at_which_it_sends(launch: Any) -> None:
    live = launch(clock="test", clock_start="2026-11-25T12:00:00Z")
    owner = live.client()
    service = owner.messaging.v1.services.create(friendly_name="Later")
    service.phone_numbers.create(phone_number_sid=owner.incoming_phone_numbers.list()[0].sid)
    agent = Agent(live, send_only(hours={"between": "08:00-20:00"}))
    later = {"from_": None, "messaging_service_sid": service.sid, "schedule_type": "fixed"}
    agent.refused(lambda: agent.send(**later, send_at="2026-11-26T03:00:00Z"))
    assert agent.send(**later, send_at="2026-11-26T09:00:00Z").status == "scheduled"


def test_keys_tokens_and_the_control_interface_are_out_of_reach_at_every_level(live: Any) -> None:
    areas = ("accounts", "api_keys", "messaging", "voice", "phone_numbers", "tokens", "usage", "sip")
    agent = Agent(live, {"areas": dict.fromkeys(areas, "full")})
    client = agent.client
    agent.refused(lambda: client.new_keys.create())
    agent.refused(lambda: client.new_signing_keys.create())
    agent.refused(lambda: client.iam.v1.new_api_key.create(account_sid=live.account_sid))
    agent.refused(lambda: client.api.accounts(live.account_sid).fetch())
    agent.refused(lambda: client.api.accounts.create())
    agent.refused(lambda: client.tokens.create())
    for method, path in (("GET", "agents"), ("POST", "agents"), ("GET", "test_credentials"), ("POST", "explain")):
        assert live.raw(method, f"/cordboard/v1/{path}", b"{}", auth=agent.key)[0] in (400, 403)
    own = json.dumps({"areas": {"messaging": "full"}}).encode()
    assert live.raw("PUT", f"/cordboard/v1/agents/{agent.name}/policy", own, auth=agent.key)[0] == 403
    assert client.keys.list(limit=1)


def test_a_call_cannot_carry_a_document_that_reaches_others(live: Any) -> None:
    agent = Agent(live, send_only(to={"allow": [STAFF]}))

    def call(**more: Any) -> Any:
        return agent.client.calls.create(to=STAFF, from_=live.number, **more)

    for verb in (f"<Dial>{STRANGER}</Dial>", f'<Sms to="{STRANGER}">x</Sms>', "<Redirect>http://a.example/</Redirect>"):
        agent.refused(lambda verb=verb: call(twiml=f"<Response>{verb}</Response>"))
    agent.refused(lambda: call(url="http://evil.example/"))
    quiet = call(twiml="<Response><Say>Your order is ready.</Say><Hangup/></Response>")
    agent.refused(lambda: quiet.update(twiml=f"<Response><Dial>{STRANGER}</Dial></Response>"))
    agent.refused(lambda: quiet.update(url="http://evil.example/"))
    application = live.client().applications.create(friendly_name="a", voice_url="http://evil.example/")
    agent.refused(lambda: call(application_sid=application.sid))
    agent.set(send_only(to={"allow": [STAFF]}, urls={"hosts": ["127.0.0.1"]}))
    assert call(url="http://127.0.0.1:9/").sid
    agent.refused(lambda: call(url="http://127.0.0.1:9/", status_callback="http://evil.example/"))


def test_urls_of_media_and_callbacks_stay_on_hosts_that_are_named(live: Any) -> None:
    agent = Agent(live, send_only(urls={"hosts": ["127.0.0.1"]}))
    agent.refused(lambda: agent.send(media_url=["http://127.0.0.1:9/a.png", "https://evil.example/?leak=1"]))
    agent.refused(lambda: agent.send(status_callback="https://evil.example/"))
    assert agent.send(status_callback="http://127.0.0.1:9/").sid


def test_other_accounts_are_closed_until_they_are_named(live: Any) -> None:
    below = live.client().api.accounts.create(friendly_name="Below")
    agent = Agent(live, {"areas": {"messaging": "read"}})
    path = f"/2010-04-01/Accounts/{below.sid}/Messages.json"
    assert live.raw("GET", path, auth=agent.key)[0] == 403
    agent.set({"areas": {"messaging": "read"}, "accounts": [below.sid]})
    assert live.raw("GET", path, auth=agent.key)[0] == 200


def test_of_a_hundred_sends_at_once_exactly_ten_pass_a_daily_count_of_ten(live: Any) -> None:
    agent = Agent(live, send_only(daily=10))
    credentials = base64.b64encode(":".join(agent.key).encode()).decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"To": STAFF, "From": live.number, "Body": "Hi"})
    parts, start = urlsplit(live.url), threading.Barrier(20)

    def five(_: int) -> list[int]:
        line = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        start.wait()
        statuses = []
        for _ in range(5):
            line.request("POST", f"/2010-04-01/Accounts/{live.account_sid}/Messages.json", body, headers)
            answer = line.getresponse()
            answer.read()
            statuses.append(answer.status)
        line.close()
        return statuses

    with ThreadPoolExecutor(20) as pool:
        statuses = [status for found in pool.map(five, range(20)) for status in found]
    assert (statuses.count(201), statuses.count(403)) == (10, 90)


def test_what_failed_later_is_not_counted(live: Any) -> None:
    agent = Agent(live, send_only(daily=1))
    with pytest.raises(TwilioRestException):
        agent.send(from_="+14155550177")
    assert agent.send().sid
    assert "used up" in agent.refused(agent.send).msg


def test_a_daily_count_survives_a_restart(launch: Any, tmp_path: Any) -> None:
    folder = tmp_path / "kept"
    first = launch(folder)
    agent = Agent(first, send_only(daily=2))
    agent.send()
    agent.send()
    first.process.terminate()
    first.process.wait(30)
    agent.live = launch(folder)
    assert "used up" in agent.refused(agent.send).msg


def test_a_rate_is_429_with_a_time_to_wait(live: Any) -> None:
    agent = Agent(live, send_only(rate="1/hour"))
    agent.send()
    refused = agent.refused(agent.send, 20429)
    assert refused.status == 429
    assert refused.details["rule"] == "rules[0].rate"


def test_what_is_observed_passes_and_is_written_down(live: Any) -> None:
    agent = Agent(live, {"mode": "observe", "areas": {"messaging": "read"}})
    assert agent.send().sid
    row = agent.last()
    assert row["decision"] == "observed"
    assert "Only observed: its access to messaging is read, and this needs send." in row["sentence"]
    agent.refused(lambda: agent.client.new_keys.create())  # what no policy can give is not given to try


def test_a_switch_stops_one_agent_an_area_or_all(live: Any, switches: None) -> None:
    agent = Agent(live, {"areas": {"messaging": "send", "voice": "read"}})
    live.control("PUT", f"agents/{agent.name}/switch", {"stopped": True, "reason": "It repeats itself"})
    assert "it is switched off (It repeats itself)" in agent.refused(agent.send).msg
    live.control("PUT", f"agents/{agent.name}/switch", {"stopped": False})
    assert agent.send().sid
    live.control("PUT", "agent_switches/messaging", {"stopped": True, "reason": "Spam"})
    agent.refused(agent.send)
    assert live.raw("GET", f"/2010-04-01/Accounts/{live.account_sid}/Calls.json", auth=agent.key)[0] == 200
    live.control("PUT", "agent_switches/all", {"stopped": True})
    assert live.raw("GET", f"/2010-04-01/Accounts/{live.account_sid}/Calls.json", auth=agent.key)[0] == 403
    live.client().messages.create(to=STAFF, from_=live.number, body="the owner still sends")


def test_an_agent_whose_time_is_over_may_do_nothing(live: Any) -> None:
    agent = Agent(live, {"areas": {"messaging": "send"}, "expires": "2020-01-01T00:00:00Z"})
    assert "expired" in agent.refused(agent.send).msg


def test_a_policy_is_explained_before_it_is_tried(live: Any) -> None:
    agent = Agent(live, send_only(to={"allow": [STAFF]}, daily=0))
    asked = {"To": STRANGER, "From": live.number, "Body": "Hi"}
    told = live.control("POST", "explain", {"agent": agent.name, "operation": "CreateMessage", "parameters": asked})
    assert (told["decision"], told["rule"]) == ("deny", "rules[0].to.allow")
    wrong = {check["rule"]: check["fix"] for check in told["checks"] if not check["passes"]}
    assert wrong == {
        "rules[0].to.allow": "Add the recipient to the list.",
        "rules[0].daily": "Wait for the next day, or raise rules[0].daily.",
    }
    agent.set(send_only(to={"allow": [STRANGER]}))
    told = live.control("POST", "explain", {"agent": agent.name, "operation": "CreateMessage", "parameters": asked})
    assert told["decision"] == "allow"


def test_a_matrix_says_of_every_operation_whether_it_can_be_called(live: Any) -> None:
    agent = Agent(live, {"areas": {"messaging": "send"}, "rules": [{"for": "CreateMessage", "daily": 5}]})
    told = live.control("GET", f"agents/{agent.name}/matrix")
    rows = {row["operation"]: row["decision"] for row in told["operations"]}
    assert rows["CreateMessage"] == "conditional"
    assert rows["ListMessage"] == "allow"
    assert rows["DeleteMessage"] == rows["CreateCall"] == rows["CreateNewKey"] == "deny"
    assert told["areas"]["messaging"] == "send"


def test_a_policy_that_cannot_be_read_changes_nothing_and_every_version_is_kept(live: Any) -> None:
    agent = Agent(live, {"areas": {"messaging": "send"}})
    for wrong in ({"areas": {"messaging": False}}, {"area": {"messaging": "full"}}, {"rules": [{"dayly": 1}]}):
        path = f"/cordboard/v1/agents/{agent.name}/policy"
        status, _, body = live.raw("PUT", path, json.dumps(wrong).encode(), content_type="application/json")
        assert (status, json.loads(body)["code"]) == (400, 90002)
    assert agent.send().sid
    agent.set({"areas": {"messaging": "off"}})
    agent.refused(agent.send)
    shown = live.control("GET", f"agents/{agent.name}")
    assert (shown["version"], shown["policy"]) == (2, {"areas": {"messaging": "off"}})
    versions = live.control("GET", f"agents/{agent.name}/policies")["policies"]
    assert [each["version"] for each in versions] == [2, 1]


def test_an_agent_whose_key_is_revoked_is_not_let_in(live: Any) -> None:
    agent = Agent(live, {"areas": {"messaging": "send"}})
    live.client().keys(agent.key[0]).delete()
    agent.refused(agent.send, 20003)
