"""What agents cause later: scheduled messages, what their calls dial and ask for, and what it cost in the end.

Each is judged by the policy as it is at that moment, not as it was when the agent asked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from cordboard.access.agents import Agent, Judge
from cordboard.access.decide import Facts, Reached
from cordboard.access.resolve import reached
from cordboard.base.clock import Spawn
from cordboard.base.feed import Happening
from cordboard.base.phone import mask
from cordboard.base.sid import key_of
from cordboard.catalogue.describe import Level
from cordboard.messaging.message import Message, price_of
from cordboard.messaging.ports import MessageStore
from cordboard.usage.measure import to_micros
from cordboard.voice.call import Call, CallDirection
from cordboard.wiring.answers import Answers
from cordboard.wiring.roster import Roster

log = logging.getLogger("cordboard.agents")
LOST = frozenset({"failed", "canceled"})
GONE = "its agent is not there any more"


class Overseer:
    """Judges what messages and calls of agents do by themselves."""

    def __init__(
        self,
        judge: Judge,
        roster: Roster,
        answers: Answers,
        messages: MessageStore,
        now_ms: Callable[[], int],
        spawn: Spawn,
    ) -> None:
        self._judge = judge
        self._roster = roster
        self._answers = answers
        self._messages = messages
        self._now_ms = now_ms
        self._spawn = spawn

    # Messages

    def may_release(self, message: Message) -> bool:
        """Tell whether a scheduled message may be sent now; it was counted when it was accepted."""
        agent = self._roster.by_sid(message.options.agent_sid)
        if agent is None:
            return self._told(message.sid, GONE) is None
        check = self._judge.later(agent, self._facts_of_message(message), is_counted=False)
        return check.passes or self._told(message.sid, f"{agent.name} may not do this any more: {check.why}") is None

    def _facts_of_message(self, message: Message) -> Facts:
        now_ms, service_sid = self._now_ms(), message.service_sid or ""
        is_open = message.sender in ("", service_sid)
        pool = self._answers.senders(message.account_sid, service_sid) if is_open and service_sid else ()
        return Facts(
            operation="CreateMessage",
            area="messaging",
            action="create",
            needs=Level.SEND,
            now_ms=now_ms,
            acts_at_ms=now_ms,
            account_sid=message.account_sid,
            reaches=True,
            recipients=(reached(message.recipient, self._answers.country),),
            senders=(pool or ("",)) if is_open else (message.sender,),
            service_sid=service_sid,
            body=message.body,
            links=self._answers.links(message.body),
            urls=message.options.media_urls,
        )

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

    def dial(self, call: Call) -> str | None:
        """Return why a leg that a document dials may not be called, or None; one that may be called is counted."""
        if not call.options.agent_sid:
            return None
        return self._refusal(call, (reached(call.recipient, self._answers.country),), ())

    def document(self, call: Call, url: str) -> str | None:
        """Return why a document may not be asked for, or None."""
        if not call.options.agent_sid or call.direction is CallDirection.DIAL:
            return None
        return self._refusal(call, (), (url,))

    def _refusal(self, call: Call, recipients: tuple[Reached, ...], documents: tuple[str, ...]) -> str | None:
        agent = self._roster.by_sid(call.options.agent_sid)
        if agent is None:
            return self._told(call.sid, GONE)
        now_ms, operation = self._now_ms(), "CreateCall" if recipients else "UpdateCall"
        cost = self._answers.cost_micros(operation, recipients[0].address, "", 0) if recipients else 0
        facts = Facts(
            operation=operation,
            area="voice",
            action="create" if recipients else "update",
            needs=Level.SEND,
            now_ms=now_ms,
            acts_at_ms=now_ms,
            account_sid=call.account_sid,
            reaches=True,
            recipients=recipients,
            senders=(call.sender,) if recipients else (),
            documents=documents,
            cost_micros=cost,
        )
        check = self._judge.later(agent, facts, is_counted=bool(recipients))
        if check.passes:
            return None
        who = f" ({mask(recipients[0].address)})" if recipients else ""
        return self._told(call.sid, f"{agent.name} may not do this{who}: {check.why}.")

    def ended(self, call: Call) -> None:
        """Count what a call did cost beyond its first minute, and give that back when nobody answered."""
        agent = self._roster.by_sid(call.options.agent_sid) if call.options.agent_sid else None
        if agent is None or call.direction is CallDirection.INBOUND:
            return
        reserved = self._answers.cost_micros("CreateCall", call.recipient, "", 0) or 0
        # A call that another made and the agent redirected was not reserved; it was answered, so nothing is given back.
        beyond = -reserved if call.price is None else max(abs(to_micros(call.price)) - reserved, 0)
        self._settle(agent, "CreateCall", "voice", call.created_ms, beyond)

    def _settle(self, agent: Agent, operation: str, area: str, at_ms: int, micros: int) -> None:
        if micros and self._judge.settle(agent, operation, area, at_ms, micros):
            self._spawn(self._roster.keep(agent))

    def _told(self, subject: str, why: str) -> str:
        log.warning("agent.stopped_later", extra={"subject": subject, "why": why})
        return why
