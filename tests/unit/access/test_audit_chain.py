"""The chain of the audit: whatever is done to a row on disk is found, and where."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from cordboard.access.audit import (
    GENESIS,
    Checkpoint,
    Encoded,
    Row,
    Verdict,
    chained,
    checkpoint_of,
    read_checkpoint,
    verify,
)
from cordboard.access.audit_rows import DecisionRow, JudgementRow, OutcomeRow

WHOLE = 6


def sign(text: str) -> bytes:
    return hmac.digest(b"key", text.encode(), "sha256")


class Said(Encoded, kw_only=True):
    """What a row says in these tests."""

    agent: str = "bot"
    at_ms: int = 0
    prev: str = ""
    seq: int = 0
    word: str = ""


def rows_of(*said: Said, seq: int = 0, head: str = GENESIS) -> list[Row]:
    links = chained(said, seq, head)
    return [Row(seq, body.decode(), sha256, agent) for seq, body, sha256, agent in links]


def whole(agent: str = "bot") -> list[Row]:
    return rows_of(*(Said(agent=agent, at_ms=at * 1000) for at in range(WHOLE)))


ROWS = whole()
CHARACTERS = st.characters(exclude_categories=["Cs"])


def test_a_row_is_canonical_json_that_hashes_to_what_stands_beside_it() -> None:
    (row,) = rows_of(Said(word="é"))
    assert row.body == f'{{"agent":"bot","at_ms":0,"prev":"{GENESIS}","seq":1,"word":"é"}}'
    assert row.sha256 == hashlib.sha256(row.body.encode()).hexdigest()


@pytest.mark.parametrize("kind", [DecisionRow, OutcomeRow, JudgementRow])
def test_the_names_of_a_row_are_in_the_order_that_canonical_json_has_them_in(kind: type[Struct]) -> None:
    assert list(kind.__struct_fields__) == sorted(kind.__struct_fields__)


def test_what_is_no_text_of_unicode_keeps_no_row_from_being_written() -> None:
    (row,) = rows_of(Said(word="half a pair: \ud800"))
    assert json.loads(row.body)["word"] == "half a pair: ?"
    assert verify([row]).fault is None


def test_a_row_that_is_found_by_another_agent_than_it_tells_of_is_found() -> None:
    found = verify([*ROWS[:2], ROWS[2]._replace(agent="somebody else"), *ROWS[3:]]).fault
    assert found is not None
    assert found.seq == 3


def test_each_row_holds_the_hash_of_the_one_before() -> None:
    assert [json.loads(row.body)["prev"] for row in ROWS] == [GENESIS, *(row.sha256 for row in ROWS[:-1])]
    assert verify(ROWS) == Verdict(WHOLE, ROWS[-1].sha256)
    assert verify([]) == Verdict(0, GENESIS)


@given(at=st.integers(0, WHOLE - 1), place=st.integers(0, 500), character=CHARACTERS)
def test_any_single_character_that_is_changed_is_found_at_its_row(at: int, place: int, character: str) -> None:
    row = ROWS[at]
    place %= len(row.body)
    edited = row.body[:place] + character + row.body[place + 1 :]
    found = verify([*ROWS[:at], row._replace(body=edited), *ROWS[at + 1 :]]).fault
    assert found is None if edited == row.body else found is not None and found.seq == at + 1


@given(at=st.integers(0, WHOLE - 1), body=st.text(CHARACTERS, max_size=80))
def test_a_row_rewritten_with_a_new_hash_is_found_at_it_or_behind_it(at: int, body: str) -> None:
    forged = Row(at + 1, body, hashlib.sha256(body.encode()).hexdigest())
    found = verify([*ROWS[:at], forged, *ROWS[at + 1 :]]).fault
    assert found is not None
    assert found.seq == at + 1


@given(at=st.integers(0, WHOLE - 2))
def test_a_row_replaced_by_one_that_fits_before_it_does_not_fit_behind_it(at: int) -> None:
    (forged,) = rows_of(Said(agent="somebody else"), seq=at, head=ROWS[at - 1].sha256 if at else GENESIS)
    found = verify([*ROWS[:at], forged, *ROWS[at + 1 :]]).fault
    assert found is not None
    assert found.seq == at + 2


@given(at=st.integers(0, WHOLE - 2))
def test_a_row_that_is_gone_is_found_where_it_was(at: int) -> None:
    found = verify(ROWS[:at] + ROWS[at + 1 :]).fault
    assert found is not None
    assert found.seq == at + 1


@given(st.permutations(range(WHOLE)))
def test_another_order_is_found_at_the_first_row_out_of_place(order: list[int]) -> None:
    found = verify([ROWS[each]._replace(seq=place + 1) for place, each in enumerate(order)]).fault
    wrong = [place + 1 for place, each in enumerate(order) if place != each]
    assert found is None if not wrong else found is not None and found.seq == wrong[0]


@given(left=st.integers(0, WHOLE))
def test_a_tail_that_was_cut_off_is_found_with_a_checkpoint_and_not_without(left: int) -> None:
    mark = checkpoint_of(WHOLE, ROWS[-1].sha256, 5, sign)
    assert verify(ROWS[:left]).fault is None
    found = verify(ROWS[:left], [mark], sign).fault
    assert found is None if left == WHOLE else found is not None and found.seq == left + 1


def test_a_chain_written_anew_from_its_start_does_not_hold_against_a_checkpoint() -> None:
    mark = checkpoint_of(3, ROWS[2].sha256, 5, sign)
    found = verify(whole(agent="somebody else"), [mark], sign).fault
    assert found is not None
    assert found.seq == 3


def test_a_checkpoint_of_a_chain_that_has_grown_holds() -> None:
    assert verify(ROWS, [checkpoint_of(3, ROWS[2].sha256, 5, sign)], sign).fault is None


@pytest.mark.parametrize("changed", [{"count": 2}, {"head": GENESIS}, {"at_ms": 6}, {"signature": "00" * 32}])
def test_a_checkpoint_that_was_changed_counts_for_nothing(changed: dict[str, object]) -> None:
    mark = checkpoint_of(WHOLE, ROWS[-1].sha256, 5, sign)
    told = {"v": 1, "at_ms": 5, "count": WHOLE, "head": mark.head, "signature": mark.signature} | changed
    found = verify(ROWS, [read_checkpoint(json.dumps(told).encode())], sign).fault
    assert found is not None
    assert "signature" in found.why


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"\xff", b"[" * 1024, b" " * 2000, b'{"v":1,"count":"1"}'])
def test_what_is_no_checkpoint_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_checkpoint(text)


def test_a_checkpoint_is_read_as_it_was_made() -> None:
    mark = checkpoint_of(1, GENESIS, 5, sign)
    assert read_checkpoint(json.dumps({n: getattr(mark, n) for n in Checkpoint.__struct_fields__}).encode()) == mark
