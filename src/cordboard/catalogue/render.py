"""From resources to plain JSON values, and from those to XML and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape  # of the same characters as for XML; xml.sax would import an HTTP client
from typing import Any

from cordboard.catalogue.describe import Attribute, View, itself
from cordboard.catalogue.wire import Json, Malformed, Schema, Style

Writer = Callable[[Any], dict[str, Json]]


def writer_of(view: View, style: Style) -> Writer:
    """Compile a view: the function returned turns a resource into a dict in the published order.

    It is compiled to one expression, as `dataclasses` does it, because every answer is made of it: a loop over twenty
    properties took three times as long. Names in the source are numbers of ours, never words from outside.
    """
    known: dict[str, Any] = {}
    entries = []
    for number, each in enumerate(view.properties):
        read, convert = each.read, each.kind.writer(style)
        attribute = read.attribute if isinstance(read, Attribute) else ""
        known[f"read_{number}"] = read
        is_path = all(map(str.isidentifier, attribute.split(".")))
        value = f"resource.{attribute}" if is_path else f"read_{number}(resource)"
        if read is itself:
            value = "resource"
        if convert is not None:
            known[f"convert_{number}"] = convert
            value = f"None if (value := {value}) is None else convert_{number}(value)"
        entries.append(f"{style.spell(each.wire)!r}: {value}")
    exec(f"def write(resource):\n    return {{{', '.join(entries)}}}", known)  # noqa: S102 - see above
    write: Writer = known["write"]
    return write


@dataclass(frozen=True, slots=True)
class Part:
    """A property that is an object of another view, or with ``many`` a list of them.

    ``sparse`` leaves nulls out, at every depth: the published schemas of some answers allow none.
    """

    view: View
    many: bool = False
    sparse: bool = False

    def read(self, text: str) -> object:
        """Refuse: parts are only written. Raises: Malformed."""
        raise Malformed

    def load(self, value: Json) -> object:
        """Refuse: parts are only written. Raises: Malformed."""
        raise Malformed

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Write the part as the dialect does."""
        write = _sparsely(writer_of(self.view, style)) if self.sparse else writer_of(self.view, style)
        if self.many:
            return lambda parts: [write(part) for part in parts]  # type: ignore[attr-defined]  # a list, by declaration
        return write

    def schema(self) -> Schema:
        """Return the schema."""
        properties = {each.wire: each.kind.schema() for each in self.view.properties}
        schema: Schema = {"type": "object", "properties": properties}
        return {"type": "array", "items": schema} if self.many else schema


def _sparsely(write: Callable[[object], Any]) -> Callable[[object], Any]:
    return lambda part: _without_nulls(write(part))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


@lru_cache(maxsize=4096)
def camel(name: str) -> str:
    """Return ``DateCreated`` for ``date_created``."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def xml_document(inner: str) -> bytes:
    """Wrap elements as the 2010 API does. Source: reference 01 section 3.1."""
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse>{inner}</TwilioResponse>".encode(
        errors="xmlcharrefreplace"
    )


def xml_element(name: str, value: Json) -> str:
    """Write one value as an element; null is an empty one."""
    if value is None:
        return f"<{name}/>"
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(xml_element(camel(key), each) for key, each in value.items())}</{name}>"
    if isinstance(value, list | tuple):
        single = name[:-1] if name.endswith("s") else name
        return f"<{name}>{''.join(xml_element(single, each) for each in value)}</{name}>"
    return f"<{name}>{escape(_plain(value), quote=False)}</{name}>"


def xml_list(name: str, item: str, attributes: Mapping[str, Json], rows: Iterable[Mapping[str, Json]]) -> str:
    """Write a page: paging facts as attributes without underscores, the rows as children."""
    facts = " ".join(f'{key.replace("_", "")}="{escape(_plain(value))}"' for key, value in attributes.items())
    return f"<{name} {facts}>{''.join(xml_element(item, row) for row in rows)}</{name}>"


def csv_document(columns: list[str], rows: Iterable[Mapping[str, Json]]) -> bytes:
    """Write rows under a line of CamelCase names. Source: RFC 4180; reference 01 section 3.2."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([camel(column) for column in columns])
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return out.getvalue().encode()


def _cell(value: Json) -> str:
    if isinstance(value, Mapping):
        return "[" + ", ".join(f"{key}={_plain(each)}" for key, each in value.items()) + "]"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_plain(each) for each in value) + "]"
    return _plain(value)


# XML 1.0 section 2.2 allows no control characters but tab, line feed and carriage return.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\N{REPLACEMENT CHARACTER}")


def _plain(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).translate(_FORBIDDEN)
