"""Agents as the judge knows them: their compiled policies, their counts, and what is switched off."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from cordboard.access.agents import Agent as Judged
from cordboard.access.check import Stop
from cordboard.access.counts import Tally
from cordboard.access.policy import NOTHING
from cordboard.agents.agent import ALL, Agent, Agents
from cordboard.base.problem import Problem
from cordboard.wiring.known import policy_of

log = logging.getLogger("cordboard.agents")


class Roster:
    """Agents as the judge knows them."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self.agents: Agents | None = None
        self._by_key: dict[str, Judged] = {}
        self._by_name: dict[str, Judged] = {}
        self._by_sid: dict[str, Judged] = {}
        self._rows: dict[str, str] = {}
        self._noted: dict[str, asyncio.Future[None]] = {}

    def follow(self, agent: Agent) -> None:
        """Take an agent as it now is; what it did stays counted."""
        known = self._by_name.get(agent.name)
        tally = known.tally if known is not None else Tally()
        try:
            policy = policy_of(agent.policy)
        except Problem as fault:  # written by a version that knew other operations: nothing is allowed until it is set
            log.warning("agent.policy_unreadable", extra={"agent": agent.name, "at": fault.facts})
            policy = NOTHING
        judged = Judged(agent.sid, agent.name, agent.account_sid, policy, agent.version, tally)
        for key_sid in agent.key_sids:
            self._by_key[key_sid] = judged
        self._by_name[agent.name] = self._by_sid[agent.sid] = judged

    def leave(self, agent: Agent, key_sid: str) -> None:
        """Forget a key of an agent; with none named the agent itself."""
        self._by_key.pop(key_sid, None)
        if not key_sid:
            self._by_name.pop(agent.name, None)
            self._by_sid.pop(agent.sid, None)
            self._rows.pop(agent.sid, None)

    async def load(self, agents: Agents) -> None:
        """Read what agents did before, at the start."""
        self.agents = agents
        await agents.load()
        for judged in self._by_name.values():
            counted = await agents.counted(judged.sid)
            if counted is not None:
                self._rows[judged.sid] = counted.sid
                judged.tally.counts.update(counted.days)
                judged.tally.alerted.update(counted.alerted)

    def by_key(self, key_sid: str) -> Judged | None:
        """Return the agent that a key belongs to."""
        return self._by_key.get(key_sid)

    def by_sid(self, sid: str) -> Judged | None:
        """Return an agent, if there still is one."""
        return self._by_sid.get(sid)

    def named(self, name: str) -> Judged:
        """Return an agent that there is."""
        return self._by_name[name]

    def stop(self, agent: Judged, areas: Sequence[str]) -> Stop | None:
        """Return the kill switch that is on for an agent, for one of these areas or for all."""
        if self.agents is None:
            return None
        switches = self.agents.switches
        for name in (ALL, *areas) if switches else ():
            switch = switches.get(name)
            if switch is not None and self._is_on(switch.expires_ms):
                return Stop(f"agent_switches.{name}", switch.reason)
        record = self.agents.find(agent.name)
        if not record.is_stopped or not self._is_on(record.stop_expires_ms):
            return None
        return Stop("agent.switch", record.stop_reason)

    def _is_on(self, expires_ms: int | None) -> bool:
        return expires_ms is None or self._now_ms() < expires_ms

    async def keep(self, agent: Judged) -> None:
        """Write down what an agent did; done when it is on disk."""
        written = self.note(agent)
        if written is not None:
            await asyncio.shield(written)  # others wait for the same commit

    def note(self, agent: Judged) -> Awaitable[None] | None:
        """Write down what an agent did with the next commit, however often it did something until then."""
        noted = self._noted.get(agent.sid)
        if self.agents is not None and (noted is None or noted.done()):  # done without being written: it failed
            row = self._rows.get(agent.sid) or self._rows.setdefault(agent.sid, self.agents.count_sid())
            written = self.agents.count(agent.sid, agent.account_sid, row, partial(self._counted, agent))
            noted = self._noted[agent.sid] = asyncio.ensure_future(written)
        return noted

    def _counted(self, agent: Judged) -> dict[str, Any]:
        """Return what is written down; what the agent does from now on is for the commit behind it."""
        self._noted.pop(agent.sid, None)
        return {"days": dict(agent.tally.counts), "alerted": dict(agent.tally.alerted)}

    def policy_hash(self, name: str) -> str:
        """Return the SHA-256 of an agent's present policy, or nothing where there is no such agent."""
        found = self._by_name.get(name)
        return found.policy.digest if found is not None else ""
