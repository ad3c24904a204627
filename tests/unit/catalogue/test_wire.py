"""Wire kinds: each is read and written as its standard says, and read back as what was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from email.utils import format_datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cordboard.catalogue.dates import DAY_MS, SECOND_MS, DateFilter, Instant, Span, iso8601, rfc2822
from cordboard.catalogue.links import MAX_URL_LENGTH, RelativeUri, UriMap, Url
from cordboard.catalogue.wire import (
    Anything,
    Boolean,
    Kind,
    Malformed,
    Method,
    Number,
    OneOf,
    SidOf,
    Style,
    Text,
    Whole,
)


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark-blue"


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLAIN, DATED = Style(iso8601), Style(rfc2822, ".json")
seconds = st.integers(0, 253_402_300_799)
zones = st.builds(lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-14 * 60, 14 * 60))


def ms(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)


def written(kind: Kind, value: object, style: Style = PLAIN) -> object:
    writer = kind.writer(style)
    return value if writer is None else writer(value)


# Dates


@given(seconds)
def test_rfc_2822_dates_are_those_of_the_standard_library(second: int) -> None:
    at = EPOCH + timedelta(seconds=second)
    assert rfc2822(second * 1000) == rfc2822(second * 1000 + 999) == format_datetime(at)


@given(seconds)
def test_iso_8601_dates_are_those_of_the_standard_library(second: int) -> None:
    at = EPOCH + timedelta(seconds=second)
    assert iso8601(second * 1000) == iso8601(second * 1000 + 999) == at.isoformat().replace("+00:00", "Z")


def test_the_published_dates_are_written_as_published() -> None:
    # Reference, "Conventions", and RFC 2822 section 3.3.
    assert rfc2822(ms(datetime(2010, 8, 20, 1, 13, 42, tzinfo=UTC))) == "Fri, 20 Aug 2010 01:13:42 +0000"
    assert iso8601(ms(datetime(2015, 7, 30, 20, 12, 31, tzinfo=UTC))) == "2015-07-30T20:12:31Z"


@given(st.builds(datetime.fromtimestamp, st.floats(86_400, 253_402_200_000), zones))
def test_an_instant_is_read_in_every_form_and_zone(at: datetime) -> None:
    whole = at.replace(microsecond=0)
    assert Instant().read(whole.isoformat()) == ms(whole)
    assert Instant().read(format_datetime(whole)) == ms(whole)
    assert Instant().load(at.replace(microsecond=123_000).isoformat()) == ms(at.replace(microsecond=123_000))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-08-29T10:40:00Z", datetime(2026, 8, 29, 10, 40, tzinfo=UTC)),
        ("2026-08-29T10:40:00", datetime(2026, 8, 29, 10, 40, tzinfo=UTC)),
        ("2026-08-29 10:40:00", datetime(2026, 8, 29, 10, 40, tzinfo=UTC)),
        ("2026-08-29", datetime(2026, 8, 29, tzinfo=UTC)),
        ("20260829T104000Z", datetime(2026, 8, 29, 10, 40, tzinfo=UTC)),
        ("2026-08-29T12:40:00.5+02:00", datetime(2026, 8, 29, 10, 40, 0, 500_000, tzinfo=UTC)),
        ("Sat, 29 Aug 2026 10:40:00 +0000", datetime(2026, 8, 29, 10, 40, tzinfo=UTC)),
        ("Sat, 29 Aug 2026 10:40:00 GMT", datetime(2026, 8, 29, 10, 40, tzinfo=UTC)),
        ("Sat, 29 Aug 2026 03:40:00 PDT", datetime(2026, 8, 29, 10, 40, tzinfo=UTC)),  # RFC 2822 section 4.3
        ("29 Aug 2026 12:40 +0200", datetime(2026, 8, 29, 10, 40, tzinfo=UTC)),
        ("Sat, 29 Aug 2026 10:40:00 -0000", datetime(2026, 8, 29, 10, 40, tzinfo=UTC)),
    ],
)
def test_the_forms_of_both_standards_are_read(text: str, at: datetime) -> None:
    assert Instant().read(text) == ms(at)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "tomorrow 10:00",
        "2026-13-01",
        "2026-02-30T00:00:00Z",
        "2026-08-29T25:00:00Z",
        "29/08/2026",
        "1788000000",
        "٢٠٢٦-08-29",
        "0001-01-01T00:00:00+14:00",  # before the first instant that there is
        "9999-12-31T23:59:59-14:00",
        "Mon, 01 Jan 99999999999 00:00:00 +0000",
        "Mon, 01 Jan 2026 00:00:00 +999999",
        "Mon, 01 Jan 2026 99:99:99 +0000",
        "2026-08-29T10:40:00Z" + " " * 21,
        "1 Jan",
        ",",
        "::",
    ],
)
def test_what_is_no_date_is_malformed(text: str) -> None:
    for kind in (Instant(), DateFilter()):
        with pytest.raises(Malformed):
            kind.read(text)


@given(st.text(alphabet="0123456789+-:,. TZJanFebMonGMT", max_size=40))
def test_no_puzzle_of_a_date_breaks_the_reader(text: str) -> None:
    try:
        assert isinstance(Instant().read(text), int)
    except Malformed:
        return


@pytest.mark.parametrize("value", [None, 5, True, 1.5, ["2026-08-29"], {}])
def test_a_date_in_json_is_text(value: object) -> None:
    with pytest.raises(Malformed):
        Instant().load(value)


def test_an_absent_instant_is_written_as_null() -> None:
    assert written(Instant(), None) is None
    assert written(Instant(), 0, DATED) == "Thu, 01 Jan 1970 00:00:00 +0000"


@given(st.dates(EPOCH.date(), date(9999, 12, 30)))
def test_a_day_stands_for_all_of_it(day: date) -> None:
    span = DateFilter().read(str(day))
    assert isinstance(span, Span)
    assert (span.first_ms % DAY_MS, span.end_ms - span.first_ms) == (0, DAY_MS)


def test_an_instant_in_a_filter_stands_for_its_second() -> None:
    first_ms = ms(datetime(2026, 8, 29, 10, 40, tzinfo=UTC))
    assert DateFilter().read("2026-08-29T10:40:00Z") == Span(first_ms, first_ms + SECOND_MS)
    assert DateFilter().read("2026-08-29T10:40:00.9Z") == Span(first_ms, first_ms + SECOND_MS)
    # The official clients write a date as its midnight.
    assert DateFilter().read("2026-08-29T00:00:00Z") == DateFilter().read("2026-08-29")


# Numbers and truth


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_whole_number_is_read_back_as_written(number: int) -> None:
    for kind in (Whole(), Whole(as_text=True)):
        assert kind.load(written(kind, number)) == kind.read(str(number)) == number


@pytest.mark.parametrize(
    "text",
    ["", "x", "1.0", "1e3", "0x10", "1_000", " 5", "5 ", "5\n", "--5", "+-5", "٥", "²", "½", "9" * 21, "1" * 5000],
)
def test_what_is_no_whole_number_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        Whole().read(text)


@pytest.mark.parametrize("value", [None, True, False, 1.0, [1], {}])
def test_a_whole_number_in_json_is_a_number_or_digits(value: object) -> None:
    with pytest.raises(Malformed):
        Whole().load(value)
    assert Whole().load(5) == Whole().load("5") == 5


@given(st.integers(-100, 100))
def test_a_whole_number_lies_within_its_bounds(number: int) -> None:
    kind = Whole(-10, 10)
    if -10 <= number <= 10:
        assert kind.read(str(number)) == kind.load(number) == number
    else:
        for read, value in ((kind.read, str(number)), (kind.load, number)):
            with pytest.raises(Malformed):
                read(value)  # type: ignore[operator]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_price_keeps_its_digits(price: Decimal) -> None:
    text = written(Number(), price)
    assert Number().read(str(text)) == price
    assert str(Number().read("-0.00750")) == "-0.00750"


@pytest.mark.parametrize(
    "text", ["", "x", "NaN", "sNaN", "Infinity", "-inf", "1,5", "1_000", " 1", "1\n", "٥", ".", "1" * 41, "0x1", "1e"]
)
def test_what_is_no_number_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        Number().read(text)


@pytest.mark.parametrize(("value", "number"), [(1, "1"), (0.75, "0.75"), ("0.750", "0.750")])
def test_a_number_in_json_is_a_number_or_digits(value: object, number: str) -> None:
    assert Number().load(value) == Decimal(number)
    for other in (None, True, [1], float("nan"), float("inf")):
        with pytest.raises(Malformed):
            Number().load(other)


@pytest.mark.parametrize("text", ["true", "True", "TRUE", "1"])
def test_truth_is_read_as_the_clients_of_all_languages_write_it(text: str) -> None:
    assert Boolean().read(text) is Boolean().load(text) is Boolean().load(True) is True
    false = {"1": "0"}.get(text, "False")
    assert Boolean().read(false) is Boolean().load(False) is False


@pytest.mark.parametrize("value", ["", "yes", "on", "2", " true", 1, 0, None, []])
def test_what_is_neither_true_nor_false_is_malformed(value: object) -> None:
    with pytest.raises(Malformed):
        Boolean().load(value)


# Words


def test_a_word_is_one_of_its_enumeration() -> None:
    assert OneOf(Colour).read("dark-blue") is Colour.DARK_BLUE
    assert written(OneOf(Colour), Colour.RED) == "red"
    assert written(OneOf(Colour), Colour.DARK_BLUE, Style(iso8601, word=str.upper)) == "DARK-BLUE"
    assert OneOf(Colour, any_case=True).load("RED") is Colour.RED
    for kind, text in ((OneOf(Colour), "RED"), (OneOf(Colour), ""), (OneOf(Colour, any_case=True), "green")):
        with pytest.raises(Malformed):
            kind.read(text)


def test_a_method_is_get_or_post() -> None:
    assert [Method().read(text) for text in ("GET", "post", "Get")] == ["GET", "POST", "GET"]
    for text in ("", "PUT", "GET ", "ＧＥＴ"):
        with pytest.raises(Malformed):
            Method().read(text)


@given(st.text(max_size=20))
def test_text_is_any_text_up_to_its_length(text: str) -> None:
    kind = Text(10)
    if len(text) <= 10:
        assert kind.load(text) == text
    else:
        with pytest.raises(Malformed):
            kind.read(text)


def test_a_sid_is_of_its_kind() -> None:
    sid = "SM" + "0a" * 16
    assert SidOf(("SM", "MM")).read(sid) == sid
    for text in ("", "AC" + "0a" * 16, sid + "0", sid[:-1], sid.lower()):
        with pytest.raises(Malformed):
            SidOf(("SM", "MM")).read(text)


# URLs


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com:8080/a/b?c=d&e=%20#rc=2",
        "HTTP://EXAMPLE.COM/",
        "https://user:pass@example.com/",
        "http://127.0.0.1:5000/sms",
        "http://[::1]:5000/sms",
        "http://localhost/",
        "https://xn--bcher-kva.example/",
        "https://example.com./",
        "https://example.com/café",
        "https://example.com/under_score",
    ],
)
def test_an_absolute_url_is_kept_as_given(url: str) -> None:
    assert Url().read(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "/sms",
        "//example.com/",
        "ftp://example.com/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://",
        "http:///path",
        "http://exa_mple.com/",  # error 21609: host names have no underscore
        "http://exa mple.com/",
        "http://example.com/a b",
        "http://example.com/\n",
        "http://example.com/\r\nX: y",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://example.com:x/",
        "http://[::1/",
        "http://-/",
        "http://example.com/" + "a" * MAX_URL_LENGTH,
    ],
)
def test_what_is_no_url_to_call_is_malformed(url: str) -> None:
    with pytest.raises(Malformed):
        Url().read(url)


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://a"]))
def test_no_text_breaks_the_reading_of_urls(text: str, prefix: str) -> None:
    try:
        assert Url().read(prefix + text) == prefix + text
    except Malformed:
        return


# What is only written


class Resource:
    account_sid = "AC1"
    sid = "SM2"


def test_uris_are_made_of_the_resource_and_the_dialect() -> None:
    template = "/2010-04-01/Accounts/{account_sid}/Messages/{sid}"
    path = "/2010-04-01/Accounts/AC1/Messages/SM2"
    assert written(RelativeUri(template), Resource()) == path
    assert written(RelativeUri(template), Resource(), DATED) == f"{path}.json"
    below = UriMap((("media", template + "/Media"), ("feedback", template + "/Feedback")))
    assert written(below, Resource(), DATED) == {"media": f"{path}/Media.json", "feedback": f"{path}/Feedback.json"}


# Schemas


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Text(3), "abc", "abcd"),
        (Whole(1, 9), 5, 10),
        (Whole(as_text=True), "5", 5),
        (Boolean(), True, "true"),
        (OneOf(Colour), "red", "green"),
        (Method(), "GET", "PUT"),
        (SidOf(("SM",)), "SM" + "0" * 32, "AC" + "0" * 32),
        (Number(), "0.75", 0.75),
        (Anything(), {"a": [1]}, None),
        (UriMap((("a", "/a"),)), {"a": "/a"}, {"a": 1}),
    ],
)
def test_a_schema_admits_what_is_written_and_not_what_is_wrong(kind: Kind, good: object, bad: object) -> None:
    validator = Draft202012Validator(kind.schema())
    assert validator.is_valid(good)
    assert bad is None or not validator.is_valid(bad)


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.none())))
def test_no_json_value_breaks_a_kind(value: object) -> None:
    kinds: list[Kind] = [Text(3), Whole(0, 9), Number(), Boolean(), OneOf(Colour), Method(), Url(), Instant()]
    loads: list[Callable[[object], object]] = [kind.load for kind in kinds]
    for load in loads:
        try:
            load(value)
        except Malformed:
            continue


def test_the_pattern_of_a_sid_schema_is_the_prefix() -> None:
    pattern = SidOf(("SM", "MM")).schema()["pattern"]
    assert isinstance(pattern, str)
    assert re.match(pattern, "MM00")
    assert not re.match(pattern, "AC00")
