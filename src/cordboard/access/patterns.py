"""What rules compare with: addresses, hosts of URLs, and regular expressions that end in time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from cordboard.base.phone import parse_sender

MOST_ADDRESS_CHARS, MOST_EXPRESSION_CHARS = 255, 200
# The ways in which an expression may match at one place. A message has 1,600 characters, so the worst expression takes
# 160,000 steps of some 20 ns, which is 3 ms.
MOST_WAYS = 100
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9_-]{0,31}:)?\+?[0-9A-Za-z@._ &-]*\*?")
_HOST = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_UNLIMITED = re.compile(r"[*+]|\{[0-9]*,\}")
_REPEAT = re.compile(r"\{([0-9]{1,3})(?:,([0-9]{1,3}))?\}")
_GROUP_START = re.compile(r"\((?:\?:|(?!\?))")


class Unreadable(ValueError):
    """A pattern that is none; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses in full, and beginnings of addresses. An address of a channel counts by its number, too."""

    exact: frozenset[str]
    beginnings: tuple[str, ...]

    def holds(self, address: str) -> bool:
        """Tell whether an address, written as the API returns it, is one of these."""
        if address in self.exact or address.startswith(self.beginnings):
            return True
        if address[:1] == "+":  # a number, as nearly every one
            return False
        prefix, colon, number = address.partition(":")
        return bool(colon and prefix) and number[:1] == "+" and self.holds(number)


@dataclass(frozen=True, slots=True)
class Hosts:
    """Host names in full, and domains below which every host counts."""

    exact: frozenset[str]
    endings: tuple[str, ...]

    def holds(self, url: str) -> bool:
        """Tell whether a URL leads to one of these; what different readers could read differently does not."""
        host = _host_of(url)
        return host is not None and (host in self.exact or host.endswith(self.endings))


@lru_cache(maxsize=1024)
def _host_of(url: str) -> str | None:
    """Return the host of a URL, or None where different readers could find different ones; most come again."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    return None if "\\" in url or "@" in parts.netloc or not url.isprintable() or " " in url else host


def addresses(patterns: Sequence[str]) -> Addresses:
    """Compile patterns: an address, or a beginning with a star behind it. Raises: Unreadable."""
    exact, beginnings = set(), []
    for pattern in patterns:
        text = pattern.strip()
        if not text or len(text) > MOST_ADDRESS_CHARS:
            raise Unreadable("an address has 1 to 255 characters")
        if text.endswith("*"):
            beginning = text[:-1].translate(_PUNCTUATION)
            if "*" in beginning or not _ADDRESS.fullmatch(text):
                raise Unreadable(f"{text[:40]} is no beginning of an address: write the star at its end only")
            beginnings.append(beginning)
            continue
        address = parse_sender(text)
        if address is None and "*" in text:
            raise Unreadable(f"{text[:40]} has its star in the middle: write it at the end only")
        exact.add(address.value if address is not None else text)
    return Addresses(frozenset(exact), tuple(beginnings))


_PUNCTUATION = str.maketrans("", "", " ()/")


def hosts(patterns: Sequence[str]) -> Hosts:
    """Compile host names: in full, or `*.` and a domain. Raises: Unreadable."""
    texts = [pattern.strip().lower().rstrip(".") for pattern in patterns]
    for text in texts:
        if not _HOST.fullmatch(text):
            raise Unreadable(f"{text[:40]} is no host: write a name such as hooks.example.com or *.example.com")
    return Hosts(
        frozenset(text for text in texts if text[0] != "*"), tuple(text[1:] for text in texts if text[0] == "*")
    )


def expression(text: str) -> re.Pattern[str]:
    """Compile a regular expression whose time is bounded. Raises: Unreadable.

    Repetition without an end, of groups, and what looks around or back is refused: those are what takes a time that
    grows faster than the text.
    """
    if not text or len(text) > MOST_EXPRESSION_CHARS:
        raise Unreadable(f"an expression has 1 to {MOST_EXPRESSION_CHARS} characters")
    bare = _without_literals(text.removeprefix("(?i)"))
    if _UNLIMITED.search(bare):
        raise Unreadable("*, + and {n,} repeat without an end: write a limit, such as {0,20}")
    if len(_GROUP_START.findall(bare)) != bare.count("("):
        raise Unreadable("of groups only ( ) and (?: ) are known, and (?i) at the start")
    if re.search(r"\)[{?]", bare):
        raise Unreadable("a group cannot be repeated: write the alternatives out")
    ways = bare.count("|") + 1
    for least, most in _REPEAT.findall(bare):
        ways *= int(most or least) - int(least) + 1
    if ways * 2 ** bare.replace("(?:", "").count("?") > MOST_WAYS:
        raise Unreadable("it can match in too many ways: repeat less")
    try:
        return re.compile(text)
    except (re.error, OverflowError) as fault:
        raise Unreadable(f"it is no regular expression ({fault})") from fault


def _without_literals(text: str) -> str:
    """Return an expression with its escapes and classes each written as one letter. Raises: Unreadable."""
    if re.search(r"\\[1-9]", text):
        raise Unreadable("a reference back to a group is not known")
    escaped = re.sub(r"\\.", "a", text, flags=re.DOTALL)
    return re.sub(r"\[\^?\]?[^\]]*\]", "a", escaped)
