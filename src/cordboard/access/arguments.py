"""What stands for the exact parameters of a call: an approval of one call is none of another."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from cordboard.access.facts import Facts


def digest(operation: str, account_sid: str, given: Any) -> str:
    """Return the SHA-256 of an operation, its account and its parameters as they were read.

    Only what was given counts, in the order of its names, so that the same call written in another order, another
    dialect or with another ending of its path is the same.
    """
    values = vars(given) if given is not None else {}
    return hashlib.sha256(_encode((operation, account_sid, values))).hexdigest()


def meaning(facts: Facts) -> str:
    """Return the SHA-256 of what the parameters stand for: people, senders, words and URLs behind ids and names.

    An audience, a template, a pool or an application can be changed while a person decides, or after it.
    """
    people, senders = sorted(each.address for each in facts.recipients), sorted(facts.senders)
    return hashlib.sha256(_encode((people, senders, facts.body, facts.urls, facts.documents))).hexdigest()


_encode = msgspec.json.Encoder(
    order="sorted", enc_hook=lambda value: getattr(value, "__dict__", None) or str(value)
).encode
