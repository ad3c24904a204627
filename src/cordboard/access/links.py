"""The links in a text: whatever some telephone makes one, also where it is not written as a URL.

Telephones differ in what they take for a link, and lists of top-level domains grow, so that nothing is left to such a
list: two words with a dot between them are a host if the last could be a domain's ending. What is found too much is
refused with a reason; what is found too little is somebody else's page. Libraries that find links for web pages leave
out addresses without a scheme unless their ending is on a list, IP addresses, and what cannot be seen.

Source: https://developer.android.com/reference/android/util/Patterns#WEB_URL (what may stand in a path, and that
hosts and IP addresses alone are links).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# The path ends where it does for the strictest telephone, so that what stands behind it is looked at by itself.
LINK = re.compile(r"[a-z][a-z0-9+.-]{1,15}://(?:[\w;/?:@&=#~.+!*'(),$%-]|\[[0-9a-f:.]{2,45}\])+", re.IGNORECASE)
ENDS = ".,;:!?)"
"""What ends a sentence and no link."""
_RUN = re.compile(r"[\w.-]+")
_ENDING = re.compile(r"xn--[a-z0-9-]{1,59}|[^\W\d_]{2,63}", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,3}", re.ASCII)
_UNSEEN, _MARKS = frozenset({"Cf"}), frozenset({"Cf", "Mn", "Me"})
"""Categories of Unicode: what takes no place, and what stands over or under a letter."""


def links_in(body: str) -> tuple[str, ...]:
    """Find the links in a text; of those without a scheme the host is returned, with one."""
    if body.isascii():
        return tuple(_links(body))
    found: dict[str, None] = {}
    for reading in _readings(body):
        found |= dict.fromkeys(_links(reading))
    return tuple(found)


def _readings(body: str) -> Iterator[str]:
    """Return a text as different readers take it: what cannot be seen parts words, or is not there."""
    plain = unicodedata.normalize("NFKC", body)
    if "." not in plain and "." not in body and "://" not in plain:
        return
    yield _without(body, _UNSEEN, " ")
    yield _without(plain, _UNSEEN, " ")
    yield _without(plain, _MARKS, "")


def _without(text: str, categories: frozenset[str], instead: str) -> str:
    return "".join(instead if unicodedata.category(each) in categories else each for each in text)


def _links(text: str) -> list[str]:
    found: list[str] = []
    if "." not in text and "://" not in text:
        return found
    for word in [word for word in text.split() if "." in word or "://" in word]:
        if "://" in word:
            if LINK.fullmatch(word):
                found.append(word.rstrip(ENDS))
                continue
            found += [each.rstrip(ENDS) for each in LINK.findall(word)]
            word = LINK.sub(" ", word)
        if "." in word[1:-1]:  # most have no dot but the one that ends a sentence
            found += _hosts(word)
    return found


def _hosts(word: str) -> Iterator[str]:
    for run in _RUN.findall(word):
        for part in run.split(".."):
            host = _host(part.strip(".").split("."))
            if host:
                yield f"https://{host}"


def _host(labels: list[str]) -> str:
    """Return the host of labels, up to the last one that could end a domain; nothing where none could."""
    for place in range(len(labels) - 1, 0, -1):
        ending = _ENDING.match(labels[place])
        if ending is not None:
            return ".".join([*labels[:place], ending[0]])
    numbers = [label for label in labels if _NUMBER.fullmatch(label)]
    return ".".join(numbers) if len(labels) == len(numbers) == IPV4_PARTS else ""


IPV4_PARTS = 4
