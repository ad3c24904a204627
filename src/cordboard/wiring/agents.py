"""The part of the composition root that puts agents together: who they are, what rules ask, approvals, the judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from cordboard.access.judge import Judge
from cordboard.access.later import Later
from cordboard.agents.agent import Agents
from cordboard.agents.approval import Approval
from cordboard.agents.approvals import Approvals, ApprovalUnit
from cordboard.agents.widen import widened
from cordboard.catalogue.route import Router
from cordboard.wiring.advice import Advisor
from cordboard.wiring.alarms import Alarms
from cordboard.wiring.answers import Answers
from cordboard.wiring.asking import Asking, Messages, Replies
from cordboard.wiring.audit import Audit
from cordboard.wiring.known import AREAS, policy_of
from cordboard.wiring.led import Led
from cordboard.wiring.mailed_questions import MailedQuestions
from cordboard.wiring.oversight import Overseer
from cordboard.wiring.parts import Parts
from cordboard.wiring.roster import Roster
from cordboard.wiring.sends import ScheduledSends
from cordboard.wiring.texting import texts_of_calls


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


def wire_agents(parts: Parts, router: Router, audit: Audit) -> AgentParts:
    """Put agents together."""
    ground, messaging, numbers = parts.ground, parts.messaging, parts.numbers.numbers
    store, now_ms, spawn, new_sid = ground.store, ground.now_ms, ground.spawn, ground.sids.sid
    roster = Roster(now_ms)
    agents = Agents(
        shelf=ground.shelf,
        keys=parts.accounts.keys,
        check=policy_of,
        areas=AREAS,
        follow=roster.follow,
        leave=roster.leave,
    )

    async def widen(approval: Approval) -> str:
        agent = agents.find(approval.agent)
        await agents.set_policy(agent, widened(agent.policy, approval))
        return roster.named(approval.agent).policy.digest

    unit = cast(Callable[[], ApprovalUnit], store.unit)
    questions = MailedQuestions(parts.mailer, unit, new_sid)
    approvals = Approvals(
        shelf=ground.shelf,
        unit=unit,
        now_ms=now_ms,
        spawn=spawn,
        messenger=Messages(messaging.sending, numbers, messaging.callbacks, questions),
        digest=lambda text: ground.vault.digest(text).hex(),
        policy_hash=roster.policy_hash,
        widen=widen,
    )
    applications, board = parts.numbers.provisioning.applications, parts.voice.board
    answers = Answers(messaging.pools, applications, parts.reach, parts.contents, board)
    alarms = Alarms(audit, store, ground.feed, messaging.callbacks, ground.sids, now_ms, spawn)
    judge = Judge(roster, answers, Asking(approvals), alarms, now_ms, new_sid)
    later = Later(judge, roster, new_sid)
    return AgentParts(
        agents=agents,
        roster=roster,
        judge=judge,
        advisor=Advisor(judge, roster, router),
        approvals=approvals,
        overseer=Overseer(judge, later, roster, answers, audit, store, now_ms, spawn),
        answers=answers,
        replies=Replies(approvals, numbers),
        led=Led(ground.shelf, answers, numbers),
    )


def oversee(parts: Parts, agents: AgentParts) -> None:
    """Let everything that agents cause later be judged, and let owners decide by message."""
    ground, messaging, overseer = parts.ground, parts.messaging, agents.overseer
    sends = ScheduledSends(overseer.judge, agents.answers, parts.communications, ground.now_ms)
    messaging.receiving.listeners.append(lambda message: ground.spawn(agents.replies.heard(message)))
    messaging.receiving.is_private = agents.replies.has_code
    messaging.receiving.led = agents.led.by
    messaging.releaser.is_allowed = overseer.may_release
    parts.worker.ask(sends.may_begin)
    parts.voice.board.oversight = overseer
    parts.voice.board.arrivals.led = agents.led.by
    parts.voice.board.text = texts_of_calls(messaging.sending, overseer)
    parts.outside.answering.judging = overseer
    parts.outside.deliverer.may_follow = overseer.hook_redirected
    parts.outside.fetcher.may_follow = overseer.media_redirected
    ground.feed.listen(overseer.happened)
