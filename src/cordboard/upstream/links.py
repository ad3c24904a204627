"""Links in answers: they lead back here, so that paging and sub-resources stay behind the gate.

Nothing else of an answer is touched, not even how its numbers are written: links are found in the bytes. In JSON a
quoted word before a colon is always a name, because a quote inside a text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from urllib.parse import urlsplit

from cordboard.upstream.canonical import CORE, root_of

_NAMES = (
    rb'"(?:uri|url|self|next|previous|operationLocation|resourceLocation'
    rb'|(?:first|previous|next|last)_page_ur[il])"\s*:\s*"'
)
_MAPS = re.compile(rb'"(?:subresource_uris|links)"\s*:\s*\{[^{}]*\}')
_XML_MAPS = re.compile(rb"<SubresourceUris>.*?</SubresourceUris>", re.DOTALL)
_XML = rb'(?:<Uri>|\s(?:uri|(?:first|previous|next|last)pageuri)=")'
_END = rb"(?![^/?\"<])"  # a whole segment
MOST_KEPT = 256  # of a few patterns; there is one for each upstream, product, account and host that was called


class Links:
    """How links begin there, and how the same begin here; the longest counts.

    ``dotted`` are scheme and domain of an upstream whose products are hosts, such as ``https`` and ``twilio.com``.
    """

    def __init__(self, pairs: Mapping[str, str], dotted: tuple[str, str] | None, here_of: Callable[[str], str]) -> None:
        """Compile what finds them."""
        self._here = {there.encode(): here.encode() for there, here in pairs.items()}
        self._here_of = here_of
        starts = [re.escape(there) for there in sorted(self._here, key=len, reverse=True)]
        if dotted is not None:
            scheme, domain = (re.escape(each.encode()) for each in dotted)
            starts.append(scheme + rb"://[a-z][a-z-]{0,30}\." + domain)
        start = b"(" + b"|".join(starts) + b")" + _END
        self._start = re.compile(b"()" + start)
        self._named = re.compile(b"(" + _NAMES + b")" + start)
        self._mapped = re.compile(rb'(:\s*"|>)' + start)
        self._xml = re.compile(b"(" + _XML + b")" + start)

    def rewritten(self, body: bytes, content_type: str) -> bytes:
        """Return an answer whose links lead here."""
        if "json" in content_type:
            return _MAPS.sub(self._map, self._named.sub(self._to, body))
        if "xml" in content_type:
            return _XML_MAPS.sub(self._map, self._xml.sub(self._to, body))
        return body

    def location(self, url: str) -> str:
        """Return where a redirect leads."""
        given = url.encode("latin-1")
        found = self._start.match(given)
        return url if found is None else (self._to(found) + given[found.end() :]).decode("latin-1")

    def _to(self, found: re.Match[bytes]) -> bytes:
        start = found[2]
        here = self._here.get(start)
        if here is None:  # another product of the upstream
            product = start.partition(b"://")[2].partition(b".")[0].decode()
            here = self._here[start] = self._here_of(product).encode()
        return found[1] + here

    def _map(self, found: re.Match[bytes]) -> bytes:
        return self._mapped.sub(self._to, found[0])


@lru_cache(MOST_KEPT)
def links_of(base_url: str, product: str, here: str, their_account: str, our_account: str) -> Links:
    """Return the links between an upstream and a caller who called a product at ``here``, and between two accounts."""
    theirs, ours = (f"/2010-04-01/Accounts/{account}" for account in (their_account, our_account))
    root, parts = root_of(base_url, product), urlsplit(base_url)
    here_of = partial(_beside, here, product)
    pairs = {
        base_url: here_of(CORE),
        base_url + theirs: here_of(CORE) + ours,
        root: here,
        root + theirs: here + ours,
        theirs: ours,
    }
    dotted = (parts.scheme, parts.netloc[4:]) if parts.netloc.startswith("api.") else None
    return Links(pairs, dotted, here_of)


def _beside(here: str, product: str, other: str) -> str:
    """Return where another product is for who called one: at another host if a host named that, else below a path."""
    parts = urlsplit(here)
    if parts.netloc.startswith(f"{product}."):
        return f"{parts.scheme}://{other}.{parts.netloc[len(product) + 1 :]}"
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin if other == CORE else f"{origin}/{other}"
