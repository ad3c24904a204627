"""What communications needs: who sends, who is meant, what a template says, and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from cordboard.communications.operation import Part
from cordboard.communications.words import Channel, Reach


class Sender(NamedTuple):
    """Somebody that messages come from; the address stands without the prefix of its channel."""

    id: str
    address: str
    channel: Channel


class SenderDirectory(Protocol):
    """The senders of accounts, from memory: a send of ten thousand asks ten thousand times."""

    def of_account(self, account_sid: str) -> Sequence[Sender]:
        """Return every sender of an account that is active."""

    def of_pool(self, account_sid: str, pool_id: str) -> Sequence[Sender] | None:
        """Return the active senders of a pool; None when the account has no such pool."""

    def by_id(self, account_sid: str, sender_id: str) -> Sender | None:
        """Return a sender of an account."""

    def by_address(self, account_sid: str, address: str, channel: Channel) -> Sender | None:
        """Return the sender of an account at an address of a channel."""


class Target(NamedTuple):
    """Where a person can be reached."""

    address: str
    reach: Reach


class Person(NamedTuple):
    """Somebody to write to: where, in the order of preference, and what a template says of them."""

    targets: tuple[Target, ...]
    variables: Mapping[str, str] = {}


class RecipientDirectory(Protocol):
    """Resolves recipients that are named and not addressed."""

    def contact(self, account_sid: str, contact_id: str) -> Person | None:
        """Return a contact; None when the account has none of this id."""

    def audience(self, account_sid: str, audience_id: str) -> Sequence[Person] | None:
        """Return everybody in an audience; None when the account has none of this id."""


class Stored(NamedTuple):
    """What a stored template says over each channel, and the values of slots that are given none."""

    by_channel: Mapping[Channel, Part]
    defaults: Mapping[str, str]


class StoredContents(Protocol):
    """Stored templates, of content/v1."""

    def stored(self, account_sid: str, content_id: str) -> Stored | None:
        """Return a template of an account; None when it has none of this id."""
