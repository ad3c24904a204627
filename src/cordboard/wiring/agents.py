"""The part of the composition root that puts agents together: who they are, what rules ask, approvals, the judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from cordboard.access.agents import Judge
from cordboard.access.later import Later
from cordboard.accounts.keys import Keys
from cordboard.agents.agent import Agents
from cordboard.agents.approval import Approval
from cordboard.agents.approvals import Approvals, ApprovalUnit
from cordboard.agents.widen import widened
from cordboard.base.clock import Clock, Spawn
from cordboard.base.feed import Feed
from cordboard.base.mailer import Mailer
from cordboard.base.sid import SidMaker
from cordboard.catalogue.route import Router
from cordboard.communications.reach import Reaching
from cordboard.content.content import Contents
from cordboard.numbers.application import Applications
from cordboard.numbers.number import Numbers
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault
from cordboard.voice.switchboard import Switchboard
from cordboard.wiring.advice import Advisor
from cordboard.wiring.alarms import Alarms
from cordboard.wiring.answers import Answers
from cordboard.wiring.asking import Asking, Messages, Replies
from cordboard.wiring.audit import Audit
from cordboard.wiring.known import AREAS, policy_of
from cordboard.wiring.led import Led
from cordboard.wiring.mailed_questions import MailedQuestions
from cordboard.wiring.messaging import Messaging
from cordboard.wiring.oversight import Overseer
from cordboard.wiring.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentWires:
    """What agents are connected to."""

    store: SqliteStore
    shelf: Shelf
    keys: Keys
    vault: AesVault
    numbers: Numbers
    messaging: Messaging
    applications: Applications
    reach: Reaching
    contents: Contents
    board: Switchboard
    mailer: Mailer
    audit: Audit
    feed: Feed
    router: Router
    clock: Clock
    sids: SidMaker
    spawn: Spawn


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentParts:
    """Agents, put together."""

    agents: Agents
    roster: Roster
    judge: Judge
    advisor: Advisor
    approvals: Approvals
    overseer: Overseer
    answers: Answers
    replies: Replies
    led: Led

    async def load(self) -> None:
        """Read what is kept in memory, at the start."""
        await self.led.load()
        await self.roster.load(self.agents)
        await self.approvals.load()


def wire_agents(wires: AgentWires) -> AgentParts:
    """Put agents together."""
    now_ms, messaging = wires.clock.now_ms, wires.messaging
    roster = Roster(now_ms)
    agents = Agents(
        shelf=wires.shelf,
        keys=wires.keys,
        check=policy_of,
        areas=AREAS,
        follow=roster.follow,
        leave=roster.leave,
    )

    async def widen(approval: Approval) -> str:
        agent = agents.find(approval.agent)
        await agents.set_policy(agent, widened(agent.policy, approval))
        return roster.named(approval.agent).policy.digest

    unit = cast(Callable[[], ApprovalUnit], wires.store.unit)
    questions = MailedQuestions(wires.mailer, unit, wires.sids.sid)
    approvals = Approvals(
        shelf=wires.shelf,
        unit=unit,
        now_ms=now_ms,
        spawn=wires.spawn,
        messenger=Messages(messaging.sending, wires.numbers, messaging.callbacks, questions),
        digest=lambda text: wires.vault.digest(text).hex(),
        policy_hash=roster.policy_hash,
        widen=widen,
    )
    answers = Answers(messaging.pools, wires.applications, wires.reach, wires.contents, wires.board)
    alarms = Alarms(wires.audit, wires.store, wires.feed, messaging.callbacks, wires.sids, now_ms, wires.spawn)
    judge = Judge(roster, answers, Asking(approvals), alarms, now_ms, wires.sids.sid)
    return AgentParts(
        agents=agents,
        roster=roster,
        judge=judge,
        advisor=Advisor(judge, roster, wires.router),
        approvals=approvals,
        overseer=Overseer(
            judge,
            Later(judge, roster, wires.sids.sid),
            roster,
            answers,
            wires.audit,
            wires.store,
            now_ms,
            wires.spawn,
        ),
        answers=answers,
        replies=Replies(approvals, wires.numbers),
        led=Led(wires.shelf, answers, wires.numbers),
    )
