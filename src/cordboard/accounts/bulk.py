"""Consents and contacts that come by the hundred: each item is judged by itself.

Source: https://www.twilio.com/docs/messaging/features/consent-api; the words of the faults are those of its examples.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cordboard.base.phone import parse_e164
from cordboard.base.sid import is_sid

BAD_CONSENT, BAD_CONTACT = 30646, 30647
CONSENTS = frozenset({"opt-in", "opt-out"})
SOURCES = frozenset({"website", "offline", "opt-in-message", "opt-out-message", "others"})
MAX_CORRELATION_CHARS = 64  # a UUID has 32 digits, or 36 characters with its dashes
MAX_ZIP_CHARS = 16  # the longest postal codes in use have ten characters

Item = Mapping[str, object]
Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of an item: the words of its faults, none if it was taken."""

    correlation_id: str
    faults: tuple[str, ...]

    def told(self, code: int) -> dict[str, object]:
        """Return the verdict as the API writes it."""
        error_code = code if self.faults else 0
        return {"correlation_id": self.correlation_id, "error_code": error_code, "error_messages": list(self.faults)}


def _is_number(text: str) -> bool:
    return parse_e164(text) is not None


def _is_sender(text: str) -> bool:
    return is_sid(text, "MG") or _is_number(text)


def _is_instant(text: str) -> bool:
    try:
        return not text or datetime.fromisoformat(text) is not None
    except ValueError:
        return False


def _is_country(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha()


CONSENT_CHECKS: Mapping[str, Check] = {
    "contact_id": _is_number,
    "sender_id": _is_sender,
    "status": CONSENTS.__contains__,
    "source": SOURCES.__contains__,
    "date_of_consent": _is_instant,
}
CONTACT_CHECKS: Mapping[str, Check] = {
    "contact_id": _is_number,
    "country_iso_code": _is_country,
    "zip_code": lambda text: 0 < len(text) <= MAX_ZIP_CHARS,
}


def text_of(item: Item, name: str) -> str:
    """Return the text of a field, empty if there is none."""
    value = item.get(name)
    return value if isinstance(value, str) else ""


def judge(item: Item, checks: Mapping[str, Check]) -> Verdict:
    """Return what is wrong with an item."""
    correlation = text_of(item, "correlation_id")
    faults = [f"INVALID_{name.upper()}" for name, check in checks.items() if not check(text_of(item, name))]
    if not 0 < len(correlation) <= MAX_CORRELATION_CHARS:
        faults.insert(0, "INVALID_CORRELATION_ID")
    return Verdict(correlation[:MAX_CORRELATION_CHARS], tuple(faults))
