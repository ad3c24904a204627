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
        fill, suffix, root = _filler(self.template), style.uri_suffix, style.root
        if root is not None:
            return lambda resource: root() + fill(resource) + suffix
        return lambda resource: fill(resource) + suffix

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
        fillers = [(name, _filler(template)) for name, template in self.templates]
        suffix, root = style.uri_suffix, style.root or str
        return lambda resource: {name: root() + fill(resource) + suffix for name, fill in fillers}

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "object", "additionalProperties": {"type": "string"}}


_HOLE = re.compile(r"\{(\w+)\}")


def _filler(template: str) -> Callable[[object], str]:
    """Compile ``/Accounts/{account_sid}`` to a function that fills it from attributes."""
    names = _HOLE.findall(template)
    if not names:
        return lambda _: template
    pattern, get = _HOLE.sub("%s", template), attrgetter(*names)
    return lambda resource: pattern % get(resource)
