"""Tones as they stand in a parameter: keys, letters of the fourth row, and waits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cordboard.catalogue.wire import Malformed, Schema, Text

_TONES = re.compile(r"[0-9*#A-Da-dwW]*")


@dataclass(frozen=True, slots=True)
class Tones(Text):
    """Keys to press, where w waits half a second and W a whole one.

    Source: https://www.twilio.com/docs/voice/api/call-resource (SendDigits); reference 04, Number.
    """

    def read(self, text: str) -> str:
        """Return the tones. Raises: Malformed."""
        if _TONES.fullmatch(text) is None:
            raise Malformed
        return Text.read(self, text)

    def schema(self) -> Schema:
        """Return the schema."""
        return Text.schema(self) | {"pattern": f"^{_TONES.pattern}$"}
