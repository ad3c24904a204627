"""Calls that an account may not make, or not any more: on trial, suspended, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

VERIFIED, STRANGER, CALLER = "+14155550181", "+14155550182", "+14155550183"
SILENCE = "<Response><Pause length='600'/><Pause length='600'/></Response>"


def code_of(call: Callable[[], object]) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        call()
    return refused.value.status, refused.value.code


def handset(number: str) -> str:
    return f"handsets/{number.replace('+', '%2B')}"


def answers(live: Any, *numbers: str) -> None:
    for number in numbers:
        live.control("PUT", handset(number), {"voice_script": [{"action": "answer"}]})


def subaccount(live: Any, kind: str = "Full") -> Client:
    made = live.client().api.v2010.accounts.create()
    live.control("PUT", f"accounts/{made.sid}", {"type": kind})
    return live.client(made.sid, made.auth_token, made.sid)


def buy(client: Client) -> str:
    offered = client.available_phone_numbers("US").local.list(limit=1)[0].phone_number
    return str(client.incoming_phone_numbers.create(phone_number=offered).phone_number)


def verify(live: Any, client: Client, number: str) -> None:
    code = client.validation_requests.create(phone_number=number).validation_code
    live.control("POST", f"{handset(number)}/verifications", {"code": code})


def test_on_trial_only_verified_numbers_are_called(live: Any) -> None:
    client = subaccount(live, "Trial")
    own = buy(client)
    given = {"from_": own, "twiml": SILENCE}
    assert code_of(lambda: client.calls.create(to=STRANGER, **given)) == (400, 21219)
    assert code_of(lambda: client.conferences("Room").participants.create(to=STRANGER, from_=own)) == (400, 21219)
    assert code_of(lambda: client.calls.create(to=VERIFIED, from_=STRANGER, twiml=SILENCE)) == (400, 21210)
    verify(live, client, VERIFIED)
    assert client.calls.create(to=VERIFIED, **given).status == "queued"
    assert client.calls.create(to=own, from_=VERIFIED, twiml=SILENCE).status == "queued"
    live.control("PUT", f"accounts/{client.account_sid}", {"type": "Full"})
    assert client.calls.create(to=STRANGER, **given).status == "queued"


def test_on_trial_a_dial_reaches_verified_numbers_only(live: Any, eventually: Any) -> None:
    client = subaccount(live, "Trial")
    own = buy(client)
    verify(live, client, VERIFIED)
    answers(live, VERIFIED)
    dial = f"<Response><Dial timeout='5'>{STRANGER}</Dial></Response>"
    sid = client.calls.create(to=VERIFIED, from_=own, twiml=dial).sid
    child = eventually(lambda: client.calls.list(parent_call_sid=sid))[0]
    assert eventually(lambda: client.calls(child.sid).fetch().status == "failed")
    assert eventually(lambda: [each.error_code for each in client.calls(sid).notifications.list()]) == ["13223"]


def test_on_trial_a_call_ends_after_ten_minutes_with_13805(launch: Any) -> None:
    live = launch(clock="test")
    client = subaccount(live, "Trial")
    own = buy(client)
    verify(live, client, VERIFIED)
    answers(live, VERIFIED)
    sid = client.calls.create(to=VERIFIED, from_=own, twiml=SILENCE).sid
    live.control("POST", "clock", {"advance_s": 590})
    assert client.calls(sid).fetch().status == "in-progress"
    live.control("POST", "clock", {"advance_s": 20})
    ended = client.calls(sid).fetch()
    assert (ended.status, ended.duration) == ("completed", "600")
    assert [each.error_code for each in client.calls(sid).notifications.list()] == ["13805"]


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_the_calls_of_an_account_end_when_it_may_not_call_any_more(
    live: Any, application: Any, eventually: Any, state: str
) -> None:
    client = subaccount(live)
    own = buy(client)
    answers(live, VERIFIED)
    hook = {"status_callback": f"{application.url}/status"}
    talking = client.calls.create(to=VERIFIED, from_=own, twiml=SILENCE, **hook).sid
    assert eventually(lambda: client.calls(talking).fetch().status == "in-progress")
    ringing = client.calls.create(to=STRANGER, from_=own, twiml=SILENCE, **hook).sid
    assert eventually(lambda: client.calls(ringing).fetch().status == "ringing")
    others = live.client().calls.create(to=CALLER, from_=live.number, twiml=SILENCE).sid
    live.client().api.v2010.accounts(client.account_sid).update(status=state)
    told = {given["CallSid"]: given["CallStatus"] for given in (application.next().given for _ in range(2))}
    assert told == {talking: "completed", ringing: "canceled"}
    calls = {each["sid"]: each["status"] for each in live.control("GET", f"{handset(VERIFIED)}/calls")["calls"]}
    assert calls[talking] == "completed"
    assert live.client().calls(others).fetch().status in ("queued", "ringing", "in-progress")
    assert code_of(lambda: client.calls.create(to=VERIFIED, from_=own, twiml=SILENCE)) == (401, 20005)
    live.client().calls(others).update(status="completed")


def test_a_suspended_account_is_not_called(live: Any, eventually: Any) -> None:
    client = subaccount(live)
    own = buy(client)
    live.client().api.v2010.accounts(client.account_sid).update(status="suspended")
    live.raw(
        "POST",
        f"/cordboard/v1/{handset(CALLER)}/calls",
        b'{"to":"%s"}' % own.encode(),
        content_type="application/json",
    )
    live.client().api.v2010.accounts(client.account_sid).update(status="active")
    assert [each.status for each in client.calls.list(to=own)] == ["failed"]
