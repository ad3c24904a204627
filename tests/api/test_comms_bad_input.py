"""Whatever a body holds, every operation of the Communications API refuses it in words, and nothing is done."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from comms_requests import JSON, MESSAGES, Comms

from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.describe import Operation, Parameter, Place, parameters_of
from cordboard.catalogue.fields import Fields

[SURFACE] = [each for each in SURFACES if each.name == "comms_v1"]
WITH_BODY = [each for each in SURFACE.operations if any(one.place is Place.BODY for one in each.parameters)]
NOWHERE = {
    "audience_id": "comms_audience_01k4vge2fxe3ramtcdv1zx1s9s",
    "sender_pool_id": "comms_senderpool_01k4vge2fxe3ramtcdv1zx1s9s",
    "credential_id": "comms_credential_01k4vge2fxe3ramtcdv1zx1s9s",
    "contact_id": "comms_contact_01k4vge2fxe3ramtcdv1zx1s9s",
    "app_name": "none",
}
DEEP = b"[" * 900 + b"]" * 900  # as deep as the reader of JSON goes
NO_BODIES = {
    "too deep": b'{"to":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "not closed": b'{"to":' * 1_000,
    "no number": b'{"to":NaN,"name":-Infinity}',
    "too large a number": b'{"to":1e999999}',
    "not UTF-8": b'{"to":"\xff\xfe"}',
    "a name that is not UTF-8": b'{"\xff":1}',
    "a lone surrogate": b'{"name":"\\ud800","to":[{"address":"\\udfff"}]}',
    "text": b'"x"',
    "nothing": b"null",
    "more behind": b"{} x",
    "a comma too many": b'{"to":[],}',
    "a form": b"To=%2B12065550100&Name=x",
    "a list of nonsense": b"[null,{},5,[[]]]",
    "a list of ten thousand": b"[" + b"{}," * 10_000 + b"{}]",
}
NONSENSE: Iterable[object] = (
    True,
    -1,
    10**30,
    1.5,
    "",
    "x" * 5_000,
    "phonee",
    [],
    [None],
    [[]],
    {},
    {"": ""},
    {"a": {}},
)


def url_of(operation: Operation) -> str:
    return "/comms/v1" + re.sub(r"\{(.*?)\}", lambda found: NOWHERE[found[1]], operation.path)


def filled(parameters: Iterable[Parameter], value: object) -> Mapping[str, Any]:
    """Return a body that has nonsense in every field at every depth."""
    body: dict[str, Any] = {}
    for each in parameters:
        if each.place is Place.BODY:
            inner = filled(parameters_of(each.kind.shape), value) if isinstance(each.kind, Fields) else value
            body[each.wire] = [inner, inner] if each.many else inner
    return body


COLLECTIONS = (
    "Messages/Operations Emails/Operations PushNotifications/Operations SenderPools/Operations Audiences Contacts"
)


def done(comms: Comms) -> list[object]:
    """Return the newest of everything that a request which went through would have left behind."""
    paths = (*COLLECTIONS.split(), "PushNotifications/Credentials", "PushNotifications/Users")
    return [next(iter(comms.get(f"/comms/v1/{each}?page_size=1").values())) for each in paths]


def answers(comms: Comms, operation: Operation, bodies: Iterable[bytes]) -> list[tuple[int, Any]]:
    url, method = url_of(operation), operation.method
    found = [comms.live.raw(method, url, each, content_type=JSON) for each in bodies]
    return [(status, json.loads(answer)) for status, _, answer in found]


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda operation: operation.name)
def test_no_nonsense_in_a_body_is_an_error_of_ours_or_does_anything(comms: Comms, operation: Operation) -> None:
    before = done(comms)
    found = answers(comms, operation, NO_BODIES.values())
    found += answers(comms, operation, [json.dumps(filled(operation.parameters, each)).encode() for each in NONSENSE])
    for status, answer in found:
        assert status in ((400, 404) if operation.name != "SearchEmails" else (200, 400)), answer
        assert status == 200 or 1 <= len(answer["errors"]) <= 100
    assert done(comms) == before


MAIL = {"from": {"address": "a@example.com"}, "to": [{"address": "b@example.com"}]}
PAGES = "/comms/v1/Emails/Search"
TWICE = "The field '{}' is given twice, with different values."


def not_recognized(value: object, field: str) -> str:
    return f"The value '{value}' is not recognized for the field '{field}'."


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        (
            MESSAGES,
            {
                "to": [
                    {"address": 5, "channel": "pigeon", "variables": {"a": 1, "b": "x", "c": None}, "contactId": "x"},
                    {"addresses": [{"address": "+1206"}, {"channel": "phone"}]},
                ],
                "content": {"text": "{{ a", "media": [{"url": 5}, {"url": "{% if %}"}]},
                "schedule": {"sendAt": ["soon"]},
                "tags": {"a b": "c", "d": 5, "e.f": "?"},
            },
            [
                "The field 'to[0]' must name a recipient in one way: address, addresses, contact or audience.",
                not_recognized("5", "to[0].address"),
                not_recognized("pigeon", "to[0].channel"),
                not_recognized("1", "to[0].variables.a"),
                not_recognized("null", "to[0].variables.c"),
                not_recognized("x", "to[0].contactId"),
                not_recognized("+1206", "to[1].addresses[0].address"),
                "The field 'to[1].addresses[1].address' is required.",
                "The field 'content.text' is no template: {{ at character 1 is not closed within 1,000 characters.",
                not_recognized("5", "content.media[0].url"),
                "The field 'content.media[1].url' is no template: ",
                not_recognized("soon", "schedule.sendAt[0]"),
                "The field 'tags.a b' is not valid: its name may hold letters, digits and . _ ~ - only.",
                "The field 'tags.d' is not valid: its value has to be text.",
                "The field 'tags.e.f' is not valid: its value may hold letters, digits and . _ ~ - only.",
            ],
        ),
        (
            MESSAGES,
            {
                "to": [{"address": "+12065550100"}],
                "content": {"modules": [{"rcs": {"richCard": {"standaloneCard": {"cardOrientation": "UP"}}}}, {}]},
                "from": {"senderId": "x", "channels": {"filterIn": ["fax"], "priority": [{"priority": "low"}]}},
            },
            [
                not_recognized("UP", "content.modules[0].rcs.richCard.standaloneCard.cardOrientation"),
                "The field 'content.modules[0].rcs.richCard.standaloneCard.cardContent' is required.",
                "The field 'content.modules[1]' must name one channel.",
                not_recognized("x", "from.senderId"),
                "The field 'from.channels' goes with a 'senderPoolId'.",
                not_recognized("fax", "from.channels.filterIn[0]"),
                not_recognized("low", "from.channels.priority[0].priority"),
                "The field 'from.channels.priority[0].channel' is required.",
            ],
        ),
        (
            MESSAGES,
            {"to": [{"contactId": NOWHERE["contact_id"]}], "content": {}, "tags": {"a b": "c"}},
            [
                not_recognized(NOWHERE["contact_id"], "to[0].contactId"),
                "The field 'content' must hold text or media, a 'contentId' or modules.",
                "The field 'tags.a b' is not valid: its name may hold letters, digits and . _ ~ - only.",
            ],
        ),
        (
            "/comms/v1/Emails",
            MAIL
            | {
                "from": {"address": "nobody", "nmae": "x"},
                "content": {
                    "html": "{{ a",
                    "headers": {"From": "x", "X-Fine": "y"},
                    "attachments": [{"filename": "../x", "content": "?", "disposition": "above"}, {"contentType": "x"}],
                },
                "ip_pool_name": "x",
            },
            [
                not_recognized("nobody", "from.address"),
                "There is no field 'from.nmae'.",
                "The field 'content.html' is no template: ",
                "The field 'content.headers.From' is no header that can be set.",
                not_recognized("../x", "content.attachments[0].filename"),
                "The field 'content.attachments[0].content' is no base 64.",
                not_recognized("above", "content.attachments[0].disposition"),
                not_recognized("x", "content.attachments[1].contentType"),
                "The field 'content.attachments[1].filename' is required.",
                "The field 'content.attachments[1].content' is required.",
                "The field 'content.subject' is required.",
                not_recognized("x", "ip_pool_name"),
            ],
        ),
        (
            "/comms/v1/PushNotifications",
            {
                "to": [{"token": "t"}, {"user_id": "x", "provider": "web"}, {"token": 5, "userId": 5}],
                "content": {"images": ["x", 5], "contentId": 5},
                "from": {"senderId": NOWHERE["contact_id"], "appName": 5},
                "sound": [],
            },
            [
                "The field 'to[0].provider' is required.",
                not_recognized("x", "to[1].user_id"),
                not_recognized("web", "to[1].provider"),
                "The field 'to[2]' must hold a token, a 'user_id' or a 'device_registration_id'.",
                not_recognized("5", "to[2].token"),
                not_recognized("5", "to[2].userId"),
                "The field 'content' must hold a title, a body or images, or else a 'content_id'.",
                not_recognized("x", "content.images[0]"),
                not_recognized("5", "content.images[1]"),
                not_recognized("5", "content.contentId"),
                "The field 'from' must name an app or its credentials, in one way.",
                not_recognized(NOWHERE["contact_id"], "from.senderId"),
                not_recognized("5", "from.appName"),
                not_recognized("[]", "sound"),
            ],
        ),
        (
            "/comms/v1/SenderPools",
            {"senders": [{}, {"senderId": "x"}, {"sender_id": "y"}], "name": " ", "tags": {"": "x", "y": ""}},
            [
                "The field 'senders[0].sender_id' is required.",
                not_recognized("x", "senders[1].senderId"),
                not_recognized("y", "senders[2].sender_id"),
                not_recognized(" ", "name"),
                "The field 'tags' is not valid: its name has to have 1 to 128 characters.",
                "The field 'tags.y' is not valid: its value has to have 1 to 256 characters.",
            ],
        ),
        (
            "/comms/v1/Contacts",
            {"addresses": [{"address": "x"}, 5], "variables": {"a": 5}, "tags": {"a b": "c"}, "name": 5},
            [
                not_recognized("x", "addresses[0].address"),
                "The field 'addresses[0].channel' is required.",
                not_recognized("5", "addresses[1]"),
                not_recognized("5", "variables.a"),
                "The field 'tags.a b' is not valid: its name may hold letters, digits and . _ ~ - only.",
                not_recognized("5", "name"),
            ],
        ),
        (
            "/comms/v1/Audiences",
            {"contacts": [{"contactId": NOWHERE["contact_id"]}, {"contactId": NOWHERE["contact_id"]}], "name": "x"},
            [not_recognized(NOWHERE["contact_id"], f"contacts[{place}].contactId") for place in range(2)],
        ),
        (
            "/comms/v1/PushNotifications/DeviceRegistrations",
            {"userId": "comms_pushnotificationuser_01k4vge2fxe3ramtcdv1zx1s9s", "token": "t", "provider": "fcm"}
            | {"appName": "nowhere"},
            [
                not_recognized("comms_pushnotificationuser_01k4vge2fxe3ramtcdv1zx1s9s", "userId"),
                not_recognized("nowhere", "appName"),
            ],
        ),
        (
            "/comms/v1/Senders/Resolve",
            {"recipientAddresses": [{"address": "x", "channel": "EMAIL"}], "senderAddresses": [{}, {"address": "x"}]},
            [
                not_recognized("x", "recipientAddresses[0].address"),
                "The field 'senderAddresses[0]' must hold an address, or credentials.",
                "The field 'senderAddresses[1].channel' is required of what is no address of mail.",
            ],
        ),
        (
            PAGES,
            {"pageSize": 0, "page_size": 5, "pageToken": "x", "startDate": "2026-01-02T00:00:00Z"}
            | {"end_date": "2026-01-01T00:00:00Z", "status": "SOLD"},
            [
                not_recognized("0", "pageSize"),
                "The field 'page_size' is given twice, with different values.",
                "The page token is none of this list and account, or it was cut or changed.",
                "The field 'end_date' must be later than 'start_date'.",
                not_recognized("SOLD", "status"),
            ],
        ),
        (
            "/comms/v1/Messages",
            {
                "to": [{"contactId": "a", "contact_id": "b"}],
                "content": {"contentId": json.loads(DEEP), "content_id": json.loads(DEEP[1:-1]), "text": "x"},
            },
            [
                not_recognized("a", "to[0].contactId"),
                TWICE.format("to[0].contact_id"),
                "The field 'content' must hold text or media, a 'content_id' or modules.",
                not_recognized("[" * 200, "content.contentId"),
                TWICE.format("content.content_id"),
            ],
        ),
    ],
    ids=str.split(
        "recipients modules looked-up mails notifications pools contacts audiences devices resolving searches twice"
    ),
)
def test_all_that_is_wrong_is_told_in_the_order_and_the_spelling_of_the_body(
    comms: Comms, path: str, body: object, told: list[str]
) -> None:
    found = comms.errors(body, path)
    assert [each[: len(says)] for each, says in zip(found, told, strict=False)] == told
    assert len(found) == len(told), found


def test_what_a_search_does_not_know_is_in_no_token(comms: Comms) -> None:
    status, _, answer = comms.post(PAGES, {f"k{place}": "x" for place in range(1_000)})
    assert (status, len(answer["pagination"]["self"]) < 200) == (200, True)
