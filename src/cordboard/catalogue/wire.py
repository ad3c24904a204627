"""Wire kinds: how one kind of value is read from a request, written in an answer and described in a schema.

A kind reads text (forms, queries, paths) and JSON values, and writes JSON values; XML and CSV are made of those. A kind
is added only with its reading, writing, schema and a round-trip test.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from cordboard.base.problem import Problem
from cordboard.base.sid import is_sid

Json = object
Schema = dict[str, object]


class Malformed(ValueError):
    """The value is not of the kind; of one with parts, ``problems`` may tell what is wrong with which."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


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
