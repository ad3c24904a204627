"""Pages by number and token, as the 2010 API and the product APIs have them: reading which, and leading to the next.

Source: reference 01, section 4.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from cordboard.api.conventions import MAX_PAGE_NUMBER, MAX_PAGE_SIZE, NUMBERED, PAGE_SIZE
from cordboard.base.page import Direction, Page, PageRequest, Position
from cordboard.base.problem import Problem
from cordboard.base.sid import key_of
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.parse import read_pairs

PAGING = tuple(each.wire for each in NUMBERED)
# P, which way, the SID of the row, and where a list is not sorted by creation the row's place in its order.
_TOKEN = re.compile(r"P([AB])([A-Z]{2}[0-9a-f]{32})(?:-([0-9a-f]{1,15}))?", re.ASCII)


def page_request(pairs: list[tuple[str, str]], *, has_our_tokens: bool) -> PageRequest:
    """Read PageSize, Page and PageToken. Raises: Problem 20007, 20001 or 21481."""
    given = dict(pairs)
    size, number = given.get("PageSize") or str(PAGE_SIZE), given.get("Page") or "0"
    if not is_digits(size) or int(size) < 1:
        raise Problem(20001, parameter="PageSize", value=size)
    if int(size) > MAX_PAGE_SIZE:
        raise Problem(20007, parameter="PageSize", value=size)
    if not is_digits(number) or int(number) > MAX_PAGE_NUMBER:
        raise Problem(20001, parameter="Page", value=number)
    token = given.get("PageToken") if has_our_tokens else None
    return PageRequest(int(size), int(number), _position(token) if token else None)


def is_digits(text: str) -> bool:
    """Tell whether a text is a number of at most nine digits."""
    return len(text) <= 9 and text.isascii() and text.isdigit()


def _position(token: str) -> Position:
    found = _TOKEN.fullmatch(token)
    if found is None or found[2][2] not in "01234567":  # a key is a positive 64-bit integer
        raise Problem(21481, parameter="PageToken")
    return Position(Direction(found[1]), key_of(found[2]), int(found[3], 16) if found[3] else 0)


def neighbours(exchange: Exchange, page: Page[Any], sid: Callable[[int], str]) -> dict[str, str | None]:
    """Return the query of each neighbouring page, filters kept."""
    pairs = read_pairs(exchange.request.query.encode())
    filters = [pair for pair in pairs if pair[0] not in PAGING]
    size = dict(pairs).get("PageSize") or str(PAGE_SIZE)

    def link(number: int, position: Position | None) -> str:
        paging = [*filters, ("PageSize", size), ("Page", str(number))]
        if position is not None:
            order = f"-{position.order:x}" if position.order else ""
            paging.append(("PageToken", f"P{position.direction}{sid(position.key)}{order}"))
        return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in paging)

    return {
        "first": link(0, None),
        "previous": link(max(page.number - 1, 0), page.before) if page.before else None,
        "next": link(page.number + 1, page.after) if page.after else None,
        "size": size,
    }


def sid_of(page: Page[Any]) -> Callable[[int], str]:
    """Return what finds the SID of the row under a key."""

    def sid(key: int) -> str:
        found = next((item.sid for item in page.items if key_of(item.sid) == key), None)
        # An account whose SID came from the settings lies under another key than its SID tells.
        return found or f"{page.items[0].sid[:2]}{key:016x}{0:016x}"

    return sid  # asked for the ends of the page alone, and never where there is one page
