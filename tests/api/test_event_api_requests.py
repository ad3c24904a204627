"""Requests that make or change calls, as events: what was asked for and answered, no secret, and no refusal."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from event_receiver import Receiver, receiving, stream

HANDSET = "+14155550171"
CREATED, MODIFIED = (f"com.twilio.voice.api-request.call.{each}" for each in ("created", "modified"))
SILENCE = "<Response><Pause length='60'/></Response>"


@pytest.fixture(scope="module")
def receiver(live: Any) -> Iterator[Receiver]:
    with receiving() as known:
        stream(live.client(), [CREATED, MODIFIED], f"{known.url}/requests")
        yield known


def test_a_request_is_told_with_what_it_answered_and_without_passwords(live: Any, receiver: Receiver) -> None:
    made = live.client().calls.create(
        to=HANDSET, from_=live.number, twiml=SILENCE, sip_auth_username="ann", sip_auth_password="secret"
    )
    [event] = receiver.events(1)
    data, path = event["data"], f"/2010-04-01/Accounts/{live.account_sid}/Calls.json"
    assert (event["type"], event["source"], data["sid"]) == (CREATED, made.sid, made.sid)
    assert (data["request"]["method"], data["request"]["url"]) == ("POST", live.url + path)
    assert data["request"]["parameters"] == {
        "To": HANDSET,
        "From": live.number,
        "Twiml": SILENCE,
        "SipAuthUsername": "ann",
    }
    assert data["response"]["responseCode"] == 201
    assert data["response"]["contentType"] == "application/json;charset=utf-8"
    assert json.loads(base64.b64decode(data["response"]["responseBody"]))["sid"] == made.sid
    live.client().calls(made.sid).update(status="completed")
    [event] = receiver.events(1)
    assert (event["type"], event["data"]["sid"]) == (MODIFIED, made.sid)
    assert event["data"]["request"]["parameters"] == {"Status": "completed"}


def test_what_was_refused_or_only_rehearsed_is_not_told(live: Any, receiver: Receiver) -> None:
    with pytest.raises(TwilioRestException):
        live.client().calls.create(to="nobody", from_=live.number, twiml=SILENCE)
    test = live.control("GET", "test_credentials")
    rehearsing = live.client(test["account_sid"], test["auth_token"], test["account_sid"])
    rehearsing.calls.create(to=HANDSET, from_="+15005550006", twiml=SILENCE)
    made = live.client().calls.create(to=HANDSET, from_=live.number, twiml=SILENCE)
    assert [event["source"] for event in receiver.events(1)] == [made.sid]
