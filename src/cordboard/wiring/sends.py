"""Sends of agents to many people that were scheduled: judged once more when they begin, with everybody they reach.

One decision is about all of them, as it was when the agent asked: nothing is half sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple

from cordboard.access.facts import Facts
from cordboard.access.later import Act, Deed
from cordboard.access.people import PREFIXES, said_in
from cordboard.access.resolve import reached
from cordboard.catalogue.describe import Level
from cordboard.communications.communications import Communications
from cordboard.communications.operation import Operation
from cordboard.communications.words import Family
from cordboard.wiring.answers import Answers

AT_ONCE = 250  # rows between two turns of the event loop
SEND = ("A send to many people", "scheduled")
NAMES: Mapping[Family, str] = {
    Family.MESSAGE: "SendMessages",
    Family.EMAIL: "SendEmails",
    Family.NOTIFICATION: "SendPushNotifications",
}
CHANNELS: Mapping[Family, str] = {Family.EMAIL: "email", Family.NOTIFICATION: "push"}


class _Person(NamedTuple):
    key: int
    addresses: Sequence[str]
    variables: Mapping[str, str]


class ScheduledSends:
    """Judges sends that are about to begin."""

    def __init__(
        self,
        judge: Callable[[Deed], Awaitable[str | None]],
        answers: Answers,
        communications: Communications,
        now_ms: Callable[[], int],
    ) -> None:
        """Take ``judge``, which decides of a deed and writes that down: it returns why not, or None."""
        self._judge = judge
        self._answers = answers
        self._communications = communications
        self._now_ms = now_ms

    async def may_begin(self, operation: Operation) -> str | None:
        """Return why a send may not begin, or None."""
        terms = operation.terms
        if not terms.agent_sid:
            return None
        act = Act(terms.agent_sid, terms.decision_id, operation.id, SEND)
        does = f"begin, to {operation.recipients:,} recipients"
        return await self._judge(Deed(act=act, does=does, facts=await self._facts(operation)))

    async def _facts(self, operation: Operation) -> Facts:
        addresses: dict[str, None] = {}
        texts, urls = said_in(operation.terms.content.given)
        content_id = str(operation.terms.content.given.get("content_id", ""))
        texts += self._answers.words_of(operation.account_sid, content_id) if content_id else ()
        async for person in self._people(operation):
            addresses.update(dict.fromkeys(person.addresses))
            texts += person.variables.values()
        body, now_ms = "\n".join(dict.fromkeys(texts)), self._now_ms()
        return Facts(
            operation=NAMES[operation.family],
            area="communications",
            action="create",
            needs=Level.SEND,
            now_ms=now_ms,
            acts_at_ms=now_ms,
            account_sid=operation.account_sid,
            reaches=True,
            recipients=tuple(reached(each, self._answers.country) for each in addresses),
            senders=self._senders(operation),
            body=body,
            links=self._answers.links(body),
            urls=tuple(urls),
            people=operation.recipients,
        )

    def _senders(self, operation: Operation) -> tuple[str, ...]:
        terms = operation.terms
        if operation.family is Family.EMAIL:
            return (PREFIXES["email"] + terms.origin["address"],)
        resource_id = terms.sender_id or terms.pool_id or ""
        return tuple(self._answers.senders_of(operation.account_sid, resource_id)) or (resource_id,)

    async def _people(self, operation: Operation) -> AsyncIterator[_Person]:
        after_key, found = 0, self._page(operation, 0)
        while found:
            for person in found:
                yield person
                after_key = person.key
            await asyncio.sleep(0)
            found = self._page(operation, after_key)

    def _page(self, operation: Operation, after_key: int) -> list[_Person]:
        if operation.family is Family.MESSAGE:
            messages = self._communications.store.scheduled(operation, AT_ONCE, after_key)
            return [
                _Person(
                    each.key,
                    [PREFIXES.get(route.reach.value, "") + route.address for route in each.routes],
                    each.variables,
                )
                for each in messages
            ]
        posts = self._communications.posting.store.pending(operation, after_key, AT_ONCE)
        prefix = PREFIXES[CHANNELS[operation.family]]
        return [_Person(each.key, [prefix + each.to.address], each.to.variables) for each in posts]
