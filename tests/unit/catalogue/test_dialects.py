"""The three families of APIs go through one catalogue: the 2010 API, the v1 products, and the Communications API."""

from __future__ import annotations

import asyncio
import csv
import hmac
import io
import json
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from cordboard.api.comms_dialect import Accepted, Comms
from cordboard.api.comms_spelling import spelling_of
from cordboard.api.dialects import V1, V2010
from cordboard.base.page import Direction, Page, Position
from cordboard.base.problem import Problem
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Level, Listing, Property, Surface, View, described, param, path, query
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.render import Part
from cordboard.catalogue.request import Answer, Request
from cordboard.catalogue.route import Router
from cordboard.catalogue.wire import OneOf, Text, Whole

KEY = 0x0199_0000_0000_0001


class Channel(StrEnum):
    PHONE = "phone"
    WHATSAPP = "whatsapp"


@dataclass
class Thing:
    sid: str
    name: str | None
    created_ms: int
    channel: Channel = Channel.PHONE
    count: int = 3

    @property
    def owner(self) -> Thing:
        return self


THING = Thing(f"TH{KEY:016x}{'0' * 16}", "Bell & <Sons>", 1_788_000_000_000)


def properties(*wires: str) -> tuple[Property, ...]:
    known = {
        "sid": Property("sid", Text(), attrgetter("sid")),
        "friendly_name": Property("friendly_name", Text(), attrgetter("name")),
        "created_at": Property("created_at", Instant(), attrgetter("created_ms")),
        "date_created": Property("date_created", Instant(), attrgetter("created_ms")),
        "channel": Property("channel", OneOf(Channel), attrgetter("channel")),
        "sent_by": Property(
            "sent_by", Part(View("Owner", (Property("owner_name", Text(), attrgetter("name")),))), attrgetter("owner")
        ),
    }
    return tuple(known[wire] for wire in wires)


@described
class CreateThing:
    friendly_name: str = param("FriendlyName", Text(5), "Its name.", missing=21604, invalid=21617)
    count: int = param("Count", Whole(1, 9), "How many.", default=3, invalid=21624)


@described
class ListThings:
    name: str | None = query("Name", Text(), "Only of this name.")


@described
class Recipient:
    address: str = param("address", Text(), "Where.")
    channel: Channel = param("channel", OneOf(Channel, any_case=True), "How.", default=Channel.PHONE)
    zip_code: int | None = param("zip_code", Whole(0, 99999), "Near.", default=None)


@described
class SendThing:
    to: list[Recipient] = param("to", Fields(Recipient), "To whom.", many=True, most=3, too_many=21617)
    from_: Recipient | None = param("from", Fields(Recipient), "From whom.", default=None)
    send_at: int | None = param("send_at", Instant(), "When.", default=None)


@described
class ListSent:
    channel: Channel | None = query("channel", OneOf(Channel, any_case=True), "Only this channel.")
    operation_id: str | None = query("operation_id", Text(), "Only of this operation.")


@described
class OneThing:
    sid: str = path("Sid", Text(), "Which.")


def page_of(given: Any) -> Page[Thing]:
    return Page([THING], 2, before=Position(Direction.BACK, KEY), after=Position(Direction.ONWARDS, KEY))


def surface(name: str, host: str, version: str, dialect: Any, view: View, send: Any, filters: Any) -> Surface:
    made = Surface(name, host, version, dialect, area="things")

    async def create(call: Any, given: Any) -> Any:
        """Create a thing."""
        return Accepted("comms_operation_1", "/Things/Operations", "/Things") if host == "comms" else THING

    async def several(call: Any, given: Any) -> Any:
        """List things."""
        return page_of(given)

    async def one(call: Any, given: Any) -> Any:
        """Fetch a thing."""
        return THING

    given = {"says": "did something", "level": Level.READ}
    success = 202 if host == "comms" else 201
    made.operation("POST", "/Things", name="CreateThing", given=send, view=view, success=success, **given)(create)
    made.operation("GET", "/Things", name="List", given=filters, view=view, listing=Listing("things"), **given)(several)
    made.operation("GET", "/Things/{Sid}", name="Fetch", given=OneThing, view=view, **given)(one)
    return made


CORE = surface(
    "core",
    "api",
    "2010-04-01",
    V2010(),
    View("Thing", properties("sid", "friendly_name", "date_created")),
    CreateThing,
    ListThings,
)
PRODUCT = surface(
    "product",
    "messaging",
    "v1",
    V1(),
    View("Thing", properties("sid", "friendly_name", "date_created")),
    CreateThing,
    ListThings,
)
COMMS = surface(
    "comms",
    "comms",
    "v1",
    Comms(),
    View("Thing", properties("sid", "created_at", "channel", "sent_by")),
    SendThing,
    ListSent,
)
ROUTER = Router([CORE, PRODUCT, COMMS])


class Sealed:
    """Signs with a key of the test's own, at an instant that the test moves."""

    at_ms = 1_788_000_000_000

    def sign(self, text: str) -> bytes:
        return hmac.digest(b"key", text.encode(errors="surrogateescape"), "sha256")

    def now_ms(self) -> int:
        return self.at_ms


def exchange_of(method: str, target: str, body: bytes = b"", account: str = "AC1", **headers: str) -> Exchange:
    where, _, given = target.partition("?")
    named = {"host": "127.0.0.1:2010"} | {name.replace("_", "-"): value for name, value in headers.items()}
    exchange = ROUTER.find(Request(method, where, given, named, body))
    exchange.account_sid, exchange.seal = account, Sealed()
    return exchange


def ask(method: str, target: str, body: bytes = b"", account: str = "AC1", **headers: str) -> Answer:
    exchange = exchange_of(method, target, body, account, **headers)
    assert exchange.bound is not None, target
    try:
        given_object, _, _ = exchange.dialect.read(exchange)
        result = asyncio.run(_run(exchange.bound.operation.handler, given_object))
        return exchange.dialect.write(exchange, result)
    except Problem as problem:
        return exchange.dialect.refuse(exchange, problem)


async def _run(handler: Any, given: Any) -> Any:
    return await handler(None, given)


def told(answer: Answer) -> Any:
    return json.loads(answer.body)


# The 2010 API


def test_the_2010_api_takes_a_form_and_answers_json_with_rfc_2822_dates() -> None:
    answer = ask("POST", "/2010-04-01/Things.json", b"FriendlyName=Bell")
    assert (answer.status, answer.content_type) == (201, "application/json;charset=utf-8")
    assert told(answer) == {
        "sid": THING.sid,
        "friendly_name": "Bell & <Sons>",
        "date_created": "Sat, 29 Aug 2026 10:40:00 +0000",
    }


def test_the_2010_api_answers_xml_without_an_extension() -> None:
    answer = ask("GET", f"/2010-04-01/Things/{THING.sid}")
    thing = ElementTree.fromstring(answer.body).find("Thing")
    assert thing is not None
    assert [(each.tag, each.text) for each in thing] == [
        ("Sid", THING.sid),
        ("FriendlyName", "Bell & <Sons>"),
        ("DateCreated", "Sat, 29 Aug 2026 10:40:00 +0000"),
    ]


def test_a_list_of_the_2010_api_has_relative_page_uris_that_keep_the_filters() -> None:
    found = told(ask("GET", "/2010-04-01/Things.json?Name=a%26b&PageSize=1"))
    assert [found["page"], found["page_size"], found["start"], found["end"]] == [2, 1, 2, 2]
    assert found["first_page_uri"] == "/2010-04-01/Things.json?Name=a%26b&PageSize=1&Page=0"
    assert found["next_page_uri"].startswith("/2010-04-01/Things.json?Name=a%26b&PageSize=1&Page=3&PageToken=PA")
    assert found["previous_page_uri"].startswith("/2010-04-01/Things.json?Name=a%26b&PageSize=1&Page=1&PageToken=PB")
    assert found["uri"] == "/2010-04-01/Things.json?Name=a%26b&PageSize=1"
    rows = list(csv.reader(io.StringIO(ask("GET", "/2010-04-01/Things.csv").body.decode())))
    assert rows == [
        ["Sid", "FriendlyName", "DateCreated"],
        [THING.sid, "Bell & <Sons>", "Sat, 29 Aug 2026 10:40:00 +0000"],
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", 21604), (b"FriendlyName=toolong", 21617), (b"FriendlyName=a&Count=10", 21624), (b"Count=x", 21604)],
)
def test_each_parameter_is_refused_with_its_own_code(body: bytes, code: int) -> None:
    answer = ask("POST", "/2010-04-01/Things.json", body)
    assert (answer.status, told(answer)["code"]) == (400, code)


# The products of version 1


def test_a_product_answers_iso_8601_dates_and_a_meta_envelope_with_absolute_urls() -> None:
    found = told(ask("GET", "/messaging/v1/Things?PageSize=1"))
    base = "http://127.0.0.1:2010/messaging/v1"
    assert found["things"][0]["date_created"] == "2026-08-29T10:40:00Z"
    assert found["meta"]["key"] == "things"
    assert found["meta"]["first_page_url"] == f"{base}/Things?PageSize=1&Page=0"
    assert found["meta"]["next_page_url"].startswith(f"{base}/Things?PageSize=1&Page=3&PageToken=PA")
    assert set(found["meta"]) == {
        "page",
        "page_size",
        "first_page_url",
        "previous_page_url",
        "url",
        "next_page_url",
        "key",
    }


def test_a_product_is_found_by_its_host_too_and_pages_stay_there() -> None:
    found = told(ask("GET", "/v1/Things", host="messaging.twilio.com"))
    assert found["meta"]["next_page_url"].startswith("http://messaging.twilio.com/v1/Things?")


# The Communications API


def test_comms_takes_nested_json_in_both_spellings() -> None:
    body = {"to": [{"address": "+14155550100", "zip_code": 94110}, {"address": "+14155550101", "zipCode": 94111}]}
    exchange = ROUTER.find(Request("POST", "/comms/v1/Things", "", {}, json.dumps(body).encode()))
    given, unknown, _ = exchange.dialect.read(exchange)
    assert [(each.address, each.zip_code) for each in given.to] == [("+14155550100", 94110), ("+14155550101", 94111)]
    assert unknown == []


def test_comms_accepts_with_every_header_and_body_that_its_documents_name() -> None:
    answer = ask("POST", "/comms/v1/Things", b'{"to":[{"address":"+14155550100"}]}')
    headers = dict(answer.headers)
    assert answer.status == 202
    assert headers["operation-id"] == "comms_operation_1"
    assert headers["operation-location"] == "/v1/Things/Operations/comms_operation_1"
    assert headers["resource-location"] == "/v1/Things"
    assert told(answer)["operationId"] == "comms_operation_1"
    assert told(answer)["operationLocation"] == headers["operationLocation"]


def test_comms_tells_every_problem_at_once_with_its_path() -> None:
    body = {"to": [{"channel": "phonee"}, 5, {"address": "x", "zip_code": -1}], "send_at": "soon"}
    answer = ask("POST", "/comms/v1/Things", json.dumps(body).encode())
    assert answer.status == 400
    assert told(answer) == {
        "errors": [
            {"code": 400, "message": "The value 'phonee' is not recognized for the field 'to[0].channel'."},
            {"code": 400, "message": "The field 'to[0].address' is required."},
            {"code": 400, "message": "The value '5' is not recognized for the field 'to[1]'."},
            {"code": 400, "message": "The value '-1' is not recognized for the field 'to[2].zip_code'."},
            {"code": 400, "message": "The value 'soon' is not recognized for the field 'send_at'."},
        ],
        "status": 400,
    }


def test_comms_words_the_error_of_the_brief_as_the_brief_does() -> None:
    # Source: the brief, "API mechanics", errors: GET /v1/Messages?channel=phonee.
    assert told(ask("GET", "/comms/v1/Things?channel=phonee")) == {
        "errors": [{"code": 400, "message": "The value 'phonee' is not recognized for the field 'channel'."}],
        "status": 400,
    }


def test_comms_refuses_two_spellings_that_do_not_agree() -> None:
    body = b'{"to":[{"address":"x","zip_code":1,"zipCode":2}]}'
    assert "to[0].zipCode" in told(ask("POST", "/comms/v1/Things", body))["errors"][0]["message"]
    assert ask("POST", "/comms/v1/Things", body.replace(b"2}", b"1}")).status == 202


@pytest.mark.parametrize(
    ("target", "headers", "is_camel"),
    [
        ("/comms/v1/Things", {}, False),
        ("/comms/v1/Things?page_size=1", {}, False),
        ("/comms/v1/Things?pageSize=1", {}, True),
        ("/comms/v1/Things?channel=PHONE", {}, True),
        ("/comms/v1/Things?channel=phone", {}, False),
        ("/comms/v1/Things?page_size=1&operationId=x", {}, False),
        ("/comms/v1/Things", {"x_fern_language": "Python"}, True),
        ("/comms/v1/Things?pageSize=1", {"x_comms_dialect": "snake"}, False),
    ],
)
def test_comms_answers_in_the_spelling_of_the_request(target: str, headers: dict[str, str], is_camel: bool) -> None:
    [thing] = told(ask("GET", target, **headers))["things"]
    created, sent_by, owner, channel = (
        ("createdAt", "sentBy", "ownerName", "PHONE") if is_camel else ("created_at", "sent_by", "owner_name", "phone")
    )
    assert thing == {
        "sid": THING.sid,
        created: "2026-08-29T10:40:00Z",
        "channel": channel,
        sent_by: {owner: "Bell & <Sons>"},
    }


def test_a_page_token_of_comms_carries_its_filters() -> None:
    first = told(ask("GET", "/comms/v1/Things?channel=phone&page_size=1"))["pagination"]
    assert first["self"].startswith("/Things?channel=phone&page_size=1&page_token=")
    target = f"/comms/v1/Things?page_size=1&page_token={first['next']}"
    given, _, page = exchange_of("GET", target).dialect.read(exchange_of("GET", target))
    assert given.channel is Channel.PHONE
    assert page is not None
    assert page.position == Position(Direction.ONWARDS, KEY)
    assert told(ask("GET", target))["pagination"]["next"] == first["next"]
    assert ask("GET", f"{target}&channel=whatsapp").status == 400


def test_self_of_a_page_leads_to_the_same_page_in_either_dialect() -> None:
    snake = told(ask("GET", "/comms/v1/Things?page_size=1"))["pagination"]["self"]
    assert told(ask("GET", f"/comms/v1{snake}"))["pagination"]["self"] == snake
    camel = told(ask("GET", "/comms/v1/Things?pageSize=1"))["pagination"]["self"]
    assert "?" not in camel  # the bare token, as the newer documents show it
    assert told(ask("GET", f"/comms/v1/Things?pageSize=1&pageToken={camel}"))["pagination"]["self"] == camel
    assert ask("GET", f"/comms/v1/Things?{urlencode({'page_token': snake})}").status == 200


@pytest.mark.parametrize("token", ["x", "AAAA", "a" * 9000, "%C3%A9", "WyJhIiwiYiJd", "bnVsbA"])
def test_a_page_token_that_is_none_is_refused(token: str) -> None:
    answer = ask("GET", f"/comms/v1/Things?page_token={token}")
    assert (answer.status, told(answer)["errors"][0]["code"]) == (400, 400)
    assert "page token" in told(answer)["errors"][0]["message"]


def test_a_page_token_that_was_cut_changed_or_given_to_another_account_is_refused() -> None:
    token = told(ask("GET", "/comms/v1/Things"))["pagination"]["next"]
    for other in (token[:-1], token[:-8], "A" + token[1:], token[1:]):
        assert ask("GET", f"/comms/v1/Things?page_token={other}").status == 400
    assert ask("GET", f"/comms/v1/Things?page_token={token}").status == 200
    assert ask("GET", f"/comms/v1/Things?page_token={token}", account="AC2").status == 400


def test_a_page_token_is_good_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    token = told(ask("GET", "/comms/v1/Things"))["pagination"]["next"]
    monkeypatch.setattr(Sealed, "at_ms", Sealed.at_ms + 86_399_000)
    assert ask("GET", f"/comms/v1/Things?page_token={token}").status == 200
    monkeypatch.setattr(Sealed, "at_ms", Sealed.at_ms + 1_000)
    answer = ask("GET", f"/comms/v1/Things?page_token={token}")
    assert told(answer)["errors"] == [
        {"code": 400, "message": "The page token has expired: begin again without one."},
    ]


def test_names_of_variables_and_tags_are_the_clients_own_and_decide_no_spelling() -> None:
    body = b'{"to":[{"address":"x","variables":{"firstName":"Ann"}}],"tags":{"orderId":"1"}}'
    assert spelling_of(exchange_of("POST", "/comms/v1/Things", body)) == "snake"


def test_dispatch_does_not_slow_down_with_four_hundred_operations() -> None:
    """Counted, not timed: the steps from a path to its operation are those of its depth."""
    large = Surface("large", "large", "v9", V1(), area="things")

    async def nothing(call: Any, given: Any) -> None:
        """Do nothing."""

    for number in range(400):
        large.operation("GET", f"/Kind{number}/{{Sid}}", name=f"Fetch{number}", says="", level=Level.READ)(nothing)
    router = Router([CORE, large])
    for number in (0, 399):
        exchange = router.find(Request("GET", f"/large/v9/Kind{number}/TH1", "", {}))
        assert exchange.bound is not None
        assert exchange.bound.operation.name == f"Fetch{number}"
        assert exchange.values == {"Sid": "TH1"}
