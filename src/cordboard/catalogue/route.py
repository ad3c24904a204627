"""Routing: from host and path to an operation, at a cost that does not grow with the number of operations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from cordboard.catalogue.describe import Operation, Surface
from cordboard.catalogue.dialect import Bound, Dialect, Exchange
from cordboard.catalogue.request import Request

MAX_PATH_LENGTH = 4096
# Paths of collections come again and again; those of single resources do not, so paths with more values than the
# account are not kept.
MAX_KEPT, MAX_KEPT_VALUES = 1024, 1
PRODUCT_VERSION = re.compile(r"v[0-9]{1,2}")
PRODUCT = re.compile(r"[a-z][a-z-]{0,30}")


class _Planted:
    """An operation at its place; the first request for it makes it ready, since most are never called."""

    __slots__ = ("_bound", "_dialect", "_operation", "names")

    def __init__(self, dialect: Dialect, operation: Operation, names: tuple[str, ...]) -> None:
        self.names = names
        self._dialect, self._operation = dialect, operation
        self._bound: Bound | None = None

    def ready(self) -> Bound:
        if self._bound is None:
            self._bound = self._dialect.bind(self._operation)
        return self._bound


class _Node:
    """A place in the tree of paths: fixed segments, one variable segment, and the methods that end here."""

    __slots__ = ("fixed", "methods", "variable")

    def __init__(self) -> None:
        self.fixed: dict[str, _Node] = {}
        self.variable: _Node | None = None
        self.methods: dict[str, _Planted] = {}

    def alike(self, segment: str) -> Iterator[_Node]:
        """Give the places that follow with a segment of this name, in any case, or with any segment."""
        yield from (node for name, node in self.fixed.items() if name.casefold() == segment)
        if self.variable is not None:
            yield self.variable


class Router:
    """Finds surface and operation: by host, then prefix, then the bare path; what has no version is at the root."""

    def __init__(self, surfaces: Iterable[Surface], unserved: Surface | None = None) -> None:
        """Build the tree once; two operations on one path and method are a mistake in the catalogue.

        ``unserved`` speaks for products of which nothing is described; without it the first surface does.
        """
        self._surfaces = list(surfaces)
        self._unserved = unserved
        self._roots = {surface.name: _Node() for surface in self._surfaces}
        self._by_host = {
            (surface.host, version): surface
            for surface in self._surfaces
            for version in (surface.version, *surface.aliases)
        }
        self._by_product = {surface.host: surface for surface in reversed(self._surfaces) if surface.host}
        self._by_bare: dict[tuple[str, str], Surface] = {}
        self._at_root: dict[str, Surface] = {}
        for surface in self._surfaces:
            for operation in surface.operations:
                self._plant(surface, operation)
                first = operation.path.split("/")[1].partition(".")[0]
                if surface.version:
                    for version in (surface.version, *surface.aliases):
                        self._by_bare.setdefault((version, first), surface)
                else:
                    self._at_root.setdefault(first, surface)
        self._fallback = self._surfaces[0]
        self._kept: dict[tuple[str, str, str], tuple[Dialect, Bound, dict[str, str], str, str]] = {}

    def _plant(self, surface: Surface, operation: Operation) -> None:
        node, names = self._roots[surface.name], []
        for segment in operation.path.split("/")[1:]:
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.variable = node.variable or _Node()
                node = node.variable
            else:
                node = node.fixed.setdefault(segment, _Node())
        if operation.method in node.methods:
            raise ValueError(f"{operation.method} {operation.path} is described twice")
        node.methods[operation.method] = _Planted(surface.dialect, operation, tuple(names))

    @property
    def surfaces(self) -> list[Surface]:
        """Return every surface, for what is derived from the catalogue."""
        return self._surfaces

    def find(self, request: Request) -> Exchange:
        """Return the exchange; its operation is None where nothing is described."""
        host = request.headers.get("host", "localhost")
        known = (request.method, host, request.path)
        kept = self._kept.get(known)
        if kept is not None:
            dialect, bound, values, extension, prefix = kept
            return Exchange(request, dialect, bound, values.copy(), extension, f"{request.scheme}://{host}{prefix}")
        # What has no slash, as the target of OPTIONS * (RFC 9112 section 3.2.4), is at no place.
        segments = (request.path.split("/")[1:] if len(request.path) <= MAX_PATH_LENGTH else []) or [""]
        surface, rest, prefix = self._surface(request, segments)
        base_url = f"{request.scheme}://{host}{prefix}"
        extension = ""
        if rest and surface.dialect.extensions:
            stem, dot, ending = rest[-1].rpartition(".")
            if dot and ending in surface.dialect.extensions:
                rest[-1], extension = stem, ending
        exchange = Exchange(request, surface.dialect, None, {}, extension, base_url)
        if surface is self._unserved:
            exchange.unserved = _product_of(request, segments)
            exchange.dialect = self._called(host, segments, surface).dialect
            return exchange
        self._descend(surface, rest, exchange)
        if exchange.bound is None and surface is self._fallback:
            exchange.dialect = self._called(host, segments, surface).dialect
        if exchange.bound is not None and len(exchange.values) <= MAX_KEPT_VALUES:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            self._kept[known] = (surface.dialect, exchange.bound, exchange.values.copy(), extension, prefix)
        return exchange

    def resembles(self, host: str, segments: Sequence[str]) -> bool:
        """Tell whether a path, from its version on, is an operation's but for case, ending or method."""
        version, *rest = [segment.casefold() for segment in segments]
        nodes = [
            self._roots[each.name]
            for each in self._surfaces
            if each.host == host and version in (each.version, *each.aliases)
        ]
        for segment in [*rest[:-1], *[last.partition(".")[0] for last in rest[-1:]]]:
            nodes = [following for node in nodes for following in node.alike(segment)]
        return any(node.methods for node in nodes)

    def _surface(self, request: Request, segments: list[str]) -> tuple[Surface, list[str], str]:
        if len(segments) < 2:
            return self._at_root.get(segments[0], self._fallback), segments, ""
        named = self._by_host.get((segments[0], segments[1]))
        if named is not None:
            return named, segments[2:], f"/{segments[0]}"
        hosted = self._by_host.get((request.headers.get("host", "").partition(".")[0], segments[0]))
        if hosted is not None:
            return hosted, segments[1:], ""
        bare = self._by_bare.get((segments[0], segments[1].partition(".")[0]))
        if bare is not None:
            return bare, segments[1:], ""
        if self._unserved is not None and any(PRODUCT_VERSION.fullmatch(segment) for segment in segments[:2]):
            return self._unserved, segments, ""
        return self._fallback, segments, ""

    def _called(self, host: str, segments: list[str], otherwise: Surface) -> Surface:
        """Return a surface of the product that was called, so that a refusal has its form."""
        product = self._by_product.get(segments[0]) or self._by_product.get(host.partition(".")[0])
        return product or otherwise

    def _descend(self, surface: Surface, segments: list[str], exchange: Exchange) -> None:
        node, values = self._roots[surface.name], []
        for segment in segments:
            following = node.fixed.get(segment)
            if following is None:
                if node.variable is None or not segment:
                    return
                following = node.variable
                values.append(unquote(segment) if "%" in segment else segment)
            node = following
        method = exchange.request.method
        found = node.methods.get("GET" if method == "HEAD" else method)  # RFC 9110, section 9.3.2
        if found is None:
            exchange.allowed = tuple(sorted({*node.methods, *(("HEAD",) if "GET" in node.methods else ())}))
            return
        exchange.bound = found.ready()
        exchange.values = dict(zip(found.names, values, strict=True))


def _product_of(request: Request, segments: list[str]) -> str:
    """Return how the product is called that a path or a host names, with its version."""
    host = request.headers.get("host", "").partition(".")[0]
    name, version = (host, segments[0]) if PRODUCT_VERSION.fullmatch(segments[0]) else segments[:2]
    return f"{name}/{version}" if PRODUCT.fullmatch(name) else version
