"""The pages of the Communications API: where a list goes on, and what a page tells of itself and the next.

Source: the brief, "API mechanics", pagination.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from cordboard.api.comms_spelling import CAMEL, body_of, lower_camel, snake
from cordboard.api.conventions import MAX_PAGE_SIZE, PAGE_SIZE
from cordboard.api.page_tokens import FIRST_KEY, MIXED, Token, read_token, refused, write_token
from cordboard.base.page import Direction, Page, PageRequest, Position
from cordboard.base.problem import Problem, Problems
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.parse import read_pairs

GENERIC = 20001
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode
PAGING = {"page_size": "page_size", "pageSize": "page_size", "page_token": "page_token", "pageToken": "page_token"}


def _place(exchange: Exchange) -> str:
    """Return what a token is for: an account, and a list with what stands in its path."""
    assert exchange.bound is not None  # noqa: S101 - only what routing found is read
    return f"{exchange.account_sid} {exchange.bound.operation.name} {sorted(exchange.values.items())}"


def is_search(exchange: Exchange) -> bool:
    """Tell whether a list is asked for by a body."""
    return exchange.request.method == "POST"


def pairs_asked(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the page and the filters that a list is asked for, those of a body as JSON. Raises: Problem 90007."""
    query = exchange.request.query
    pairs = read_pairs(query.encode()) if query else []
    if not is_search(exchange):
        return pairs
    known = PAGING.keys() | _known(exchange)  # no token is filled with anything else
    given = [(name, value) for name, value in body_of(exchange).items() if name in known and value is not None]
    return [*(pair for pair in pairs if pair[0] in PAGING), *((name, _text(name, value)) for name, value in given)]


def _known(exchange: Exchange) -> set[str]:
    """Return the names that a list is filtered by, in both spellings."""
    assert exchange.bound is not None  # noqa: S101 - only what routing found is read
    return {spell(each.wire) for each in exchange.bound.operation.parameters for spell in (str, lower_camel)}


def _text(name: str, value: object) -> str:
    return value if name in PAGING and isinstance(value, str) else _encode(value).decode()


def searched(exchange: Exchange, filters: list[tuple[str, str]]) -> dict[str, object]:
    """Return the filters of a body as they were given, and the names that are not known, which the log tells."""
    known = PAGING.keys() | _known(exchange)
    unknown = {name: value for name, value in body_of(exchange).items() if name not in known}
    return unknown | {name: _decode(value) for name, value in filters}


def page_asked(exchange: Exchange, pairs: list[tuple[str, str]]) -> tuple[PageRequest, list[tuple[str, str]]]:
    """Return the page wanted, and the filters, which a token carries. Raises: Problems 20001, all of them."""
    paging: dict[str, str] = {}
    faults: list[Problem] = []
    for name, value in pairs:
        if name in PAGING and paging.setdefault(PAGING[name], value) != value:
            faults.append(Problem(GENERIC, parameter=name, value=value, is_twice=True))
    filters = [pair for pair in pairs if pair[0] not in PAGING]
    size = paging.get("page_size") or str(PAGE_SIZE)
    if not (len(size) < 6 and size.isascii() and size.isdigit() and 1 <= int(size) <= MAX_PAGE_SIZE):
        faults.append(Problem(GENERIC, parameter=_spelled("page_size", pairs), value=size))
    text, token = paging.get("page_token"), None
    if text and exchange.seal is not None and not exchange.is_forwarded:
        try:
            token = _token(exchange, text, filters)
        except Problem as fault:
            faults.append(fault)
    if faults:
        raise Problems(faults)
    if token is None:
        return PageRequest(int(size)), filters
    return PageRequest(int(size), 0, Position(Direction.ONWARDS, token.key)), token.filters


def _token(exchange: Exchange, text: str, filters: list[tuple[str, str]]) -> Token:
    """Return what a token carries. Raises: Problem 20001 for one that is none, or beside which other filters stand."""
    assert exchange.seal is not None  # noqa: S101 - who asks has looked
    token = read_token(text, _place(exchange), exchange.seal)
    given = sorted((snake(name), value) for name, value in filters if value)
    if given and given != sorted(token.filters):
        raise refused(MIXED)
    return token


def _spelled(name: str, pairs: list[tuple[str, str]]) -> str:
    """Return a parameter's name as the request spells it."""
    return next((given for given, _ in pairs if PAGING.get(given) == name), name)


def pagination_of(exchange: Exchange, page: Page[Any], spelling: str) -> dict[str, str | None]:
    """Return the tokens of a page: of the next one, and of itself in the form of the spelling."""
    assert exchange.bound is not None  # noqa: S101 - only what routing found has a result
    seal, place = exchange.seal, _place(exchange)
    if seal is None:  # outside of a server nothing can be signed
        return {"next": None, "self": None}
    wanted, filters = page_asked(exchange, pairs_asked(exchange))
    filters = [(snake(name), value) for name, value in filters if value]
    following = write_token(Token(filters, page.after.key), place, seal) if page.after else None
    token = write_token(Token(filters, wanted.position.key if wanted.position else FIRST_KEY), place, seal)
    if spelling == CAMEL:
        return {"next": following, "self": token}
    path = exchange.bound.operation.path
    for name, value in exchange.values.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    shown = [] if is_search(exchange) else filters  # those of a body are in the token alone
    query = [*shown, ("page_size", str(wanted.size)), ("page_token", token)]
    return {"next": following, "self": f"{path}?{urlencode(query)}"}
