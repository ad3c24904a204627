"""No way round, continued: ways that lead through numbers, applications, templates, queues, audiences and odd requests.

Every agent here may reach one number only, and the tests try to reach another, or another host. `test_no_way_round.py`
has the ways that are tried first.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from test_sdk_agents import STAFF, STRANGER, Agent

ONLY_STAFF: dict[str, Any] = {"to": {"allow": [STAFF]}}
EVIL = "http://evil.example/"
QUIET = "<Response><Say>Hi</Say></Response>"
ALL = ("messaging", "voice", "phone_numbers", "sip", "events", "communications", "accounts", "api_keys", "tokens")


def mighty(live: Any, **rule: Any) -> Agent:
    """Return an agent that may do everything, as long as only one number is called or written to."""
    rules = [{"for": each, **(rule or ONLY_STAFF)} for each in ("voice", "messaging", "communications")]
    return Agent(live, {"areas": dict.fromkeys(ALL, "full"), "rules": rules})


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    return start_module(sim_speech_rate="100000", sim_latency_ms="1")


@pytest.fixture(scope="module")
def agent(live: Any) -> Agent:
    return mighty(live)


def ask(live: Any, agent: Agent, path: str, *pairs: tuple[str, str], method: str = "POST", **headers: str) -> int:
    """Make a request as an agent; returns its status."""
    found = live.raw(method, path, urlencode(pairs).encode(), auth=agent.key, headers=headers)
    return int(found[0])


def account(live: Any, path: str) -> str:
    return f"/2010-04-01/Accounts/{live.account_sid}/{path}"


def nothing_arrived(live: Any) -> bool:
    return live.inbox(STRANGER) == []


# What answers when somebody calls or writes: nobody judges it then


@pytest.mark.parametrize("wire", ["VoiceUrl", "VoiceFallbackUrl", "SmsUrl", "SmsFallbackUrl"])
def test_no_number_and_no_application_is_given_a_document(live: Any, agent: Agent, wire: str) -> None:
    number = live.client().incoming_phone_numbers.list(phone_number=live.number)[0]
    assert ask(live, agent, account(live, f"IncomingPhoneNumbers/{number.sid}.json"), (wire, EVIL)) == 403
    assert ask(live, agent, account(live, "Applications.json"), ("FriendlyName", "x"), (wire, EVIL)) == 403
    offered = live.client().available_phone_numbers("US").local.list(limit=1)[0].phone_number
    pairs = [("PhoneNumber", offered), (wire, EVIL)]
    assert ask(live, agent, account(live, "IncomingPhoneNumbers.json"), *pairs) == 403


def test_no_number_is_led_to_an_application_that_would_be_refused(live: Any, agent: Agent) -> None:
    owner = live.client()
    number = owner.incoming_phone_numbers.list(phone_number=live.number)[0]
    theirs = owner.applications.create(friendly_name="theirs", voice_url=EVIL, sms_url=EVIL)
    for wire in ("VoiceApplicationSid", "SmsApplicationSid"):
        assert ask(live, agent, account(live, f"IncomingPhoneNumbers/{number.sid}.json"), (wire, theirs.sid)) == 403


def test_what_names_no_document_is_changed_as_before(live: Any, agent: Agent) -> None:
    number = live.client().incoming_phone_numbers.list(phone_number=live.number)[0]
    path = account(live, f"IncomingPhoneNumbers/{number.sid}.json")
    assert ask(live, agent, path, ("FriendlyName", "Front desk")) == 200


def test_no_service_and_no_sip_domain_is_given_a_document(live: Any, agent: Agent) -> None:
    pairs = [("FriendlyName", "x"), ("InboundRequestUrl", EVIL)]
    assert ask(live, agent, "/messaging/v1/Services", *pairs) == 403
    name = f"{agent.name}.sip.twilio.com"
    assert ask(live, agent, account(live, "SIP/Domains.json"), ("DomainName", name), ("VoiceUrl", EVIL)) == 403


def test_documents_of_trusted_hosts_are_set(live: Any) -> None:
    bound = mighty(live, **ONLY_STAFF, urls={"hosts": ["trusted.example"]})
    pairs = [("FriendlyName", "x"), ("VoiceUrl", "https://trusted.example/answer")]
    assert ask(live, bound, account(live, "Applications.json"), *pairs) == 201
    assert ask(live, bound, account(live, "Applications.json"), ("FriendlyName", "x"), ("VoiceUrl", EVIL)) == 403


def test_no_sink_of_events_leads_to_another_host(live: Any) -> None:
    bound = Agent(live, {"areas": {"events": "full"}, "rules": [{"for": "any", "urls": {"hosts": ["127.0.0.1"]}}]})
    for host, status in (("evil.example", 403), ("127.0.0.1", 201)):
        configuration = json.dumps({"destination": f"http://{host}:9/", "method": "POST"})
        pairs = [("Description", "x"), ("SinkType", "webhook"), ("SinkConfiguration", configuration)]
        assert ask(live, bound, "/events/v1/Sinks", *pairs) == status


def test_there_are_no_trunks_and_no_bins_to_hide_a_document_in(live: Any, agent: Agent) -> None:
    assert ask(live, agent, "/trunking/v1/Trunks", ("FriendlyName", "x"), ("DisasterRecoveryUrl", EVIL)) in (403, 404)
    for host in ("handler.twilio.com", "studio.twilio.com", "serverless.twilio.com"):
        assert ask(live, agent, "/v1/Services", ("TwiML", QUIET), Host=host) in (400, 403, 404)


# Calls that are there already


def test_a_call_that_is_taken_out_of_a_queue_is_led_by_the_policy_of_who_leads_it(
    live: Any, eventually: Any, application: Any
) -> None:
    owner = live.client()
    steps = [{"action": "answer"}, {"action": "hangup", "after_s": 30}]
    live.control("PUT", f"handsets/{quote(STAFF)}", {"condition": "on", "voice_script": steps})
    waits = "<Response><Enqueue>desk</Enqueue></Response>"
    made = owner.calls.create(to=STAFF, from_=live.number, twiml=waits)
    queue = eventually(lambda: [each for each in owner.queues.list() if each.current_size])[0]
    member = account(live, f"Queues/{queue.sid}/Members/{made.sid}.json")
    assert ask(live, mighty(live), member, ("Url", EVIL)) == 403
    trusting = mighty(live, **ONLY_STAFF, urls={"hosts": ["trusted.example"]})
    assert ask(live, trusting, member, ("Url", EVIL)) == 403
    anything = mighty(live, **ONLY_STAFF, urls={"documents": "any"})
    application.answers["/dials"] = (200, "text/xml", f"<Response><Dial>{STRANGER}</Dial></Response>".encode())
    assert ask(live, anything, member, ("Url", f"{application.url}/dials")) == 200
    assert eventually(lambda: owner.calls(made.sid).fetch().status == "completed")
    rows = live.control("GET", f"audit?agent={anything.name}&decision=deny")["audit"]
    assert [row["sid"] for row in rows if row["kind"] == "judgement"] == [made.sid]


def test_a_document_that_stands_in_for_another_one_is_of_who_gave_it(
    live: Any, eventually: Any, application: Any
) -> None:
    owner = live.client()
    steps = [{"action": "answer"}, {"action": "hangup", "after_s": 30}]
    live.control("PUT", f"handsets/{quote(STAFF)}", {"condition": "on", "voice_script": steps})
    application.answers["/broken"] = (200, "text/xml", b"no document")
    application.answers["/instead"] = (200, "text/xml", f"<Response><Dial>{STRANGER}</Dial></Response>".encode())
    goes_on = f"<Response><Pause length='2'/><Redirect>{application.url}/broken</Redirect></Response>"
    made = owner.calls.create(to=STAFF, from_=live.number, twiml=goes_on)
    assert eventually(lambda: owner.calls(made.sid).fetch().status == "in-progress")
    bound = mighty(live, **ONLY_STAFF, urls={"documents": "any"})
    path = account(live, f"Calls/{made.sid}.json")
    assert ask(live, bound, path, ("FallbackUrl", f"{application.url}/instead")) == 200
    assert eventually(lambda: owner.calls(made.sid).fetch().status == "completed")
    rows = live.control("GET", f"audit?agent={bound.name}&decision=deny")["audit"]
    assert [row["sid"] for row in rows if row["kind"] == "judgement"] == [made.sid]


PARTICIPANT = "Conferences/{}/Participants/{}"


@pytest.mark.parametrize(
    ("path", "wire"), [("Conferences/{}", "AnnounceUrl"), (PARTICIPANT, "AnnounceUrl"), (PARTICIPANT, "HoldUrl")]
)
def test_what_a_participant_hears_dials_nobody_and_leads_nowhere_else(
    live: Any, eventually: Any, application: Any, path: str, wire: str
) -> None:
    owner, name = live.client(), f"room-{path.count('/')}-{wire}"
    steps = [{"action": "answer"}, {"action": "hangup", "after_s": 30}]
    live.control("PUT", f"handsets/{quote(STAFF)}", {"condition": "on", "voice_script": steps})
    twiml = f"<Response><Dial><Conference>{name}</Conference></Dial></Response>"
    made = owner.calls.create(to=STAFF, from_=live.number, twiml=twiml)
    room = eventually(lambda: owner.conferences.list(friendly_name=name, status="init"))[0]
    dials = f"<Response><Dial>{STRANGER}</Dial><Redirect>/leads</Redirect></Response>"
    application.answers["/heard"] = (200, "text/xml", dials.encode())
    leads = b"<Response><Redirect>http://localhost:9/elsewhere</Redirect></Response>"
    application.answers["/leads"] = (200, "text/xml", leads)
    bound = mighty(live, **ONLY_STAFF, urls={"hosts": ["127.0.0.1"]})
    more = [("Hold", "true")] if wire == "HoldUrl" else []
    given = [(wire, f"{application.url}/heard"), *more]
    assert ask(live, bound, account(live, f"{path.format(room.sid, made.sid)}.json"), *given) == 200

    def refused() -> list[str]:
        rows = live.control("GET", f"audit?agent={bound.name}&decision=deny")["audit"]
        return [row["sid"] for row in rows if row["kind"] == "judgement"]

    assert eventually(refused)[0] == made.sid
    assert owner.calls.list(parent_call_sid=made.sid) == []
    owner.calls(made.sid).update(status="completed")


# Templates, audiences and schedules


@pytest.mark.parametrize(
    "variables",
    ['{"1":"http://evil.example/x"}', '{"1":"http:\\/\\/evil.example\\/x"}', '{"1":"\\u0068ttp://evil.example/x"}'],
)
def test_links_in_variables_of_templates_are_read_as_they_are_sent(live: Any, variables: str) -> None:
    types = {"twilio/text": {"body": "See {{1}}"}}
    body = json.dumps({"language": "en", "types": types, "variables": {"1": "you"}}).encode()
    made = json.loads(live.raw("POST", "/content/v1/Content", body, content_type="application/json")[2])
    bound = Agent(live, {"areas": {"messaging": "send"}, "rules": [{"for": "any", "body": {"link_hosts": ["a.b"]}}]})
    content = [("To", STAFF), ("From", live.number), ("ContentSid", made["sid"])]
    path = account(live, "Messages.json")
    assert ask(live, bound, path, *content, ("ContentVariables", variables)) == 403
    assert ask(live, bound, path, *content, ("ContentVariables", '{"1":"us"}')) == 201


def test_words_that_a_template_holds_or_builds_are_read(live: Any) -> None:
    types = {"twilio/text": {"body": "Your pass{{1}} is ready, see http://{{2}}/"}}
    given = {"language": "en", "types": types, "variables": {"1": "", "2": "a.b"}}
    made = live.raw("POST", "/content/v1/Content", json.dumps(given).encode(), content_type="application/json")
    sid = json.loads(made[2])["sid"]
    rule = {"for": "any", "body": {"deny": ["password"], "link_hosts": ["a.b"]}}
    bound = Agent(live, {"areas": {"messaging": "send"}, "rules": [rule]})
    for values, status in (({"1": "word"}, 403), ({"2": "evil.example"}, 403), ({"1": "port"}, 201)):
        pairs = [("To", STAFF), ("From", live.number), ("ContentSid", sid), ("ContentVariables", json.dumps(values))]
        assert ask(live, bound, account(live, "Messages.json"), *pairs) == status


def comms(live: Any, path: str, body: object, method: str = "POST", auth: Any = None) -> Any:
    found = live.raw(method, f"/comms/v1/{path}", json.dumps(body).encode(), content_type="application/json", auth=auth)
    return found[0], found[1].get("resource-id") or found[1].get("operation-id", "")


@pytest.mark.parametrize("when", ["at once", "later"])
def test_whom_an_accepted_send_reaches_is_not_changed_afterwards(launch: Any, eventually: Any, when: str) -> None:
    live = launch(clock="test", clock_start="2026-11-25T12:00:00Z", sim_latency_ms="1")
    bound = mighty(live)
    friend = comms(live, "Contacts", {"addresses": [{"address": STAFF, "channel": "phone"}]})[1]
    crowd = comms(live, "Audiences", {"name": "All", "contacts": [{"contact_id": friend}]})[1]
    later = {"schedule": {"send_at": ["2026-11-25T13:00:00Z"]}} if when == "later" else {}
    given = {"to": [{"audience_id": crowd}], "content": {"text": "Hi"}, **later}
    assert comms(live, "Messages", given, auth=bound.key)[0] == 202
    foe = {"addresses": [{"address": STRANGER, "channel": "phone"}]}
    assert comms(live, f"Contacts/{friend}", foe, "PATCH", bound.key)[0] < 500
    assert comms(live, f"Contacts/{friend}", foe, "PUT", bound.key)[0] < 500
    stranger = comms(live, "Contacts", foe)[1]
    comms(live, f"Audiences/{crowd}/Contacts", {"contacts": [{"contact_id": stranger}]})
    live.control("POST", "clock", {"advance_s": 7200})
    live.control("POST", "clock", {"until": "idle"})
    assert eventually(lambda: live.inbox(STAFF))
    assert nothing_arrived(live)


def test_a_pool_sends_only_with_senders_that_the_agent_may_use(live: Any) -> None:
    bound = mighty(live, **ONLY_STAFF, **{"from": ["+12015550199"]})
    assert comms(live, "Messages", {"to": [{"address": STAFF}], "content": {"text": "Hi"}}, auth=bound.key)[0] == 403


# Accounts and keys


@pytest.mark.parametrize(
    ("path", "pairs"),
    [
        ("/2010-04-01/Accounts.json", [("FriendlyName", "Mine")]),
        ("/2010-04-01/Accounts/{}/Keys.json", [("FriendlyName", "Mine")]),
        ("/2010-04-01/Accounts/{}/SigningKeys.json", [("FriendlyName", "Mine")]),
        ("/2010-04-01/Accounts/{}/Tokens.json", []),
        ("/iam/v1/Keys", [("AccountSid", "{}"), ("FriendlyName", "Mine")]),
        ("/iam/v1/Keys", [("AccountSid", "{}"), ("KeyType", "restricted"), ("Policy", '{"allow":[]}')]),
        ("/accounts/v1/AuthTokens/Secondary", []),
        ("/accounts/v1/AuthTokens/Promote", []),
    ],
)
def test_no_agent_makes_an_account_or_a_credential_of_any_kind(
    live: Any, agent: Agent, path: str, pairs: list[tuple[str, str]]
) -> None:
    given = [(name, value.replace("{}", live.account_sid)) for name, value in pairs]
    assert ask(live, agent, path.replace("{}", live.account_sid), *given) in (403, 404)


def test_no_number_is_given_to_another_account(live: Any, agent: Agent) -> None:
    owner = live.client()
    below = owner.api.accounts.create(friendly_name="Below").sid
    number = owner.incoming_phone_numbers.list(phone_number=live.number)[0].sid
    for here, there in ((live.account_sid, below), (below, live.account_sid)):
        path = f"/2010-04-01/Accounts/{here}/IncomingPhoneNumbers/{number}.json"
        assert ask(live, agent, path, ("AccountSid", there)) == 403


# Odd requests


@pytest.mark.parametrize(
    "to",
    [
        "tel:+19005550199",
        "tel:9005550199",
        "sms:+19005550199",
        "TEL:+1-900-555-0199",
        "+19005550199;ext=1",
        "+１９００５５５０１９９",  # fullwidth digits
        "+١٩٠٠٥٥٥٠١٩٩",  # Arabic-Indic digits
        "+1\u200b9005550199",  # a blank without width
        "+19005550199\x00",
        "+14155550100,+19005550199",
        "+14155550100 +19005550199",
        "whatsapp:tel:+19005550199",
        "whatsapp:whatsapp:+19005550199",
        "whatsapp://+19005550199",
        "0019005550199",
    ],
)
def test_no_odd_spelling_of_a_number_reaches_anybody_else(live: Any, agent: Agent, to: str) -> None:
    written = [("To", to), ("From", live.number)]
    assert ask(live, agent, account(live, "Messages.json"), *written, ("Body", "x")) in (400, 403)
    assert ask(live, agent, account(live, "Calls.json"), *written, ("Twiml", QUIET)) in (400, 403)
    assert nothing_arrived(live)


@pytest.mark.parametrize("name", ["to", "TO", "tO", "To ", "To[]", "To[0]", "%54o", "To\x00"])
def test_no_other_name_of_a_parameter_is_a_recipient(live: Any, agent: Agent, name: str) -> None:
    pairs = [("To", STAFF), (name, STRANGER), ("From", live.number), ("Body", "x")]
    assert ask(live, agent, account(live, "Messages.json"), *pairs) in (201, 400)
    assert ask(live, agent, account(live, "Messages.json"), *pairs[1:]) in (400, 403)
    assert nothing_arrived(live)


def test_a_body_in_another_form_names_no_second_recipient(live: Any, agent: Agent) -> None:
    path = f"{account(live, 'Messages.json')}?{urlencode({'To': STRANGER})}"
    given = {"To": STRANGER, "From": live.number, "Body": "x"}
    bound = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in given.items()
    )
    bodies = {"application/json": json.dumps(given), "multipart/form-data; boundary=x": f"{bound}--x--\r\n"}
    for kind, body in bodies.items():
        assert live.raw("POST", path, body.encode(), content_type=kind, auth=agent.key)[0] in (400, 403, 415)
    assert nothing_arrived(live)


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"])
def test_no_header_makes_a_request_another_one(live: Any, header: str) -> None:
    reader = Agent(live, {"areas": {"messaging": "read"}})
    sent = live.client().messages.create(to=STAFF, from_=live.number, body="x")
    path = account(live, f"Messages/{sent.sid}.json")
    assert ask(live, reader, path, method="GET", **{header: "DELETE"}) == 200
    pairs = [(header, "GET"), ("To", STRANGER), ("From", live.number), ("Body", "x")]
    assert ask(live, reader, account(live, "Messages.json"), *pairs, **{header: "GET"}) == 403
    assert live.client().messages(sent.sid).fetch().sid == sent.sid
    assert nothing_arrived(live)


@pytest.mark.parametrize("header", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Host"])
def test_no_header_makes_a_path_another_one(live: Any, header: str) -> None:
    reader = Agent(live, {"areas": {"messaging": "read"}})
    assert (
        ask(live, reader, account(live, "Calls.json"), method="GET", **{header: account(live, "Messages.json")}) == 403
    )
