"""Kinds of links: URLs that are given, and in answers the path of a resource and of what lies below it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from urllib.parse import urlsplit

from cordboard.catalogue.wire import Json, Malformed, Schema, Style, Textual

MAX_URL_LENGTH = 4000  # Reference 02 section 1: status callback URLs of about 4,000 characters are taken.
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.?|[0-9A-Fa-f:.]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class RelativeUri(Textual):
    """The path of a resource, made of the resource's own attributes."""

    template: str

    def read(self, text: str) -> str:
        """Return the text; URIs are only written."""
        return text

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Fill the template and put the dialect's root before it and its extension behind it."""
        fill, root = _filler(self.template + style.uri_suffix), style.root
        return fill if root is None else lambda resource: root() + fill(resource)

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "format": "uri-reference"}


@lru_cache(maxsize=512)  # an application gives the same few again and again; 2 MB where all are as long as they may be
def _url(text: str) -> str:
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


class Url(Textual):
    """An absolute http or https URL whose host name has no underscore. Source: reference 05, StatusCallback."""

    def read(self, text: str) -> str:
        """Return the URL as it was given."""
        return _url(text)

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "string", "format": "uri"}


@dataclass(frozen=True, slots=True)
class UriMap(Textual):
    """Names and paths of the resources below one."""

    templates: tuple[tuple[str, str], ...]

    def read(self, text: str) -> str:
        """Return the text; URIs are only written."""
        return text

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Fill each template."""
        fillers = [(name, *_pattern_of(template + style.uri_suffix)) for name, template in self.templates]
        root = style.root

        def fill(resource: object) -> Json:
            before, filled = "" if root is None else root(), {}
            for name, pattern, get in fillers:
                filled[name] = before + pattern % get(resource)
            return filled

        return fill

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "object", "additionalProperties": {"type": "string"}}


_HOLE = re.compile(r"\{(\w+)\}")


def _pattern_of(template: str) -> tuple[str, Callable[[object], object]]:
    """Return ``/Accounts/%s`` for ``/Accounts/{account_sid}``, and what reads the attributes that go there."""
    names = _HOLE.findall(template)
    return _HOLE.sub("%s", template.replace("%", "%%")), attrgetter(*names) if names else lambda _: ()


def _filler(template: str) -> Callable[[object], str]:
    """Compile ``/Accounts/{account_sid}`` to a function that fills it from attributes."""
    pattern, get = _pattern_of(template)
    return lambda resource: pattern % get(resource)
