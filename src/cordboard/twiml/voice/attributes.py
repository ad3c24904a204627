"""The attributes of voice verbs: how each is read, its default, and the code when its value cannot be used.

A value that cannot be used is noted as a warning and the default stands, as the original does.
Source: https://www.twilio.com/docs/voice/twiml (each verb's attribute table).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urljoin

from cordboard.twiml.reader import Element
from cordboard.twiml.voice.effects import Note

SCHEMA, BAD_URL = 12200, 11100
Kind = Callable[[str], Any]
KEYS = frozenset("0123456789*#")


class Attribute(NamedTuple):
    """One attribute."""

    name: str
    kind: Kind
    default: Any = None
    code: int = SCHEMA


def text(value: str) -> str:
    """Take any text."""
    return value


def boolean(value: str) -> bool:
    """Read true or false. Raises: ValueError."""
    if value.lower() not in ("true", "false"):
        raise ValueError
    return value.lower() == "true"


def method(value: str) -> str:
    """Read GET or POST. Raises: ValueError."""
    if value.upper() not in ("GET", "POST"):
        raise ValueError
    return value.upper()


def short(most: int) -> Kind:
    """Return what reads a text of so many characters at the most. Raises: ValueError."""

    def read(value: str) -> str:
        if len(value) > most:
            raise ValueError
        return value

    return read


def whole(least: int, most: int) -> Kind:
    """Return what reads a whole number within bounds. Raises: ValueError."""

    def read(value: str) -> int:
        if not (value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most):
            raise ValueError
        return int(value)

    return read


def seconds(least: float, most: float) -> Kind:
    """Return what reads seconds, or auto, which is None. Raises: ValueError."""

    def read(value: str) -> float | None:
        if value == "auto":
            return None
        number = float(value) if value.replace(".", "", 1).isdigit() and value.isascii() else -1.0
        if not least <= number <= most:
            raise ValueError
        return number

    return read


def one_of(*words: str) -> Kind:
    """Return what reads one of some words. Raises: ValueError."""

    def read(value: str) -> str:
        if value not in words:
            raise ValueError
        return value

    return read


def some_of(*words: str) -> Kind:
    """Return what reads words that stand behind one another. Raises: ValueError."""

    def read(value: str) -> frozenset[str]:
        found = frozenset(value.split())
        if not found or not found <= set(words):
            raise ValueError
        return found

    return read


def keys(value: str) -> str:
    """Read a set of keys of a telephone; none at all is a value too. Raises: ValueError."""
    if not set(value) <= KEYS:
        raise ValueError
    return value


def tones(value: str) -> str:
    """Read tones to send. Raises: ValueError."""
    if not value or not set(value) <= KEYS | set("wWABCDabcd"):
        raise ValueError
    return value


@dataclass(frozen=True, slots=True)
class Read:
    """Attributes as they were read, and what was wrong with them; ``given`` are those that the element has."""

    values: Mapping[str, Any]
    notes: list[Note]
    given: Mapping[str, str]

    def __getitem__(self, name: str) -> Any:
        """Return the value of an attribute."""
        return self.values[name]


def read(element: Element, known: tuple[Attribute, ...]) -> Read:
    """Read the attributes of an element by its table; unknown ones are noted."""
    values = {each.name: each.default for each in known}
    by_name = {each.name: each for each in known}
    notes, usable = [], {}
    for name, given in element.attributes.items():
        attribute = by_name.get(name)
        if attribute is None:
            notes.append(Note(SCHEMA, f"The attribute {name[:40]} is not known on {element.name}.", element.line))
            continue
        try:
            values[name] = attribute.kind(given.strip() if attribute.kind is not text else given)
            usable[name] = given.strip()
        except ValueError:
            sentence = f"The value {given[:40]!r} cannot be used for {name} of {element.name}."
            notes.append(Note(attribute.code, sentence, element.line))
    return Read(values, notes, usable)


@lru_cache(maxsize=128)  # the links of a menu are the same at each call; 10 MB where all are as long as a document
def resolve(base: str, link: str | None) -> str | None:
    """Return a link as an absolute URL; None where there is none, or nothing to resolve it against."""
    if not link:
        return None
    try:
        url = urljoin(base, link.strip()) if base else link.strip()
    except ValueError:  # brackets that hold no address
        return None
    return url if url.startswith(("http://", "https://")) else None
