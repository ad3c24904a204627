"""The two spellings of the Communications API, and which of them a request uses.

An answer is in snake_case with words in lower case, or in camelCase with words in capitals, by the first of these that
decides: the header X-Comms-Dialect, a header of the generated clients, the spelling of the names in the request, the
case of the words in it; else snake.
Source: the brief, "API mechanics" (snake); https://docs.comms.twilio.com (camel).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from cordboard.base.problem import Problem
from cordboard.catalogue.dates import iso8601
from cordboard.catalogue.describe import Place
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.parse import read_pairs
from cordboard.catalogue.parse_json import read_json
from cordboard.catalogue.wire import Style

FREE = frozenset({"variables", "tags", "headers"})
"""Objects whose names are the client's own, and tell nothing of its spelling."""
MOST_NAMES = 1_000  # ten recipients with all that may be said of them have a few hundred
SNAKE, CAMEL = "snake", "camel"
_FERN_HEADERS = ("x-fern-language", "x-fern-sdk-name")
_HUMP = re.compile(r"(?<=[a-z0-9])[A-Z]")
_CAMEL_HUMP, _SNAKE_JOINT = re.compile(r"[a-z0-9][A-Z]"), re.compile(r"[a-z0-9]_[a-z0-9]")
_JOINT = re.compile(r"_([a-z0-9])")
_CAPITALS, _SMALL = re.compile("[A-Z]+$"), re.compile("[a-z]+$")
_WORD = re.compile(r"[A-Za-z]{2,}", re.ASCII)


def lower_camel(name: str) -> str:
    """Return ``createdAt`` for ``created_at``."""
    return _JOINT.sub(lambda match: match[1].upper(), name)


def snake(name: str) -> str:
    """Return ``created_at`` for ``createdAt``, and as it is what has no hump."""
    return _HUMP.sub(lambda match: f"_{match[0].lower()}", name)


STYLES: Mapping[str, Style] = {
    SNAKE: Style(iso8601, word=str.lower),
    CAMEL: Style(iso8601, spell=lower_camel, word=str.upper),
}


def body_of(exchange: Exchange) -> Mapping[str, object]:
    """Return the body; one that is a list is that of the one list which the operation takes. Raises: Problem 90007.

    Source: reference of the Communications API, section 5: senders are put into a pool by a list at the top.
    """
    body = exchange.request.body
    assert exchange.bound is not None  # noqa: S101 - only what routing found is read
    lists = [each.wire for each in exchange.bound.operation.parameters if each.many and each.place is Place.BODY]
    if len(lists) == 1 and body.lstrip()[:1] == b"[":
        body = b'{"%s":%s}' % (lists[0].encode(), body)
    return read_json(body)


def known_body(exchange: Exchange) -> Mapping[str, object]:
    """Return the body as far as it tells how its caller writes: an unreadable one tells nothing."""
    try:
        return body_of(exchange) if exchange.request.body else {}
    except Problem:  # the answer says so
        return {}


def spelling_of(exchange: Exchange) -> str:
    """Return the spelling that a request wants its answer in."""
    headers = exchange.request.headers
    asked = headers.get("x-comms-dialect", "").lower()
    if asked in STYLES:
        return asked
    if any(name in headers for name in _FERN_HEADERS):
        return CAMEL
    names, words = _names_and_words(exchange)
    return _vote(names, _CAMEL_HUMP, _SNAKE_JOINT) or _vote(words, _CAPITALS, _SMALL) or SNAKE


def _names_and_words(exchange: Exchange) -> tuple[set[str], set[str]]:
    """Return the names that a request uses, and the single words among its values of enumerations."""
    request, names, words = exchange.request, set[str](), set[str]()
    for name, value in read_pairs(request.query.encode()):
        names.add(name)
        words.add(value)
    _collect(known_body(exchange), names, words)
    return names, {word for word in words if _WORD.fullmatch(word)}


def _collect(value: object, names: set[str], words: set[str], depth: int = 0) -> None:
    if depth > 8 or len(names) > MOST_NAMES:  # a message nests six deep; what is deeper decides no spelling
        return
    if isinstance(value, Mapping):
        names.update(islice(value, MOST_NAMES))
        # "channel" holds a word of an enumeration in every request that there is; texts are no evidence.
        words.update([str(value["channel"])] if "channel" in value else ())
        _collect_all(
            (each for name, each in islice(value.items(), MOST_NAMES) if name not in FREE), names, words, depth
        )
    elif isinstance(value, list):
        _collect_all(value[:10], names, words, depth)


def _collect_all(values: Iterable[object], names: set[str], words: set[str], depth: int) -> None:
    for each in values:
        _collect(each, names, words, depth + 1)


def _vote(found: set[str], camel: re.Pattern[str], snake: re.Pattern[str]) -> str | None:
    """Return the spelling that all evidence points to; None where there is none, or it is mixed."""
    camels, snakes = any(camel.search(each) for each in found), any(snake.search(each) for each in found)
    if camels == snakes:
        return None
    return CAMEL if camels else SNAKE
