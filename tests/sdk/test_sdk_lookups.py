"""The official Python library against the running server: lookups."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest.lookups.v2.lookup_override import LookupOverrideInstance

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


OVERRIDES = "/lookups/v2/PhoneNumbers/%2B14159929961/Overrides/line_type_intelligence"
LIMIT = "/lookups/v2/RateLimits/Fields/{}/Bucket/{}"
NAMED = "/lookups/v2/PhoneNumbers/%2B14159929960?Fields=caller_name"


def ask(live: Any, method: str, path: str, given: object = None, **more: Any) -> tuple[int, Any]:
    body = None if given is None else json.dumps(given).encode()
    status, _, answer = live.raw(method, path, body, content_type="application/json", **more)
    return status, json.loads(answer) if answer else None


def line(live: Any, **more: Any) -> str:
    path = "/lookups/v2/PhoneNumbers/%2B14159929961?Fields=line_type_intelligence"
    return str(ask(live, "GET", path, **more)[1]["line_type_intelligence"]["type"])


def test_an_override_changes_what_a_lookup_answers_until_it_is_taken_back(live: Any) -> None:
    status, made = ask(live, "POST", OVERRIDES, {"line_type": "voicemail", "reason": "Heard it"})
    assert (status, made["original_line_type"], made["overridden_line_type"]) == (201, "mobile", "voicemail")
    assert (made["override_reason"], made["overridden_by_account_sid"]) == ("Heard it", live.account_sid)
    assert line(live) == "voicemail"
    assert ask(live, "POST", OVERRIDES, {"line_type": "uan"})[0] == 409
    status, changed = ask(live, "PUT", OVERRIDES, {"line_type": "landline"})
    assert (changed["original_line_type"], changed["override_reason"], line(live)) == ("mobile", "Heard it", "landline")
    assert ask(live, "GET", OVERRIDES) == (200, changed)
    assert ask(live, "DELETE", OVERRIDES) == (204, None)
    assert ask(live, "GET", OVERRIDES)[0] == 404
    assert line(live) == "mobile"


def test_the_library_overrides_a_line_for_its_own_account_alone(live: Any) -> None:
    other = live.client().api.v2010.accounts.create()
    request = LookupOverrideInstance.OverridesRequest({"line_type": "pager", "reason": "Old"})
    made = live.client().lookups.v2.lookup_overrides("line_type", "+14159929961").create(request)
    assert (made.overridden_line_type, line(live)) == ("pager", "pager")
    auth = (other.sid, other.auth_token)
    assert line(live, auth=auth) == "mobile"
    assert ask(live, "GET", OVERRIDES, auth=auth)[0] == 404
    assert live.client().lookups.v2.lookup_overrides("line_type", "+14159929961").delete()


def test_a_batch_answers_each_number_in_order_with_its_own_packages(live: Any) -> None:
    numbers = [
        {"correlation_id": "a", "phone_number": "+14159929960", "fields": ["line_type_intelligence"]},
        {"correlation_id": "b", "phone_number": "07400 123456", "country_code": "GB"},
        {"phone_number": "nobody"},
    ]
    status, answer = ask(live, "POST", "/lookups/v2/batch/query", {"phone_numbers": numbers})
    first, second, third = answer["phone_numbers"]
    assert (status, first["correlation_id"], first["line_type_intelligence"]["type"]) == (200, "a", "mobile")
    assert (second["phone_number"], "line_type_intelligence" in second) == ("+447400123456", False)
    assert ("correlation_id" in third, third["valid"], third["validation_errors"]) == (False, False, ["NOT_A_NUMBER"])


def test_a_batch_of_more_than_a_hundred_numbers_is_refused(live: Any) -> None:
    numbers = [{"phone_number": "+14159929960"}] * 101
    status, answer = ask(live, "POST", "/lookups/v2/batch/query", {"phone_numbers": numbers})
    assert (status, answer["code"]) == (400, 20001)


def test_a_limit_holds_lookups_back_until_its_time_is_over(launch: Callable[..., Any]) -> None:
    live = launch(clock="test")
    path = LIMIT.format("caller_name", "minute")
    made = {"field": "caller_name", "limit": 2, "bucket": "minute", "owner": live.account_sid, "ttl": 60}
    assert ask(live, "PUT", path, {"limit": 2, "ttl": 60}) == (200, made)

    def names(fields: str = "caller_name") -> tuple[int, int]:
        status, answer = ask(live, "GET", f"/lookups/v2/PhoneNumbers/%2B14159929960?Fields={fields}")
        return status, answer.get("code", 0)

    assert [names() for _ in range(3)] == [(200, 0), (200, 0), (429, 20429)]
    assert names("sim_swap") == (200, 0)
    given = {"phone_numbers": [{"phone_number": "+14159929960", "fields": ["caller_name"]}]}
    [held] = ask(live, "POST", "/lookups/v2/batch/query", given)[1]["phone_numbers"]
    assert (held["twilio_error_code"], "caller_name" in held, held["valid"]) == (20429, False, True)
    live.control("POST", "clock", {"advance_s": 59})
    assert names() == (429, 20429)
    live.control("POST", "clock", {"advance_s": 1})
    assert names() == (200, 0)


def test_a_refused_lookup_says_when_to_ask_again(launch: Callable[..., Any]) -> None:
    live = launch(clock="test")
    ask(live, "PUT", LIMIT.format("validation", "none"), {"limit": 0, "ttl": 90})
    status, headers, _ = live.raw("GET", "/lookups/v2/PhoneNumbers/%2B14159929960")
    assert (status, headers["retry-after"]) == (429, "90")


def test_limits_are_listed_fetched_changed_and_deleted_and_outlive_the_server_as_their_counts_do(
    launch: Callable[..., Any],
) -> None:
    live = launch()
    ask(live, "PUT", LIMIT.format("caller_name", "day"), {"limit": 1, "ttl": 86400})
    assert ask(live, "GET", NAMED)[0] == 200
    for field in ("sim_swap", "pre_fill"):
        ask(live, "PUT", LIMIT.format(field, "day"), {"limit": 5, "ttl": 86400})
    live.process.terminate()
    assert live.process.wait(timeout=30) == 0
    live = launch(live.data)
    assert ask(live, "GET", NAMED)[1]["code"] == 20429
    assert ask(live, "PUT", LIMIT.format("caller_name", "day"), {"limit": 2})[0] == 200
    assert ask(live, "GET", NAMED)[0] == 200
    assert ask(live, "DELETE", LIMIT.format("caller_name", "day"))[0] == 204
    listed = ask(live, "GET", "/lookups/v2/RateLimits")[1]["rate_limits"]
    assert [each["field"] for each in listed] == ["sim_swap", "pre_fill"]
    listed = ask(live, "GET", "/lookups/v2/RateLimits?Fields=pre_fill")[1]["rate_limits"]
    assert [each["field"] for each in listed] == ["pre_fill"]
    path = LIMIT.format("sim_swap", "day")
    assert ask(live, "PUT", path, {"limit": 6})[1] == {**ask(live, "GET", path)[1], "limit": 6, "ttl": 86400}
    assert ask(live, "DELETE", path) == (204, None)
    assert ask(live, "GET", path)[0] == 404
    assert ask(live, "PUT", path, {"limit": 6})[1]["code"] == 20001


def test_an_eleventh_limit_of_a_package_is_refused_with_60210(live: Any) -> None:
    given = {"limit": 1000, "ttl": 1}
    answers = [ask(live, "PUT", LIMIT.format("pre_fill", number), given) for number in range(11)]
    assert [status for status, _ in answers] == [200] * 10 + [400]
    assert answers[-1][1]["code"] == 60210
