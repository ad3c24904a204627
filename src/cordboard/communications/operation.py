"""An operation: a send to many people, and how far it has come.

Source: reference of the Communications API, sections 1.2 and 3.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from cordboard.base.typeid import key_of_type_id
from cordboard.communications.words import COUNTED, Channel, Family, OperationStatus


class Part(Struct, frozen=True, array_like=True):
    """What is sent over a channel."""

    text: str = ""
    media: tuple[str, ...] = ()


class Content(Struct, frozen=True, kw_only=True):
    """What is said: one part for all channels, or a part for each; ``given`` is how it was asked for.

    Parts are Liquid, or those of a stored template, which has slots with ``defaults`` instead.
    """

    given: Mapping[str, Any]
    any_channel: Part | None = None
    by_channel: Mapping[Channel, Part] = {}
    is_stored: bool = False
    defaults: Mapping[str, str] = {}

    def part(self, channel: Channel) -> Part | None:
        """Return what is said over a channel, or None where nothing can be."""
        return self.by_channel.get(channel, self.any_channel)


class Terms(Struct, frozen=True, kw_only=True):
    """What a send says for all its recipients; no sender and no pool leave the choice to us.

    ``origin`` is who sends a mail or a notification, by the names of what was asked for. ``agent_sid`` is the agent
    that asked for it, empty for everybody else, and ``decision_id`` what was decided of that.
    """

    content: Content
    sender_id: str | None = None
    pool_id: str | None = None
    only: tuple[Channel, ...] = ()
    priority: Mapping[Channel, int] = {}
    tags: Mapping[str, str] = {}
    origin: Mapping[str, str] = {}
    agent_sid: str = ""
    decision_id: str = ""


class OperationError(Struct, frozen=True, array_like=True):
    """Why a part of an operation was given up."""

    code: int
    message: str


class Operation(Struct, frozen=True, kw_only=True):
    """An operation as it stands now.

    ``recipients`` are those asked for, ``waiting`` those of them without a message yet; ``counts`` are messages by
    status, and ``open`` those that may still be tried. ``errors`` tell of what was given up.
    """

    id: str
    account_sid: str
    status: OperationStatus
    terms: Terms
    recipients: int
    created_ms: int
    updated_ms: int
    scheduled_ms: int | None = None
    waiting: int = 0
    open: int = 0
    attempts: int = 0
    unaddressable: int = 0
    counts: Mapping[str, int] = {}
    family: Family = Family.MESSAGE
    errors: tuple[OperationError, ...] = ()

    @property
    def key(self) -> int:
        """Return the row's key, which is inside the id."""
        return key_of_type_id(self.id)

    @property
    def stats(self) -> Mapping[str, int]:
        """Return the figures: recipients = total + unaddressable + those whose message is still to be made."""
        return {
            "total": sum(self.counts.values()),
            "recipients": self.recipients,
            "attempts": self.attempts,
            "unaddressable": self.unaddressable,
            **{each.value: self.counts.get(each.value, 0) for each in COUNTED},
        }
