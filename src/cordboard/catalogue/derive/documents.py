"""The documents of all surfaces, made when they are first asked for and then kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from cordboard.catalogue.derive.openapi import openapi
from cordboard.catalogue.derive.parts import base_path
from cordboard.catalogue.describe import Surface


@dataclass(frozen=True, slots=True)
class Listed:
    """One document, in the list of them."""

    name: str
    title: str
    operations: int


class Documents:
    """OpenAPI documents by the names of their surfaces."""

    def __init__(self, surfaces: Iterable[Surface], *, version: str, server: Callable[[], str]) -> None:
        """Take the surfaces; ``server`` tells the URL of this server once it listens."""
        self._surfaces = {surface.name: surface for surface in surfaces}
        self._version, self._server = version, server
        self._made: dict[str, bytes] = {}

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """Return the surfaces that have documents."""
        return tuple(self._surfaces.values())

    def listed(self) -> tuple[Listed, ...]:
        """Return what there is."""
        return tuple(
            Listed(name, f"{surface.host}{base_path(surface)}", len(surface.operations))
            for name, surface in self._surfaces.items()
        )

    def document(self, name: str) -> bytes | None:
        """Return a document as JSON, or None where no surface has the name."""
        if name not in self._surfaces:
            return None
        if name not in self._made:
            document = openapi(self._surfaces[name], version=self._version, server=self._server())
            self._made[name] = msgspec.json.encode(document)
        return self._made[name]
