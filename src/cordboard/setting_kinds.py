"""How a setting's value is read, whether it comes as text or as a value of TOML, and the words that settings use."""

import math
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")


class ClockKind(StrEnum):
    """What tells the time."""

    SYSTEM = "system"
    TEST = "test"


class WebhookPrivate(StrEnum):
    """Whether web hooks may call private and loopback addresses."""

    AUTO = "auto"
    ALLOW = "allow"
    REFUSE = "refuse"


class SenderRate(StrEnum):
    """Named rates of sending, besides a number of segments a second."""

    UNLIMITED = "unlimited"
    REAL = "real"


class SmtpTls(StrEnum):
    """Whether a relay is spoken to in TLS: not at all, after STARTTLS, or from the start."""

    OFF = "off"
    STARTTLS = "starttls"
    TLS = "tls"


class AuditMasking(StrEnum):
    """Whether the audit leaves out numbers and what was said."""

    ON = "on"
    OFF = "off"


class TlsVersion(StrEnum):
    """The oldest version of TLS that is spoken; what is older than 1.2 is withdrawn (RFC 8996)."""

    TLS_1_2 = "1.2"
    TLS_1_3 = "1.3"


class Region(StrEnum):
    """The regions of the original. Source: https://www.twilio.com/docs/global-infrastructure."""

    US = "us1"
    IRELAND = "ie1"
    AUSTRALIA = "au1"


class LogLevel(StrEnum):
    """The least level that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """How a value is read from a flag, a variable or the file. `read` raises ValueError for what it does not expect."""

    expects: str
    metavar: str
    read: Callable[[object], T]
    choices: tuple[str, ...] = ()
    is_switch: bool = False
    is_many: bool = False


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError
    return value.strip()


def whole(least: int, most: int) -> Kind[int]:
    """Expect a whole number, the bounds included."""

    def read(value: object) -> int:
        # TOML has whole numbers and booleans of its own, and to Python a boolean is a whole number.
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise ValueError
        number = int(value)
        if not least <= number <= most:
            raise ValueError
        return number

    return Kind(f"a whole number from {least} to {most}", "NUMBER", read)


def one_of(words: type[StrEnum]) -> Kind[Any]:
    """Expect a word of an enumeration, in either case."""
    choices = tuple(word.value for word in words)
    return Kind("one of " + ", ".join(choices), "WORD", lambda value: words(_text(value).lower()), choices)


def matching(pattern: str, expects: str, metavar: str) -> Kind[str]:
    """Expect a text that the whole of a regular expression matches."""

    def read(value: object) -> str:
        text = _text(value)
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text

    return Kind(expects, metavar, read)


def _read_switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    return {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}[
        _text(value).lower()
    ]


def _read_instant(value: object) -> datetime:
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    if instant.tzinfo is None:
        raise ValueError
    return instant.astimezone(UTC)


def _read_rate(value: object) -> SenderRate | float:
    if isinstance(value, str) and value.lower() in set(SenderRate):
        return SenderRate(value.lower())
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError
    rate = float(value)
    # 10,000 segments a second is a hundred times a short code's rate.
    if not (math.isfinite(rate) and 0 < rate <= 10_000):
        raise ValueError
    return rate


def _read_paths(value: object) -> tuple[Path, ...]:
    """Read paths: of repeated flags, of a list in TOML, or of a text with separators as PATH has them."""
    parts = value if isinstance(value, list | tuple) else _text(value).split(os.pathsep)
    return tuple(Path(_text(part)) for part in parts if part)


def number(least: float, most: float) -> Kind[float]:
    """Expect a number, the bounds included."""

    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError
        found = float(value)
        if not (math.isfinite(found) and least <= found <= most):
            raise ValueError
        return found

    return Kind(f"a number from {least:g} to {most:g}", "NUMBER", read)


PATH: Final = Kind("a path", "PATH", lambda value: Path(_text(value)))
PATHS: Final = Kind("paths", "PATH", _read_paths, is_many=True)
SWITCH: Final = Kind("true or false", "", _read_switch, is_switch=True)
INSTANT: Final = Kind("an instant with its offset, such as 2026-01-01T00:00:00Z", "INSTANT", _read_instant)
RATE: Final = Kind("unlimited, real or a number of segments a second up to 10000", "RATE", _read_rate)
HOST: Final = matching(r"[A-Za-z0-9.:%_-]+", "an IP address or a host name", "HOST")
WEB: Final = matching(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?", "an address such as https://api.segment.io", "URL")
RELAY: Final = matching(
    r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}", "a host and a port, such as mail.example.com:587", "HOST:PORT"
)
WORD: Final = matching(r"[\x21-\x7e]{1,256}", "1 to 256 characters of ASCII without spaces", "WORD")
STORE: Final = matching(r"sqlite:///.+", "an address such as sqlite:////var/lib/cordboard/cordboard.db", "URL")
ACCOUNT: Final = matching(r"AC[0-9a-fA-F]{32}", "AC and 32 hexadecimal digits", "SID")
TOKEN: Final = matching(r"[0-9a-fA-F]{32}", "32 hexadecimal digits", "TOKEN")
KEY: Final = matching(r"\S{32,256}", "32 to 256 characters without spaces", "KEY")  # 32 hex digits are 128 bits
# Names with colons between them, as OpenSSL's ciphers(1) describes; the longest list in use has some 600 characters.
CIPHERS: Final = matching(r"[A-Za-z0-9_+!@=:-]{1,1000}", "ciphers as OpenSSL names them, with colons between", "LIST")
# ITU-T E.164 §6: at most 15 digits, the first not zero. Numbers of +1 500 555 keep their meaning as test numbers.
E164: Final = matching(
    r"(?!\+1500555)\+[1-9][0-9]{6,14}", "a number in E.164 form that is no test number, such as +12015550100", "NUMBER"
)
