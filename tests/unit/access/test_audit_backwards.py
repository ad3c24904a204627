"""The chain from its end: what is found is what the check from its beginning finds."""

from __future__ import annotations

import hashlib
import json

import pytest

from cordboard.access.audit import GENESIS, Row, verify
from cordboard.access.audit_backwards import BackwardCheck

COUNT = 12


def chain() -> list[Row]:
    rows, head = [], GENESIS
    for seq in range(1, COUNT + 1):
        body = json.dumps({"agent": "clerk", "prev": head, "seq": seq, "why": "x"})
        head = hashlib.sha256(body.encode()).hexdigest()
        rows.append(Row(seq, body, head))
    return rows


def changed(row: Row, *, is_hashed: bool) -> Row:
    body = row.body.replace('"x"', '"y"')
    return Row(row.seq, body, hashlib.sha256(body.encode()).hexdigest() if is_hashed else row.sha256)


WAYS = {
    "whole": lambda rows: rows,
    "none": lambda rows: [],
    "the first removed": lambda rows: rows[1:],
    "one removed": lambda rows: rows[:4] + rows[5:],
    "two moved": lambda rows: [*rows[:4], rows[5], rows[4], *rows[6:]],
    "one changed": lambda rows: [*rows[:4], changed(rows[4], is_hashed=False), *rows[5:]],
    "one changed with its hash": lambda rows: [*rows[:4], changed(rows[4], is_hashed=True), *rows[5:]],
    "the first changed": lambda rows: [changed(rows[0], is_hashed=False), *rows[1:]],
    "two changed": lambda rows: [changed(each, is_hashed=False) if each.seq in (3, 9) else each for each in rows],
    "no row": lambda rows: [*rows[:6], Row(7, "x", rows[6].sha256), *rows[7:]],
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("piece", [1, 5, 100])
def test_the_same_is_found_from_the_end_as_from_the_beginning(way: str, piece: int) -> None:
    rows = WAYS[way](chain())
    backwards, newest_first = BackwardCheck(), rows[::-1]
    for place in range(0, len(rows), piece):
        backwards.take(newest_first[place : place + piece])
    found, expected = backwards.verdict(), verify(rows)
    assert found.fault == expected.fault
    if expected.fault is None:
        assert (found.rows, found.head) == (expected.rows, expected.head)
