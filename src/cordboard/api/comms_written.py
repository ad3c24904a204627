"""A request of the Communications API as its caller wrote it: how a field is spelled there, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cordboard.api.comms_spelling import FREE, STYLES, known_body, lower_camel, spelling_of
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.parse import read_pairs

Place = tuple[int, ...]
"""Where a field stands: first what is in the query, then the body, in its order; what is missing comes last."""
QUERY, BODY = 0, 1
_ITEM = re.compile(r"\[([0-9]+)\]")
_END = re.compile(r"[.\[]|$")


class Written:
    """Finds the fields of a request by their paths, like ``to[0].contact_id``, in either spelling."""

    def __init__(self, exchange: Exchange) -> None:
        self._query = [name for name, _ in read_pairs(exchange.request.query.encode())]
        self._body = known_body(exchange)
        self._places: dict[int, dict[str, int]] = {}
        self.spell = STYLES[spelling_of(exchange)].spell

    def find(self, path: str) -> tuple[str, Place]:
        """Return a path as it is written, or would be, and its place."""
        if self._key(self._body, path) is None:
            for name in (path, lower_camel(path)):
                if name in self._query:
                    return name, (QUERY, self._query.index(name))
        name, place = self._within(self._body, path, is_free=False)
        return name, (BODY, *place)

    def _within(self, value: object, path: str, *, is_free: bool) -> tuple[str, Place]:
        """Find what is left of a path in a value; ``is_free`` is one whose names are the caller's own."""
        item = _ITEM.match(path)
        if item is not None and isinstance(value, Sequence) and not isinstance(value, str):
            index = int(item[1])
            inner = value[index] if index < len(value) else None
            rest, place = self._within(inner, path[item.end() :].removeprefix("."), is_free=False)
            return _joined(item[0], rest), (index, *place)
        key = self._key(value, path)
        if key is None or not isinstance(value, Mapping):
            name = path if is_free else self.spell(path)
            return name, (len(value) if isinstance(value, Mapping) else 0,) if path else ()
        written, length = key
        rest = path[length:].removeprefix(".")
        rest, place = self._within(value[written], rest, is_free=written in FREE)
        return _joined(written, rest), (self._index(value, written), *place)

    def _key(self, value: object, path: str) -> tuple[str, int] | None:
        """Return the key of an object that a path begins with, the longest as it may have dots, and where it ends."""
        if not isinstance(value, Mapping) or not path:
            return None
        for end in reversed([each.start() for each in _END.finditer(path)]):
            name = path[:end]
            for spelled in (name, lower_camel(name)):
                if spelled in value:
                    return spelled, end
        return None

    def _index(self, value: Mapping[str, object], key: str) -> int:
        """Return which of the keys of an object one is."""
        known = self._places.get(id(value))
        if known is None:
            known = self._places[id(value)] = {name: place for place, name in enumerate(value)}
        return known[key]


def _joined(name: str, rest: str) -> str:
    return f"{name}{'' if not rest or rest[0] == '[' else '.'}{rest}"
