"""How good searches are, by questions that were written before there was an index."""

from __future__ import annotations

import math
from pathlib import Path

from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.pages import pages, verb_page
from cordboard.faces.mcp.index import Index, Wanted
from cordboard.twiml.voice.script import VERBS

QUESTIONS = [line.split("\t") for line in (Path(__file__).parent / "questions.tsv").read_text().splitlines()]
FLOOR = 0.65  # measured: 0.69; what falls below has become worse by more than one question in forty
AT = 5


def index() -> Index:
    verbs = (verb_page(name, (verb.__doc__ or "").partition("\n")[0]) for name, verb in sorted(VERBS.items()))
    return Index([*pages(SURFACES), *verbs])


def answer_of(page_id: str) -> str:
    kinds = {"uri:/cordboard/v1/errors": "error::", "uri:/twiml": "twiml::"}
    where, _, last = page_id.rpartition("/")
    return f"{kinds[where]}{last}" if where in kinds else page_id.rpartition("::")[2]


def gain(found: list[str], wanted: set[str]) -> float:
    """Return nDCG@5. Source: Järvelin and Kekäläinen, 2002."""
    places = [place for place, each in enumerate(found) if each in wanted and each not in found[:place]]
    best = sum(1 / math.log2(place + 2) for place in range(min(len(wanted), AT)))
    return sum(1 / math.log2(place + 2) for place in places) / best


def test_there_are_at_least_60_questions_and_each_answer_exists() -> None:
    known = {answer_of(page_id) for page_id in index().by_id}
    assert len(QUESTIONS) >= 60
    assert {answer for _, answers in QUESTIONS for answer in answers.split()} <= known


def test_questions_find_their_answers_among_the_first_five() -> None:
    searched = index()
    gains = [
        gain([answer_of(page.id) for page in searched.search(question, Wanted(), AT)], set(answers.split()))
        for question, answers in QUESTIONS
    ]
    assert sum(gains) / len(gains) >= FLOOR


def test_what_looks_like_a_query_language_is_only_words() -> None:
    searched = index()
    for hostile in ('"', "title:x OR NEAR(a b)", "a* AND -b", "';--", "\x00abc", "ü" * 200):
        assert len(searched.search(hostile, Wanted(), AT)) <= AT
