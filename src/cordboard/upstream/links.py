"""Links in answers: they lead back here, so that paging and sub-resources stay behind the gate.

Nothing else of an answer is touched, not even how its numbers are written: links are found in the bytes. In JSON a
quoted word before a colon is always a name, because a quote inside a text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_NAMES = rb'"(?:uri|url|(?:first|previous|next|last)_page_ur[il])"\s*:\s*"'
_MAPS = re.compile(rb'"(?:subresource_uris|links)"\s*:\s*\{[^{}]*\}')
_XML = rb'(?:<Uri>|\s(?:uri|(?:first|previous|next|last)pageuri)=")'


class Links(NamedTuple):
    """How links there begin, and how the same begin here, in pairs."""

    pairs: tuple[tuple[bytes, bytes], ...]

    def rewritten(self, body: bytes, content_type: str) -> bytes:
        """Return an answer whose links lead here."""
        for there, here in self.pairs:
            start = re.escape(there) + rb"(?![^/?\"<])"  # a whole segment
            if "json" in content_type:
                body = re.sub(rb"(" + _NAMES + rb")" + start, _to(here), body)
                body = _MAPS.sub(_map(there, here), body)
            elif "xml" in content_type:
                body = re.sub(rb"(" + _XML + rb")" + start, _to(here), body)
        return body

    def location(self, url: str) -> str:
        """Return where a redirect leads."""
        for there, here in self.pairs:
            if url.startswith(there.decode()):
                return here.decode() + url[len(there) :]
        return url


Replace = Callable[[re.Match[bytes]], bytes]


def _to(here: bytes) -> Replace:
    return lambda found: found[1] + here


def _map(there: bytes, here: bytes) -> Replace:
    link = re.compile(rb'(:\s*")' + re.escape(there) + rb"(?![^/?\"])")
    return lambda found: link.sub(_to(here), found[0])


def links_of(there: str, here: str, their_account: str, our_account: str) -> Links:
    """Return the links between an upstream's root and a caller's, and between two accounts of the core API."""
    accounts = "/2010-04-01/Accounts/"
    pairs = [
        (f"{there}{accounts}{their_account}", f"{here}{accounts}{our_account}"),
        (there, here),
        (f"{accounts}{their_account}", f"{accounts}{our_account}"),
    ]
    return Links(tuple((first.encode(), second.encode()) for first, second in pairs))
