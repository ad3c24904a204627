"""The dialect of the Communications API: nested JSON both ways, two spellings, cursor pages.

A request may use either spelling. An answer uses one: snake_case with words in lower case, or camelCase with words in
capitals, by the first of these that decides: the header X-Comms-Dialect, a header of the generated clients, the
spelling of the names in the request, the case of the words in it; else snake.
Source: the brief, "API mechanics" (snake); https://docs.comms.twilio.com (camel).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from cordboard.api import conventions
from cordboard.api.conventions import JSON_TYPE, MAX_PAGE_SIZE, PAGE_SIZE
from cordboard.api.page_tokens import FIRST_KEY, MIXED, Token, read_token, refused, write_token
from cordboard.base.page import Direction, Page, PageRequest, Position
from cordboard.base.problem import Problem, Problems, each_problem
from cordboard.catalogue.dates import iso8601
from cordboard.catalogue.describe import Operation, Place
from cordboard.catalogue.dialect import Bound, Exchange
from cordboard.catalogue.parse import read_pairs
from cordboard.catalogue.parse_json import JsonReader, read_json
from cordboard.catalogue.render import writer_of
from cordboard.catalogue.request import Answer
from cordboard.catalogue.wire import Style
from cordboard.errors import entry, sentence

GENERIC = 20001
MAX_SHOWN = 200  # characters of a wrong value that an answer repeats
FREE = frozenset({"variables", "tags", "headers"})
"""Objects whose names are the client's own, and tell nothing of its spelling."""
SNAKE, CAMEL = "snake", "camel"
_FERN_HEADERS = ("x-fern-language", "x-fern-sdk-name")
_HUMP = re.compile(r"(?<=[a-z0-9])[A-Z]")
_CAMEL_HUMP, _SNAKE_JOINT = re.compile(r"[a-z0-9][A-Z]"), re.compile(r"[a-z0-9]_[a-z0-9]")
_JOINT = re.compile(r"_([a-z0-9])")
_CAPITALS, _SMALL = re.compile("[A-Z]+$"), re.compile("[a-z]+$")
_WORD = re.compile(r"[A-Za-z]{2,}", re.ASCII)
_encode, _encode_any = msgspec.json.Encoder().encode, msgspec.json.Encoder(enc_hook=str).encode


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


@dataclass(frozen=True, slots=True)
class Accepted:
    """The result of a call that an operation carries out later: its id, and the collections it concerns."""

    operation_id: str
    operations: str
    resources: str


@dataclass(frozen=True, slots=True)
class AcceptedResource:
    """The result of a call that changes one resource later: its id, and the collection it is in."""

    resource_id: str
    resources: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The result of a call that found a resource: the path where it is, below the version."""

    path: str


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
            try:
                page, pairs = _page(exchange, pairs)
            except Problem as fault:
                raise Problems([*_filter_faults(exchange, pairs), fault]) from fault
        given, unknown = bound.reader.read(exchange.values, pairs, _body_of(exchange))
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
        if isinstance(result, AcceptedResource):
            return _accepted_resource(exchange, result)
        if isinstance(result, Moved):
            return Answer(operation.success, b"", JSON_TYPE, [("Location", _locations(exchange, result.path)[1])])
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
        told: dict[str, object] = {
            "errors": [{"code": _code(each), "message": _message(each)} for each in each_problem(problem)],
            "status": status,
        }
        return Answer(status, _encode(told | ({"details": problem.details} if problem.details else {})), JSON_TYPE)


def _filter_faults(exchange: Exchange, pairs: list[tuple[str, str]]) -> tuple[Problem, ...]:
    """Return what is wrong with a list beside its page."""
    assert exchange.bound is not None  # noqa: S101 - only what routing found is read
    try:
        filters = [pair for pair in pairs if pair[0] not in _PAGING]
        exchange.bound.reader.read(exchange.values, filters, _body_of(exchange))
    except Problem as problem:
        return each_problem(problem)
    return ()


def _body_of(exchange: Exchange) -> Mapping[str, object]:
    """Return the body; one that is a list is that of the one list which the operation takes. Raises: Problem 90007.

    Source: reference of the Communications API, section 5: senders are put into a pool by a list at the top.
    """
    body = exchange.request.body
    assert exchange.bound is not None  # noqa: S101 - only what routing found is read
    lists = [each.wire for each in exchange.bound.operation.parameters if each.many and each.place is Place.BODY]
    if len(lists) == 1 and body.lstrip()[:1] == b"[":
        body = b'{"%s":%s}' % (lists[0].encode(), body)
    return read_json(body)


def _code(problem: Problem) -> int:
    """Return the code of a problem; one that is about no rule of its own has its HTTP status, as in the brief."""
    known = entry(problem.code)
    return known.status if known.code == GENERIC else known.code


def _message(problem: Problem) -> str:
    facts = problem.facts
    if problem.code != GENERIC or problem.message is not None:
        return sentence(problem)
    if "most" in facts:
        return f"The field '{problem.parameter}' holds more than {facts['most']} items."
    if "value" in facts:
        return f"The value '{shown(facts['value'])}' is not recognized for the field '{problem.parameter}'."
    return f"The field '{problem.parameter}' is required."


def shown(value: object) -> str:
    """Return a value as an answer may repeat it: JSON if it is no text, cut, without characters that cannot be seen."""
    text = value if isinstance(value, str) else _encode_any(value).decode()
    return "".join(each for each in text[:MAX_SHOWN] if each.isprintable())


_PAGING = {"page_size": "page_size", "pageSize": "page_size", "page_token": "page_token", "pageToken": "page_token"}


def _place(exchange: Exchange) -> str:
    """Return what a token is for: an account, and a list with what stands in its path."""
    assert exchange.bound is not None  # noqa: S101 - only what routing found is read
    return f"{exchange.account_sid} {exchange.bound.operation.name} {sorted(exchange.values.items())}"


def _page(exchange: Exchange, pairs: list[tuple[str, str]]) -> tuple[PageRequest, list[tuple[str, str]]]:
    """Return the page wanted, and the filters, which a token carries. Raises: Problem 20001."""
    paging: dict[str, str] = {}
    for name, value in pairs:
        if name in _PAGING and paging.setdefault(_PAGING[name], value) != value:
            raise Problem(GENERIC, parameter=name, value=value)
    filters = [(snake(name), value) for name, value in pairs if name not in _PAGING and value]
    size = paging.get("page_size") or str(PAGE_SIZE)
    if not (len(size) < 6 and size.isascii() and size.isdigit() and 1 <= int(size) <= MAX_PAGE_SIZE):
        raise Problem(GENERIC, parameter=_spelled("page_size", pairs), value=size)
    text = paging.get("page_token")
    if not text or exchange.seal is None or exchange.is_forwarded:
        return PageRequest(int(size)), [pair for pair in pairs if pair[0] not in _PAGING]
    token = read_token(text, _place(exchange), exchange.seal)
    if filters and sorted(filters) != sorted(token.filters):
        raise refused(MIXED)
    return PageRequest(int(size), 0, Position(Direction.ONWARDS, token.key)), token.filters


def _spelled(name: str, pairs: list[tuple[str, str]]) -> str:
    """Return a parameter's name as the request spells it."""
    return next((given for given, _ in pairs if _PAGING.get(given) == name), name)


def _pagination(exchange: Exchange, page: Page[Any], spelling: str) -> dict[str, str | None]:
    """Return the tokens of a page: of the next one, and of itself in the form of the spelling."""
    assert exchange.bound is not None  # noqa: S101 - only what routing found has a result
    seal, place = exchange.seal, _place(exchange)
    if seal is None:  # outside of a server nothing can be signed
        return {"next": None, "self": None}
    wanted, filters = _page(exchange, read_pairs(exchange.request.query.encode()))
    filters = [(snake(name), value) for name, value in filters if value]
    following = write_token(Token(filters, page.after.key), place, seal) if page.after else None
    token = write_token(Token(filters, wanted.position.key if wanted.position else FIRST_KEY), place, seal)
    if spelling == CAMEL:
        return {"next": following, "self": token}
    path = exchange.bound.operation.path
    for name, value in exchange.values.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    query = [*filters, ("page_size", str(wanted.size)), ("page_token", token)]
    return {"next": following, "self": f"{path}?{urlencode(query)}"}


def _locations(exchange: Exchange, path: str) -> tuple[str, str]:
    """Return a path with its version, and as a URL where the client is."""
    assert exchange.bound is not None  # noqa: S101 - only what routing found has a result
    location = f"/{exchange.bound.operation.surface.version}{path}"
    return location, f"{exchange.base_url}{location}"


def _accepted(exchange: Exchange, accepted: Accepted) -> Answer:
    """Write a 202 for every kind of client: the brief's headers, and the body and headers of the newer documents."""
    location, absolute = _locations(exchange, f"{accepted.operations}/{accepted.operation_id}")
    headers = [
        ("operation-id", accepted.operation_id),
        ("operation-location", location),
        ("resource-location", _locations(exchange, accepted.resources)[0]),
        ("operationId", accepted.operation_id),
        ("operationLocation", absolute),
    ]
    body = {"operationId": accepted.operation_id, "operationLocation": absolute}
    return Answer(202, _encode(body), JSON_TYPE, headers)


def _accepted_resource(exchange: Exchange, accepted: AcceptedResource) -> Answer:
    """Write a 202 that is about one resource."""
    location, absolute = _locations(exchange, f"{accepted.resources}/{accepted.resource_id}")
    headers = [("resource-id", accepted.resource_id), ("resource-location", location), ("Location", absolute)]
    body = {"resourceId": accepted.resource_id, "resourceLocation": absolute}
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
    return _vote(names, _CAMEL_HUMP, _SNAKE_JOINT) or _vote(words, _CAPITALS, _SMALL) or SNAKE


def _names_and_words(exchange: Exchange) -> tuple[set[str], set[str]]:
    """Return the names that a request uses, and the single words among its values of enumerations."""
    request, names, words = exchange.request, set[str](), set[str]()
    for name, value in read_pairs(request.query.encode()):
        names.add(name)
        words.add(value)
    if request.body:
        _collect(_body_of(exchange), names, words)
    return names, {word for word in words if _WORD.fullmatch(word)}


def _collect(value: object, names: set[str], words: set[str], depth: int = 0) -> None:
    if depth > 8:  # a message nests six deep; what is deeper decides no spelling
        return
    if isinstance(value, Mapping):
        names.update(str(name) for name in value)
        # "channel" holds a word of an enumeration in every request that there is; texts are no evidence.
        words.update(str(each) for name, each in value.items() if name == "channel")
        _collect_all((each for name, each in value.items() if name not in FREE), names, words, depth)
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
