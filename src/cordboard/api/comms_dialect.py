"""The dialect of the Communications API: nested JSON both ways, two spellings, cursor pages.

A request may use either spelling. An answer uses one: snake_case with words in lower case, or camelCase with words in
capitals, by the first of these that decides: the header X-Comms-Dialect, a header of the generated clients, the
spelling of the names in the request, the case of the words in it; else snake.
Source: the brief, "API mechanics" (snake); https://docs.comms.twilio.com (camel).
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from cordboard.api import conventions
from cordboard.api.conventions import JSON_TYPE, MAX_PAGE_SIZE, PAGE_SIZE
from cordboard.base.page import Direction, Page, PageRequest, Position
from cordboard.base.problem import Problem, each_problem
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.dialect import Bound, Exchange
from cordboard.catalogue.parse import read_pairs
from cordboard.catalogue.parse_json import JsonReader, read_json
from cordboard.catalogue.render import writer_of
from cordboard.catalogue.request import Answer
from cordboard.catalogue.wire import Style, iso8601
from cordboard.errors import entry, sentence

MAX_TOKEN_CHARS = 4096  # a token carries its filters, whose longest are ten tags of 384 characters
GENERIC = 20001
SNAKE, CAMEL = "snake", "camel"
_FERN_HEADERS = ("x-fern-language", "x-fern-sdk-name")
_CAMEL_HUMP, _SNAKE_JOINT = re.compile(r"[a-z0-9][A-Z]"), re.compile(r"[a-z0-9]_[a-z0-9]")
_JOINT = re.compile(r"_([a-z0-9])")
_WORD = re.compile(r"[A-Za-z]{2,}", re.ASCII)
_encode = msgspec.json.Encoder().encode


def lower_camel(name: str) -> str:
    """Return ``createdAt`` for ``created_at``."""
    return _JOINT.sub(lambda match: match[1].upper(), name)


STYLES: Mapping[str, Style] = {
    SNAKE: Style(iso8601, word=str.lower),
    CAMEL: Style(iso8601, spell=lower_camel, word=str.upper),
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """The result of a call that an operation carries out later: its id, and the collections it concerns."""

    operation_id: str
    operations: str
    resources: str


class Token(NamedTuple):
    """What a page token carries: the filters of the list, and the row after which the page begins."""

    filters: list[tuple[str, str]]
    key: int


def write_token(token: Token) -> str:
    """Return a token as text."""
    return urlsafe_b64encode(_encode([token.filters, str(token.key)])).rstrip(b"=").decode()


def read_token(text: str) -> Token:
    """Return what a token carries. Raises: Problem 20001."""
    try:
        if len(text) > MAX_TOKEN_CHARS or not text.isascii():
            raise ValueError
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        filters, key = msgspec.json.decode(raw, type=tuple[list[tuple[str, str]], str])
        if not (key.isascii() and key.isdigit() and int(key) < 1 << 63):
            raise ValueError
    except (ValueError, NotBase64, msgspec.DecodeError) as fault:
        raise Problem(GENERIC, parameter="page_token", value=text[:40]) from fault
    return Token(filters, int(key))


class Comms:
    """The Communications API."""

    conventions = conventions.COMMS
    extensions: tuple[str, ...] = ()

    def bind(self, operation: Operation) -> Bound:
        """Compile a reader that knows both spellings, and a writer for each."""
        view = operation.view
        writers = {name: writer_of(view, style) for name, style in STYLES.items()} if view else {}
        return Bound(operation, JsonReader(operation, (str, lower_camel)), writers)

    def read(self, exchange: Exchange) -> tuple[Any, list[str], PageRequest | None]:
        """Read path, query and JSON body. Raises: Problems, all of them."""
        bound = exchange.bound
        assert bound is not None  # noqa: S101 - the gate reads only what routing found
        request = exchange.request
        pairs = read_pairs(request.query.encode()) if request.query else []
        page = None
        if bound.operation.listing is not None:
            page, pairs = _page(pairs)
        given, unknown = bound.reader.read(exchange.values, pairs, read_json(request.body))
        return given, unknown, page

    def write(self, exchange: Exchange, result: Any) -> Answer:
        """Write JSON in the spelling of the request; a page with its tokens, an operation with its headers."""
        bound = exchange.bound
        assert bound is not None  # noqa: S101 - only what routing found has a result
        operation = bound.operation
        if result is None:
            return Answer(operation.success, b"", JSON_TYPE)
        if isinstance(result, Accepted):
            return _accepted(exchange, result)
        spelling = spelling_of(exchange)
        write = bound.writers[spelling]
        if operation.listing is None:
            return Answer(operation.success, _encode(write(result)), JSON_TYPE)
        key = STYLES[spelling].spell(operation.listing.key)
        rows = [write(item) for item in result.items]
        return Answer(200, _encode({key: rows, "pagination": _pagination(exchange, result, spelling)}), JSON_TYPE)

    def refuse(self, exchange: Exchange, problem: Problem) -> Answer:
        """Write every problem of the request at once."""
        status = entry(problem.code).status
        errors = [{"code": _code(each), "message": _message(each)} for each in each_problem(problem)]
        return Answer(status, _encode({"errors": errors, "status": status}), JSON_TYPE)


def _code(problem: Problem) -> int:
    """Return the code of a problem; one that is about no rule of its own has its HTTP status, as in the brief."""
    known = entry(problem.code)
    return known.status if known.code == GENERIC else known.code


def _message(problem: Problem) -> str:
    if problem.code != GENERIC or problem.message is not None:
        return sentence(problem)
    if "value" in problem.facts:
        value = "".join(each for each in str(problem.facts["value"])[:200] if each.isprintable())
        return f"The value '{value}' is not recognized for the field '{problem.parameter}'."
    return f"The field '{problem.parameter}' is required."


def _page(pairs: list[tuple[str, str]]) -> tuple[PageRequest, list[tuple[str, str]]]:
    """Return the page wanted, and the filters, which a token carries. Raises: Problem 20001."""
    names = {"page_size": "page_size", "pageSize": "page_size", "page_token": "page_token", "pageToken": "page_token"}
    paging = {names[name]: value for name, value in pairs if name in names}
    filters = [pair for pair in pairs if pair[0] not in names]
    size = paging.get("page_size") or str(PAGE_SIZE)
    if not (len(size) < 6 and size.isascii() and size.isdigit() and 1 <= int(size) <= MAX_PAGE_SIZE):
        raise Problem(GENERIC, parameter="page_size", value=size)
    text = paging.get("page_token")
    if not text:
        return PageRequest(int(size)), filters
    token = read_token(text)
    if filters and sorted(filters) != sorted(token.filters):
        raise Problem(GENERIC, parameter="page_token", value=text[:40])
    return PageRequest(int(size), 0, Position(Direction.ONWARDS, token.key)), token.filters


def _pagination(exchange: Exchange, page: Page[Any], spelling: str) -> dict[str, str | None]:
    pairs = read_pairs(exchange.request.query.encode())
    wanted, filters = _page(pairs)
    following = write_token(Token(filters, page.after.key)) if page.after else None
    token = write_token(Token(filters, wanted.position.key)) if wanted.position else None
    if spelling == CAMEL:
        return {"next": following, "self": token}
    path = "/" + exchange.request.path.rstrip("/").rpartition("/")[2]
    query = [*filters, ("page_size", str(wanted.size)), *([("page_token", token)] if token else [])]
    return {"next": following, "self": f"{path}?{urlencode(query)}"}


def _accepted(exchange: Exchange, accepted: Accepted) -> Answer:
    """Write a 202 for every kind of client: the brief's headers, and the body and headers of the newer documents."""
    assert exchange.bound is not None  # noqa: S101 - only what routing found has a result
    version = f"/{exchange.bound.operation.surface.version}"
    location = f"{version}{accepted.operations}/{accepted.operation_id}"
    absolute = f"{exchange.base_url}{location}"
    headers = [
        ("operation-id", accepted.operation_id),
        ("operation-location", location),
        ("resource-location", f"{version}{accepted.resources}"),
        ("operationId", accepted.operation_id),
        ("operationLocation", absolute),
    ]
    body = {"operationId": accepted.operation_id, "operationLocation": absolute}
    return Answer(202, _encode(body), JSON_TYPE, headers)


def spelling_of(exchange: Exchange) -> str:
    """Return the spelling that a request wants its answer in."""
    headers = exchange.request.headers
    asked = headers.get("x-comms-dialect", "").lower()
    if asked in STYLES:
        return asked
    if any(name in headers for name in _FERN_HEADERS):
        return CAMEL
    names, words = _names_and_words(exchange)
    return (
        _vote(names, _CAMEL_HUMP, _SNAKE_JOINT) or _vote(words, re.compile("^[A-Z]+$"), re.compile("^[a-z]+$")) or SNAKE
    )


def _names_and_words(exchange: Exchange) -> tuple[set[str], set[str]]:
    """Return the names that a request uses, and the single words among its values of enumerations."""
    request, names, words = exchange.request, set[str](), set[str]()
    for name, value in read_pairs(request.query.encode()):
        names.add(name)
        words.add(value)
    if request.body:
        _collect(read_json(request.body), names, words)
    return names, {word for word in words if _WORD.fullmatch(word)}


def _collect(value: object, names: set[str], words: set[str], depth: int = 0) -> None:
    if depth > 8:  # a message nests six deep; what is deeper decides no spelling
        return
    if isinstance(value, Mapping):
        names.update(str(name) for name in value)
        # "channel" holds a word of an enumeration in every request that there is; texts are no evidence.
        words.update(str(each) for name, each in value.items() if name == "channel")
        _collect_all(value.values(), names, words, depth)
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
