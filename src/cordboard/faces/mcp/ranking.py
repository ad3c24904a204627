"""How well pages answer a question: BM25F, with what words mean beside the words themselves.

Source: Robertson, Zaragoza, Taylor, Simple BM25 Extension to Multiple Weighted Fields, 2004.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from cordboard.catalogue.derive.vocabulary import concepts_of, stems_of

# What a word counts by where it stands, and how much the length of that text takes away (b of BM25).
FIELDS: Mapping[str, tuple[float, float]] = {
    "title": (2.0, 0.6),
    "intent": (6.0, 0.1),
    "summary": (1.0, 0.5),
    "words": (1.0, 0.5),
    "parameters": (0.3, 0.9),
    "text": (0.4, 0.9),
}
SATURATION = 1.2  # k1 of BM25, as most use it
MEANT = 0.5  # what a shared meaning counts, where a shared word counts 1
NAMED = 0.8  # how much more a page counts all of whose title was asked for
CONCEPT = "="  # begins the terms that are meanings; no word has it


Scored = tuple[float, int]
"""A score and the number of a page; the lower the better, so that the best is first where they are sorted."""


class Ranking:
    """Scores pages by their texts."""

    def __init__(self, texts: Sequence[Mapping[str, str]]) -> None:
        """Take the texts of each page, by field."""
        weights = _weights(texts)
        self._pages = len(texts)
        self._added = {term: _added(pages, len(texts)) for term, pages in weights.items()}
        self._titles = [[_senses(stem) for stem in set(stems_of(each["title"]))] for each in texts]

    def best_first(self, question: str) -> Iterator[Scored]:
        """Give each page that has anything of a question with its score, the best first, of equals the first."""
        totals = self._totals(question)
        # Sorted by what each has, which is a number: pairs take five times as long to compare.
        for page in sorted([page for page, score in enumerate(totals) if score], key=totals.__getitem__, reverse=True):
            yield -totals[page], page

    def _totals(self, question: str) -> list[float]:
        """Return what each page has of a question."""
        asked = dict.fromkeys(stems_of(question))
        totals = [0.0] * self._pages
        for stem in asked:
            for page, score in self._added.get(stem, ()):
                totals[page] += score
        for meaning in concepts_of(asked):
            for page, score in self._added.get(CONCEPT + meaning, ()):
                totals[page] += MEANT * score
        return totals

    def named(self, scores: Iterable[Scored], question: str) -> list[Scored]:
        """Return scores that are higher for pages whose title was asked for, in its words or by their meaning."""
        asked = {sense for stem in stems_of(question) for sense in _senses(stem)}
        return [(score * (1 + NAMED * self._share(page, asked)), page) for score, page in scores]

    def _share(self, page: int, asked: set[str]) -> float:
        title = self._titles[page]
        return sum(not senses.isdisjoint(asked) for senses in title) / max(len(title), 1)


def _weights(texts: Sequence[Mapping[str, str]]) -> dict[str, dict[int, float]]:
    """Return how much of each term a page has: by where it stands, and how long the text there is."""
    terms = {name: [_terms(each.get(name, "")) for each in texts] for name in FIELDS}
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for name, (weight, slope) in FIELDS.items():
        average = max(sum(map(len, terms[name])) / max(len(texts), 1), 1)
        for page, words in enumerate(terms[name]):
            each = weight / (1 - slope + slope * len(words) / average)
            for term, times in Counter(words).items():
                found[term][page] = found[term].get(page, 0.0) + times * each
    return found


def _added(pages: Mapping[int, float], count: int) -> tuple[tuple[int, float], ...]:
    """Return what a term adds to the score of each page that has it."""
    rarity = math.log(1 + (count - len(pages) + 0.5) / (len(pages) + 0.5))
    return tuple((page, rarity * weight / (weight + SATURATION)) for page, weight in pages.items())


def _terms(text: str) -> list[str]:
    stems = stems_of(text)
    return [*stems, *(CONCEPT + each for each in concepts_of(stems))]


@lru_cache(maxsize=20_000)
def _senses(stem: str) -> frozenset[str]:
    return frozenset((stem, *(CONCEPT + each for each in concepts_of((stem,)))))
