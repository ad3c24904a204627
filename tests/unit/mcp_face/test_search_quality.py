"""How good searches are, by questions that were written before there was an index, and by some held out from tuning."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import pytest

from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.pages import API
from cordboard.catalogue.derive.vocabulary import words_of
from cordboard.faces.mcp.index import Index, Wanted
from cordboard.wiring.library import written_pages

HERE = Path(__file__).parent
AT = 5
# What was measured, rounded down; what falls below has become worse by more than one question in forty.
FLOORS = {"questions.tsv": 0.92, "held_out.tsv": 0.66}
KINDS = {"uri:/cordboard/v1/errors": "error::", "uri:/twiml": "twiml::"}

Grades = dict[str, int]


@cache
def index() -> Index:
    return Index(written_pages(SURFACES))


def questions(file: str) -> list[tuple[str, Grades]]:
    """Return questions with how much each page answers them: 3 does, 1 helps."""
    found = []
    for line in (HERE / file).read_text().splitlines():
        question, answers = line.split("\t")
        graded = [answer.partition("=") for answer in answers.split()]
        found.append((question, {answer: int(grade or 3) for answer, _, grade in graded}))
    return found


def answer_of(page_id: str, grades: Grades) -> str:
    """Return what a set of questions calls a page: its id, or the older set's name without the API."""
    where, _, last = page_id.rpartition("/")
    short = f"{KINDS[where]}{last}" if where in KINDS else page_id.rpartition("::")[2]
    return page_id if page_id in grades else short


def gain(found: list[str], grades: Grades) -> float:
    """Return nDCG@5. Source: Järvelin and Kekäläinen, 2002."""
    counted = [0 if each in found[:place] else grades.get(each, 0) for place, each in enumerate(found)]
    best = sorted(grades.values(), reverse=True)[:AT]
    return _discounted(counted) / _discounted(best)


def _discounted(gains: list[int]) -> float:
    return sum(each / math.log2(place + 2) for place, each in enumerate(gains))


@pytest.mark.parametrize("file", FLOORS)
def test_questions_find_their_answers_among_the_first_five(file: str) -> None:
    gains = [
        gain([answer_of(page.id, grades) for page in index().search(question, Wanted(), AT)], grades)
        for question, grades in questions(file)
    ]
    assert sum(gains) / len(gains) >= FLOORS[file]


def test_there_are_at_least_60_questions_and_40_held_out_and_each_answer_exists() -> None:
    older, held_out = questions("questions.tsv"), questions("held_out.tsv")
    assert len(older) >= 60
    assert len(held_out) >= 40
    ids = set(index().by_id)
    assert {answer for _, grades in held_out for answer in grades} <= ids
    assert {answer for _, grades in older for answer in grades} <= {answer_of(each, {}) for each in ids}


@pytest.mark.parametrize("question", ["{}", "{} verb", "TwiML {}", "how does the {} verb work"])
def test_every_verb_is_among_the_first_five_by_its_name(question: str) -> None:
    pages = [page.id for page in index().by_id.values() if page.id.startswith("uri:/twiml/")]
    assert len(pages) > 15
    for page in pages:
        asked = question.format(page.rpartition("/")[2])
        assert page in [each.id for each in index().search(asked, Wanted(), AT)], asked


def test_words_that_are_written_with_a_hump_are_found_in_lower_case() -> None:
    assert words_of("TwiML for WhatsApp, sendMessage") == ["twiml", "for", "whatsapp", "send", "message"]


def test_what_looks_like_a_query_language_is_only_words() -> None:
    for hostile in ('"', "title:x OR NEAR(a b)", "a* AND -b", "';--", "\x00abc", "ü" * 200):
        assert len(index().search(hostile, Wanted(API), AT)) <= AT
