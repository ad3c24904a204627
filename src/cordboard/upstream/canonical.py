"""The one form in which a decided call goes on: the path of the catalogue and the parameters as they were read.

Whatever could be read differently over there than it was judged here is refused: what the operation does not describe,
and one name given twice. Source: the ways round a gate, reference on agents, section 4.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, quote_plus, urlencode, urlsplit

import msgspec

from cordboard.base.problem import Problem
from cordboard.catalogue.dialect import Bound, Exchange
from cordboard.catalogue.parse import read_pairs
from cordboard.catalogue.unlisted import ACCOUNT as ACCOUNT_PART
from cordboard.catalogue.unlisted import Unlisted

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
UNFORWARDABLE = 90023
ACCOUNT, CORE = "AccountSid", "api"
MOST_SHAPES = 4096  # some times as many as there are operations
MOST_PARTS = 256  # 4 MB where each is as long as a target may be
_SEPARATORS = ("/", "\\", "%", ";")


class Canonical(NamedTuple):
    """A call in canonical form; ``host`` is its product's, ``path`` begins with the version, and holds the query."""

    method: str
    host: str
    path: str
    body: bytes
    content_type: str


class Shape(NamedTuple):
    """What is the same in all calls of an operation: ``parts`` of its path, ``many`` are names that may be repeated."""

    method: str
    host: str
    parts: tuple[str, ...]
    many: frozenset[str]


@lru_cache(MOST_SHAPES)
def _shape(bound: Bound) -> Shape:
    operation = bound.operation
    surface = operation.surface
    return Shape(
        operation.method,
        surface.host,
        tuple(f"/{surface.version}{operation.path}".split("/")),
        frozenset(each.wire for each in operation.parameters if each.many),
    )


def canonical(exchange: Exchange, given: object, unknown: list[str], account_sid: str) -> Canonical:
    """Return a call as it goes on, for an account there. Raises: Problem 90023."""
    bound, request = exchange.bound, exchange.request
    assert bound is not None  # noqa: S101 - the gate carries out only what routing found
    if isinstance(given, Unlisted):
        return _unlisted(bound.operation.method, given, account_sid)
    if unknown:
        raise Problem(UNFORWARDABLE, parameter=unknown[0][:100], reason="the catalogue does not describe it")
    shape = _shape(bound)
    path = _path(shape, exchange.values, account_sid) + (f".{exchange.extension}" if exchange.extension else "")
    pairs = exchange.pairs
    is_json = pairs is None
    if pairs is None:
        pairs = read_pairs(request.query.encode()) if request.query else []
    _refuse_repeated(pairs, shape.many)
    if is_json and request.body:
        return Canonical(shape.method, shape.host, _with(path, pairs), _json(request.body), JSON)
    if not is_json and shape.method == "POST":
        return Canonical("POST", shape.host, path, _form(pairs).encode(), FORM)
    return Canonical(shape.method, shape.host, _with(path, pairs), b"", "")


def _unlisted(method: str, given: Unlisted, account_sid: str) -> Canonical:
    """Return what the catalogue does not describe, from what was read of it."""
    parts = [account_sid if part == ACCOUNT_PART else quote(part, safe="") for part in given.path.split("/")]
    path = "/".join(parts) + (f"?{urlencode(given.query, doseq=True)}" if given.query else "")
    if given.document is not None:
        return Canonical(method, given.host, path, msgspec.json.encode(given.document), JSON)
    body = urlencode(given.form, doseq=True).encode() if given.form else b""
    return Canonical(method, given.host, path, body, FORM if body else "")


def made_at(exchange: Exchange, account_sid: str, sid: str) -> str:
    """Return where the resource is found that a call has made there."""
    assert exchange.bound is not None  # noqa: S101 - the gate carries out only what routing found
    path = _path(_shape(exchange.bound), exchange.values, account_sid)
    return f"{path}/{quote(sid, safe='')}{exchange.dialect.conventions.suffix}"


def _path(shape: Shape, values: Mapping[str, str], account_sid: str) -> str:
    return "/".join([_part(each, values, account_sid) if each[:1] == "{" else each for each in shape.parts])


def _part(segment: str, values: Mapping[str, str], account_sid: str) -> str:
    """Return what a variable part of a path is in a call; most name the same account. Raises: Problem 90023."""
    name = segment[1:-1]
    return _quoted(name, account_sid if name == ACCOUNT else values[name])


@lru_cache(MOST_PARTS)
def _quoted(name: str, value: str) -> str:
    if not _is_one_part(value):
        raise Problem(UNFORWARDABLE, parameter=name, reason="it is no single part of a path")
    return quote(value, safe="")


def _is_one_part(value: str) -> bool:
    """Tell whether a value stays one part of a path, even for who decodes it twice."""
    return value not in ("", ".", "..") and value.isprintable() and not any(each in value for each in _SEPARATORS)


def _refuse_repeated(pairs: list[tuple[str, str]], many: frozenset[str]) -> None:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen and name not in many:
            raise Problem(UNFORWARDABLE, parameter=name[:100], reason="it is given twice")
        seen.add(name)


def _with(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{_form(pairs)}" if pairs else path


# What stands for each character of ASCII in a form, as `quote_plus` writes it, in an eighth of its time.
_ESCAPED = {code: quote_plus(chr(code)) for code in range(128)}


def _form(pairs: list[tuple[str, str]]) -> str:
    """Write a form. Source: WHATWG URL, application/x-www-form-urlencoded serializing."""
    return "&".join([f"{_escaped(name)}={_escaped(value)}" for name, value in pairs])


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED) if text.isascii() else quote_plus(text)


def _json(body: bytes) -> bytes:
    """Write a body anew, so that of a name given twice only what was judged is left."""
    return msgspec.json.encode(msgspec.json.decode(body))


@lru_cache(MOST_SHAPES)
def root_of(base_url: str, host: str) -> str:
    """Return where a product is found: beside `api.` in the name of the host, else under a path of its name.

    The core API is at the base itself, on whose host Twilio has it.
    """
    parts = urlsplit(base_url)
    if host == CORE:
        return base_url
    if parts.netloc.startswith("api."):
        return f"{parts.scheme}://{host}.{parts.netloc[4:]}"
    return f"{base_url}/{host}"
