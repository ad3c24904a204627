"""Communications: sends to many people, follows what became of them, and takes what they write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cordboard.base.problem import Problem
from cordboard.base.typeid import type_id
from cordboard.communications.asked import Asked, Resolver
from cordboard.communications.canceling import cancel, task_of
from cordboard.communications.message import Attempt, Message, Route, session_id
from cordboard.communications.operation import Operation, Part
from cordboard.communications.personalization import TemplateFault, filler
from cordboard.communications.posting import Posting
from cordboard.communications.rows import CommunicationsStore, CommunicationsUnit
from cordboard.communications.wording import stored_part
from cordboard.communications.words import MESSAGE, OPERATION, PREFIXES, Channel, OperationStatus, Status
from cordboard.communications.work import Ids
from cordboard.messaging.message import Message as Ordinary

_CHANNELS = {prefix.rstrip(":"): channel for channel, prefix in PREFIXES.items() if prefix}


class Communications:
    """Accepts sends; those of mails and notifications are ``posting``'s."""

    def __init__(
        self,
        *,
        store: CommunicationsStore,
        resolver: Resolver,
        ids: Ids,
        random_64: Callable[[], int],
        now_ms: Callable[[], int],
        posting: Posting,
    ) -> None:
        self.store = store
        self.posting = posting
        self._resolver = resolver
        self._ids = ids
        self._random_64 = random_64
        self._now_ms = now_ms

    async def send(self, account_sid: str, asked: Asked, faults: Sequence[Problem] = ()) -> Operation:
        """Accept a send in one transaction and return its operation once it is on disk.

        Raises: Problems, those that were found before among them.
        """
        resolved, now = self._resolver.resolve(account_sid, asked, faults), self._now_ms()
        is_later = asked.send_at_ms is not None
        operation = Operation(
            id=type_id(OPERATION, self._ids.key(), self._random_64()),
            account_sid=account_sid,
            status=OperationStatus.SCHEDULED if is_later else OperationStatus.PROCESSING,
            terms=resolved.terms,
            recipients=len(resolved.people),
            created_ms=now,
            updated_ms=now,
            scheduled_ms=asked.send_at_ms,
        )
        unit = self.store.unit()
        unit.add_operation(operation, resolved.people)
        unit.put_task(task_of(operation, now))
        await unit.commit()
        return operation

    def content(self, message: Message, ordinary: Mapping[str, Ordinary]) -> Mapping[str, Any]:
        """Return what a message says: as it was filled for its person, or as the ordinary message has it."""
        last = next((ordinary[each.sid] for each in reversed(message.attempts) if each.sid in ordinary), None)
        operation = self.store.operation(message.account_sid, message.operation_id) if message.operation_id else None
        if operation is None:
            body, media = (last.told_body, last.options.media_urls) if last is not None else ("", ())
            return _said(Part(body, tuple(media)))
        content = operation.terms.content
        if content.is_stored:
            said = stored_part(content, message.route.channel, message.variables)
            return {**content.given, **_said(said)}
        try:
            return dict(filler(content.given)(message.variables))
        except TemplateFault:
            return content.given

    async def cancel(self, operation: Operation) -> Operation:
        """Cancel what of an operation has not been tried yet. Raises: Problem when nothing is left to cancel."""
        return await cancel(self.store, operation, self._now_ms())

    def receive(self, ordinary: Ordinary, unit: CommunicationsUnit) -> None:
        """Write what somebody wrote to an account as a message of theirs."""
        channel = _CHANNELS.get(ordinary.recipient.rpartition(":")[0], Channel.SMS)
        theirs, ours = ordinary.sender.rpartition(":")[2], ordinary.recipient.rpartition(":")[2]
        unit.add_comms_message(
            Message(
                id=type_id(MESSAGE, self._ids.key(), self._random_64()),
                account_sid=ordinary.account_sid,
                status=Status.INBOUND,
                session_id=session_id(ordinary.account_sid, ordinary.recipient, ordinary.sender),
                created_ms=ordinary.created_ms,
                updated_ms=ordinary.updated_ms,
                routes=(Route("", theirs, channel, ours),),
                attempts=(Attempt(0, ordinary.created_ms, ordinary.sid),),
            ),
            settles=True,
        )


def _said(part: Part) -> Mapping[str, Any]:
    """Return text and media as content has them."""
    return {"text": part.text, **({"media": [{"url": url} for url in part.media]} if part.media else {})}
