"""What messaging needs: rows, a carrier, and ids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from cordboard.base.outbox import Task
from cordboard.base.page import Page, PageRequest
from cordboard.messaging.handset import Handset, HandsetMessage
from cordboard.messaging.message import Message, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilter:
    """Which messages a list shows. Units: ``_ms`` instants; the end is not included."""

    recipient: str | None = None
    sender: str | None = None
    sent_from_ms: int | None = None
    sent_before_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One piece of media of a message; the bytes are kept once for each content."""

    sid: str
    account_sid: str
    message_sid: str
    content_type: str
    digest: str
    created_ms: int
    updated_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What the user says became of a message."""

    account_sid: str
    message_sid: str
    outcome: str
    created_ms: int
    updated_ms: int


class MessageUnit(Protocol):
    """One transaction on messages."""

    def add_message(self, message: Message) -> None:
        """Write a new message."""

    def move_message(self, message: Message, was: Status) -> None:
        """Write a message's new state; the transaction is void when it was not in the state named."""

    def redact_message(self, message: Message) -> None:
        """Write a message's body anew."""

    def delete_message(self, message: Message) -> None:
        """Delete a message with its media and feedback."""

    def put_task(self, task: Task) -> None:
        """Write a task, in place of one with the same id."""

    def drop_task(self, task_id: int) -> None:
        """Delete a task that is done."""

    def add_media(self, media: Media, data: bytes) -> None:
        """Write a piece of media."""

    def delete_media(self, media: Media) -> None:
        """Delete a piece of media."""

    def put_feedback(self, feedback: Feedback) -> None:
        """Write the feedback of a message."""

    def put_opt_out(self, account_sid: str, sender: str, recipient: str, *, is_out: bool) -> None:
        """Write that a recipient does not, or does again, want messages of a sender."""

    def put_sticky_sender(self, service_sid: str, recipient: str, sender: str) -> None:
        """Write which sender of a service a recipient knows."""

    def put_handset(self, handset: Handset) -> None:
        """Write the condition of a handset."""

    def add_handset_message(self, shown: HandsetMessage) -> None:
        """Write a message into a handset's inbox."""

    def happened(self, name: str, account_sid: str, subject: str, state: str, at_ms: int) -> None:
        """Tell the feed, once it is on disk."""

    def then(self, call: Callable[[], None]) -> None:
        """Call when the transaction is on disk."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


class MessageStore(Protocol):
    """Where messages are kept."""

    def unit(self) -> MessageUnit:
        """Begin a transaction."""

    async def message(self, account_sid: str, sid: str) -> Message | None:
        """Return a message of an account."""

    async def message_by_key(self, key: int) -> Message | None:
        """Return a message of any account."""

    async def messages(self, account_sid: str, wanted: MessageFilter, page: PageRequest) -> Page[Message]:
        """Return the messages of an account, newest first."""

    async def media(self, message_sid: str, sid: str) -> Media | None:
        """Return a piece of media of a message."""

    async def media_of(
        self, message_sid: str, page: PageRequest, created_from_ms: int | None, created_before_ms: int | None
    ) -> Page[Media]:
        """Return the media of a message."""

    async def media_data(self, digest: str) -> bytes:
        """Return the bytes of a piece of media."""

    def is_opted_out(self, account_sid: str, sender: str, recipient: str) -> bool:
        """Tell whether a recipient does not want messages of a sender."""

    def sticky_sender(self, service_sid: str, recipient: str) -> str | None:
        """Return the sender of a service that a recipient knows."""


class Report(NamedTuple):
    """What a carrier says of a message: the state it reached, and why if it failed.

    ``also`` writes the carrier's own rows in the transaction of the report; without it the message's task is dropped.
    """

    message: Message
    status: Status
    error_code: int | None = None
    also: Callable[[MessageUnit, Message], None] | None = None


class Carrier(Protocol):
    """Takes messages, and reports what becomes of each."""

    def submit(self, messages: Sequence[Message]) -> list[Report]:
        """Take messages and say of each whether it was taken (sent) or refused (failed)."""
