"""Who is told that a part of a budget is used up: the audit, the feed, and the web hook that the budget names."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import cast

from cordboard.access.agents import Agent
from cordboard.access.counts import Alert
from cordboard.agents.approvals import ApprovalUnit
from cordboard.base.clock import Spawn
from cordboard.base.feed import Feed, Happening
from cordboard.base.outbox import Task
from cordboard.base.sid import SidMaker, key_of
from cordboard.base.webhook import Purpose, Webhook
from cordboard.messaging.callbacks import Callbacks
from cordboard.store.sqlite.engine import StoreError
from cordboard.store.sqlite.store import SqliteStore
from cordboard.wiring.audit import Audit

log = logging.getLogger("cordboard.agents")
STATE = "budget_alert"


class Alarms:
    """Tells of budgets."""

    def __init__(
        self,
        audit: Audit,
        store: SqliteStore,
        feed: Feed,
        callbacks: Callbacks,
        sids: SidMaker,
        now_ms: Callable[[], int],
        spawn: Spawn,
    ) -> None:
        self._audit = audit
        self._store = store
        self._feed = feed
        self._callbacks = callbacks
        self._sids = sids
        self._now_ms = now_ms
        self._spawn = spawn

    def raised(self, agent: Agent, alert: Alert, decision_id: str) -> None:
        """Tell it, behind the row of the decision that reached it."""
        log.warning("agent.budget: %s has used %d %% of %s", agent.name, alert.part * 100, alert.meter.at)
        self._spawn(self._tell(agent, alert, decision_id))

    async def _tell(self, agent: Agent, alert: Alert, decision_id: str) -> None:
        try:
            await self._audit.alerted(agent, alert, decision_id)
            if alert.meter.callback:
                unit = cast(ApprovalUnit, self._store.unit())
                unit.put_task(self._task(agent, alert, decision_id))
                await unit.commit()
        except StoreError:
            log.exception("agent.budget_untold")
        now_ms = self._now_ms()
        self._feed.publish([Happening(self._sids.key(), now_ms, "agent", agent.account_sid, agent.sid, STATE)])

    def _task(self, agent: Agent, alert: Alert, decision_id: str) -> Task:
        most, is_money = alert.meter.limit
        unit = 1_000_000 if is_money else 1
        told = {
            "AccountSid": agent.account_sid,
            "Agent": agent.name,
            "AgentSid": agent.sid,
            "Setting": alert.meter.at,
            "Period": alert.period,
            "Part": f"{alert.part:g}",
            "Used": f"{alert.used / unit:g}",
            "Limit": f"{most / unit:g}",
            "Unit": "usd" if is_money else "calls",
            "DecisionId": decision_id,
        }
        webhook = Webhook(
            account_sid=agent.account_sid,
            subject_sid=agent.sid,
            purpose=Purpose.BUDGET,
            method="POST",
            url=alert.meter.callback,
            parameters=tuple(told.items()),
            token=self._callbacks.token(),
        )
        return self._callbacks.task(webhook, self._now_ms(), key_of(agent.sid))
