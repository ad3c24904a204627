"""Handsets read messages: over channels their senders are told, and nobody is told of an SMS."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from twilio.rest.messaging.v2.channels_sender import ChannelsSenderList

HANDSET = "+14155550161"
READER = f"whatsapp:{HANDSET}"


def act(live: Any, number: str, sid: str, action: str = "read") -> tuple[int, int | None]:
    """Act on a message; returns the status, and the code of a refusal."""
    text = json.dumps({"action": action}).encode()
    path = f"/cordboard/v1/handsets/{quote(number)}/messages/{sid}"
    status, _, body = live.raw("POST", path, text, content_type="application/json")
    return status, json.loads(body).get("code")


@pytest.fixture(scope="module")
def sent(live: Any) -> Any:
    """Send over WhatsApp, and wait until the message is there."""
    given = ChannelsSenderList.MessagingV2ChannelsSenderRequestsCreate({"sender_id": f"whatsapp:{live.number}"})
    live.client().messaging.v2.channels_senders.create(given)
    return live.client().messages.create(to=READER, from_=f"whatsapp:{live.number}", body="Hello")


def test_a_message_that_is_read_tells_its_sender_once(live: Any, application: Any, eventually: Any, sent: Any) -> None:
    told = live.client().messages.create(
        to=READER, from_=f"whatsapp:{live.number}", body="Hello", status_callback=f"{application.url}/told"
    )
    assert eventually(lambda: told.fetch().status == "delivered")
    assert [act(live, READER, told.sid) for _ in range(2)] == [(200, None)] * 2
    found = []
    while "read" not in found:
        found.append(application.next().given["MessageStatus"])
    assert found.count("read") == 1
    assert told.fetch().status == "read"


def test_what_a_handset_does_not_have_it_cannot_read(live: Any, eventually: Any, sent: Any) -> None:
    assert eventually(lambda: sent.fetch().status == "delivered")
    assert act(live, "whatsapp:+14155550162", sent.sid) == (404, 20404)
    assert act(live, READER, "SM" + "0" * 32) == (404, 20404)
    assert act(live, READER, sent.sid, "burn") == (400, 90002)


def test_nobody_is_told_that_an_sms_was_read(live: Any, eventually: Any) -> None:
    message = live.client().messages.create(to=HANDSET, from_=live.number, body="Hello")
    assert eventually(lambda: message.fetch().status == "delivered")
    assert act(live, HANDSET, message.sid) == (400, 90002)
