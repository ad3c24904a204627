"""What communications asks of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from cordboard.base.page import Page, PageRequest
from cordboard.communications.message import Message, Session
from cordboard.communications.operation import Operation, OperationError
from cordboard.communications.ports import Person
from cordboard.communications.post import Addressee
from cordboard.communications.words import Channel, Family, OperationStatus, Reach, Status
from cordboard.messaging.message import Message as Ordinary
from cordboard.messaging.ports import MessageUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilter:
    """Which messages a list shows. Units: ``_ms`` instants, neither included."""

    operation_id: str | None = None
    session_id: str | None = None
    after_ms: int | None = None
    before_ms: int | None = None
    reach: Reach | None = None
    channel: Channel | None = None
    status: Status | None = None
    tags: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationFilter:
    """Which operations a list shows. Units: ``_ms`` instants, neither included."""

    after_ms: int | None = None
    before_ms: int | None = None
    status: OperationStatus | None = None
    family: Family = Family.MESSAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFilter:
    """Which sessions a list shows. Units: ``_ms`` instants, neither included."""

    after_ms: int | None = None
    before_ms: int | None = None


T = TypeVar("T")


class Waiting(NamedTuple, Generic[T]):
    """Some people without a message, and their place; ``others`` are the rest of their row, still encoded."""

    place: int
    people: Sequence[T]
    others: bytes = b""


class Open(NamedTuple):
    """What was made for somebody and may still be tried, as far as it is known without its body."""

    key: int
    id: str
    status: Status


class CommunicationsUnit(MessageUnit, Protocol):
    """One transaction on communications, and on the ordinary messages that are attempts."""

    def add_operation(self, operation: Operation, people: Sequence[Person | Addressee]) -> None:
        """Write a new operation, and the people without a message yet."""

    def move_operation(self, operation: Operation, to: OperationStatus, was: OperationStatus, now_ms: int) -> None:
        """Write an operation's new state; the transaction is void when it was not in the state named."""

    def take_waiting(self, operation: Operation, waiting: Waiting[T], unaddressable: int, now_ms: int) -> None:
        """Drop people who have a message now, or cannot have one; void when they were dropped before."""

    def fail_open(self, operation: Operation, found: Open, now_ms: int) -> None:
        """Write that what was made for somebody has failed, whatever else its row holds."""

    def add_operation_error(self, operation: Operation, error: OperationError) -> None:
        """Write why a part of an operation was given up."""

    def add_comms_message(self, message: Message, *, settles: bool) -> None:
        """Write a new message with its attempts, and count it; ``settles`` says that nothing more is tried."""

    def change_comms_message(self, message: Message, was: Message, *, settles: bool) -> None:
        """Write a message that was tried again, or was canceled; ``settles`` says that nothing more is tried."""

    def follow_comms_message(self, attempt: Ordinary, to: Status, was: Status, *, settles: bool) -> None:
        """Write the state of the message that an ordinary message is an attempt of."""


class CommunicationsStore(Protocol):
    """Where communications are kept. Reads are of one row or a page, and do not wait."""

    def unit(self) -> CommunicationsUnit:
        """Begin a transaction."""

    def operation(self, account_sid: str, operation_id: str, family: Family = Family.MESSAGE) -> Operation | None:
        """Return an operation of an account and a family."""

    def operation_by_key(self, key: int) -> Operation | None:
        """Return an operation of any account."""

    def operations(self, account_sid: str, wanted: OperationFilter, page: PageRequest) -> Page[Operation]:
        """Return the operations of an account, newest first."""

    def message(self, account_sid: str, message_id: str) -> Message | None:
        """Return a message of an account."""

    def messages(self, account_sid: str, wanted: MessageFilter, page: PageRequest) -> Page[Message]:
        """Return the messages of an account, newest first."""

    def message_tried_as(self, account_sid: str, sid: str) -> Message | None:
        """Return the message that an ordinary message is an attempt of."""

    def attempts(self, message: Message) -> Mapping[str, Ordinary]:
        """Return the ordinary messages of a message, by SID."""

    def waiting(self, operation: Operation, most: int | None = None) -> Waiting[Person] | None:
        """Return a row of people without a message, or the first of it; None when all have one."""

    def skipped(self, operation: Operation) -> Waiting[None] | None:
        """Return the first person without a message, or all of a row that cannot be read; None when all have one."""

    def first_open(self, operation: Operation, after_key: int) -> Open | None:
        """Return what is to be sent later, and was made first of it past a key."""

    def scheduled(self, operation: Operation, most: int, after_key: int = 0) -> list[Message]:
        """Return some messages past a key that are to be sent later, oldest first."""

    def session(self, account_sid: str, session_id: str) -> Session | None:
        """Return a session of an account."""

    def sessions(self, account_sid: str, wanted: SessionFilter, page: PageRequest) -> Page[Session]:
        """Return the sessions of an account, newest first."""
