"""The index that models search: pages by how well they answer, limited to what was asked for."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import islice, zip_longest
from typing import NamedTuple

from cordboard.catalogue.derive.pages import API, DOCS, Page
from cordboard.faces.mcp.ranking import FIELDS, Ranking, Scored

ANY = "any"
CLOSE = 50  # pages whose titles are looked at; ten are answered at most


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
        ranked = [
            sorted(self._ranking.named(found, question)) for found in self._closest(question, wanted, among).values()
        ]
        ranked.sort(key=lambda found: found[:1] or [(0.0, 0)])
        turns = (each for turn in zip_longest(*ranked) for each in turn if each is not None)
        return [self._pages[number] for _, number in islice(turns, limit)]

    def _closest(self, question: str, wanted: Wanted, among: Container[str] | None) -> dict[str, list[Scored]]:
        """Return the best pages of each source, before it counts whether their titles were asked for."""
        found: dict[str, list[Scored]] = {API: [], DOCS: []}
        left = len(found) * CLOSE
        for scored in self._ranking.best_first(question):
            page = self._pages[scored[1]]
            close = found[page.source]
            if len(close) < CLOSE and self._is_wanted(page, wanted) and (among is None or page.id in among):
                close.append(scored)
                left -= 1
                if not left:
                    break
        return found

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


def _current(pages: Iterable[Page]) -> frozenset[str]:
    """Return the ids of the newest version of each operation of a product."""
    found: dict[tuple[str, str], Page] = {}
    for page in pages:
        key = (page.product, page.title)
        found[key] = max(found.get(key, page), page, key=_age)
    return frozenset(page.id for page in found.values())


def _age(page: Page) -> tuple[int, str]:
    return int("".join(filter(str.isdigit, page.version)) or 0), page.version
