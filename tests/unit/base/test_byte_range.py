"""Range requests, against the examples of RFC 9110 section 14."""

from email.parser import BytesParser
from email.policy import HTTP

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cordboard.base.byte_range import MAX_RANGES, slice_of

TEN_THOUSAND = bytes(at * 7 % 251 for at in range(10_000))  # the representation of the examples in section 14.1.2
KIND = "audio/x-wav"


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-499", 0, 499),
        ("bytes=500-999", 500, 999),
        ("bytes=-500", 9500, 9999),
        ("bytes=9500-", 9500, 9999),
        ("bytes=500-600,601-999", 500, 999),
        ("bytes=500-700,601-999", 500, 999),
        ("bytes=0-", 0, 9999),
        ("BYTES=9000-20000", 9000, 9999),
        ("bytes=-20000", 0, 9999),
        ("bytes=9999-", 9999, 9999),
        ("bytes=20000-,5-6", 5, 6),
    ],
)
def test_one_range_is_answered_with_206(header, first, last):
    found = slice_of(TEN_THOUSAND, header, KIND)
    assert (found.status, found.content_type, found.body) == (206, KIND, TEN_THOUSAND[first : last + 1])
    assert dict(found.headers) == {"Accept-Ranges": "bytes", "Content-Range": f"bytes {first}-{last}/10000"}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0,-1", [(0, 0), (9999, 9999)]),
        ("bytes= 0-999, 4500-5499, -1000", [(0, 999), (4500, 5499), (9000, 9999)]),
    ],
)
def test_ranges_apart_are_answered_in_parts(header, expected):
    found = slice_of(TEN_THOUSAND, header, KIND)
    assert found.status == 206
    assert "Content-Range" not in dict(found.headers)  # section 15.3.7.2: never in the outer header
    read = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {found.content_type}\r\n\r\n".encode() + found.body)
    parts = list(read.iter_parts())
    assert [part["Content-Range"] for part in parts] == [f"bytes {first}-{last}/10000" for first, last in expected]
    assert [part.get_payload(decode=True) for part in parts] == [TEN_THOUSAND[a : b + 1] for a, b in expected]
    assert {part.get_content_type() for part in parts} == {KIND}


@pytest.mark.parametrize("header", ["bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=20000-30000,-0"])
def test_a_range_beyond_the_end_is_answered_with_416_and_the_length(header):
    found = slice_of(TEN_THOUSAND, header, KIND)
    assert (found.status, found.body) == (416, b"")
    assert dict(found.headers)["Content-Range"] == "bytes */10000"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes=",
        "bytes=-",
        "bytes=5",
        "bytes=9-5",
        "bytes=1-2;3-4",
        "bytes=a-b",
        "bytes=--5",
        "bytes=0-1,9-5",
        "bytes=1 - 2",
        "bytes=\u0661-\u0662",
        "lines=1-2",
        "0-499",
        "bytes=" + "9" * 5000 + "-",
        "bytes=" + ",".join(f"{at * 2}-{at * 2}" for at in range(MAX_RANGES + 1)),
        "bytes=" + "0-," * 4000,
    ],
)
def test_what_is_no_range_of_bytes_is_ignored(header):
    found = slice_of(TEN_THOUSAND, header, KIND)
    assert (found.status, found.body, found.headers) == (200, TEN_THOUSAND, (("Accept-Ranges", "bytes"),))


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-5", "bytes=0-0"])
def test_nothing_is_served_whole(header):
    assert slice_of(b"", header, KIND).status == 200


@given(data=some.binary(min_size=1, max_size=60), first=some.integers(0, 80), length=some.integers(1, 80))
def test_a_range_is_the_slice_or_there_is_nothing_of_it(data, first, length):
    found = slice_of(data, f"bytes={first}-{first + length - 1}", KIND)
    expected = data[first : first + length]
    assert (found.status, found.body) == ((206, expected) if expected else (416, b""))


@given(some.text(alphabet="bytes=-,0123456789 \t", max_size=40))
def test_whatever_is_asked_for_gets_an_answer_no_longer_than_it_must_be(header):
    found = slice_of(bytes(100), header, KIND)
    assert found.status in (200, 206, 416)
    assert len(found.body) <= 100 + MAX_RANGES * 200
