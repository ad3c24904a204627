"""What an account may send: suspended, on trial, and with test credentials."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

ABROAD, HOME, GOOD = "+4915112345678", "+14155550162", "+15005550006"
PREFIX = "Sent from your Twilio trial account - "


def refusal(call: Any) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        call()
    return refused.value.status, refused.value.code


@pytest.fixture(scope="module")
def tested(live: Any) -> Client:
    found = live.control("GET", "test_credentials")
    return live.client(found["account_sid"], found["auth_token"], found["account_sid"])


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_what_waits_for_an_account_fails_with_30002_when_it_may_not_send_any_more(
    launch: Any, application: Any, state: str
) -> None:
    live = launch(sender_rate="0.5", sim_latency_ms="0")
    client = live.client()
    made = client.api.v2010.accounts.create()
    own = live.client(made.sid, made.auth_token, made.sid)
    hook = f"{application.url}/status"
    sent = [
        own.messages.create(to=ABROAD, from_="Acme", body=f"{count}", status_callback=hook).sid for count in range(6)
    ]
    client.api.v2010.accounts(made.sid).update(status=state)
    # A segment each two seconds: the first had gone, the others would have taken ten more.
    told = [application.next().given for _ in range(7)]
    failed = {each["MessageSid"]: each["ErrorCode"] for each in told if each["MessageStatus"] == "failed"}
    assert failed == dict.fromkeys(sent[1:], "30002")
    assert refusal(lambda: own.messages(sent[-1]).fetch()) == (401, 20005)


def test_an_account_that_is_active_again_sends_again(launch: Any, eventually: Any) -> None:
    live = launch(sim_latency_ms="0")
    client = live.client()
    made = client.api.v2010.accounts.create()
    client.api.v2010.accounts(made.sid).update(status="suspended")
    client.api.v2010.accounts(made.sid).update(status="active")
    own = live.client(made.sid, made.auth_token, made.sid)
    sid = own.messages.create(to=ABROAD, from_="Acme", body="again").sid
    assert eventually(lambda: own.messages(sid).fetch().status == "delivered")


def trial_number(client: Client) -> str:
    """Buy the one number that an account on trial may have."""
    offered = client.available_phone_numbers("US").local.list(limit=1)[0].phone_number
    return str(client.incoming_phone_numbers.create(phone_number=offered).phone_number)


def test_on_trial_only_verified_numbers_are_written_to(live: Any) -> None:
    client = live.client()
    made = client.api.v2010.accounts.create()
    assert live.control("PUT", f"accounts/{made.sid}", {"type": "Trial"})["type"] == "Trial"
    own = live.client(made.sid, made.auth_token, made.sid)
    assert own.api.v2010.accounts(made.sid).fetch().type == "Trial"
    assert refusal(lambda: own.messages.create(to=ABROAD, from_="Acme", body="hello")) == (400, 21608)
    own.validation_requests.create(phone_number=HOME)
    code = own.validation_requests.create(phone_number=HOME).validation_code
    live.control("POST", f"handsets/{HOME.replace('+', '%2B')}/verifications", {"code": code})
    sent = own.messages.create(to=HOME, from_=trial_number(own), body="hello")
    assert sent.body == f"{PREFIX}hello"
    assert refusal(lambda: own.incoming_phone_numbers.create(area_code="415")) == (400, 21404)
    assert live.control("PUT", f"accounts/{made.sid}", {"type": "Full"})["type"] == "Full"
    assert own.messages.create(to=ABROAD, from_="Acme", body="hello").body == "hello"


def test_on_trial_whoever_is_not_verified_is_not_answered(live: Any, application: Any, eventually: Any) -> None:
    made = live.client().api.v2010.accounts.create()
    live.control("PUT", f"accounts/{made.sid}", {"type": "Trial"})
    own = live.client(made.sid, made.auth_token, made.sid)
    number = trial_number(own)
    application.answers["/sms"] = (200, "text/xml", b"<Response><Message>hi</Message></Response>")
    own.incoming_phone_numbers.list()[0].update(sms_url=f"{application.url}/sms")
    written = live.write(ABROAD, "Is anybody there?", to=number)
    assert application.next().given["MessageSid"] == written["sid"]
    seen = eventually(lambda: live.control("GET", f"webhooks?sid={written['sid']}")["webhooks"])
    assert [problem["code"] for attempt in seen for problem in attempt["problems"]] == [14111]
    assert [each for each in live.inbox(ABROAD) if each["body"].endswith("hi")] == []


def test_a_subaccount_of_an_account_on_trial_is_on_trial(launch: Any) -> None:
    live = launch()
    live.control("PUT", f"accounts/{live.account_sid}", {"type": "Trial"})
    assert live.client().api.v2010.accounts.create().type == "Trial"


def test_the_operator_names_an_account_that_exists(live: Any) -> None:
    for sid in ("AC" + "1" * 32, live.control("GET", "test_credentials")["account_sid"]):
        status, _, body = live.raw("PUT", f"/cordboard/v1/accounts/{sid}", b"{}", content_type="application/json")
        assert (status, json.loads(body)["code"]) == (404, 20404)


def test_the_test_credentials_stay_and_are_no_account_of_the_list(live: Any) -> None:
    found = live.control("GET", "test_credentials")
    assert found == live.control("GET", "test_credentials")
    assert found["account_sid"] not in [each.sid for each in live.client().api.v2010.accounts.list()]
    assert live.raw("GET", "/cordboard/v1/test_credentials", auth=tuple(found.values()))[0] == 403


def test_with_test_credentials_a_message_is_answered_and_not_sent(live: Any, tested: Client) -> None:
    made = tested.messages.create(to=HOME, from_=GOOD, body="All in the game, yo", status_callback="https://a.test/")
    assert (made.status, made.to, made.from_, made.body) == ("queued", HOME, GOOD, "All in the game, yo")
    assert (made.sid[:2], made.num_segments, made.account_sid) == ("SM", "1", tested.account_sid)
    assert made.sid not in [each["sid"] for each in live.inbox(HOME)]
    assert made.sid not in [each.sid for each in live.client().messages.list()]


# Source of both tables: https://www.twilio.com/docs/iam/test-credentials
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"from_": "+15005550008"}, 21611),
        ({"from_": "+14155550100"}, 21606),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"body": ""}, 21602),
    ],
)
def test_magic_numbers_refuse_messages(tested: Client, given: dict[str, str], code: int) -> None:
    right = {"to": HOME, "from_": GOOD, "body": "hello"}
    assert refusal(lambda: tested.messages.create(**right | given))[1] == code


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+14155550100"}, 21210),
        ({"to": "+15005550001"}, 21217),
        ({"to": "+15005550002"}, 21214),
        ({"to": "+15005550003"}, 21215),
        ({"to": "+15005550004"}, 21216),
    ],
)
def test_magic_numbers_refuse_calls(tested: Client, given: dict[str, str], code: int) -> None:
    right = {"to": HOME, "from_": GOOD, "url": "https://a.test/"}
    assert refusal(lambda: tested.calls.create(**right | given))[1] == code


def test_with_test_credentials_a_call_is_answered_and_no_telephone_rings(live: Any, tested: Client) -> None:
    made = tested.calls.create(to=HOME, from_=GOOD, url="https://a.test/")
    assert (made.status, made.to, made._from, made.sid[:2]) == ("queued", HOME, GOOD, "CA")
    assert made.sid not in [each.sid for each in live.client().calls.list()]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"phone_number": "+15005550000"}, 21422),
        ({"phone_number": "+15005550001"}, 21421),
        ({"area_code": "533"}, 21452),
    ],
)
def test_magic_numbers_refuse_to_be_bought(tested: Client, given: dict[str, str], code: int) -> None:
    assert refusal(lambda: tested.incoming_phone_numbers.create(**given)) == (400, code)


def test_with_test_credentials_a_number_is_bought_by_nobody(live: Any, tested: Client) -> None:
    made = tested.incoming_phone_numbers.create(phone_number=GOOD, voice_url="https://a.test/")
    assert (made.sid[:2], made.phone_number, made.voice_url) == ("PN", GOOD, "https://a.test/")
    assert tested.incoming_phone_numbers.create(area_code="500").phone_number == GOOD
    assert GOOD not in [each.phone_number for each in live.client().incoming_phone_numbers.list()]


def test_the_numbers_of_an_account_stop_with_it_and_are_free_when_it_is_closed(launch: Any, application: Any) -> None:
    live = launch(sim_latency_ms="0")
    client = live.client()
    made = client.api.v2010.accounts.create()
    account, own = client.api.v2010.accounts(made.sid), live.client(made.sid, made.auth_token, made.sid)
    offered = client.available_phone_numbers("US").local.list(limit=1)[0].phone_number
    hook = f"{application.url}/in"
    own.incoming_phone_numbers.create(phone_number=offered, sms_url=hook, voice_url=hook)
    account.update(status="suspended")
    live.write(HOME, "nobody hears this", to=offered)
    live.control("POST", f"handsets/{HOME.replace('+', '%2B')}/calls", {"to": offered})
    account.update(status="active")
    live.write(HOME, "this", to=offered)
    assert application.next().given["Body"] == "this"
    assert [each.body for each in own.messages.list()] == ["this"]
    assert [each.status for each in own.calls.list()] == ["failed"]
    account.update(status="closed")
    assert client.incoming_phone_numbers.create(phone_number=offered).account_sid == live.account_sid


def test_with_test_credentials_nothing_else_is_reached(live: Any, tested: Client) -> None:
    sid = tested.messages.create(to=HOME, from_=GOOD, body="x").sid
    assert refusal(lambda: tested.messages(sid).fetch()) == (403, 20008)
    assert refusal(lambda: tested.new_keys.create()) == (403, 20008)
    assert refusal(lambda: tested.api.v2010.accounts(tested.account_sid).fetch()) == (403, 20008)
    assert refusal(lambda: tested.accounts.v1.secondary_auth_token().create()) == (403, 20008)
    mine = live.client(tested.username, tested.password, live.account_sid)
    assert refusal(lambda: mine.messages.create(to=HOME, from_=live.number, body="x")) == (401, 20003)
