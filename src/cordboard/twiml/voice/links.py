"""Where a document leads: the URLs on other hosts that it names, in any attribute, or as the text of a verb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from cordboard.twiml.reader import Element

SPOKEN = frozenset({"Say", "Prompt", "Sms", "Message", "Body"})
"""Elements whose text is words: a link in it is said or sent, and not asked for."""
GIVEN = frozenset({"Parameter"})
"""Elements whose attributes are facts for the other side."""


def named_urls(verbs: Sequence[Element], base: str) -> tuple[str, ...]:
    """Return the absolute URLs that a document from ``base`` names, each once, without those of its own host."""
    host = _host(base)
    named = (_joined(base, text) for verb in verbs for text in _texts(verb))
    return tuple(dict.fromkeys(url for url in named if _host(url) != host))


def _texts(element: Element) -> Iterator[str]:
    """Find what may be a URL with a host; what has no slashes begins with none."""
    given = () if element.name in GIVEN else element.attributes.values()
    said = () if element.name in SPOKEN else (element.text,)
    yield from (text.strip() for text in (*given, *said) if "//" in text)
    for child in element.children:
        yield from _texts(child)


def _joined(base: str, text: str) -> str:
    try:
        return urljoin(base, text)
    except ValueError:  # brackets that hold no address: whatever it is, no rule knows its host
        return text


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return url
