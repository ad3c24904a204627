"""The index that models search: SQLite's full text search over pages, in memory.

Columns are short ones, and what people mean stands in two of its own, since long texts drown the ranking.
Source: https://www.sqlite.org/fts5.html.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable
from typing import NamedTuple

from cordboard.catalogue.derive.pages import Page
from cordboard.catalogue.derive.vocabulary import concepts_of, words_of

MAX_WORDS = 40  # of a question: 200 characters hold no more than a hundred
# What bm25 multiplies a column with, in the order of the columns.
WEIGHTS = {"title": 4.0, "summary": 2.0, "words": 1.0, "intent": 4.0, "concepts": 1.5}
_LITTLE = "a an and are as at by do for from how i in is it my of on or that the this to was what with"
IGNORED = frozenset(_LITTLE.split())
_RANK = f"bm25(pages, {', '.join(str(weight) for weight in WEIGHTS.values())})"


class Wanted(NamedTuple):
    """What a search is limited to; an empty text limits nothing."""

    source: str = ""
    product: str = ""
    version: str = ""


class Index:
    """Finds pages by words."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self.by_id: dict[str, Page] = {}
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(
            f"CREATE VIRTUAL TABLE pages USING fts5({', '.join(WEIGHTS)}, id UNINDEXED, tokenize='porter unicode61')"
        )
        self.add(pages)

    def add(self, pages: Iterable[Page]) -> None:
        """Add pages; one whose id is there already is left out."""
        for page in pages:
            if page.id not in self.by_id:
                self.by_id[page.id] = page
                self._database.execute("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?)", (*_columns(page), page.id))

    def search(self, question: str, wanted: Wanted, limit: int, among: Container[str] | None = None) -> list[Page]:
        """Return the best pages, best first; with ``among`` only those that have one of these ids."""
        words = [word for word in words_of(question)[:MAX_WORDS] if word not in IGNORED]
        terms = [*words, *concepts_of(words)]
        if not terms:
            return []
        found = self._database.execute(
            f"SELECT id FROM pages WHERE pages MATCH ? ORDER BY {_RANK}, id",  # noqa: S608 - weights of this file
            (" OR ".join(f'"{term}"' for term in dict.fromkeys(terms)),),
        )
        chosen = []
        for (page_id,) in found:
            page = self.by_id[page_id]
            if _is_wanted(page, wanted) and (among is None or page_id in among):
                chosen.append(page)
            if len(chosen) == limit:
                break
        return chosen


def _columns(page: Page) -> tuple[str, ...]:
    title = " ".join([page.title, *words_of(page.title)])
    meaning = concepts_of(words_of(f"{page.title} {page.intent}"))
    return title, page.summary, " ".join(words_of(page.words)), page.intent, " ".join(meaning)


def _is_wanted(page: Page, wanted: Wanted) -> bool:
    return (
        (not wanted.source or page.source == wanted.source)
        and (not wanted.product or page.product == wanted.product)
        and (wanted.version in ("", "any") or page.version == wanted.version)
    )
