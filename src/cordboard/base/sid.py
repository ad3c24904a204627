"""SIDs: two letters that say the kind, then 32 hexadecimal digits.

Ours are time-ordered: 48 bits of milliseconds, 16 bits of count, 64 random bits. The first 64 bits are also the
row's integer key, so one b-tree finds a row by SID, and listing by key is listing by time. A SID therefore tells when
its resource was created; the 64 random bits keep it from being guessed.

Source: reference of the core API, "SIDs"; the layout is ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NewType

Sid = NewType("Sid", str)

ACCOUNT, KEY, SMS, MMS, MEDIA = "AC", "SK", "SM", "MM", "ME"
PHONE_NUMBER, SERVICE, APPLICATION, REQUEST = "PN", "MG", "AP", "RQ"

SID_LENGTH = 34
_SHAPE = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_COUNT_BITS = 16


def is_sid(text: str, *prefixes: str) -> bool:
    """Tell whether a text has the shape of a SID of one of these kinds."""
    return text[:2] in prefixes and len(text) == SID_LENGTH and _SHAPE.fullmatch(text) is not None


def key_of(sid: str) -> int:
    """Return the integer key inside a time-ordered SID.

    Raises: ValueError when the text has no hexadecimal digits at the key's place.
    """
    return int(sid[2:18], 16)


def first_key(at_ms: int) -> int:
    """Return the lowest key that a SID made at this millisecond can carry."""
    return at_ms << _COUNT_BITS


def uuid_of(bits: int) -> str:
    """Return 128 bits as a random UUID, version and variant set; the standard library takes ten times as long.

    Source: RFC 9562, section 5.4.
    """
    digits = f"{bits & ~(0xF << 76) & ~(0x3 << 62) | 0x4 << 76 | 0x2 << 62:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class SidMaker:
    """Makes SIDs that rise, also within a millisecond and while a test clock stands still."""

    __slots__ = ("_last", "_now_ms", "_random_64")

    def __init__(self, now_ms: Callable[[], int], random_64: Callable[[], int], *, last: int = 0) -> None:
        """Take the clock, a source of 64 random bits, and the highest key already in use."""
        self._now_ms = now_ms
        self._random_64 = random_64
        self._last = last

    def key(self) -> int:
        """Return the next key; more than 65,536 in one millisecond borrow from the next."""
        key = self._now_ms() << _COUNT_BITS
        if key <= self._last:
            key = self._last + 1
        self._last = key
        return key

    def sid(self, prefix: str, key: int | None = None) -> Sid:
        """Return a new SID of this kind, around the key given or a new one."""
        text = f"{prefix}{self.key() if key is None else key:016x}{self._random_64():016x}"
        return text  # type: ignore[return-value]  # calling the type takes longer than making the text

    def never_below(self, key: int) -> None:
        """Make sure that keys to come lie above this one, as after a restart with a clock set back."""
        self._last = max(self._last, key)
