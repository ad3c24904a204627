"""The lists of messages: which index serves which filters, so that none takes longer than a page.

Without dates a list is sorted by creation. With dates it is sorted by the instant of sending, as its index is: the
messages of one day may have been created long before it. Source: reference 01, section 5 (the order is ours).
"""

from __future__ import annotations

from cordboard.base.page import Direction, Page, PageRequest, Position
from cordboard.messaging.message import Message
from cordboard.messaging.ports import MessageFilter
from cordboard.store.sqlite.pages import Condition, Read, Rows, read_page
from cordboard.store.sqlite.rows import MESSAGE, message_of

FEW = 1000
"""Rows that are read and sorted in some 2 ms; beyond it matches lie close enough for reading in order."""

# The place of a row among the dates, by its key; of a row that was deleted meanwhile, that of its neighbour.
_PLACE = "SELECT coalesce(sent_ms, created_ms) FROM message WHERE account_sid=? AND key{} ORDER BY key {} LIMIT 1"
_PLACES = {Direction.ONWARDS: _PLACE.format(">=?", "ASC"), Direction.BACK: _PLACE.format("<=?", "DESC")}
_ENDS = {Direction.ONWARDS: (1 << 62), Direction.BACK: 0}


def read_messages(read: Read, account_sid: str, wanted: MessageFilter, page: PageRequest) -> Page[Message]:
    """Return a page of an account's messages, newest first."""
    account: Condition = ("account_sid=?", account_sid)
    addresses: dict[str, Condition] = {}
    if wanted.recipient is not None:
        addresses["message_by_recipient"] = ("recipient=?", wanted.recipient)
    if wanted.sender is not None:
        addresses["message_by_sender"] = ("sender=?", wanted.sender)
    counts = {index: _count(read, index, account, address) for index, address in addresses.items()}
    index = min(counts, key=counts.__getitem__, default="message_by_account")
    where = [account, *addresses.values()]
    if wanted.sent_from_ms is None and wanted.sent_before_ms is None:
        return read_page(read, Rows(MESSAGE, "message", where, through=index), page, message_of)
    if counts.get(index, FEW) >= FEW:
        index = "message_by_sent"
    if page.position is not None:
        page = PageRequest(page.size, page.number, _placed(read, account_sid, page.position))
    where += _dates(wanted, page.position)
    return read_page(read, Rows(MESSAGE, "message", where, sort="sent_ms", through=index), page, message_of)


def _dates(wanted: MessageFilter, position: Position | None) -> list[Condition]:
    """Return the bounds of the dates, drawn in to the position.

    SQLite descends to one bound only, and of two takes the first, which may be a million rows from the position.
    """
    first, end = wanted.sent_from_ms, wanted.sent_before_ms
    if position is not None and position.direction is Direction.ONWARDS:
        end = position.order + 1 if end is None else min(end, position.order + 1)
    elif position is not None:
        first = position.order if first is None else max(first, position.order)
    return [(sign, bound) for sign, bound in (("sent_ms>=?", first), ("sent_ms<?", end)) if bound is not None]


def _count(read: Read, index: str, account: Condition, address: Condition) -> int:
    """Return how many messages an address has, as far as it matters."""
    source = f"message INDEXED BY {index} WHERE {account[0]} AND {address[0]}"
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {FEW})"  # noqa: S608 - names of ours
    return int(read(sql, (account[1], address[1]))[0][0])


def _placed(read: Read, account_sid: str, position: Position) -> Position:
    """Return the position with its instant, which a page's token does not tell."""
    if position.order:
        return position
    found = read(_PLACES[position.direction], (account_sid, position.key))
    return Position(position.direction, position.key, found[0][0] if found else _ENDS[position.direction])
