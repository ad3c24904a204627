"""Ids of the Communications API are TypeIDs around UUIDv7, and tell the key of their row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.base.typeid import is_type_id, key_of_type_id, type_id

BRIEF = "comms_operation_01k4vge2fxe3ramtcdv1zx1s9s"


def test_an_id_of_the_brief_tells_the_millisecond_of_its_making() -> None:
    # 2025-09-11T04:27:12.253Z; the message of the same example was created at 04:27:12.
    assert key_of_type_id(BRIEF) >> 16 == 1_757_564_832_253
    assert is_type_id(BRIEF, "comms_operation")
    assert not is_type_id(BRIEF, "comms_message")


@given(st.integers(0, (1 << 63) - 1), st.integers(0, (1 << 64) - 1))
def test_an_id_holds_its_key_and_has_the_published_shape(key: int, random_64: int) -> None:
    made = type_id("comms_message", key, random_64)
    assert key_of_type_id(made) == key
    assert is_type_id(made, "comms_message")
    assert len(made) == len("comms_message_") + 26


@given(st.integers(0, (1 << 63) - 2), st.integers(0, (1 << 64) - 1), st.integers(0, (1 << 64) - 1))
def test_ids_rise_with_their_keys(key: int, one: int, other: int) -> None:
    assert type_id("x", key, one) < type_id("x", key + 1, other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "comms_message_",
        "comms_session_96c975d029164690a4abcc47afcf4938",
        "x_" + "u" * 26,
        "x_7" + "z" * 25,  # all bits set, and no integer of the store
        "x_4" + "0" * 25,
    ],
)
def test_what_was_not_made_here_has_no_key(text: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        key_of_type_id(text)
