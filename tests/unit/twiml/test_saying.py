"""What say-as makes of digits, dates and the like. Source: https://www.w3.org/TR/ssml-sayas/ and Polly's say-as tag."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cordboard.twiml.voice.saying import KINDS, said_as


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("digits", "4711", "4 7 1 1"),
        ("digits", "ID 12-34", "ID 1 2-3 4"),
        ("characters", "ab1 c", "A B 1 C"),
        ("spell-out", "cat", "C A T"),
        ("cardinal", "12,345", "twelve thousand three hundred forty five"),
        ("number", "-7", "minus seven"),
        ("cardinal", "1000000", "one million"),
        ("cardinal", "seven", "seven"),
        ("ordinal", "1", "first"),
        ("ordinal", "22nd", "twenty second"),
        ("ordinal", "30", "thirtieth"),
        ("ordinal", "112", "one hundred twelfth"),
        ("fraction", "1/2", "one half"),
        ("fraction", "2/3", "two thirds"),
        ("fraction", "3+1/2", "three and one half"),
        ("telephone", "+1 (415) 555-2671", "plus 1, 4 1 5, 5 5 5, 2 6 7 1"),
        ("telephone", "none", "none"),
        ("time", "1'21\"", "one minute twenty one seconds"),
        ("time", "2:30pm", "2:30pm"),
        ("expletive", "damn", "bleep"),
        ("address", "221 Baker St.", "221 Baker St."),
        ("", "as it stands", "as it stands"),
    ],
)
def test_a_text_is_said_as_its_kind(kind: str, text: str, said: str) -> None:
    assert said_as(text, kind) == said


@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        ("mdy", "03/04/2024", "March fourth twenty twenty four"),
        ("dmy", "03/04/2024", "April third twenty twenty four"),
        ("ymd", "1984-12-24", "December twenty fourth nineteen eighty four"),
        ("md", "7-4", "July fourth"),
        ("my", "5/2009", "May two thousand nine"),
        ("y", "1906", "nineteen oh six"),
        ("", "20261126", "November twenty sixth twenty twenty six"),
        ("", "????1126", "November twenty sixth"),
        ("", "13/40/2024", "13/40/2024"),
        ("dmy", "soon", "soon"),
        ("xyz", "1/2/3", "1/2/3"),
    ],
)
def test_a_date_is_said_by_the_order_of_its_parts(form: str, text: str, said: str) -> None:
    assert said_as(text, "date", form) == said


@given(some.text(max_size=40), some.sampled_from(KINDS), some.sampled_from(("", "mdy", "ymd", "hms12")))
def test_any_text_is_said_as_any_kind(text: str, kind: str, form: str) -> None:
    assert len(said_as(text, kind, form)) <= 40 * max(len(text), 1)
