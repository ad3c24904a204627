"""What the Communications API refuses, in words, all at once and with nothing sent."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from comms_requests import JSON, MESSAGES, Comms, person


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
    fields = ("to[0].addresses", "to[1].address", "content", "tags.a b", "from.channel", "schedule.send_at[0]")
    assert [field for field, each in zip(fields, told, strict=True) if f"'{field}'" not in each] == []
    assert comms.get(f"{MESSAGES}/Operations?page_size=1")["operations"] == before


NO_TEMPLATE = "{% if %}"
SOON, BAD_TAGS = {"send_at": ["soon"]}, {"a b": "c"}


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        (
            MESSAGES,
            {"to": [person("+1206"), {"address": 5}], "content": {"text": NO_TEMPLATE}, "from": {"address": "x"}},
            ("to[0].address", "to[1].address", "content.text", "from.channel", "schedule.send_at[0]", "tags.a b"),
        ),
        (
            "/comms/v1/Emails",
            {
                "from": {"address": "nobody"},
                "to": [{"address": "ada@example.com", "variables": 5}, {"address": "nowhere"}],
                "content": {"subject": NO_TEMPLATE, "html": "x"},
            },
            (
                "from.address",
                "to[0].variables",
                "to[1].address",
                "content.subject",
                "schedule.send_at[0]",
                "tags.a b",
            ),
        ),
        (
            "/comms/v1/PushNotifications",
            {"to": [{"token": "x"}, {}], "content": {"body": NO_TEMPLATE}, "priority": "LOUD"},
            ("to[0].provider", "to[1]", "content.body", "priority", "schedule.send_at[0]", "tags.a b"),
        ),
    ],
    ids=["messages", "mails", "notifications"],
)
def test_what_cannot_be_read_hides_nothing_that_is_wrong_with_the_rest(
    comms: Comms, path: str, body: dict[str, object], fields: tuple[str, ...]
) -> None:
    told = comms.errors(body | {"schedule": SOON, "tags": BAD_TAGS}, path)
    assert [field for field, each in zip(fields, told, strict=True) if f"'{field}'" not in each] == []


TO = [person("+12065550121")]
AUDIENCE = "comms_audience_01k4vge2fxe3ramtcdv1zx1s9s"
NO_ACTION = {"rcs": {"text": "x", "suggestions": [{"action": {"text": "a", "postbackData": "b"}}]}}
STRANGER = {"address": "+12065550122", "channel": "sms"}
NEITHER = "The field 'content' must hold text or media, a 'content_id' or modules."


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
        (asked([{"profileId": "x"}]), not_recognized("x", "to[0].profileId")),
        (asked([{"audienceId": AUDIENCE}]), not_recognized(AUDIENCE, "to[0].audienceId")),
        (
            asked(content={"contentId": "a", "content_id": "b"}),
            "The field 'content.content_id' is given twice, with different values.",
        ),
        (asked(content={"text": "{% include 'x' %}"}), "is no template"),
        (asked(content={"text": "{{ a"}), "is no template"),
        (asked(content={"modules": [{"sms": {}}]}), "must hold text or media"),
        (asked(content={"modules": [NO_ACTION]}), "must hold one action"),
        (asked(**{"from": STRANGER}), not_recognized("+12065550122", "from.address")),
        (asked(**{"from": STRANGER | {"channel": "Fax"}}), not_recognized("Fax", "from.channel")),
        (asked(schedule={"sendAt": ["2020-01-01T00:00:00Z"]}), "must name an instant to come"),
        (asked(schedule={"sendAt": []}), "The field 'schedule.sendAt' is required."),
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
    assert (status, told) == (400, [not_recognized("0", "page_size"), not_recognized("phonee", "channel")])


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
