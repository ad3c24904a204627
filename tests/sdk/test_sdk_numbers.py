"""The official Python library against the running server: numbers, and what leads their traffic."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import phonenumbers
import pytest
from twilio.base.exceptions import TwilioRestException

HANDSET = "+14155550131"


def refusal(call: Callable[[], Any]) -> int:
    """Return the code with which a call is refused."""
    with pytest.raises(TwilioRestException) as refused:
        call()
    return int(refused.value.code)


def test_a_search_finds_numbers_that_libphonenumber_takes_for_valid_ones_of_the_area(live: Any) -> None:
    found = live.client().available_phone_numbers("US").local.list(area_code=510, limit=20)
    assert len({each.phone_number for each in found}) == 20
    for each in found:
        assert each.phone_number.startswith("+1510")
        assert phonenumbers.is_valid_number_for_region(phonenumbers.parse(each.phone_number), "US")
        assert (each.region, each.iso_country) == ("CA", "US")
        assert each.capabilities == {"voice": True, "sms": True, "mms": True, "fax": False}


@pytest.mark.parametrize(
    ("country", "type_", "kind"),
    [
        ("GB", "mobile", phonenumbers.PhoneNumberType.MOBILE),
        ("FR", "local", phonenumbers.PhoneNumberType.FIXED_LINE),
        ("US", "toll_free", phonenumbers.PhoneNumberType.TOLL_FREE),
        ("DE", "national", phonenumbers.PhoneNumberType.UAN),
        ("GB", "voip", phonenumbers.PhoneNumberType.VOIP),
        ("AU", "shared_cost", phonenumbers.PhoneNumberType.SHARED_COST),
    ],
)
def test_each_type_has_numbers_of_its_type(live: Any, country: str, type_: str, kind: int) -> None:
    found = getattr(live.client().available_phone_numbers(country), type_).list(limit=10)
    assert len(found) == 10
    assert {phonenumbers.number_type(phonenumbers.parse(each.phone_number)) for each in found} == {kind}


def test_patterns_places_and_distance_narrow_a_search(live: Any) -> None:
    local = live.client().available_phone_numbers("US").local
    assert all(each.phone_number.startswith("+1510555") for each in local.list(contains="510555****", limit=5))
    assert all("78676" in each.phone_number for each in local.list(contains="STORM", limit=5))
    assert {each.locality for each in local.list(in_locality="berkeley", limit=5)} == {"Berkeley"}
    assert {each.postal_code for each in local.list(in_postal_code="94103", limit=5)} == {"94103"}
    near = local.list(near_lat_long="37.84,-122.25", distance=10, limit=30)
    assert {each.region for each in near} == {"CA"}
    assert "Oakland" in {each.locality for each in near}
    assert local.list(sms_enabled=False, limit=5) == []


def test_a_bad_search_is_refused(live: Any) -> None:
    place = f"/2010-04-01/Accounts/{live.account_sid}/AvailablePhoneNumbers"
    for path, status, code in (
        ("US/Local.json?AreaCode=12", 400, b"21451"),
        ("US/Local.json?Contains=5", 400, b"20001"),
        ("US/Local.json?NearLatLong=nan,nan", 400, b"20001"),
        ("US/Local.json?Distance=501", 400, b"20001"),
        ("US/Mobile.json", 404, b"20404"),
        ("ZZ/Local.json", 404, b"20404"),
    ):
        found = live.raw("GET", f"{place}/{path}")
        assert (found[0], code in found[2]) == (status, True), path


def test_a_number_is_bought_set_up_listed_and_released(live: Any) -> None:
    numbers = live.client().incoming_phone_numbers
    bought = numbers.create(area_code="415", friendly_name="Desk", sms_url="http://example.org/in", sms_method="GET")
    assert (bought.sid[:2], bought.phone_number[:5], bought.friendly_name) == ("PN", "+1415", "Desk")
    assert [each.sid for each in numbers.list(phone_number=bought.phone_number)] == [bought.sid]
    assert bought.sid in {each.sid for each in numbers.local.list()}
    assert bought.sid not in {each.sid for each in numbers.toll_free.list()}
    changed = numbers(bought.sid).update(sms_url="", voice_url="http://example.org/call")
    assert (changed.sms_url, changed.voice_url) == (None, "http://example.org/call")
    assert refusal(lambda: numbers.create(phone_number=bought.phone_number)) == 21422
    assert numbers(bought.sid).delete()
    assert refusal(lambda: numbers(bought.sid).fetch()) == 20404
    assert numbers.create(phone_number=bought.phone_number).sid != bought.sid


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, 21421),
        ({"phone_number": "+1415"}, 21421),
        ({"phone_number": "+14151112222"}, 21421),
        ({"phone_number": "+15005550006"}, 21422),
        ({"area_code": "11"}, 21451),
        ({"area_code": "533"}, 21452),
        ({"phone_number": "+442079460000", "sms_url": "http://example.org/"}, 21407),
        ({"phone_number": "+493012345678"}, 21615),
        ({"phone_number": "+61212345678"}, 21631),
        ({"area_code": "415", "sms_application_sid": "AP" + "0" * 32}, 21420),
    ],
)
def test_a_number_that_cannot_be_bought_is_refused_with_its_own_code(
    live: Any, given: dict[str, str], code: int
) -> None:
    assert refusal(lambda: live.client().incoming_phone_numbers.create(**given)) == code


def test_a_typed_path_takes_numbers_of_its_type_alone(live: Any) -> None:
    numbers = live.client().incoming_phone_numbers
    assert refusal(lambda: numbers.toll_free.create(phone_number="+14155550171")) == 21458
    body = b"PhoneNumber=%2B14155550171&AreaCode=415"
    path = f"/2010-04-01/Accounts/{live.account_sid}/IncomingPhoneNumbers/Local.json"
    assert b"21457" in live.raw("POST", path, body)[2]


def test_of_many_buyers_of_one_number_exactly_one_gets_it(live: Any) -> None:
    owner = live.client()
    branch = owner.api.accounts.create(friendly_name="Branch")
    buyers = [owner, live.client(branch.sid, branch.auth_token)]

    def buy(turn: int) -> int:
        try:
            buyers[turn % 2].api.accounts((live.account_sid, branch.sid)[turn % 2]).incoming_phone_numbers.create(
                phone_number="+14155550172"
            )
        except TwilioRestException as refused:
            return int(refused.code)
        return 0

    with ThreadPoolExecutor(16) as crowd:
        came = sorted(crowd.map(buy, range(32)))
    assert came == [0] + [21422] * 31


def test_a_number_moves_to_a_subaccount_when_the_parent_says_so(live: Any) -> None:
    owner = live.client()
    branch = owner.api.accounts.create(friendly_name="Branch")
    number = owner.incoming_phone_numbers.create(phone_number="+14155550173")
    assert refusal(lambda: owner.incoming_phone_numbers(number.sid).update(account_sid="AC" + "0" * 32)) == 21471
    moved = owner.incoming_phone_numbers(number.sid).update(account_sid=branch.sid)
    assert (moved.sid, moved.account_sid) == (number.sid, branch.sid)
    assert refusal(lambda: owner.incoming_phone_numbers(number.sid).fetch()) == 20404
    theirs = live.client(branch.sid, branch.auth_token).api.accounts(branch.sid).incoming_phone_numbers(number.sid)
    assert refusal(lambda: theirs.update(account_sid=live.account_sid)) == 21474


def test_an_application_leads_messages_and_is_told_of_them(live: Any, application: Any) -> None:
    client = live.client()
    app = client.applications.create(
        friendly_name="App", sms_url=f"{application.url}/in", message_status_callback=f"{application.url}/status"
    )
    number = client.incoming_phone_numbers.create(phone_number="+14155550174", sms_application_sid=app.sid)
    live.write(HANDSET, "hello", to=number.phone_number)
    assert application.next().path == "/in"
    client.applications(app.sid).update(sms_url=f"{application.url}/elsewhere")
    live.write(HANDSET, "hello", to=number.phone_number)
    assert application.next().path == "/elsewhere"
    client.messages.create(to=HANDSET, from_=number.phone_number, body="x", application_sid=app.sid)
    assert application.next().path == "/status"
    unknown = "AP" + "0" * 32
    given = {"to": HANDSET, "from_": number.phone_number, "body": "x", "application_sid": unknown}
    assert refusal(lambda: client.messages.create(**given)) == 21218
    assert client.applications(app.sid).delete()
    assert refusal(lambda: client.applications(app.sid).fetch()) == 20404


def test_a_caller_id_is_verified_by_the_code_typed_at_the_handset(live: Any, application: Any) -> None:
    client = live.client()
    asked = client.validation_requests.create(
        phone_number="+14155550132", friendly_name="Mine", status_callback=f"{application.url}/verified"
    )
    assert len(asked.validation_code) == 6
    live.control("POST", "handsets/%2B14155550132/verifications", {"code": asked.validation_code})
    told = application.next().given
    assert (told["VerificationStatus"], told["CallSid"], told["To"]) == ("success", asked.call_sid, "+14155550132")
    known = client.outgoing_caller_ids(told["OutgoingCallerIdSid"]).fetch()
    assert (known.phone_number, known.friendly_name) == ("+14155550132", "Mine")
    assert refusal(lambda: client.validation_requests.create(phone_number="+14155550132")) == 21450
    assert refusal(lambda: client.validation_requests.create(phone_number=live.number)) == 21449
    assert refusal(lambda: client.validation_requests.create(phone_number="12")) == 21401
    assert refusal(lambda: client.validation_requests.create(phone_number="+14155550133", call_delay=61)) == 21454
    assert client.outgoing_caller_ids(known.sid).delete()


def test_a_short_code_that_was_granted_sends_and_takes_messages(
    live: Any, application: Any, eventually: Callable[[Callable[[], Any]], Any]
) -> None:
    client = live.client()
    granted = live.control("POST", "short_codes", {"account_sid": live.account_sid, "short_code": "89512"})
    code = client.short_codes(granted["sid"]).update(sms_url=f"{application.url}/code")
    assert [each.sid for each in client.short_codes.list(short_code="89512")] == [code.sid]
    sent = client.messages.create(to=HANDSET, from_="89512", body="x")
    assert eventually(lambda: client.messages(sent.sid).fetch().status == "delivered")
    live.write(HANDSET, "hello", to="89512")
    assert application.next().given["To"] == "89512"


def test_an_address_is_kept_and_lists_its_numbers(live: Any) -> None:
    client = live.client()
    home = client.addresses.create(
        customer_name="Ada", street="4 Row", city="Berlin", region="BE", postal_code="10115", iso_country="DE"
    )
    number = client.incoming_phone_numbers.create(phone_number="+493012345678", address_sid=home.sid)
    assert number.address_requirements == "local"
    assert [each.sid for each in client.addresses(home.sid).dependent_phone_numbers.list()] == [number.sid]
    assert client.addresses(home.sid).update(city="Bonn").city == "Bonn"
    assert client.addresses(home.sid).delete()
    assert refusal(lambda: client.addresses(home.sid).fetch()) == 20404
