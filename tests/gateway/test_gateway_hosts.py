"""All products through the gateway: what a client does on a real account it does here, and its pages stay here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from elsewhere import STAFF, Pair, listener
from twilio.rest import Client

FULL = ("messaging", "voice", "phone_numbers", "accounts", "events", "lookups", "pricing", "communications")


@pytest.fixture(scope="module")
def client(pair: Pair) -> Client:
    """An agent that may do nearly everything there."""
    return pair.client(areas=dict.fromkeys(FULL, "full"))


def test_a_call_goes_from_its_placing_to_its_recording_there(pair: Pair, client: Client) -> None:
    call = client.calls.create(to=STAFF, from_=pair.there.number, twiml="<Response><Pause length='1'/></Response>")
    assert client.calls(call.sid).fetch().sid == call.sid
    assert pair.there.client().calls(call.sid).fetch().account_sid == pair.there.account_sid
    assert client.calls(call.sid).update(status="completed").sid == call.sid


def test_a_service_is_made_changed_and_deleted_there(pair: Pair, client: Client) -> None:
    service = client.messaging.v1.services.create(friendly_name="Made by an agent")
    assert service.url == f"{pair.here.url}/messaging/v1/Services/{service.sid}"
    assert all(link.startswith(f"{pair.here.url}/messaging/") for link in service.links.values())
    assert client.messaging.v1.services(service.sid).update(friendly_name="Changed").friendly_name == "Changed"
    assert pair.there.client().messaging.v1.services(service.sid).fetch().friendly_name == "Changed"
    assert client.messaging.v1.services(service.sid).delete()


def test_numbers_prices_and_lookups_are_those_of_there(client: Client) -> None:
    assert client.available_phone_numbers("US").local.list(limit=1)
    assert client.pricing.v1.messaging.countries.list(limit=3)
    assert client.lookups.v2.phone_numbers("+14155550100").fetch().country_code == "US"


@pytest.mark.parametrize(
    ("make", "stream"),
    [
        (
            lambda client, n: client.messages.create(to=STAFF, from_="+12015550100", body=f"page {n}"),
            lambda client: client.messages.stream(page_size=1),
        ),
        (
            lambda client, n: client.messaging.v1.services.create(friendly_name=f"page {n}"),
            lambda client: client.messaging.v1.services.stream(page_size=1),
        ),
        (
            lambda client, n: client.events.v1.sinks.create(
                description=f"page {n}", sink_type="webhook", sink_configuration={"destination": "https://example.com"}
            ),
            lambda client: client.events.v1.sinks.stream(page_size=1),
        ),
    ],
    ids=["2010", "messaging", "events"],
)
def test_a_stream_of_pages_comes_whole_through_the_gateway(
    pair: Pair, client: Client, make: Callable[..., Any], stream: Callable[..., Any]
) -> None:
    there = pair.there.client()
    made = {make(there, number).sid for number in range(3)}
    assert made <= {each.sid for each in stream(client)}


@pytest.mark.parametrize("ending", ["json", "xml"])
def test_every_form_of_a_page_leads_back_here(pair: Pair, ending: str) -> None:
    for number in range(2):
        pair.there.client().messages.create(to=STAFF, from_=pair.there.number, body=f"form {number}")
    key = pair.agent()
    path = f"/2010-04-01/Accounts/{pair.here.account_sid}/Messages.{ending}?PageSize=1"
    status, _, body = pair.here.raw("GET", path, auth=key)
    assert status == 200
    assert body.count(f"/Accounts/{pair.here.account_sid}/Messages".encode()) >= 3
    assert f"/Accounts/{pair.there.account_sid}/".encode() not in body


def test_pages_of_the_communications_api_go_on_by_their_tokens(pair: Pair) -> None:
    key = pair.agent(areas={"communications": "full"})
    sent = []
    for number in range(3):
        given = {
            "to": [{"address": STAFF, "channel": "PHONE"}],
            "from": {"address": pair.there.number, "channel": "SMS"},
            "content": {"text": f"n {number}"},
        }
        body = json.dumps(given).encode()
        status, headers, told = pair.here.raw(
            "POST", "/comms/v1/Messages", body, content_type="application/json", auth=key
        )
        assert status == 202, told
        assert (status, headers["operation-id"].startswith("comms_operation_")) == (202, True)
        sent.append(headers["operation-id"])
    found, token = [], ""
    while True:
        path = "/comms/v1/Messages/Operations?pageSize=1" + (f"&pageToken={token}" if token else "")
        status, _, answer = pair.here.raw("GET", path, auth=key)
        assert status == 200, answer
        told = json.loads(answer)
        found += [each["id"] for each in told["operations"]]
        token = told["pagination"]["next"]
        if not token:
            break
    assert set(sent) <= set(found)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (b'{"meta":{"next_page_url":"%(there)s/v1/x?Page=1"}}', b'{"meta":{"next_page_url":"%(here)s/v1/x?Page=1"}}'),
        (b'{"pagination":{"next":"%(there)s/v1/x?t=x"}}', b'{"pagination":{"next":"%(here)s/v1/x?t=x"}}'),
        (b'{"links":{"a":"%(there)s/v1/x"}}', b'{"links":{"a":"%(here)s/v1/x"}}'),
        (b'{"pagination":{"next":"tok/en=="}}', b'{"pagination":{"next":"tok/en=="}}'),
        (b'{"body":"\\"url\\":\\"%(there)s/v1/x\\""}', b'{"body":"\\"url\\":\\"%(there)s/v1/x\\""}'),
    ],
)
def test_links_alone_are_rewritten(pair: Pair, given: bytes, expected: bytes) -> None:
    answers: list[bytes] = []

    def answer(connection: Any) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        connection.sendall(head % len(answers[0]) + answers[0])

    with listener(answer) as (url, _):
        names = {b"there": f"{url}/messaging".encode(), b"here": f"{pair.here.url}/messaging".encode()}
        answers.append(given % names)
        _, _, body = pair.here.raw("GET", "/messaging/v1/Services", auth=pair.agent(pair.upstream_to(url)))
    assert body == expected % names
