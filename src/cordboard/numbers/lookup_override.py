"""Overrides: what an account knows better of a number's line than the directory, told to this account alone.

Source: the published twilio_lookups_v2.json.
"""

from __future__ import annotations

from typing import Final

from cordboard.numbers.lookup import LineType
from cordboard.shelf.shelf import Kept, Kind


class Override(Kept, frozen=True, kw_only=True):
    """Which line an account says that a number is, and what was told of it before."""

    phone_number: str
    original_line_type: LineType
    line_type: LineType
    reason: str = ""


OVERRIDE: Final = Kind("lookup_override", "YO", Override)  # no SID on the wire; the prefix is ours
