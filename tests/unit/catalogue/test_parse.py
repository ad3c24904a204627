"""Forms: decoded as the WHATWG URL standard says, and read into what an operation describes."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.base.problem import Problem, each_problem
from cordboard.catalogue.describe import Level, Operation, Surface, described, param, path, query
from cordboard.catalogue.parse import MAX_PAIRS, Reader, read_pairs
from cordboard.catalogue.wire import Text, Whole

NOT_A_FORM = 90007


@described
class Given:
    sid: str = path("Sid", Text(5), "Which.")
    to: str = param("To", Text(10), "To whom.", missing=21604, invalid=21211)
    body: str = param("Body", Text(10), "What.", missing=21602, invalid=21617)
    media: list[str] = param(
        "MediaUrl", Text(3), "Pictures.", default=(), many=True, most=2, invalid=21620, too_many=21623
    )
    validity: int | None = param("ValidityPeriod", Whole(1, 9), "How long.", default=None, invalid=21624)
    url: str | None = param("Url", Text(), "Cleared by an empty text.", default=None, keep_empty=True)
    name: str | None = query("Name", Text(5), "Only of this name.")


def operation(shape: type) -> Operation:
    made = Surface("test", "test", "v1", None)  # type: ignore[arg-type]  # a reader asks nothing of the dialect

    async def nothing(call: Any, given: Any) -> None:
        """Do nothing."""

    made.operation("POST", "/Things/{Sid}", name="X", says="", level=Level.READ, given=shape)(nothing)
    return made.operations[0]


READER = Reader(operation(Given))
PATH = {"Sid": "SM1"}


def read(form: bytes, where: dict[str, str] | None = None) -> tuple[Given, list[str]]:
    return READER.read(PATH if where is None else where, read_pairs(form))


def refused(form: bytes, where: dict[str, str] | None = None) -> list[tuple[int, str | None]]:
    with pytest.raises(Problem) as caught:
        read(form, where)
    return [(each.code, each.parameter) for each in each_problem(caught.value)]


# Decoding


@pytest.mark.parametrize(
    ("form", "pairs"),
    [
        # Source: web-platform-tests, url/urlencoded-parser.any.js; but for what is no UTF-8, which is refused here.
        (b"test", [("test", "")]),
        (b"test=", [("test", "")]),
        (b"=", [("", "")]),
        (b"=test", [("", "test")]),
        (b"", []),
        (b"&&&", []),
        (b"&test&", [("test", "")]),
        (b"a=b&c=d", [("a", "b"), ("c", "d")]),
        (b"a=b&a=c", [("a", "b"), ("a", "c")]),
        (b"a==a", [("a", "=a")]),
        (b"a=a+b+c+d", [("a", "a b c d")]),
        (b"a+b=c", [("a b", "c")]),
        (b"%61=%62", [("a", "b")]),
        (b"%61+%4d%4D=", [("a MM", "")]),
        (b"a=%2B", [("a", "+")]),
        (b"a=%26%3D%25", [("a", "&=%")]),
        (b"id=0&value=%", [("id", "0"), ("value", "%")]),
        (b"b=%2sf%2a", [("b", "%2sf*")]),
        (b"b=%2%2af%2a", [("b", "%2*f*")]),
        (b"b=%%2a", [("b", "%*")]),
        (b"a=%g1&b=%", [("a", "%g1"), ("b", "%")]),
        (b"a=b;c=d", [("a", "b;c=d")]),
        ("a=é&ü=😀".encode(), [("a", "é"), ("ü", "😀")]),
        (b"a=%C3%A9&b=%F0%9F%98%80", [("a", "é"), ("b", "😀")]),
        (b"a=\xc3%A9", [("a", "é")]),
        (b"a=%EF%BB%BFtest%EF%BB%BF", [("a", "\ufefftest\ufeff")]),
        (b"a=\x00%00", [("a", "\x00\x00")]),
    ],
)
def test_a_form_is_decoded_as_the_standard_says(form: bytes, pairs: list[tuple[str, str]]) -> None:
    assert read_pairs(form) == pairs


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=20)), max_size=20))
def test_what_the_standard_library_encodes_is_decoded_to_what_it_was(pairs: list[tuple[str, str]]) -> None:
    assert read_pairs(urlencode(pairs).encode()) == pairs


@given(st.text(alphabet="ab=&+%26zéC3A9", max_size=30))
def test_the_decoder_agrees_with_the_standard_librarys(form: str) -> None:
    try:
        expected = parse_qsl(form, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(Problem):
            read_pairs(form.encode())
        return
    # The standard library passes over a lone equals sign only.
    assert [pair for pair in read_pairs(form.encode()) if pair != ("", "")] == [
        pair for pair in expected if pair != ("", "")
    ]


@pytest.mark.parametrize("form", [b"a=\xff", b"\xc3=a", b"a=%FF", b"a=%C3", b"a=%ED%A0%80", b"a=%C0%80", b"%E9=x"])
def test_what_is_no_utf_8_is_refused(form: bytes) -> None:
    with pytest.raises(Problem) as caught:
        read_pairs(form)
    assert caught.value.code == NOT_A_FORM


def test_a_thousand_pairs_are_read_and_one_more_is_not() -> None:
    assert len(read_pairs(b"&".join([b"a=b"] * MAX_PAIRS))) == MAX_PAIRS == 1000
    for form in (b"&".join([b"a=b"] * (MAX_PAIRS + 1)), b"&" * 1_000_000):
        with pytest.raises(Problem) as caught:
            read_pairs(form)
        assert caught.value.code == NOT_A_FORM


@given(st.binary(max_size=60))
def test_no_bytes_break_the_decoder(form: bytes) -> None:
    try:
        pairs = read_pairs(form)
    except Problem:
        return
    assert len(pairs) <= form.count(b"&") + 1


# Reading what an operation describes


def test_each_parameter_is_read_by_its_wire_name() -> None:
    found, unknown = read(b"To=me&Body=Hi&MediaUrl=a&MediaUrl=b&ValidityPeriod=5&Name=x")
    assert (found.sid, found.to, found.body, found.validity, found.name) == ("SM1", "me", "Hi", 5, "x")
    assert found.media == ["a", "b"]
    assert unknown == []


def test_what_is_not_given_is_at_its_default() -> None:
    found, _ = read(b"To=me&Body=Hi")
    assert (found.media, found.validity, found.url, found.name) == ((), None, None, None)


def test_unknown_names_are_told_in_order_and_do_no_harm() -> None:
    found, unknown = read(b"To=me&Foo=1&Body=Hi&to=you&Foo=2&Sid=SM2")
    assert (found.to, found.sid) == ("me", "SM1")  # names are exact, and a path is not overwritten by a form
    assert unknown == ["Foo", "to", "Foo", "Sid"]


@pytest.mark.parametrize("form", [b"Body=Hi", b"To=&Body=Hi", b"To&Body=Hi"])
def test_a_required_parameter_that_is_absent_or_empty_is_missing(form: bytes) -> None:
    assert refused(form) == [(21604, "To")]


def test_every_fault_is_told_in_the_order_of_the_declaration() -> None:
    form = b"ValidityPeriod=10&MediaUrl=long&Body=" + b"x" * 11
    assert refused(form) == [(21604, "To"), (21617, "Body"), (21620, "MediaUrl"), (21624, "ValidityPeriod")]


def test_a_wrong_value_is_not_told_as_missing_too() -> None:
    assert refused(b"To=" + b"x" * 11 + b"&Body=Hi") == [(21211, "To")]


def test_a_malformed_part_of_the_path_is_a_resource_that_is_not_there() -> None:
    assert refused(b"To=me&Body=Hi", {"Sid": "too long"}) == [(20404, "Sid")]


def test_more_values_than_a_parameter_takes_have_their_own_code() -> None:
    assert refused(b"To=me&Body=Hi" + b"&MediaUrl=a" * 3) == [(21623, "MediaUrl")]
    assert refused(b"To=me&Body=Hi" + b"&MediaUrl=a" * 500) == [(21623, "MediaUrl")]


def test_a_value_that_is_given_twice_must_be_the_same() -> None:
    assert read(b"To=me&To=me&Body=Hi")[0].to == "me"
    assert refused(b"To=me&To=you&Body=Hi") == [(21211, "To")]


def test_an_empty_text_clears_only_what_can_be_cleared() -> None:
    found, _ = read(b"To=me&Body=Hi&Url=&ValidityPeriod=&MediaUrl=&Name=")
    assert (found.url, found.validity, found.media, found.name) == ("", None, (), None)


def test_a_name_in_two_spellings_is_one_parameter() -> None:
    reader = Reader(operation(Given), (str, str.lower))
    found, unknown = reader.read(PATH, [("To", "me"), ("body", "Hi"), ("BODY", "no")])
    assert (found.to, found.body, unknown) == ("me", "Hi", ["BODY"])
    with pytest.raises(Problem) as caught:
        reader.read(PATH, [("To", "me"), ("to", "you"), ("body", "Hi")])
    assert [(each.code, each.parameter) for each in each_problem(caught.value)] == [(21211, "to")]


def test_an_operation_without_parameters_reads_nothing() -> None:
    surface = Surface("test", "test", "v1", None)  # type: ignore[arg-type]

    async def nothing(call: Any, given: Any) -> None:
        """Do nothing."""

    surface.operation("GET", "/Things", name="X", says="", level=Level.READ)(nothing)
    assert Reader(surface.operations[0]).read({}, [("a", "b")]) == (None, ["a"])


@given(st.binary(max_size=80))
def test_no_form_breaks_the_reader(form: bytes) -> None:
    try:
        found, _ = read(b"To=me&Body=Hi&" + form)
    except Problem:
        return
    assert (found.to, found.body) == ("me", "Hi")
