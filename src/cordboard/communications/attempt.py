"""Attempts: a message to a person becomes an ordinary message, and when that fails one over the next way.

An attempt goes through the one slice that sends: its queues, carriers, opt-outs, prices and callbacks are those of
every message. What is refused there before it is a message is an attempt all the same, with the code of the refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from cordboard.base.problem import Problem
from cordboard.communications.message import Attempt, Message, Route, session_id
from cordboard.communications.operation import Operation, Part
from cordboard.communications.personalization import Fill, TemplateFault, filler
from cordboard.communications.rows import CommunicationsStore, CommunicationsUnit
from cordboard.communications.wording import stored_part
from cordboard.communications.words import FOLLOWED, INVALID, Channel, OperationStatus, Status
from cordboard.messaging.draft import Draft
from cordboard.messaging.message import Message as Ordinary
from cordboard.messaging.message import Origin
from cordboard.messaging.message import Status as Downstream
from cordboard.messaging.ports import MessageUnit

MOST_WORDINGS = 100  # operations whose templates are kept compiled; one has a few kilobytes


class Sending(Protocol):
    """The slice that sends."""

    def accept(self, account_sid: str, draft: Draft, unit: MessageUnit) -> Ordinary:
        """Write a message and its first task into a transaction. Raises: Problem."""


class Attempts:
    """Makes attempts, and follows them."""

    def __init__(self, *, sending: Sending, store: CommunicationsStore, now_ms: Callable[[], int]) -> None:
        self._sending = sending
        self._store = store
        self._now_ms = now_ms
        self._compiled: dict[tuple[str, Channel], Fill] = {}

    def words(self, operation: Operation, channel: Channel, message: Message) -> Part:
        """Return what is said to a person over a channel. Raises: Problem."""
        content = operation.terms.content
        if content.is_stored:
            return stored_part(content, channel, message.variables)
        part = content.part(channel) or Part()
        try:
            text, media = self._filler(operation, channel, part)(message.variables)
        except TemplateFault as fault:
            raise Problem(INVALID, message=f"The content cannot be filled: {fault}.") from fault
        return Part(text, tuple(media))

    def _filler(self, operation: Operation, channel: Channel, part: Part) -> Fill:
        known = (operation.id, channel)
        found = self._compiled.get(known)
        if found is None:
            if len(self._compiled) >= MOST_WORDINGS:
                del self._compiled[next(iter(self._compiled))]
            found = self._compiled[known] = filler([part.text, list(part.media)])
        return found

    def start(self, operation: Operation, message: Message, unit: MessageUnit, first: int = 0) -> Message:
        """Try the ways to a person from one on, until one takes the message; returns it queued, or failed."""
        attempts, now = list(message.attempts), self._now_ms()
        for place in range(first, len(message.routes)):
            route = message.routes[place]
            try:
                ordinary = self._try(operation, message, place, unit)
            except Problem as problem:
                attempts.append(Attempt(place, now, "", problem.code))
                continue
            attempts.append(Attempt(place, now, ordinary.sid))
            return self._tried(message, attempts, route, Status.QUEUED, now)
        return self._tried(message, attempts, message.routes[-1], Status.FAILED, now)

    def _tried(self, message: Message, attempts: list[Attempt], route: Route, status: Status, now_ms: int) -> Message:
        session = session_id(message.account_sid, *route.ends)
        return replace(message, status=status, updated_ms=now_ms, attempts=tuple(attempts), session_id=session)

    def _try(self, operation: Operation, message: Message, place: int, unit: MessageUnit) -> Ordinary:
        route, is_last = message.routes[place], place == len(message.routes) - 1
        said = self.words(operation, route.channel, message)
        sender, recipient = route.ends
        draft = Draft(
            to=recipient,
            from_=sender,
            body=said.text,
            media_urls=said.media,
            origin=Origin(message.id, operation.id, is_last, place + 1, route.sender_id, message.tags),
        )
        return self._sending.accept(message.account_sid, draft, unit)

    def follow(self, ordinary: Ordinary, was: Downstream, unit: CommunicationsUnit) -> None:
        """Move the message of an attempt that moved, and try the next way when the attempt failed."""
        origin, to, before = ordinary.options.origin, FOLLOWED.get(ordinary.status), FOLLOWED.get(was)
        if origin is None or to is None or before is None:
            return
        if to in (Status.FAILED, Status.UNDELIVERED) and not origin.is_last:
            self._fall_back(ordinary, before, unit)
            return
        settles = to is (Status.SENT if origin.is_last else Status.DELIVERED) or (
            to is Status.FAILED and origin.is_last
        )
        unit.follow_comms_message(ordinary, to, before, settles=settles)

    def _fall_back(self, ordinary: Ordinary, before: Status, unit: CommunicationsUnit) -> None:
        origin = ordinary.options.origin
        assert origin is not None  # noqa: S101 - follow has made sure
        message = self._store.message(ordinary.account_sid, origin.message_id)
        operation = self._store.operation(ordinary.account_sid, origin.operation_id)
        if message is None or operation is None or operation.status is OperationStatus.CANCELED:
            unit.follow_comms_message(ordinary, FOLLOWED[ordinary.status], before, settles=True)
            return
        message = replace(message, status=before)
        tried = self.start(operation, message, unit, message.attempts[-1].route + 1)
        unit.change_comms_message(tried, message, settles=settles(tried))


def settles(message: Message) -> bool:
    """Tell whether nothing more is tried for a message that was just written."""
    return message.status in (Status.FAILED, Status.CANCELED)
