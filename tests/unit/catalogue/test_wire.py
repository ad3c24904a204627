"""Wire kinds: each is read and written as its standard says, and read back as what was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cordboard.catalogue.dates import Instant, iso8601
from cordboard.catalogue.links import UriMap, Url
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


PLAIN = Style(iso8601)


def written(kind: Kind, value: object, style: Style = PLAIN) -> object:
    writer = kind.writer(style)
    return value if writer is None else writer(value)


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
