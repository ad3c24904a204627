"""A message to one person, and its attempts. Source: reference of the Communications API, section 3.2."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from msgspec import Struct

from cordboard.base.typeid import key_of_type_id
from cordboard.communications.words import PREFIXES, REACHED_OVER, SESSION, Channel, Reach, Status


class Route(Struct, frozen=True, array_like=True):
    """One way to a person: from a sender to an address, without the prefixes of the channel."""

    sender_id: str
    sender: str
    channel: Channel
    address: str

    @property
    def reach(self) -> Reach:
        """Return how the person is addressed."""
        return REACHED_OVER[self.channel]

    @property
    def ends(self) -> tuple[str, str]:
        """Return sender and recipient as the messaging slice names them."""
        prefix = PREFIXES[self.channel]
        return prefix + self.sender, prefix + self.address


class Attempt(Struct, frozen=True, array_like=True):
    """One attempt: which way it went, and its ordinary message; without one it was refused with a code."""

    route: int
    at_ms: int
    sid: str = ""
    error_code: int | None = None


class Message(Struct, frozen=True, kw_only=True):
    """A message as it stands now; ``routes`` are the ways to the person, the preferred first."""

    id: str
    account_sid: str
    status: Status
    session_id: str
    created_ms: int
    updated_ms: int
    routes: tuple[Route, ...]
    attempts: tuple[Attempt, ...] = ()
    operation_id: str | None = None
    pool_id: str | None = None
    scheduled_ms: int | None = None
    variables: Mapping[str, str] = {}
    tags: Mapping[str, str] = {}

    @property
    def key(self) -> int:
        """Return the row's key, which is inside the id."""
        return key_of_type_id(self.id)

    @property
    def route(self) -> Route:
        """Return the way that was tried last, or will be tried first."""
        return self.routes[self.attempts[-1].route if self.attempts else 0]

    @property
    def ends(self) -> tuple[str, str]:
        """Return the ends of its session: the account's own first, whoever wrote."""
        sender, recipient = self.route.ends
        return (recipient, sender) if self.status is Status.INBOUND else (sender, recipient)


class Session(Struct, frozen=True, kw_only=True):
    """The messages between one sender and one recipient."""

    id: str
    key: int
    account_sid: str
    sender: str
    recipient: str
    created_ms: int
    updated_ms: int


def session_id(account_sid: str, sender: str, recipient: str) -> str:
    """Return the id of a session, which follows from its ends; 128 bits in hexadecimal, as the brief shows one."""
    ends = f"{account_sid} {sender} {recipient}".encode()
    return f"{SESSION}_{blake2b(ends, digest_size=16).hexdigest()}"
