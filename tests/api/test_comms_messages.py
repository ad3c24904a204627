"""Sending to many people through the Communications API: the brief's requests as written, and what comes of them."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from comms_requests import JSON, MESSAGES, Comms, person


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
    begun = comms.get(f"/comms/v1/Sessions/{session['id']}")["created_at"]
    assert comms.get(f"/comms/v1/Sessions?end_date={begun[:4]}-01-01T00:00:00Z")["sessions"] == []
    later = comms.get(f"/comms/v1/Sessions?start_date={begun[:4]}-01-01T00:00:00Z")["sessions"]
    assert session["id"] in [each["id"] for each in later]


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
    assert attempt["info_url"].startswith(f"{live.url}/2010-04-01/Accounts/")
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
    operation_id = comms.send(*to, content=content, **{"from": sender})
    comms.completed(operation_id)
    assert [each["body"] for each in live.inbox("+12065550116")] == ["Your code is 4711."]
    assert [each["body"] for each in live.inbox("+12065550117")] == ["Your code is 0000."]
    shown = [comms.get(f"{MESSAGES}/{each['id']}")["content"] for each in comms.messages(operation_id)]
    assert {each["text"] for each in shown} == {"Your code is 4711.", "Your code is 0000."}
    assert {each["content_id"] for each in shown} == set(content.values())


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
