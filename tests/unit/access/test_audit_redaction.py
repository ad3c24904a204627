"""What the audit keeps of values: who knows them recognises them, and nobody else can use them."""

from __future__ import annotations

import hashlib

import pytest

from cordboard.access.audit_redaction import kept, without_numbers

SID = "SM" + "0" * 32


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+19005551234", "+1 900 ••• 1234"),
        ("whatsapp:+14155550100", "whatsapp:+1 415 ••• 0100"),
        (SID, SID),
        ("https://user:secret@a.example/path?token=1", "https://a.example/•••"),
        (True, True),
        (5, 5),
        (1 << 60, str(1 << 60)),
        (None, None),
    ],
)
def test_a_value_is_kept_as_far_as_it_may_be(value: object, shown: object) -> None:
    assert kept(value) == shown


@pytest.mark.parametrize("text", ["Hi", "Your code is 1234", "", "https://[", "a" * 2000])
def test_of_words_the_length_and_the_hash_are_kept(text: str) -> None:
    assert kept(text) == {"chars": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest()}


def test_of_many_values_the_first_ten_are_kept() -> None:
    assert kept([SID] * 12) == [*[SID] * 10, "and 2 more"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/v2/PhoneNumbers/+14155550100", "/v2/PhoneNumbers/+1 415 ••• 0100"),
        ("/handsets/%2B14155550100/calls", "/handsets/+1 415 ••• 0100/calls"),
        (f"/2010-04-01/Accounts/AC/Messages/{SID}.json", f"/2010-04-01/Accounts/AC/Messages/{SID}.json"),
    ],
)
def test_numbers_in_paths_are_masked_and_sids_are_not(text: str, shown: str) -> None:
    assert without_numbers(text) == shown
