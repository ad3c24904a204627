"""Wire kinds: how one kind of value is read from a request, written in an answer and described in a schema.

A kind reads text (forms, queries, paths) and JSON values, and writes JSON values; XML and CSV are made of those. A kind
is added only with its reading, writing, schema and a round-trip test.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Protocol
from urllib.parse import urlsplit

from cordboard.base.clock import to_datetime, to_ms
from cordboard.base.sid import is_sid

Json = object
Schema = dict[str, object]
MAX_URL_LENGTH = 4000  # Reference 02 section 1: status callback URLs of about 4,000 characters are taken.


class Malformed(ValueError):
    """The value is not of the kind."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a dialect writes what the dialects write differently: dates, links, names and the words of enumerations.

    ``root`` tells what stands before the paths of links, for dialects whose links are absolute.
    """

    instant: Callable[[int], str]
    uri_suffix: str = ""
    root: Callable[[], str] | None = None
    spell: Callable[[str], str] = str
    word: Callable[[str], str] = str


class Kind(Protocol):
    """One kind of value on the wire."""

    def read(self, text: str) -> object:
        """Return the value that the text stands for. Raises: Malformed."""

    def load(self, value: Json) -> object:
        """Return the value that a JSON value stands for. Raises: Malformed."""

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Return what turns a value into JSON, or None when it already is."""

    def schema(self) -> Schema:
        """Return the JSON Schema of the written value."""


class Textual(ABC):
    """What kinds have in common that are text in JSON too."""

    @abstractmethod
    def read(self, text: str) -> object:
        """Return the value that the text stands for. Raises: Malformed."""

    def load(self, value: Json) -> object:
        """Return the value that a JSON text stands for. Raises: Malformed."""
        if not isinstance(value, str):
            raise Malformed
        return self.read(value)

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Return None: it is text as it is."""
        return None


@dataclass(frozen=True, slots=True)
class Text(Textual):
    """Text of any content, up to a number of characters."""

    longest: int | None = None

    def read(self, text: str) -> str:
        """Return the text itself."""
        if self.longest is not None and len(text) > self.longest:
            raise Malformed
        return text

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string"} | ({"maxLength": self.longest} if self.longest else {})


# Python's own readers take blanks, underscores and the digits of all scripts, too.
_DIGITS = re.compile(r"[+-]?[0-9]{1,20}")  # 20 digits hold any 64-bit number
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds; ``as_text`` writes it as a string, as the core API often does."""

    least: int | None = None
    most: int | None = None
    as_text: bool = False

    def read(self, text: str) -> int:
        """Return the number."""
        if _DIGITS.fullmatch(text) is None:
            raise Malformed
        return self._checked(int(text))

    def load(self, value: Json) -> int:
        """Return the number, from a JSON number or text."""
        if isinstance(value, str):
            return self.read(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Malformed
        return self._checked(value)

    def _checked(self, number: int) -> int:
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            raise Malformed
        return number

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Write digits where the wire wants text."""
        return str if self.as_text else None

    def schema(self) -> Schema:
        """Return the schema."""
        if self.as_text:
            return {"type": "string"}
        bounds = {"minimum": self.least, "maximum": self.most}
        return {"type": "integer"} | {name: bound for name, bound in bounds.items() if bound is not None}


class Number(Textual):
    """A decimal number, written as text with its own digits."""

    def read(self, text: str) -> Decimal:
        """Return the number."""
        if len(text) > 40 or _DECIMAL.fullmatch(text) is None:  # 40 characters hold any price
            raise Malformed
        return Decimal(text)

    def load(self, value: Json) -> Decimal:
        """Return the number, from a JSON number or text."""
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise Malformed
        return self.read(str(value))

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Write the digits as they are."""
        return str

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "format": "decimal"}


class Amount(Number):
    """A decimal number, written as a JSON number, as a few resources do with their price."""

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Write the number."""
        return lambda value: float(value) if isinstance(value, Decimal) else value

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "number"}


class Boolean:
    """True or false, in any case, as the official clients of all languages send it."""

    _WORDS: Mapping[str, bool] = {"true": True, "false": False, "1": True, "0": False}

    def read(self, text: str) -> bool:
        """Return the truth value."""
        try:
            return self._WORDS[text.lower()]
        except KeyError as fault:
            raise Malformed from fault

    def load(self, value: Json) -> bool:
        """Return the truth value, from a JSON boolean or text."""
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self.read(value)
        raise Malformed

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Booleans are JSON."""
        return None

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class OneOf(Textual):
    """One of the words of an enumeration; ``any_case`` reads them in either case."""

    words: type[StrEnum]
    any_case: bool = False

    def read(self, text: str) -> StrEnum:
        """Return the member whose value the text is."""
        try:
            return self.words(text.lower() if self.any_case else text)
        except ValueError as fault:
            raise Malformed from fault

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Write the word as plain text, in the dialect's case."""
        word = style.word
        if word is str:
            return None  # a StrEnum is a string, to JSON, XML and CSV alike
        known: dict[object, str] = {each: word(each.value) for each in self.words}
        return lambda value: known.get(value) or word(str(value))

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "enum": [word.value for word in self.words]}


class Method(Textual):
    """GET or POST, in any case."""

    def read(self, text: str) -> str:
        """Return the method in capitals."""
        if text.upper() not in ("GET", "POST"):
            raise Malformed
        return text.upper()

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "enum": ["GET", "POST"]}


_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.?|[0-9A-Fa-f:.]+", re.ASCII)


class Url(Textual):
    """An absolute http or https URL whose host name has no underscore. Source: reference 05, StatusCallback."""

    def read(self, text: str) -> str:
        """Return the URL as it was given."""
        if len(text) > MAX_URL_LENGTH or not text.isprintable() or " " in text:
            raise Malformed
        try:
            parts = urlsplit(text)
            port_is_right = parts.port is None or parts.port > 0
        except ValueError as fault:
            raise Malformed from fault
        if parts.scheme.lower() not in ("http", "https") or not port_is_right:
            raise Malformed
        if parts.hostname is None or _HOST.fullmatch(parts.hostname) is None:
            raise Malformed
        return text

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "format": "uri"}


@dataclass(frozen=True, slots=True)
class SidOf(Textual):
    """A SID of one of these kinds."""

    prefixes: tuple[str, ...]

    def read(self, text: str) -> str:
        """Return the SID."""
        if not is_sid(text, *self.prefixes):
            raise Malformed
        return text

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "minLength": 34, "maxLength": 34, "pattern": f"^({'|'.join(self.prefixes)})"}


class Instant(Textual):
    """A date with time, held as milliseconds, written as the dialect writes dates."""

    def read(self, text: str) -> int:
        """Return the instant of an ISO 8601 or RFC 2822 text; without a zone it is UTC."""
        return to_ms(_datetime(text))

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Write in the dialect's form."""
        return lambda value: style.instant(value) if isinstance(value, int) else None

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True)
class Span:
    """The instants from ``first_ms`` up to but not with ``end_ms``."""

    first_ms: int
    end_ms: int


DAY_MS, SECOND_MS = 86_400_000, 1000


class DateFilter(Textual):
    """A day, which stands for all of it, or an instant, which stands for its second.

    The official clients write a plain date as its midnight in UTC, so that midnight stands for the day too. Both ends
    are inclusive.
    Source: https://www.twilio.com/docs/messaging/api/message-resource (list parameters); midnight is ours.
    """

    def read(self, text: str) -> Span:
        """Return the span of time that the text names."""
        first_ms = to_ms(_datetime(text)) // SECOND_MS * SECOND_MS
        width_ms = SECOND_MS if first_ms % DAY_MS else DAY_MS
        return Span(first_ms, first_ms + width_ms)

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string"}


def _datetime(text: str) -> datetime:
    if len(text) > 40 or not text.isascii():  # the longest form, RFC 2822 with a zone name, has 37 characters
        raise Malformed
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, IndexError, TypeError, OverflowError) as fault:
            raise Malformed from fault
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC)
    except (OverflowError, ValueError) as fault:
        raise Malformed from fault


@dataclass(frozen=True, slots=True)
class RelativeUri(Textual):
    """The path of a resource, made of the resource's own attributes."""

    template: str

    def read(self, text: str) -> str:
        """Return the text; URIs are only written."""
        return text

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Fill the template and put the dialect's root before it and its extension behind it."""
        fill, suffix, root = _filler(self.template), style.uri_suffix, style.root
        if root is not None:
            return lambda resource: root() + fill(resource) + suffix
        return lambda resource: fill(resource) + suffix

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "format": "uri-reference"}


@dataclass(frozen=True, slots=True)
class UriMap(Textual):
    """Names and paths of the resources below one."""

    templates: tuple[tuple[str, str], ...]

    def read(self, text: str) -> str:
        """Return the text; URIs are only written."""
        return text

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Fill each template."""
        fillers = [(name, _filler(template)) for name, template in self.templates]
        suffix, root = style.uri_suffix, style.root or str
        return lambda resource: {name: root() + fill(resource) + suffix for name, fill in fillers}

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "object", "additionalProperties": {"type": "string"}}


class Anything:
    """Any JSON value, written as it is."""

    def read(self, text: str) -> object:
        """Return the text."""
        return text

    def load(self, value: Json) -> object:
        """Return the value."""
        return value

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Write it as it is."""
        return None

    def schema(self) -> Schema:
        """Return the schema."""
        return {}


_HOLE = re.compile(r"\{(\w+)\}")


def _filler(template: str) -> Callable[[object], str]:
    """Compile ``/Accounts/{account_sid}`` to a function that fills it from attributes."""
    names = _HOLE.findall(template)
    if not names:
        return lambda _: template
    pattern, get = _HOLE.sub("%s", template), attrgetter(*names)
    return lambda resource: pattern % get(resource)


@lru_cache(maxsize=4096)
def _rfc2822_second(second: int) -> str:
    at = to_datetime(second * 1000)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[at.month - 1]
    return f"{day}, {at.day:02d} {month} {at.year:04d} {at:%H:%M:%S} +0000"


def rfc2822(at_ms: int) -> str:
    """Write an instant as the 2010 API does: ``Fri, 20 Aug 2010 01:13:42 +0000``."""
    return _rfc2822_second(at_ms // 1000)


@lru_cache(maxsize=4096)
def _iso8601_minute(minute: int) -> str:
    return f"{to_datetime(minute * 60_000):%Y-%m-%dT%H:%M:}"


def iso8601(at_ms: int) -> str:
    """Write an instant as the product APIs do: ``2015-07-30T20:12:31Z``."""
    return f"{_iso8601_minute(at_ms // 60_000)}{at_ms // 1000 % 60:02d}Z"
