"""The inbound ceiling: 500 messages a second come in at a number, the others wait for their turn, across a crash."""

from __future__ import annotations

import base64
import http.client
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from twilio.base.exceptions import TwilioRestException

CEILING, MORE, HANDSET = 500, 620, "+14155550195"
SETTINGS = {"clock": "test", "clock_start": "2026-03-01T12:00:00Z"}
OWNER = {"account_sid": "AC" + "4" * 32, "auth_token": "c" * 32}


def pour(live: Any, count: int, to: str | None = None, first: int = 0) -> None:
    """Write many messages as a handset, over one connection."""
    place = urlsplit(live.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port)
    credentials = base64.b64encode(f"{live.account_sid}:{live.auth_token}".encode()).decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}
    for index in range(first, first + count):
        body = json.dumps({"to": to or live.number, "body": f"{index}"})
        path = f"/cordboard/v1/handsets/{HANDSET.replace('+', '%2B')}/messages"
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        assert answer.status == 201, answer.read()
        answer.read()
    connection.close()


def states(live: Any, to: str | None = None) -> Counter[str]:
    return Counter(each.status for each in live.client().messages.list(to=to or live.number, page_size=1000))


def advance(live: Any, seconds: int) -> None:
    live.control("POST", "clock", {"advance_s": seconds})


def lead(live: Any, application: Any) -> None:
    """Let an application take what comes in at the server's number."""
    application.answers["/sms"] = (200, "text/xml", b"<Response/>")
    live.client().incoming_phone_numbers.list(phone_number=live.number)[0].update(sms_url=f"{application.url}/sms")


@pytest.fixture(scope="module")
def shared(start_module: Any) -> Any:
    return start_module(allow_reset="true", **SETTINGS)


@pytest.fixture
def frozen(shared: Any, application: Any) -> Iterator[Any]:
    lead(shared, application)
    yield shared
    shared.control("POST", "reset")
    advance(shared, 1)  # the ceiling is of each second


def test_beyond_five_hundred_a_second_messages_wait_and_come_in_in_order(frozen: Any, application: Any) -> None:
    pour(frozen, MORE)
    assert states(frozen) == {"received": CEILING, "receiving": MORE - CEILING}
    advance(frozen, 0)
    told = [application.next().given for _ in range(CEILING)]
    assert application.arrived.empty()
    assert {each["SmsStatus"] for each in told} == {"received"}
    advance(frozen, 1)
    assert states(frozen) == {"received": MORE}
    told += [application.next().given for _ in range(MORE - CEILING)]
    assert Counter(each["Body"] for each in told) == Counter(str(index) for index in range(MORE))
    assert {int(each["Body"]) for each in told[:CEILING]} == set(range(CEILING))


def test_the_ceiling_is_of_each_number(frozen: Any) -> None:
    offered = frozen.client().available_phone_numbers("US").local.list(limit=1)[0].phone_number
    other = frozen.client().incoming_phone_numbers.create(phone_number=offered).phone_number
    pour(frozen, CEILING)
    pour(frozen, 20, other)
    pour(frozen, 1)
    assert states(frozen, other) == {"received": 20}
    assert states(frozen)["receiving"] == 1


def test_a_kill_while_messages_wait_loses_none_nor_its_turn(launch: Any, application: Any) -> None:
    before = launch(**SETTINGS, **OWNER)
    lead(before, application)
    pour(before, MORE)
    pour(before, 1, first=MORE)
    before.process.kill()
    before.process.wait()
    again = launch(before.data, **SETTINGS, **OWNER)
    pour(again, 1, first=MORE + 1)  # overtakes nothing
    assert states(again) == {"received": CEILING, "receiving": MORE - CEILING + 2}
    advance(again, 1)
    assert states(again) == {"received": MORE + 2}
    bodies = {application.next().given["Body"] for _ in range(MORE + 2)}
    assert bodies == {str(index) for index in range(MORE + 2)}


def test_a_stop_that_waits_is_obeyed_at_its_turn_and_media_come_with_it(frozen: Any, application: Any) -> None:
    pour(frozen, CEILING)
    application.answers["/dog.gif"] = (200, "image/gif", b"GIF89a dog")
    written = frozen.write("+14155550196", "", media=[f"{application.url}/dog.gif"])
    frozen.write("+14155550197", "STOP")
    assert frozen.client().messages(written["sid"]).fetch().status == "receiving"
    assert frozen.client().messages.create(to="+14155550197", from_=frozen.number, body="still").status == "queued"
    advance(frozen, 2)
    hooks = [hook for hook in list(application.arrived.queue) if hook.given.get("MessageSid") == written["sid"]]
    assert [hook.given["MediaContentType0"] for hook in hooks] == ["image/gif"]
    with pytest.raises(TwilioRestException) as refused:
        frozen.client().messages.create(to="+14155550197", from_=frozen.number, body="still")
    assert refused.value.code == 21610


def test_messages_between_own_numbers_have_the_ceiling_too(frozen: Any) -> None:
    offered = frozen.client().available_phone_numbers("US").local.list(limit=1)[0].phone_number
    other = frozen.client().incoming_phone_numbers.create(phone_number=offered).phone_number
    pour(frozen, CEILING)
    sent = frozen.client().messages.create(to=frozen.number, from_=other, body="hello").sid
    advance(frozen, 0)
    assert states(frozen)["receiving"] == 0
    frozen.control("POST", "clock", {"advance_s": 3})
    assert frozen.client().messages(sent).fetch().status == "delivered"
    assert "receiving" not in states(frozen)
