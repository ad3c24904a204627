"""Sending to many people through the Communications API: the brief's requests as written, and what comes of them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ask = Callable[[Callable[[], Any]], Any]
JSON = "application/json"
MESSAGES = "/comms/v1/Messages"


class Comms:
    """Speaks the Communications API to a server."""

    def __init__(self, live: Any, eventually: Ask) -> None:
        self.live = live
        self.eventually = eventually

    def post(self, path: str, body: object, **headers: str) -> tuple[int, dict[str, str], Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        status, told, answer = self.live.raw("POST", path, json.dumps(body).encode(), content_type=JSON, headers=named)
        return status, told, json.loads(answer) if answer else None

    def get(self, path: str, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        status, _, answer = self.live.raw("GET", path, headers=named)
        assert status == 200, (status, answer)
        return json.loads(answer)

    def send(self, *to: dict[str, Any], content: object = None, **more: object) -> str:
        body = {"to": list(to), "content": content or {"text": "Ahoy"}, **more}
        status, headers, answer = self.post(MESSAGES, body)
        assert status == 202, answer
        return headers["operation-id"]

    def operation(self, operation_id: str) -> Any:
        return self.get(f"{MESSAGES}/Operations/{operation_id}")

    def completed(self, operation_id: str) -> Any:
        def look() -> Any:
            found = self.operation(operation_id)
            stats = found["stats"]
            on_the_way = stats["queued"] + stats["sent"] + stats["scheduled"]
            return found if found["status"] == "completed" and not on_the_way else None

        return self.eventually(look)

    def messages(self, operation_id: str) -> list[Any]:
        return list(self.get(f"{MESSAGES}?operation_id={operation_id}")["messages"])

    def only(self, operation_id: str) -> Any:
        self.completed(operation_id)
        [found] = self.messages(operation_id)
        return self.get(f"{MESSAGES}/{found['id']}")

    def errors(self, body: object) -> list[str]:
        status, _, answer = self.post(MESSAGES, body)
        assert (status, answer["status"]) == (400, 400)
        assert {each["code"] for each in answer["errors"]} == {400}
        return [each["message"] for each in answer["errors"]]


@pytest.fixture(scope="module")
def comms(live: Any, eventually: Ask) -> Comms:
    status, _, answer = live.raw(
        "POST",
        "/messaging/v2/Channels/Senders",
        json.dumps({"sender_id": "rcs:acme_agent"}).encode(),
        content_type=JSON,
    )
    assert status < 300, answer
    return Comms(live, eventually)


def person(number: str, **more: object) -> dict[str, Any]:
    return {"address": number, "channel": "phone", **more}


def test_the_requests_of_the_brief_run_as_they_are_written(live: Any, comms: Comms) -> None:
    # Source: the brief, "Operations & HTTP 202 Responses"; only the host is another.
    body = """{
 "to": [{
 "address": "+12065551337",
 "channel": "phone"
 }],
 "content": {
 "text": "What day is it?"
 }
}"""
    command = ["curl", "-sS", "-i", "-X", "POST", f"{live.url}/preview/Messages"]
    command += ["--header", "Content-Type: application/json", "--data", body]
    command += ["-u", f"{live.account_sid}:{live.auth_token}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout
    head, _, _ = said.partition("\n\n")
    headers = dict(line.split(": ", 1) for line in head.split("\n")[1:])
    assert head.startswith("HTTP/1.1 202")
    operation_id = headers["operation-id"]
    assert headers["operation-location"] == f"/v1/Messages/Operations/{operation_id}"
    assert headers["resource-location"] == "/v1/Messages"
    assert comms.eventually(lambda: comms.get(headers["operation-location"])["status"] == "completed")
    found = comms.get(f"/v1/Messages?operation_id={operation_id}")
    assert [each["to"] for each in found["messages"]] == [[{"address": "+12065551337", "channel": "phone"}]]
    assert [each["body"] for each in live.inbox("rcs:+12065551337")] == ["What day is it?"]
    wrong = subprocess.run(
        ["curl", "-sS", f"{live.url}/v1/Messages?channel=phonee", "-u", f"{live.account_sid}:{live.auth_token}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    ).stdout
    assert json.loads(wrong) == {
        "errors": [{"code": 400, "message": "The value 'phonee' is not recognized for the field 'channel'."}],
        "status": 400,
    }


def test_a_message_is_related_to_its_session_and_its_operation(comms: Comms) -> None:
    operation_id = comms.send(person("+12065550101"), **{"from": {"address": comms.live.number, "channel": "sms"}})
    message = comms.only(operation_id)
    assert message["status"] == "delivered"
    assert message["content"] == {"text": "Ahoy"}
    session, operation = message["related"]
    assert session["name"] == "session"
    assert operation == {"id": operation_id, "name": "operation"}
    again = comms.only(comms.send(person("+12065550101"), **{"from": {"address": comms.live.number, "channel": "sms"}}))
    assert again["related"][0] == session
    listed = comms.get(f"{MESSAGES}?session_id={session['id']}")["messages"]
    assert [each["id"] for each in listed] == [again["id"], message["id"]]
    assert comms.get(f"/comms/v1/Sessions/{session['id']}")["recipient"] == "+12065550101"
    assert session["id"] in [each["id"] for each in comms.get("/comms/v1/Sessions")["sessions"]]


def test_what_a_person_answers_is_a_message_of_the_same_session(live: Any, comms: Comms) -> None:
    sent = comms.only(comms.send(person("+12065550102"), **{"from": {"address": live.number, "channel": "sms"}}))
    live.write("+12065550102", "Ahoy yourself")
    [inbound] = comms.eventually(lambda: comms.get(f"{MESSAGES}?status=INBOUND")["messages"])
    found = comms.get(f"{MESSAGES}/{inbound['id']}")
    assert (found["status"], found["content"]) == ("inbound", {"text": "Ahoy yourself"})
    assert found["from"]["address"] == "+12065550102"
    assert found["related"] == [sent["related"][0]]


def test_an_attempt_is_an_ordinary_message_and_leads_back(live: Any, comms: Comms) -> None:
    message = comms.only(comms.send(person("+12065550103"), **{"from": {"address": live.number, "channel": "sms"}}))
    [attempt] = message["attempts"]
    sid = attempt["info_url"].rpartition("/")[2].removesuffix(".json")
    ordinary = live.client().messages(sid).fetch()
    assert (ordinary.to, ordinary.status, ordinary.body) == ("+12065550103", "delivered", "Ahoy")
    assert float(ordinary.price) < 0
    command = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-u"]
    command += [f"{live.account_sid}:{live.auth_token}", f"{live.url}{MESSAGES}/Seek/{sid}"]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout
    assert found == f"301 {live.url}{MESSAGES}/{message['id']}"


def test_a_handset_without_rcs_gets_the_message_as_sms(live: Any, comms: Comms) -> None:
    # The documents' own example: an attempt over RCS fails with 61337, and the one over SMS is delivered.
    live.control("PUT", "handsets/rcs%3A%2B12065550104", {"condition": "reject", "error_code": 61337})
    operation_id = comms.send(person("+12065550104"))
    message = comms.only(operation_id)
    assert [(each["from"]["channel"], each["status"]) for each in message["attempts"]] == [
        ("rcs", "undelivered"),
        ("sms", "delivered"),
    ]
    assert message["attempts"][0]["error"]["code"] == 61337
    assert (message["status"], message["from"]["channel"]) == ("delivered", "sms")
    stats = comms.operation(operation_id)["stats"]
    assert (stats["total"], stats["attempts"], stats["delivered"]) == (1, 2, 1)


def test_of_several_addresses_the_next_is_tried_when_one_fails(live: Any, comms: Comms) -> None:
    live.control("PUT", "handsets/%2B12065550105", {"condition": "unreachable"})
    addresses = [{"address": "+12065550105"}, {"address": "+12065550106", "channel": "PHONE"}]
    sender = {"address": live.number, "channel": "SMS"}
    message = comms.only(comms.send({"addresses": addresses}, **{"from": sender}))
    assert [each["to"][0]["address"] for each in message["attempts"]] == ["+12065550105", "+12065550106"]
    assert (message["status"], message["to"][0]["address"]) == ("delivered", "+12065550106")


def test_when_no_way_is_left_the_message_is_undelivered(live: Any, comms: Comms) -> None:
    live.control("PUT", "handsets/%2B12065550107", {"condition": "unreachable"})
    operation_id = comms.send(person("+12065550107"), **{"from": {"address": live.number, "channel": "sms"}})
    message = comms.only(operation_id)
    assert (message["status"], message["attempts"][0]["error"]["code"]) == ("undelivered", 30003)
    assert comms.operation(operation_id)["stats"]["undelivered"] == 1


def test_who_said_stop_is_not_written_to(live: Any, comms: Comms) -> None:
    live.write("+12065550108", "STOP")
    message = comms.only(comms.send(person("+12065550108"), **{"from": {"address": live.number, "channel": "sms"}}))
    assert (message["status"], message["attempts"][0]["error"]["code"]) == ("failed", 21610)


def test_who_cannot_be_reached_at_all_is_counted(comms: Comms) -> None:
    operation_id = comms.send({"address": "+12065550109", "channel": "whatsapp"}, person("+12065550110"))
    stats = comms.completed(operation_id)["stats"]
    assert (stats["recipients"], stats["total"], stats["unaddressable"]) == (2, 1, 1)


def test_each_person_reads_a_text_of_their_own(live: Any, comms: Comms) -> None:
    to = [
        person("+12065550111", variables={"first_name": "Ann"}),
        person("+12065550112", variables={"first_name": "Bob"}),
        person("+12065550113"),
    ]
    content = {"text": "Dear {{ first_name | default: 'friend' }}!"}
    tags = {"name": "{{ first_name | default: 'none' }}", "campaign": "spring"}
    sender = {"address": live.number, "channel": "sms"}
    operation_id = comms.send(*to, content=content, tags=tags, **{"from": sender})
    comms.completed(operation_id)
    found = {each["to"][0]["address"]: each for each in comms.messages(operation_id)}
    assert found["+12065550111"]["tags"] == {"name": "Ann", "campaign": "spring"}
    assert found["+12065550113"]["tags"] == {"name": "none", "campaign": "spring"}
    assert [each["body"] for each in live.inbox("+12065550112")] == ["Dear Bob!"]
    assert comms.get(f"{MESSAGES}/{found['+12065550113']['id']}")["content"] == {"text": "Dear friend!"}
    tagged = comms.get(f"{MESSAGES}?tags=name:Bob;campaign:spring")["messages"]
    assert [each["to"][0]["address"] for each in tagged] == ["+12065550112"]


def test_each_channel_has_its_module(live: Any, comms: Comms) -> None:
    card = {
        "cardContent": {
            "title": "A bell",
            "description": "It rings.",
            "media": {"contentInfo": {"fileUrl": f"{live.url}/health"}},
        }
    }
    modules = [{"sms": {"text": "A bell. It rings."}}, {"rcs": {"richCard": {"standaloneCard": card}}}]
    live.control("PUT", "handsets/rcs%3A%2B12065550114", {"condition": "on"})
    message = comms.only(comms.send(person("+12065550115"), content={"modules": [modules[0]]}))
    assert message["from"]["channel"] == "sms"
    camel = comms.get(f"{MESSAGES}/{message['id']}", X_Comms_Dialect="camel")
    assert camel["content"] == {"modules": [{"sms": {"text": "A bell. It rings."}}]}
    status, _, answer = comms.post(MESSAGES, {"to": [person("+12065550114")], "content": {"modules": modules}})
    assert status == 202, answer


def test_a_stored_template_is_filled_for_each_person(live: Any, comms: Comms) -> None:
    types = {"twilio/text": {"body": "Your code is {{1}}."}}
    given = {"friendly_name": "code", "language": "en", "variables": {"1": "0000"}, "types": types}
    status, _, answer = live.raw("POST", "/content/v1/Content", json.dumps(given).encode(), content_type=JSON)
    assert status == 201, answer
    content = {"contentId": json.loads(answer)["sid"]}
    sender = {"address": live.number, "channel": "sms"}
    to = [person("+12065550116", variables={"1": "4711"}), person("+12065550117")]
    comms.completed(comms.send(*to, content=content, **{"from": sender}))
    assert [each["body"] for each in live.inbox("+12065550116")] == ["Your code is 4711."]
    assert [each["body"] for each in live.inbox("+12065550117")] == ["Your code is 0000."]


def test_a_client_of_the_newer_documents_is_answered_as_they_show_it(comms: Comms) -> None:
    body = {"to": [{"address": "+12065550118", "channel": "PHONE"}], "content": {"text": "Ahoy"}}
    _, headers, answer = comms.post(MESSAGES, body, X_Fern_Language="JavaScript")
    assert answer == {"operationId": headers["operationid"], "operationLocation": headers["operationlocation"]}
    assert comms.completed(answer["operationId"])
    page = comms.get(f"{MESSAGES}?operationId={answer['operationId']}&pageSize=1")
    [message] = page["messages"]
    assert (message["status"], message["to"][0]["channel"]) == ("DELIVERED", "PHONE")
    assert set(message) == {
        "id", "from", "to", "status", "related", "tags", "scheduledFor", "createdAt", "updatedAt", "deletedAt",
    }  # fmt: skip
    assert {each["name"] for each in message["related"]} == {"SESSION", "OPERATION"}
    assert all(each["uri"].startswith(comms.live.url) for each in message["related"])


def test_pages_neither_skip_nor_repeat_while_messages_arrive(comms: Comms) -> None:
    numbers = [f"+1206555{place:04d}" for place in range(2000, 2007)]
    operation_id = comms.send(*map(person, numbers))
    comms.completed(operation_id)
    seen: list[str] = []
    target = f"{MESSAGES}?operation_id={operation_id}&page_size=2"
    while True:
        page = comms.get(target)
        seen += [each["id"] for each in page["messages"]]
        comms.send(person("+12065552010"))
        if page["pagination"]["next"] is None:
            break
        target = f"{MESSAGES}?page_size=2&page_token={page['pagination']['next']}"
    assert len(seen) == len(set(seen)) == len(numbers)


def test_operations_are_listed_by_state(comms: Comms) -> None:
    operation_id = comms.send(person("+12065550119"))
    comms.completed(operation_id)
    listed = comms.get(f"{MESSAGES}/Operations?status=completed&page_size=1000")["operations"]
    assert operation_id in [each["id"] for each in listed]
    assert comms.get(f"{MESSAGES}/Operations?status=CANCELED")["operations"] == []
    status, _, answer = comms.post(f"{MESSAGES}/Operations/{operation_id}/Cancel", {})
    assert (status, answer["errors"][0]["code"]) == (409, 20409)


# Bad input


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_sent(comms: Comms) -> None:
    before = comms.get(f"{MESSAGES}/Operations?page_size=1")["operations"]
    told = comms.errors(
        {
            "to": [
                person("nonsense"),
                person("+12065550120", variables={"a": 1}),
                {"address": "+1206", "channel": "pigeon"},
            ],
            "content": {"text": "x", "contentId": "HX" + "0" * 32},
            "from": {"sender_id": "x"},
            "schedule": {"send_at": ["soon"]},
            "tags": {"a b": "c"},
        }
    )
    assert "The value 'pigeon' is not recognized for the field 'to[2].channel'." in told
    assert any("to[1].variables" in each for each in told)
    assert any("from.sender_id" in each for each in told)
    told = comms.errors({"to": [person("nonsense"), person("+1206")], "content": {"text": "x"}, "tags": {"a b": "c"}})
    assert told[:2] == [
        "The value 'nonsense' is not recognized for the field 'to[0].address'.",
        "The value '+1206' is not recognized for the field 'to[1].address'.",
    ]
    assert "tags" in told[2]
    body = {"to": [{"addresses": []}, person("+1206")], "content": {}, "tags": {"a b": "c"}, "from": {"address": "x"}}
    told = comms.errors(body | {"schedule": {"send_at": ["soon"]}})
    fields = ("to[0].addresses", "content", "from.channel", "schedule.send_at[0]", "to[1].address", "tags.a b")
    assert [field for field, each in zip(fields, told, strict=True) if f"'{field}'" not in each] == []
    assert comms.get(f"{MESSAGES}/Operations?page_size=1")["operations"] == before


TO = [person("+12065550121")]
AUDIENCE = "comms_audience_01k4vge2fxe3ramtcdv1zx1s9s"
NO_ACTION = {"rcs": {"text": "x", "suggestions": [{"action": {"text": "a", "postbackData": "b"}}]}}
STRANGER = {"address": "+12065550122", "channel": "sms"}
NEITHER = "The field 'content' must hold text or media, a content_id or modules."


def not_recognized(value: str, field: str) -> str:
    return f"The value '{value}' is not recognized for the field '{field}'."


def asked(to: object = TO, **more: object) -> dict[str, object]:
    return {"to": to, "content": {"text": "x"}, **more}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (asked([]), "The field 'to' must hold at least one recipient."),
        (asked(TO * 10_001), "The field 'to' holds more than 10000 items."),
        ({"content": {"text": "x"}}, "The field 'to' is required."),
        ({"to": TO}, "The field 'content' is required."),
        (asked(content={}), NEITHER),
        (asked(content={"text": "x", "modules": [{"sms": {"text": "y"}}]}), NEITHER),
        (asked("+12065550121"), not_recognized("+12065550121", "to")),
        (asked([[[[]]]]), not_recognized("[[[]]]", "to[0]")),
        (asked([None]), not_recognized("null", "to[0]")),
        (asked({"a": [True]}), not_recognized('{"a":[true]}', "to")),
        (asked([{}]), "The field 'to[0].address' is required."),
        (asked([{"addresses": []}]), "The field 'to[0].addresses' must hold at least one address."),
        (asked([{"profileId": "x"}]), not_recognized("x", "to[0].profile_id")),
        (asked([{"audienceId": AUDIENCE}]), not_recognized(AUDIENCE, "to[0].audience_id")),
        (asked(content={"contentId": "a", "content_id": "b"}), not_recognized("b", "content.content_id")),
        (asked(content={"text": "{% include 'x' %}"}), "is no template"),
        (asked(content={"text": "{{ a"}), "is no template"),
        (asked(content={"modules": [{"sms": {}}]}), "must hold text or media"),
        (asked(content={"modules": [NO_ACTION]}), "must hold one action"),
        (asked(**{"from": STRANGER}), not_recognized("+12065550122", "from.address")),
        (asked(**{"from": STRANGER | {"channel": "Fax"}}), not_recognized("Fax", "from.channel")),
        (asked(schedule={"sendAt": ["2020-01-01T00:00:00Z"]}), "must name an instant to come"),
        (asked(schedule={"sendAt": []}), "The field 'schedule.send_at' is required."),
        (
            asked(tags={str(place): "x" for place in range(11)}),
            "The field 'tags' is not valid: there may be 10 at most.",
        ),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words(comms: Comms, body: object, says: str) -> None:
    told = comms.errors(body)
    assert len(told) == 1, told
    assert says in told[0]


def test_a_liquid_bomb_harms_nobody(comms: Comms) -> None:
    bomb = "{% for a in (1..1000000) %}{% for b in (1..1000000) %}x{% endfor %}{% endfor %}"
    status, headers, answer = comms.post(MESSAGES, {"to": [person("+12065550123")], "content": {"text": bomb}})
    if status == 202:
        message = comms.only(headers["operation-id"])
        assert message["status"] == "failed"
    else:
        assert "template" in answer["errors"][0]["message"]


def test_ten_thousand_people_with_long_variables_are_one_request(comms: Comms, tmp_path: Path) -> None:
    people = [{"address": f"+1206{place:07d}", "variables": {"about": "x" * 900}} for place in range(9_999)]
    body, later = {"to": people, "content": {"text": "Hi"}}, {"send_at": ["2001-01-01T00:00:00Z"]}
    status, _, answer = comms.post(MESSAGES, {**body, "schedule": later})  # read whole, and sent to nobody
    assert (status, len(answer["errors"])) == (400, 1)
    assert "schedule.send_at" in answer["errors"][0]["message"]


def test_a_body_of_20_megabytes_is_refused_before_it_is_read(comms: Comms, tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    large.write_bytes(b'{"content":{"text":"' + b"x" * (20 << 20) + b'"}}')
    command = ["curl", "-sS", "-H", f"Content-Type: {JSON}", "-H", "Expect: 100-continue", "--data-binary", f"@{large}"]
    command += ["-u", f"{comms.live.account_sid}:{comms.live.auth_token}", f"{comms.live.url}{MESSAGES}"]
    answer = json.loads(subprocess.run(command, capture_output=True, check=False, timeout=20).stdout)
    assert (answer["status"], answer["errors"][0]["code"]) == (413, 90005)


def test_tokens_of_others_and_broken_ones_are_refused(comms: Comms) -> None:
    comms.send(person("+12065550124"))
    comms.send(person("+12065550124"))
    token = comms.get(f"{MESSAGES}/Operations?page_size=1")["pagination"]["next"]
    child = comms.live.client().api.accounts.create(friendly_name="Other")
    for path, auth in (
        (f"{MESSAGES}/Operations?page_token={token[:-4]}", None),
        (f"{MESSAGES}?page_token={token}", None),
        (f"{MESSAGES}/Operations?page_token={token}", (child.sid, child.auth_token)),
    ):
        status, _, answer = comms.live.raw("GET", path, auth=auth)
        assert (status, "page token" in json.loads(answer)["errors"][0]["message"]) == (400, True)


def test_another_account_sees_nothing(live: Any, comms: Comms) -> None:
    message = comms.only(comms.send(person("+12065550125"), **{"from": {"address": live.number, "channel": "sms"}}))
    session, operation = (each["id"] for each in message["related"])
    sid = message["attempts"][0]["info_url"].rpartition("/")[2].removesuffix(".json")
    other = live.client().api.accounts.create(friendly_name="Other")
    auth = (other.sid, other.auth_token)
    paths = (
        f"Messages/{message['id']}",
        f"Messages/Operations/{operation}",
        f"Messages/Seek/{sid}",
        f"Sessions/{session}",
    )
    assert [live.raw("GET", f"/comms/v1/{path}", auth=auth)[0] for path in paths] == [404] * 4
    assert live.raw("POST", f"/comms/v1/Messages/Operations/{operation}/Cancel", auth=auth)[0] == 404
    listed = (f"Messages?operation_id={operation}", "Messages/Operations", f"Messages?session_id={session}", "Sessions")
    for path in listed:
        found = json.loads(live.raw("GET", f"/comms/v1/{path}", auth=auth)[2])
        assert next(iter(found.values())) == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{MESSAGES}/comms_message_01k4vge32ce3ar18sy56svjjpb", 404),
        ("GET", f"{MESSAGES}/Operations/comms_operation_01k4vge2fxe3ramtcdv1zx1s9s", 404),
        ("GET", f"{MESSAGES}/nonsense", 404),
        ("GET", f"{MESSAGES}/comms_message_7{'z' * 25}", 404),
        ("GET", f"{MESSAGES}/Operations/comms_operation_7{'z' * 25}", 404),
        ("POST", f"{MESSAGES}/Operations/comms_operation_7{'z' * 25}/Cancel", 404),
        ("GET", f"/comms/v1/Emails/comms_email_7{'z' * 25}", 404),
        ("GET", "/comms/v1/Sessions/comms_session_96c975d029164690a4abcc47afcf4938", 404),
        ("DELETE", MESSAGES, 405),
        ("GET", f"{MESSAGES}?end_date=2026-01-01T00:00:00Z&start_date=2026-01-02T00:00:00Z", 400),
        *(
            ("GET", f"/comms/v1/{each}?end_date=2026-01-01T00:00:00Z&start_date=2026-01-02T00:00:00Z", 400)
            for each in ("Messages/Operations", "Emails/Operations", "PushNotifications/Operations")
        ),
        ("GET", "/comms/v2/Messages", 404),
        ("GET", "/comms", 404),
        ("GET", "/comms/", 404),
        ("GET", f"{MESSAGES}?page_size=1001", 400),
        ("GET", f"{MESSAGES}?page_size=0", 400),
        ("GET", f"{MESSAGES}?page_size=1&pageSize=2", 400),
        ("GET", f"{MESSAGES}?status=Delivereed", 400),
        ("GET", f"{MESSAGES}?tags=nonsense", 400),
    ],
)
def test_errors_have_the_form_of_the_brief(comms: Comms, method: str, path: str, status: int) -> None:
    code, _, answer = comms.live.raw(method, path)
    told = json.loads(answer)
    assert (code, told["status"]) == (status, status)
    assert all(set(each) == {"code", "message"} and isinstance(each["code"], int) for each in told["errors"])


def test_a_list_is_told_what_is_wrong_with_its_filters_and_its_page(comms: Comms) -> None:
    status, _, answer = comms.live.raw("GET", f"{MESSAGES}?page_size=0&channel=phonee&status=READ")
    told = [each["message"] for each in json.loads(answer)["errors"]]
    assert (status, told) == (400, [not_recognized("phonee", "channel"), not_recognized("0", "page_size")])


def test_what_is_not_there_is_told_by_its_path_and_alone(comms: Comms) -> None:
    for path in (f"{MESSAGES}/nonsense", "/comms/v1/Audiences/nonsense/Contacts"):
        status, _, answer = comms.live.raw("GET", f"{path}?start_date=soon")
        told = [(each["code"], each["message"]) for each in json.loads(answer)["errors"]]
        assert (status, told) == (404, [(20404, f"The requested resource {path} was not found")])


@pytest.mark.parametrize("path", ["/", "/Messages", "/v2/Messages", "/v1/Nothing"])
def test_at_the_host_of_the_api_what_is_not_there_is_told_in_its_form(comms: Comms, path: str) -> None:
    status, _, answer = comms.live.raw("GET", path, headers={"Host": "comms.twilio.com"})
    assert (status, [each["code"] for each in json.loads(answer)["errors"]]) == (404, [20404])


def test_a_call_of_the_core_api_at_another_host_is_answered_as_ever(comms: Comms) -> None:
    path = f"/2010-04-01/Accounts/{comms.live.account_sid}/Messages.json"
    status, _, answer = comms.live.raw("GET", path, headers={"Host": "comms.twilio.com"})
    assert (status, json.loads(answer)["messages"]) == (200, json.loads(comms.live.raw("GET", path)[2])["messages"])


@pytest.mark.parametrize("name", ["messages", "emails"])
def test_nothing_is_of_an_operation_whose_id_is_beyond_all_keys(comms: Comms, name: str) -> None:
    found = comms.get(f"/comms/v1/{name.title()}?operation_id=comms_operation_7{'z' * 25}")
    assert found[name] == []


def test_bad_credentials_are_refused_in_the_same_form(comms: Comms) -> None:
    status, headers, answer = comms.live.raw("GET", MESSAGES, auth=(comms.live.account_sid, "wrong"))
    assert (status, json.loads(answer)["errors"][0]["code"]) == (401, 20003)
    assert "www-authenticate" in headers
