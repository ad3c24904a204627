"""What agents cause later: scheduled messages, what their calls dial, ask for and send, and what it cost in the end.

Each is judged by the policy as it is at that moment, not as it was when the agent asked, and stands in the audit before
it is done, beside the decision that it comes from.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from cordboard.access.agents import Agent, Ruling
from cordboard.access.decision import Decision
from cordboard.access.judge import Judge
from cordboard.access.later import Deed, Later
from cordboard.base.clock import Spawn
from cordboard.base.feed import Happening
from cordboard.base.sid import key_of
from cordboard.base.webhook import Webhook
from cordboard.messaging.draft import Draft
from cordboard.messaging.message import Message, price_of
from cordboard.messaging.ports import MessageStore
from cordboard.usage.measure import to_micros
from cordboard.voice.call import Call, CallDirection
from cordboard.wiring.answers import Answers
from cordboard.wiring.deeds import Deeds
from cordboard.wiring.roster import Roster

log = logging.getLogger("cordboard.agents")
LOST = frozenset({"failed", "canceled"})
UNWRITTEN = "It cannot be written down now, and is not done."


class Written(Protocol):
    """The audit, as deeds are written into it."""

    def judged(self, decision: Decision, deed: Deed) -> Awaitable[None]:
        """Append what was decided of a deed; done when it is on disk."""


class Overseer:
    """Judges what messages and calls of agents do by themselves."""

    def __init__(
        self,
        judge: Judge,
        later: Later,
        roster: Roster,
        answers: Answers,
        audit: Written,
        messages: MessageStore,
        now_ms: Callable[[], int],
        spawn: Spawn,
    ) -> None:
        self._judge = judge
        self._later = later
        self._roster = roster
        self._answers = answers
        self._audit = audit
        self._deeds = Deeds(answers, now_ms)
        self._messages = messages
        self._spawn = spawn
        self._dialed: set[str] = set()

    # Messages

    async def may_release(self, message: Message) -> bool:
        """Tell whether a scheduled message may be sent now."""
        _, refusal = await self._judged(self._deeds.release(message))
        return refusal is None

    def reply(self, webhook: Webhook, draft: Draft) -> str | None:
        """Return why a message may not be sent that answers one which came in, or None; its row goes before it."""
        return self._judged_at_once(self._deeds.reply(webhook, draft))

    def redirect(self, webhook: Webhook, url: str) -> str | None:
        """Return why the answer to a message may not lead to a document, or None; its row goes before it."""
        return self._judged_at_once(self._deeds.follow(webhook, url))

    async def hook_redirected(self, webhook: Webhook, url: str) -> str | None:
        """Return why the answer to a web hook may not redirect to a URL, or None."""
        return await self.judge(self._deeds.hop(webhook, url))

    async def media_redirected(self, message: Message, url: str) -> str | None:
        """Return why the media of a message may not redirect to a URL, or None."""
        return await self.judge(self._deeds.media_hop(message, url))

    def happened(self, happening: Happening) -> None:
        """Give back what a message cost that was never sent."""
        if happening.state in LOST and happening.name == "message":
            self._spawn(self._refund(key_of(happening.subject)))

    async def _refund(self, key: int) -> None:
        message = await self._messages.message_by_key(key)
        agent = self._roster.by_sid(message.options.agent_sid) if message is not None else None
        if message is not None and agent is not None and message.price is None:
            self._settle(agent, "CreateMessage", "messaging", message.created_ms, -abs(to_micros(price_of(message))))

    # Calls

    async def dial(self, call: Call) -> str | None:
        """Return why a leg that a document dials may not be called, or None; one that may be called is counted."""
        _, refusal = await self._judged(self._deeds.dial(call))
        if refusal is None:
            self._dialed.add(call.sid)
        return refusal

    async def document(self, call: Call, url: str) -> str | None:
        """Return why a document may not be asked for, or None."""
        return (await self._judged(self._deeds.document(call, url)))[1]

    async def page(self, call: Call, urls: Sequence[str]) -> str | None:
        """Return why a document may not run that names these URLs, or None."""
        return (await self._judged(self._deeds.page(call, urls)))[1]

    async def meet(self, call: Call, addresses: Sequence[str]) -> str | None:
        """Return why a call may not be connected with people who are on the line already, or None."""
        return (await self._judged(self._deeds.meet(call, addresses)))[1]

    async def redirected(self, call: Call, url: str) -> str | None:
        """Return why a file that a call plays may not redirect to a URL, or None."""
        return await self.judge(self._deeds.file_hop(call, url))

    async def text(self, call: Call, to: str, from_: str, body: str, callback: str | None) -> tuple[Ruling, str | None]:
        """Return what was decided of a message that a document sends, and why it may not be sent, or None."""
        return await self._judged(self._deeds.text(call, to, from_, body, callback))

    async def judge(self, deed: Deed) -> str | None:
        """Return why something may not be done that comes of what an agent did, or None."""
        return (await self._judged(deed))[1]

    def give_back(self, ruling: Ruling) -> None:
        """Free what was taken for what was refused elsewhere, and did nothing."""
        self._judge.give_back(ruling)

    async def _judged(self, deed: Deed) -> tuple[Ruling, str | None]:
        """Decide, and write the decision and what it took down, before it is done."""
        agent = self._roster.by_sid(deed.act.agent_sid)
        ruling = self._later.rule(agent, deed)
        writes = [self._audit.judged(ruling.decision, deed)]
        if agent is not None and ruling.reserved is not None:
            writes.append(self._roster.keep(agent))
        faults = [each for each in await asyncio.gather(*writes, return_exceptions=True) if each is not None]
        if faults:
            log.error("audit.failed", exc_info=faults[0])
            self._judge.give_back(ruling)
            return ruling, UNWRITTEN
        return ruling, None if ruling.decision.passes else deed.sentence(ruling.decision)

    def _judged_at_once(self, deed: Deed) -> str | None:
        """Decide, and append the decision to the chain, where it stands before what is written from now on."""
        agent = self._roster.by_sid(deed.act.agent_sid)
        ruling = self._later.rule(agent, deed)
        self._spawn(_done(self._audit.judged(ruling.decision, deed)))
        if agent is not None and ruling.reserved is not None:
            self._roster.note(agent)
        return None if ruling.decision.passes else deed.sentence(ruling.decision)

    def ended(self, call: Call) -> None:
        """Count what a call did cost beyond its first minute, and give that back when nobody answered."""
        was_taken = call.direction is CallDirection.API or call.sid in self._dialed
        self._dialed.discard(call.sid)
        agent = self._roster.by_sid(call.options.agent_sid) if call.options.agent_sid else None
        if agent is None or not was_taken:
            return
        reserved = self._answers.cost_micros("CreateCall", call.recipient, "", 0) or 0
        # A call that another made and the agent redirected was not reserved; it was answered, so nothing is given back.
        beyond = -reserved if call.price is None else max(abs(to_micros(call.price)) - reserved, 0)
        self._settle(agent, "CreateCall", "voice", call.created_ms, beyond)

    def _settle(self, agent: Agent, operation: str, area: str, at_ms: int, micros: int) -> None:
        if micros and self._judge.settle(agent, operation, area, at_ms, micros):
            self._spawn(self._roster.keep(agent))


async def _done(written: Awaitable[None]) -> None:
    """Wait until a row is on disk, which nothing else waits for."""
    try:
        await written
    except Exception:
        log.exception("audit.failed")
