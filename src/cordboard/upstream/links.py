"""Links in answers: they lead back here, so that paging and sub-resources stay behind the gate.

Nothing else of an answer is touched, not even how its numbers are written: links are found in the bytes. In JSON a
quoted word before a colon is always a name, because a quote inside a text is escaped.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NAMES = (
    rb'"(?:uri|url|self|next|previous|operationLocation|resourceLocation'
    rb'|(?:first|previous|next|last)_page_ur[il])"\s*:\s*"'
)
_MAPS = re.compile(rb'"(?:subresource_uris|links)"\s*:\s*\{[^{}]*\}')
_XML = rb'(?:<Uri>|\s(?:uri|(?:first|previous|next|last)pageuri)=")'
_END = rb"(?![^/?\"<])"  # a whole segment
MOST_KEPT = 256  # of a few patterns; there is one for each upstream, product, account and host that was called


class Links:
    """How links begin there, and how the same begin here; the longest counts."""

    def __init__(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Compile what finds them."""
        self._here = {there.encode(): here.encode() for there, here in pairs}
        starts = b"|".join(re.escape(there) for there in sorted(self._here, key=len, reverse=True))
        self._named = re.compile(b"(" + _NAMES + b")(" + starts + b")" + _END)
        self._mapped = re.compile(rb'(:\s*")(' + starts + b")" + _END)
        self._xml = re.compile(b"(" + _XML + b")(" + starts + b")" + _END)

    def rewritten(self, body: bytes, content_type: str) -> bytes:
        """Return an answer whose links lead here."""
        if "json" in content_type:
            return _MAPS.sub(self._map, self._named.sub(self._to, body))
        return self._xml.sub(self._to, body) if "xml" in content_type else body

    def location(self, url: str) -> str:
        """Return where a redirect leads."""
        for there, here in self._here.items():
            if url.startswith(there.decode()):
                return here.decode() + url[len(there) :]
        return url

    def _to(self, found: re.Match[bytes]) -> bytes:
        return found[1] + self._here[found[2]]

    def _map(self, found: re.Match[bytes]) -> bytes:
        return self._mapped.sub(self._to, found[0])


@lru_cache(MOST_KEPT)
def links_of(there: str, here: str, their_account: str, our_account: str) -> Links:
    """Return the links between an upstream's root and a caller's, and between two accounts of the core API."""
    accounts = "/2010-04-01/Accounts/"
    return Links(
        (
            (f"{there}{accounts}{their_account}", f"{here}{accounts}{our_account}"),
            (there, here),
            (f"{accounts}{their_account}", f"{accounts}{our_account}"),
        )
    )
