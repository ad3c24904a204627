"""The index that models search: pages by how well they answer, limited to what was asked for."""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterable
from itertools import zip_longest
from typing import NamedTuple

from cordboard.catalogue.derive.pages import API, DOCS, Page
from cordboard.faces.mcp.ranking import FIELDS, Ranking

ANY = "any"
CLOSE = 100  # pages whose titles are looked at; ten are answered at most


class Wanted(NamedTuple):
    """What a search is limited to; an empty text limits nothing, but without a version the newest counts.

    ``topics`` limits pages of documentation alone.
    """

    source: str = ""
    product: str = ""
    version: str = ""
    topics: tuple[str, ...] = ()


class Index:
    """Finds pages by words."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self.by_id: dict[str, Page] = {}
        for page in pages:
            self.by_id.setdefault(page.id, page)  # what is described here counts more than what was imported
        self._pages = list(self.by_id.values())
        self._ranking = Ranking([{name: getattr(page, name) for name in FIELDS} for page in self._pages])
        self._current = _current(self._pages)

    @property
    def products(self) -> list[str]:
        """Return the products that there are operations of."""
        return sorted({page.product for page in self._pages if page.product})

    def search(self, question: str, wanted: Wanted, limit: int, among: Container[str] | None = None) -> list[Page]:
        """Return the best pages, best first; with ``among`` only those that have one of these ids.

        Where both sources are wanted, they take turns, and the one with the best page of all begins.
        """
        found: dict[str, list[tuple[int, float]]] = {API: [], DOCS: []}
        for number, score in self._ranking.scores(question).items():
            page = self._pages[number]
            if self._is_wanted(page, wanted) and (among is None or page.id in among):
                found[page.source].append((number, score))
        close = [self._ranking.named(heapq.nsmallest(CLOSE, each, key=_order), question) for each in found.values()]
        ranked = [heapq.nsmallest(limit, each, key=_order) for each in close]
        ranked.sort(key=lambda found: _order(found[0]) if found else (0.0, 0))
        turns = (pair for turn in zip_longest(*ranked) for pair in turn if pair is not None)
        return [self._pages[number] for number, _ in turns][:limit]

    def _is_wanted(self, page: Page, wanted: Wanted) -> bool:
        if wanted.source and page.source != wanted.source:
            return False
        if page.source == DOCS and wanted.topics and not set(wanted.topics) & page.topics:
            return False
        if wanted.product and page.product != wanted.product:
            return False
        if wanted.version == ANY or page.source == DOCS:
            return True
        return page.version == wanted.version if wanted.version else page.id in self._current


def _order(scored: tuple[int, float]) -> tuple[float, int]:
    number, score = scored
    return -score, number


def _current(pages: Iterable[Page]) -> frozenset[str]:
    """Return the ids of the newest version of each operation of a product."""
    found: dict[tuple[str, str], Page] = {}
    for page in pages:
        key = (page.product, page.title)
        found[key] = max(found.get(key, page), page, key=_age)
    return frozenset(page.id for page in found.values())


def _age(page: Page) -> tuple[int, str]:
    return int("".join(filter(str.isdigit, page.version)) or 0), page.version
