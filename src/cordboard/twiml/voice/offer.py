"""What is offered along with a call to whoever is called. Data only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

Pairs = tuple[tuple[str, str], ...]
# Source: https://www.twilio.com/docs/voice/twiml/sip (headers): besides those that begin with x-.
_HEADERS: Final = frozenset({"user-to-user", "remote-party-id", "p-preferred-identity", "p-called-party-id"})
MOST_HEADER_CHARACTERS: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Why somebody calls, what a client is told or which headers a SIP address gets, and who we are there.

    The password is for the challenge of a SIP device. It is shown to nobody, and written nowhere.
    """

    reason: str = ""
    parameters: Pairs = ()
    username: str = ""
    password: str = field(default="", repr=False)


NOTHING_OFFERED: Final = Offer()


def headers_of(uri: str) -> Pairs:
    """Return the headers that a SIP address asks for, those that may be sent. Source: RFC 3261, section 19.1.1."""
    query = uri.partition("?")[2][:MOST_HEADER_CHARACTERS]
    return tuple(_allowed(parse_qsl(query, keep_blank_values=True)))


def _allowed(pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        if name.lower().startswith("x-") or name.lower() in _HEADERS:
            yield name, value
