"""Dates on the wire are read and written as their standards say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.base.clock import to_rfc2822
from cordboard.catalogue.dates import DAY_MS, SECOND_MS, DateFilter, Instant, Span, iso8601
from cordboard.catalogue.wire import Malformed, Style

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DATED = Style(to_rfc2822, ".json")
seconds = st.integers(0, 253_402_300_799)
zones = st.builds(lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-14 * 60, 14 * 60))


def ms(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)


@given(seconds)
def test_rfc_2822_dates_are_those_of_the_standard_library(second: int) -> None:
    at = EPOCH + timedelta(seconds=second)
    assert to_rfc2822(second * 1000) == to_rfc2822(second * 1000 + 999) == format_datetime(at)


@given(seconds)
def test_iso_8601_dates_are_those_of_the_standard_library(second: int) -> None:
    at = EPOCH + timedelta(seconds=second)
    assert iso8601(second * 1000) == iso8601(second * 1000 + 999) == at.isoformat().replace("+00:00", "Z")


def test_the_published_dates_are_written_as_published() -> None:
    # Reference, "Conventions", and RFC 2822 section 3.3.
    assert to_rfc2822(ms(datetime(2010, 8, 20, 1, 13, 42, tzinfo=UTC))) == "Fri, 20 Aug 2010 01:13:42 +0000"
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
    write = Instant().writer(DATED)
    assert write is not None
    assert write(None) is None
    assert write(0) == "Thu, 01 Jan 1970 00:00:00 +0000"


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
