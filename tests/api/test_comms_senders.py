"""Senders and sender pools. Source: reference of the Communications API, sections 1.2, 4 and 5."""

from __future__ import annotations

import json
from typing import Any

import pytest

SCHEMA = ("id", "display_name", "address", "channel", "status", "tags", "updated_at", "created_at")
NOBODY = "comms_sender_01k4vge2fxe3ramtcdv1zx1s9s"
NO_POOL = "comms_senderpool_01k4vge2fxe3ramtcdv1zx1s9s"


def ask(live: Any, method: str, path: str, given: object = None, **headers: str) -> tuple[int, dict[str, str], Any]:
    body = None if given is None else json.dumps(given).encode()
    content_type = "application/json"
    status, told, answer = live.raw(method, f"/comms/v1{path}", body, content_type=content_type, headers=headers)
    return status, told, json.loads(answer) if answer else None


def senders(live: Any, query: str = "") -> list[dict[str, Any]]:
    return list(ask(live, "GET", f"/Senders{query}")[2]["senders"])


def own(live: Any) -> dict[str, Any]:
    [sender] = [each for each in senders(live, "?channel=sms") if each["address"] == live.number]
    return sender


def make(live: Any, **given: object) -> str:
    status, told, _ = ask(live, "POST", "/SenderPools", {"name": "Desk", **given})
    assert status == 202
    return str(ask(live, "GET", f"/SenderPools?operation_id={told['operation-id']}")[2]["sender_pools"][0]["id"])


def told_of(answer: dict[str, Any]) -> list[str]:
    assert set(answer) == {"errors", "status"}
    return [each["message"] for each in answer["errors"]]


def test_a_number_of_the_account_is_a_sender(live: Any) -> None:
    sender = own(live)
    assert set(SCHEMA) <= set(sender)
    assert (sender["channel"], sender["status"], sender["tags"]) == ("sms", "activated", {})
    assert ask(live, "GET", f"/Senders/{sender['id']}")[2] == sender
    assert own(live)["id"] == sender["id"]


def test_the_newer_spelling_answers_in_kind(live: Any) -> None:
    answer = ask(live, "GET", "/Senders?pageSize=1&channel=SMS")[2]
    assert answer["senders"][0]["channel"] == "SMS"
    assert "createdAt" in answer["senders"][0]


def test_short_codes_names_and_channel_senders_are_senders_too(live: Any) -> None:
    live.control("POST", "short_codes", {"account_sid": live.account_sid, "short_code": "55511"})
    client = live.client()
    for _ in range(2):  # a name that stands in two services is one sender
        client.messaging.v1.services.create(friendly_name="a").alpha_senders.create(alpha_sender="Cord")
    body = json.dumps({"sender_id": f"whatsapp:{live.number}", "profile": {"name": "Owl"}}).encode()
    live.raw("POST", "/messaging/v2/Channels/Senders", body, content_type="application/json")
    found = {(each["channel"], each["address"]): each["display_name"] for each in senders(live)}
    assert found.keys() >= {("sms", "55511"), ("sms", "Cord"), ("whatsapp", live.number), ("sms", live.number)}
    assert found["whatsapp", live.number] == "Owl"
    assert {each["channel"] for each in senders(live, "?channel=WHATSAPP")} == {"WHATSAPP"}
    assert senders(live, "?status=deactivated") == []


def test_senders_are_listed_page_by_page(live: Any) -> None:
    known = [each["id"] for each in senders(live)]
    found, answer = [], ask(live, "GET", "/Senders?page_size=1")[2]
    while True:
        found += [each["id"] for each in answer["senders"]]
        if answer["pagination"]["next"] is None:
            break
        answer = ask(live, "GET", f"/Senders?page_size=1&page_token={answer['pagination']['next']}")[2]
    assert found == known


def test_a_sender_is_found_by_its_address(live: Any) -> None:
    given = {"address": live.number, "channel": "SMS"}
    status, _, answer = ask(live, "POST", "/Senders/Search", given)
    assert (status, [each["id"] for each in answer["senders"]]) == (200, [own(live)["id"]])
    assert ask(live, "POST", "/Senders/Search", given | {"status": "DEACTIVATED"})[2]["senders"] == []
    assert ask(live, "POST", "/Senders/Search", given | {"address": "+15005550000"})[2]["senders"] == []


@pytest.mark.parametrize(
    ("method", "path", "given", "count"),
    [
        ("GET", "/Senders?channel=fax", None, 1),
        ("GET", "/Senders?channel=fax&status=odd", None, 2),
        ("GET", "/Senders?start_date=2025-01-02T00:00:00Z&end_date=2025-01-01T00:00:00Z", None, 1),
        ("GET", "/Senders?page_size=1001", None, 1),
        ("POST", "/Senders/Search", {}, 2),
        ("POST", "/Senders/Search", {"address": "x", "channel": "fax"}, 1),
        ("POST", "/SenderPools", {}, 1),
        ("POST", "/SenderPools", {"name": " "}, 1),
        ("POST", "/SenderPools", {"name": "x" * 257}, 1),
        ("POST", "/SenderPools", {"name": "a", "senders": [{}, {"sender_id": "x"}]}, 2),
        ("POST", "/SenderPools", {"name": "a", "senders": [{"sender_id": NOBODY}] * 10_001}, 1),
        ("POST", "/SenderPools", {"name": "a", "tags": {"a b": "x", "c": ""}}, 2),
        ("POST", "/SenderPools", {"name": "a", "tags": {"c": "{{ name }}"}}, 1),
        ("POST", "/SenderPools", {"name": "a", "tags": []}, 1),
        ("POST", "/SenderPools", [{"sender_id": NOBODY}], 1),
    ],
)
def test_all_that_is_wrong_is_told_at_once(live: Any, method: str, path: str, given: object, count: int) -> None:
    status, _, answer = ask(live, method, path, given)
    assert (status, len(told_of(answer))) == (400, count), answer


def test_an_unknown_word_is_told_as_in_the_brief(live: Any) -> None:
    assert told_of(ask(live, "GET", "/Senders?channel=phonee")[2]) == [
        "The value 'phonee' is not recognized for the field 'channel'."
    ]


def test_a_pool_is_made_by_an_operation(live: Any) -> None:
    given = {"name": "Desk", "tags": {"team": "owls"}, "senders": [{"senderId": own(live)["id"]}, {"senderId": NOBODY}]}
    status, told, answer = ask(live, "POST", "/SenderPools", given)
    assert status == 202
    assert told["operation-location"] == f"/v1/SenderPools/Operations/{told['operation-id']}"
    assert told["resource-location"] == "/v1/SenderPools"
    assert answer["operationId"] == told["operation-id"]
    operation = ask(live, "GET", f"/SenderPools/Operations/{told['operation-id']}")[2]
    assert operation["status"] == "completed"
    assert operation["stats"] == {"total": 3, "queued": 0, "created": 2, "failed": 1}
    assert operation["id"] in [each["id"] for each in ask(live, "GET", "/SenderPools/Operations")[2]["operations"]]
    [pool] = ask(live, "GET", f"/SenderPools?operation_id={operation['id']}")[2]["sender_pools"]
    assert (pool["name"], pool["tags"]) == ("Desk", {"team": "owls"})
    assert ask(live, "GET", f"/SenderPools/{pool['id']}")[2] == pool


def test_a_pool_is_changed_filled_emptied_and_deleted(live: Any) -> None:
    pool, sender = make(live, tags={"a": "1", "b": "2"}), own(live)["id"]
    status, told, answer = ask(live, "PATCH", f"/SenderPools/{pool}", {"tags": {"c": "3"}})
    assert (status, answer["resourceId"], told["resource-location"]) == (202, pool, f"/v1/SenderPools/{pool}")
    assert ask(live, "GET", f"/SenderPools/{pool}")[2]["tags"] == {"c": "3"}
    status, told, _ = ask(live, "POST", f"/SenderPools/{pool}/Senders", [{"senderId": sender}, {"senderId": sender}])
    assert status == 202
    operation = ask(live, "GET", f"/SenderPools/Operations/{told['operation-id']}")[2]
    assert operation["stats"]["created"] == 1
    assert [each["id"] for each in ask(live, "GET", f"/SenderPools/{pool}/Senders?channel=sms")[2]["senders"]] == [
        sender
    ]
    assert ask(live, "GET", f"/SenderPools/{pool}/Senders?channel=rcs")[2]["senders"] == []
    assert ask(live, "DELETE", f"/SenderPools/{pool}/Senders/{sender}")[0] == 202
    assert ask(live, "DELETE", f"/SenderPools/{pool}/Senders/{sender}")[0] == 404
    assert ask(live, "DELETE", f"/SenderPools/{pool}")[0] == 202
    assert ask(live, "GET", f"/SenderPools/{pool}")[0] == 404


@pytest.mark.parametrize(
    "given", [[], [{}], [{"senderId": "x"}], {"senders": []}, [{"senderId": NOBODY}] * 1001, "x", [1], {}]
)
def test_what_is_no_list_of_senders_is_refused(live: Any, given: object) -> None:
    status, _, answer = ask(live, "POST", f"/SenderPools/{make(live)}/Senders", given)
    assert status == 400, answer


def test_a_change_of_nothing_is_refused(live: Any) -> None:
    assert ask(live, "PATCH", f"/SenderPools/{make(live)}", {})[0] == 400


@pytest.mark.parametrize(
    ("method", "path", "given"),
    [
        ("GET", f"/Senders/{NOBODY}", None),
        ("GET", "/Senders/PN123", None),
        ("GET", f"/SenderPools/{NO_POOL}", None),
        ("PATCH", f"/SenderPools/{NO_POOL}", {"name": "a"}),
        ("DELETE", f"/SenderPools/{NO_POOL}", None),
        ("GET", f"/SenderPools/{NO_POOL}/Senders", None),
        ("POST", f"/SenderPools/{NO_POOL}/Senders", [{"senderId": NOBODY}]),
        ("GET", "/SenderPools/Operations/comms_operation_01k4vge2fxe3ramtcdv1zx1s9s", None),
    ],
)
def test_what_is_not_there_is_404(live: Any, method: str, path: str, given: object) -> None:
    status, _, answer = ask(live, method, path, given)
    assert (status, answer["status"], answer["errors"][0]["code"]) == (404, 404, 20404)


def test_another_account_sees_nothing_of_it(live: Any) -> None:
    pool, sender = make(live), own(live)["id"]
    other = live.client().api.v2010.accounts.create(friendly_name="Other")
    auth = (other.sid, other.auth_token)
    for path in (f"/SenderPools/{pool}", f"/Senders/{sender}"):
        assert live.raw("GET", f"/comms/v1{path}", auth=auth)[0] == 404
    assert json.loads(live.raw("GET", "/comms/v1/SenderPools", auth=auth)[2])["sender_pools"] == []


def test_a_resolve_tells_who_reaches_whom_rcs_first(live: Any) -> None:
    body = json.dumps({"sender_id": "rcs:owl_desk"}).encode()
    live.raw("POST", "/messaging/v2/Channels/Senders", body, content_type="application/json")
    given: dict[str, Any] = {
        "recipientAddresses": [{"address": "+14155550182", "channel": "PHONE"}],
        "senderAddresses": [
            {"address": live.number, "channel": "SMS"},
            {"address": "owl_desk", "channel": "RCS"},
            {"address": "+15005550000", "channel": "SMS"},
        ],
    }
    status, _, answer = ask(live, "POST", "/Senders/Resolve", given)
    assert status == 200, answer
    first, second = answer["results"]
    assert first["from"].keys() == {"senderId", "displayName", "channel", "address"}
    assert (first["from"]["channel"], first["priority"]) == ("RCS", 0)
    assert (second["from"]["senderId"], second["priority"]) == (own(live)["id"], 1)
    assert second["to"] == {"address": "+14155550182", "channel": "PHONE"}
    given["channels"] = {"priority": [{"channel": "SMS", "priority": 0}]}
    assert ask(live, "POST", "/Senders/Resolve", given)[2]["results"][0]["from"]["channel"] == "SMS"
    given["channels"] = {"filterIn": ["RCS"]}
    assert len(ask(live, "POST", "/Senders/Resolve", given)[2]["results"]) == 1
    given["recipientAddresses"][0]["channel"] = "WHATSAPP"
    assert ask(live, "POST", "/Senders/Resolve", given)[2]["results"] == []


def test_a_pool_resolves_to_its_senders(live: Any) -> None:
    pool = make(live, senders=[{"sender_id": own(live)["id"]}])
    given = {"recipient_addresses": [{"address": "+14155550182", "channel": "phone"}], "sender_pool_id": pool}
    [way] = ask(live, "POST", "/Senders/Resolve", given)[2]["results"]
    assert way["from"]["sender_id"] == own(live)["id"]


def test_every_address_of_mail_reaches_every_other(live: Any) -> None:
    people = [{"address": "ada@example.com", "channel": "EMAIL"}, {"address": "+14155550182", "channel": "PHONE"}]
    senders = [{"address": "shop@example.com", "name": "The Shop"}, {"address": live.number, "channel": "SMS"}]
    given = {"recipientAddresses": people, "senderAddresses": senders}
    mail, message = sorted(
        ask(live, "POST", "/Senders/Resolve", given)[2]["results"], key=lambda way: way["to"]["channel"]
    )
    assert mail == {
        "from": {"senderId": None, "displayName": "The Shop", "channel": "EMAIL", "address": "shop@example.com"},
        "to": people[0],
        "priority": 0,
    }
    assert message["from"]["address"] == live.number


def test_a_credential_is_a_sender_of_notifications_and_of_nothing_else(live: Any) -> None:
    given = {"credential_type": "FCM", "content": {"privateKey": "eA=="}, "app_name": "shop"}
    credential = ask(live, "POST", "/PushNotifications/Credentials", given)[2]["resourceId"]
    [sender] = senders(live, "?channel=push")
    assert (sender["address"], sender["display_name"], sender["status"]) == (credential, "shop", "activated")
    found = ask(live, "POST", "/Senders/Search", {"address": credential, "channel": "push"})[2]
    assert found["senders"] == [sender]
    text = {"to": [{"address": "+14155550182"}], "content": {"text": "x"}, "from": {"sender_id": sender["id"]}}
    assert told_of(ask(live, "POST", "/Messages", text)[2]) == [
        f"The value '{sender['id']}' is not recognized for the field 'from.sender_id'."
    ]
    pool = make(live, senders=[{"sender_id": sender["id"]}, {"sender_id": own(live)["id"]}])
    for origin in ({"sender_id": sender["id"]}, {"sender_pool_id": pool}, {"fcm": credential}):
        body = {"to": [{"token": "tok-shop", "provider": "FCM"}], "content": {"body": "x"}, "from": origin}
        status, _, answer = ask(live, "POST", "/PushNotifications", body)
        assert status == 202, answer
    ways = {"recipient_addresses": [{"address": "+14155550182", "channel": "phone"}], "sender_pool_id": pool}
    assert [each["from"]["channel"] for each in ask(live, "POST", "/Senders/Resolve", ways)[2]["results"]] == ["sms"]
    nobody = {**body, "from": {"sender_id": own(live)["id"]}}
    assert "from.sender_id" in told_of(ask(live, "POST", "/PushNotifications", nobody)[2])[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipient_addresses": []},
        {"recipient_addresses": [{"address": "+14155550182", "channel": "phone"}] * 101},
        {"recipient_addresses": [{"address": "+14155550182", "channel": "fax"}]},
        {"sender_pool_id": NO_POOL},
        {"sender_pool_id": None},
        {"sender_addresses": [{"address": "x", "channel": "sms"}]},
        {"sender_pool_id": None, "sender_addresses": [{"address": "x"}]},
        {"sender_pool_id": None, "sender_addresses": [{}]},
        {"recipient_addresses": [{"address": "+14155550182", "channel": "email"}]},
    ],
)
def test_a_resolve_that_is_wrong_is_refused(live: Any, wrong: dict[str, Any]) -> None:
    right = {"recipient_addresses": [{"address": "+14155550182", "channel": "phone"}], "sender_pool_id": make(live)}
    assert ask(live, "POST", "/Senders/Resolve", right)[0] == 200
    assert ask(live, "POST", "/Senders/Resolve", right | wrong)[0] == 400
