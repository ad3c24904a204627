"""Wiring of the documentation: all pages that models search, of the catalogue, the guides and documents of others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import cordboard
import cordboard.twiml.voice.script  # whose parts put the verbs into their table
from cordboard.base.webhook import Purpose
from cordboard.catalogue.derive.imported import imported_pages
from cordboard.catalogue.derive.pages import Page, guide_page, hook_page, pages, verb_page
from cordboard.catalogue.describe import Surface
from cordboard.documents import FOLDER, UnreadableError, api_of, read_document
from cordboard.faces.mcp.index import Index
from cordboard.settings import SettingsError
from cordboard.twiml.voice.step import VERBS

log = logging.getLogger("cordboard.mcp")

PACKAGE = Path(cordboard.__file__).parent
GUIDES = ("tutorials", "how-to")
NEVER = 0


class Library:
    """The index of all pages: made with the first search, and made anew with the first one after an import."""

    def __init__(self, surfaces: Iterable[Surface], named: Sequence[tuple[str, Any]], data: Path) -> None:
        """Take what is described here, the documents named at the start, and the folder of the data."""
        self._surfaces, self._named, self._data = surfaces, named, data
        self._made: tuple[int, Index] | None = None
        self._making = asyncio.Lock()

    async def index(self) -> Index:
        """Return the index; making it takes a tenth of a second for a thousand pages, beside the event loop."""
        async with self._making:
            changed_ns = self._changed_ns()
            if self._made is None or self._made[0] != changed_ns:
                self._made = changed_ns, await asyncio.to_thread(self._make)
            return self._made[1]

    def _make(self) -> Index:
        return Index(all_pages(self._surfaces, [*self._named, *kept_documents(self._data)]))

    def _changed_ns(self) -> int:
        """Return when a document was last put in place, which changes the folder, in nanoseconds."""
        try:
            return (self._data / FOLDER).stat().st_mtime_ns
        except OSError:
            return NEVER


def all_pages(surfaces: Iterable[Surface], documents: Iterable[tuple[str, Any]]) -> Iterator[Page]:
    """Return every page there is to search, with those of documents of others by the names of their APIs."""
    yield from written_pages(surfaces)
    for api, document in documents:
        yield from imported_pages(api, document)


def named_documents(files: Iterable[Path]) -> list[tuple[str, Any]]:
    """Read the documents that were named at the start. Raises: SettingsError."""
    try:
        return [(api_of(file), read_document(file)) for file in files]
    except UnreadableError as fault:
        raise SettingsError(f"--openapi names what is no OpenAPI document: {fault}.") from fault


def kept_documents(data: Path) -> Iterator[tuple[str, Any]]:
    """Return the documents that were imported; one that was damaged since is left out, and told of."""
    for file in sorted((data / FOLDER).glob("*.json")):
        try:
            yield file.stem, read_document(file)
        except UnreadableError as fault:
            log.warning("An imported document is left out: %s; import it again.", fault)


def written_pages(surfaces: Iterable[Surface]) -> Iterator[Page]:
    """Return the pages about this server: those of operations, errors, verbs and web hooks, and the guides."""
    yield from pages(surfaces)
    for name, verb in sorted(VERBS.items()):
        yield verb_page(name, (verb.__doc__ or "").partition("\n")[0])
    yield from (hook_page(purpose.value) for purpose in Purpose)
    for folder in GUIDES:
        for guide in sorted((guides() / folder).glob("*.md")):
            yield guide_page(f"{folder}/{guide.stem}", guide.read_text())


def guides() -> Path:
    """Return the folder of the guides: a wheel has them inside the package, a working copy beside the sources."""
    packed = PACKAGE / "guides"
    return packed if packed.is_dir() else PACKAGE.parents[1] / "docs"
