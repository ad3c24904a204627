"""Wire kinds of the Communications API: ids, maps of text, and content in either spelling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cordboard.base.problem import Problem
from cordboard.base.typeid import is_type_id
from cordboard.catalogue.wire import Json, Malformed, Schema, Style, Textual
from cordboard.communications.words import INVALID, Channel, Reach

MOST_PAIRS, LONGEST_NAME, LONGEST_VALUE = 100, 128, 1600
"""A text has 1,600 characters, and nobody fills more than a hundred slots in it."""


@dataclass(frozen=True, slots=True)
class IdOf(Textual):
    """An id of one of these kinds; the published pattern is open at its end, so longer ids are read, too."""

    prefix: str

    def read(self, text: str) -> str:
        """Return the id."""
        if not is_type_id(text, self.prefix) and not (self.prefix.endswith("session") and _is_hex(text, self.prefix)):
            raise Malformed
        return text

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "pattern": f"^{self.prefix}_[0-9a-z]{{26,35}}$"}


def _is_hex(text: str, prefix: str) -> bool:
    """Tell whether an id has 128 bits in hexadecimal, as the session of the brief has."""
    head, _, suffix = text.rpartition("_")
    return head == prefix and len(suffix) == 32 and all(each in "0123456789abcdef" for each in suffix)


class TextMap:
    """Names and texts that are the client's own: written as they were given."""

    def read(self, text: str) -> object:
        """Refuse: a map has no form as text. Raises: Malformed."""
        raise Malformed

    def load(self, value: Json) -> dict[str, str]:
        """Return the map. Raises: Malformed for too many pairs, and with each that is no text, or is too long."""
        if not isinstance(value, dict) or len(value) > MOST_PAIRS:
            raise Malformed
        wrong = [
            Problem(INVALID, parameter=name[:LONGEST_NAME], value=text)
            for name, text in value.items()
            if not isinstance(text, str) or not 0 < len(name) <= LONGEST_NAME or len(text) > LONGEST_VALUE
        ]
        if wrong:
            raise Malformed(*wrong)
        return value

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Write it as it is."""
        return None

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "object", "additionalProperties": {"type": "string"}}


class SentTags(TextMap):
    """Tags of a send; `tag_problems` tells what is wrong with each."""

    def load(self, value: Json) -> dict[str, str]:
        """Return the tags. Raises: Malformed for what is no object."""
        if not isinstance(value, dict):
            raise Malformed
        return value


class TagFilter(Textual):
    """Tags as a list filters by them: ``name:value`` pairs with semicolons between."""

    def read(self, text: str) -> dict[str, str]:
        """Return the pairs."""
        pairs = [pair.partition(":") for pair in text.split(";") if pair]
        if not pairs or len(pairs) > 10 or not all(name and colon and value for name, colon, value in pairs):
            raise Malformed
        if not all(set(name) <= _TAG_CHARACTERS for name, _, _ in pairs):
            raise Malformed
        return {name: value for name, _, value in pairs}

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "pattern": "^[a-zA-Z0-9._~-]+:[^;]+(;[a-zA-Z0-9._~-]+:[^;]+)*;?$"}


_TAG_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~-")


class ListedChannel(Textual):
    """A channel as lists filter by it: how a person is addressed, or what was sent over."""

    def read(self, text: str) -> Reach | Channel:
        """Return the channel; ``whatsapp`` is both, and means the address."""
        word = text.lower()
        try:
            return Reach(word)
        except ValueError:
            try:
                return Channel(word)
            except ValueError as fault:
                raise Malformed from fault

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "enum": ["phone", "whatsapp", "sms", "rcs"]}


class _Written:
    """What kinds have in common that are only written."""

    def read(self, text: str) -> object:
        """Refuse. Raises: Malformed."""
        raise Malformed

    def load(self, value: Json) -> object:
        """Refuse. Raises: Malformed."""
        raise Malformed


class Spelled(_Written):
    """An object with objects in it, held in snake_case and written in the dialect's spelling."""

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Spell the names."""
        spell = style.spell
        return None if spell is str else lambda value: _spelled(value, spell)

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "object"}


def _spelled(value: object, spell: Callable[[str], str]) -> Json:
    if isinstance(value, Mapping):
        return {spell(str(name)): _spelled(each, spell) for name, each in value.items()}
    return [_spelled(each, spell) for each in value] if isinstance(value, list | tuple) else value


class Related(_Written):
    """What belongs to a resource: pairs of a name and an id, and in the newer form where it is."""

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Write the names in the dialect's case."""
        word = style.word
        if word is str.upper:
            return lambda related: [
                {"id": each, "name": word(name), "uri": beside + each}
                for name, each, beside in related  # type: ignore[attr-defined]  # views give tuples
            ]
        return lambda related: [{"id": each, "name": name} for name, each, _ in related]  # type: ignore[attr-defined]

    def schema(self) -> Schema:
        """Return the schema."""
        item = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
        return {"type": "array", "items": item}
