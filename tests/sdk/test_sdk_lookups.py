"""The official Python library against the running server: lookups."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

PACKAGES = (
    "caller_name",
    "sim_swap",
    "call_forwarding",
    "line_status",
    "line_type_intelligence",
    "identity_match",
    "reassigned_number",
    "sms_pumping_risk",
    "phone_number_quality_score",
    "pre_fill",
)
SERGIO = {"caller_name": "Sergio Suarez", "caller_type": "CONSUMER"}
WRONG = [{"line_type": "string"}, {"caller_name": "x" * 101}, {"mobile_country_code": "1234"}]


def test_a_valid_number_is_told_in_all_its_forms(live: Any) -> None:
    found = live.client().lookups.v2.phone_numbers("+14159929960").fetch()
    assert (found.calling_country_code, found.country_code, found.valid) == ("1", "US", True)
    assert (found.phone_number, found.national_format) == ("+14159929960", "(415) 992-9960")
    assert found.url == f"{live.url}/lookups/v2/PhoneNumbers/+14159929960"
    assert not found.validation_errors
    assert {name: getattr(found, name) for name in PACKAGES} == dict.fromkeys(PACKAGES)


def test_a_national_number_is_read_by_its_country(live: Any) -> None:
    found = live.client().lookups.v2.phone_numbers("07400 123456").fetch(country_code="gb")
    assert (found.phone_number, found.country_code, found.national_format) == ("+447400123456", "GB", "07400 123456")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("+141599299600", "TOO_LONG"),
        ("+1415992", "TOO_SHORT"),
        ("+15555550123", "INVALID_BUT_POSSIBLE"),
        ("+99912345678", "INVALID_COUNTRY_CODE"),
        ("nobody", "NOT_A_NUMBER"),
        ("+49" + "1" * 70, "TOO_LONG"),
    ],
)
def test_a_number_that_is_none_is_told_why(live: Any, text: str, fault: str) -> None:
    found = live.client().lookups.v2.phone_numbers(text).fetch()
    assert (found.valid, found.validation_errors) == (False, [fault])
    assert (found.phone_number, found.country_code, found.national_format) == (text, None, None)


def test_the_line_is_told_by_the_form_of_the_number(live: Any) -> None:
    numbers = live.client().lookups.v2.phone_numbers
    types = {
        number: numbers(number).fetch(fields="line_type_intelligence").line_type_intelligence["type"]
        for number in ("+447400123456", "+442079460018", "+18002530000", live.number)
    }
    assert list(types.values()) == ["mobile", "landline", "tollFree", "nonFixedVoip"]


def test_the_directory_says_whose_a_number_is_and_what_line(live: Any) -> None:
    entry = {
        "caller_name": "Sergio Suarez",
        "caller_type": "CONSUMER",
        "line_type": "fixedVoip",
        "carrier_name": "Acme",
    }
    path = "directory/%2B14159929960"
    assert live.control("PUT", path, entry)["line_type"] == "fixedVoip"
    numbers = live.client().lookups.v2.phone_numbers
    found = numbers("+14159929960").fetch(fields="caller_name,line_type_intelligence")
    assert found.caller_name == {**SERGIO, "error_code": None}
    line = found.line_type_intelligence
    assert (line["type"], line["carrier_name"], line["error_code"]) == ("fixedVoip", "Acme", None)
    assert live.control("PUT", path, {"caller_name": "Pam"})["caller_type"] is None
    assert [each["caller_name"] for each in live.control("GET", "directory")["listings"]] == ["Pam"]
    live.control("DELETE", path)
    assert live.raw("GET", f"/cordboard/v1/{path}")[0] == 404
    unknown = numbers("+14159929960").fetch(fields="caller_name").caller_name
    assert unknown == {"caller_name": None, "caller_type": None, "error_code": None}


def test_packages_without_data_answer_in_their_shape(live: Any) -> None:
    found = live.client().lookups.v2.phone_numbers("+14159929960").fetch(fields=",".join([*PACKAGES, "validation"]))
    assert found.sms_pumping_risk["sms_pumping_risk_score"] is None
    assert set(found.call_forwarding) == {"call_forwarding_enabled", "error_code"}
    assert all(getattr(found, name) for name in PACKAGES)


def test_an_unknown_package_is_refused_with_20001(live: Any) -> None:
    with pytest.raises(TwilioRestException) as refused:
        live.client().lookups.v2.phone_numbers("+14159929960").fetch(fields="horoscope")
    assert (refused.value.status, refused.value.code) == (400, 20001)


@pytest.mark.parametrize(
    "wrong", [{"line_type": "string"}, {"caller_name": "x" * 101}, {"mobile_country_code": "1234"}]
)
def test_a_wrong_listing_is_refused_with_90002(live: Any, wrong: dict[str, str]) -> None:
    body = json.dumps(wrong).encode()
    status, _, answer = live.raw("PUT", "/cordboard/v1/directory/%2B14159929960", body, content_type="application/json")
    assert (status, json.loads(answer)["code"]) == (400, 90002)
