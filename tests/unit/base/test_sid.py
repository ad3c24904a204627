"""SIDs: their shape, and that their order is the order of time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.base.sid import MMS, SMS, SidMaker, first_key, is_sid, key_of, uuid_of

NOW_MS = 1_788_000_000_000
YEAR_9999_MS = 253_402_300_799_999
instants = st.integers(0, YEAR_9999_MS)


def maker(now_ms: int = NOW_MS, *, random: int = 0, last: int = 0) -> SidMaker:
    return SidMaker(lambda: now_ms, lambda: random, last=last)


# The reference, "SIDs": ^[A-Z]{2}[0-9a-fA-F]{32}$.
@given(instants, st.integers(0, 2**64 - 1), st.sampled_from(["AC", "SM", "MM", "PN"]))
def test_a_sid_has_the_published_shape(now_ms: int, random: int, prefix: str) -> None:
    sid = maker(now_ms, random=random).sid(prefix)
    assert re.fullmatch(r"[A-Z]{2}[0-9a-f]{32}", sid)
    assert is_sid(sid, prefix)


@given(st.lists(instants, min_size=2, max_size=50, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_sids_is_the_order_of_time(times: list[int], chance: object) -> None:
    sids = {at: maker(at, random=chance.getrandbits(64)).sid(SMS) for at in times}  # type: ignore[attr-defined]
    assert sorted(times) == sorted(times, key=lambda at: sids[at])
    assert sorted(times) == sorted(times, key=lambda at: key_of(sids[at]))


@given(st.lists(instants, min_size=1, max_size=60))
def test_keys_rise_while_the_clock_stands_or_runs_backwards(times: list[int]) -> None:
    shown = iter(times)
    sids = SidMaker(lambda: next(shown), lambda: 2**64 - 1)
    keys = [sids.key() for _ in times]
    assert keys == sorted(set(keys))


@given(instants, instants)
def test_a_key_lies_between_the_bounds_of_its_millisecond(one_ms: int, other_ms: int) -> None:
    key = maker(one_ms).key() if one_ms else first_key(0)
    assert first_key(one_ms) <= key < first_key(one_ms + 1)
    assert (first_key(one_ms) < first_key(other_ms)) == (one_ms < other_ms)


def test_more_than_65536_in_a_millisecond_borrow_from_the_next() -> None:
    sids = maker(last=first_key(NOW_MS) + 0xFFFF)
    assert sids.key() == first_key(NOW_MS + 1)


def test_a_key_fits_a_signed_64_bit_integer_for_four_thousand_years() -> None:
    assert maker(int(datetime(6000, 1, 1, tzinfo=UTC).timestamp()) * 1000).key() < 2**63


def test_a_maker_goes_on_above_what_is_in_use_after_the_clock_was_set_back() -> None:
    sids = maker()
    sids.never_below(first_key(NOW_MS + 3_600_000))
    assert sids.key() == first_key(NOW_MS + 3_600_000) + 1
    sids.never_below(5)
    assert sids.key() == first_key(NOW_MS + 3_600_000) + 2


def test_two_sids_can_stand_around_one_key() -> None:
    sids = maker(random=7)
    key = sids.key()
    assert key_of(sids.sid(SMS, key)) == key_of(sids.sid(MMS, key)) == key


@given(instants, st.integers(0, 2**64 - 1))
def test_the_key_is_read_back_from_the_sid(now_ms: int, random: int) -> None:
    sids = maker(now_ms, random=random)
    key = sids.key()
    assert key_of(sids.sid(SMS, key)) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SM",
        "SM" + "0" * 31,
        "SM" + "0" * 33,
        "SM" + "g" * 32,
        "SM" + "0" * 31 + "\n",
        "sm" + "0" * 32,
        "MM" + "0" * 32,
        "SM" + "٠" * 32,  # digits, but not of ASCII
        " SM" + "0" * 31,
    ],
)
def test_what_has_not_the_shape_is_no_sid_of_the_kind(text: str) -> None:
    assert not is_sid(text, SMS)


def test_a_sid_of_the_official_service_is_one_in_either_case_of_its_digits() -> None:
    assert is_sid("SM" + "aF09" * 8, SMS, MMS)


def test_a_text_without_a_key_is_told() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        key_of("SMxyz")


def test_random_bits_become_a_uuid_of_version_4_as_the_standard_library_makes_it() -> None:
    for bits in (0, (1 << 128) - 1, 0x0123456789ABCDEF0123456789ABCDEF):
        assert uuid_of(bits) == str(UUID(int=bits, version=4))
