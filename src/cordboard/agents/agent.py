"""Agents and their policies, every version of which is kept, and the switches that stop them.

What a policy means is not known here: a document is checked by whoever judges calls, and kept as it was written.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from msgspec import field
from msgspec.structs import replace

from cordboard.accounts.keys import ApiKey, KeyKind, Keys
from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.shelf.shelf import Kept, Kind, Shelf

log = logging.getLogger("cordboard.agents")
INVALID, TAKEN, MISSING = 90002, 20409, 20404
MOST_AGENTS = 1000  # all are in memory, at some kilobytes each
MOST_KEYS = 10
NOT_STOPPED: Mapping[str, Any] = {"stop_reason": "", "stop_expires_ms": None}
ALL = "all"
LOST_SWITCH = "a switch cannot be read on disk, so that all are off"
LOST_COUNT = "what it did before cannot be read on disk, so that no count of it would hold"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)


class Agent(Kept, frozen=True, kw_only=True):
    """An agent. An empty policy, which is version 0, allows nothing."""

    name: str
    key_sid: str
    version: int = 0
    policy: dict[str, Any] = field(default_factory=dict)
    is_stopped: bool = False
    stop_reason: str = ""
    stop_expires_ms: int | None = None
    more_key_sids: tuple[str, ...] = ()

    @property
    def key_sids(self) -> tuple[str, ...]:
        """Return all keys of the agent; one that came from a file has none yet."""
        return tuple(sid for sid in (self.key_sid, *self.more_key_sids) if sid)


class PolicyVersion(Kept, frozen=True, kw_only=True):
    """One version of an agent's policy; the agent is its parent."""

    version: int
    policy: dict[str, Any]


class Counted(Kept, frozen=True, kw_only=True):
    """What an agent did on a day, by rule: the day, its calls, their cost. The agent is its parent.

    ``alerted`` are the greatest parts of limits that somebody was told of, each with its day or month.
    """

    days: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    alerted: dict[str, tuple[str, float]] = field(default_factory=dict)


class Switch(Kept, frozen=True, kw_only=True):
    """A kill switch that is on, for an area or for `all` agents everywhere, until it expires."""

    area: str
    reason: str = ""
    expires_ms: int | None = None


AGENT = Kind("agent", "AG", Agent)
VERSION = Kind("agent_policy", "AV", PolicyVersion)
COUNTED = Kind("agent_count", "AN", Counted)
SWITCH = Kind("agent_switch", "AS", Switch)


class Agents:
    """Makes, finds and changes agents. All are kept in memory, because every call of theirs asks for one."""

    def __init__(
        self,
        *,
        shelf: Shelf,
        keys: Keys,
        check: Callable[[Mapping[str, Any]], object],
        areas: frozenset[str],
        follow: Callable[[Agent], None],
        leave: Callable[[Agent, str], None],
    ) -> None:
        """Take the ports.

        ``check`` refuses what is no policy, ``follow`` is told of each agent as it now is, and ``leave`` of each key
        that is an agent's no more, and without a key of an agent that is gone.
        """
        self._shelf = shelf
        self._keys = keys
        self._check = check
        self._areas = areas
        self._follow = follow
        self._leave = leave
        self._by_name: dict[str, Agent] = {}
        self._lost_counts: dict[str, Kept] = {}
        self.switches: dict[str, Switch] = {}

    async def load(self) -> None:
        """Read all agents and switches, at the start; what was spoilt on disk stops more than it did, never less."""
        for agent in await self._shelf.all(AGENT, None):
            self._note(agent)
        self.switches = {each.area: each for each in await self._shelf.all(SWITCH, None)}
        for lost in await self._shelf.spoilt(SWITCH):
            log.error("agent_switch.unreadable %s: all agents are switched off", lost.sid)
            values = {"sid": lost.sid, "area": ALL, "reason": LOST_SWITCH}
            self.switches[ALL] = self._shelf.make(SWITCH, lost.account_sid, **values)
        self._lost_counts = {each.parent_sid: each for each in await self._shelf.spoilt(COUNTED)}
        for agent in list(self._by_name.values()):
            if agent.sid in self._lost_counts:
                log.error("agent_count.unreadable %s: %s is switched off", self._lost_counts[agent.sid].sid, agent.name)
                self._note(replace(agent, is_stopped=True, stop_reason=LOST_COUNT, stop_expires_ms=None))

    def _note(self, agent: Agent) -> Agent:
        self._by_name[agent.name] = agent
        self._follow(agent)
        return agent

    async def create(self, account_sid: str, name: str) -> tuple[Agent, ApiKey]:
        """Make an agent and its key, whose secret is shown this once. Raises: Problem 90002, 20409."""
        made = await self.declare(account_sid, name)
        return await self.add_key(made)

    async def declare(self, account_sid: str, name: str) -> Agent:
        """Make an agent that has no key yet. Raises: Problem 90002, 20409."""
        if not NAME.fullmatch(name):
            raise Problem(INVALID, parameter="name", reason="a name has 1 to 64 letters, digits, - and _")
        if name in self._by_name:
            raise Problem(TAKEN, message=f"There is an agent {name} already.")
        if len(self._by_name) >= MOST_AGENTS:
            raise Problem(TAKEN, message=f"There are {MOST_AGENTS} agents, and there may not be more.")
        made = self._shelf.make(AGENT, account_sid, name=name, key_sid="")
        self._by_name[name] = made  # before anything is written, so that of two at the same moment one is refused
        try:
            await self._shelf.put(AGENT, made)
        except BaseException:
            del self._by_name[name]
            raise
        return self._note(made)

    async def add_key(self, agent: Agent, friendly_name: str = "") -> tuple[Agent, ApiKey]:
        """Give an agent one more key, whose secret is shown this once. Raises: Problem 20409."""
        if len(agent.key_sids) >= MOST_KEYS:
            raise Problem(TAKEN, message=f"The agent has {MOST_KEYS} keys: revoke one first.")
        named = friendly_name or f"Agent {agent.name}"
        key = await self._keys.create(agent.account_sid, named[:64], KeyKind.AGENT)
        latest = self._by_name[agent.name]
        kept = tuple(sid for sid in (*latest.key_sids, key.sid))
        return self._note(await self._shelf.replace(AGENT, latest, key_sid=kept[0], more_key_sids=kept[1:])), key

    async def new_keys(self, account_sid: str, name: str, policy: Mapping[str, Any]) -> list[ApiKey]:
        """Return the keys that a policy gives an agent, which there may not be yet, and that it has not.

        Raises: Problem 90002 for a key that is not there, or is no standard one: others reach more or have an owner.
        """
        has = self._by_name[name].key_sids if name in self._by_name else ()
        new = []
        for place, sid in enumerate(dict.fromkeys(policy.get("keys", []))):
            key = None if sid in has else await self._keys.find(sid)
            if key is not None and key.account_sid == account_sid and key.kind is KeyKind.STANDARD:
                new.append(key)
            elif sid not in has:
                reason = "the account has no such standard key, which alone can be given to an agent"
                raise Problem(INVALID, parameter=f"keys[{place}]", reason=reason)
        if len(has) + len(new) > MOST_KEYS:
            raise Problem(INVALID, parameter="keys", reason=f"an agent has at most {MOST_KEYS} keys")
        return new

    async def _take(self, agent: Agent, key: ApiKey) -> None:
        """Make a key the agent's; it is held to the policy before that is on disk, and stays so."""
        latest = self._by_name[agent.name]
        kept = tuple(sid for sid in (*latest.key_sids, key.sid) if sid)
        self._note(await self._shelf.replace(AGENT, latest, key_sid=kept[0], more_key_sids=kept[1:]))
        await self._keys.give_to_agent(key)

    async def drop_key(self, agent: Agent, sid: str) -> Agent:
        """Revoke a key of an agent; nothing gets in with it from then on. Raises: Problem 20404."""
        if sid not in agent.key_sids:
            raise Problem(MISSING)
        await self._revoke(agent, sid)
        left = tuple(each for each in self._by_name[agent.name].key_sids if each != sid)
        first, more = (left[0], left[1:]) if left else ("", ())
        latest = self._by_name[agent.name]
        return self._note(await self._shelf.replace(AGENT, latest, key_sid=first, more_key_sids=more))

    async def _revoke(self, agent: Agent, sid: str) -> None:
        key = await self._keys.find(sid)
        if key is not None:
            await self._keys.revoke(key)
        self._leave(agent, sid)

    async def rotate(self, agent: Agent) -> tuple[Agent, ApiKey]:
        """Give an agent a new key, and revoke all that it had."""
        old = agent.key_sids
        for sid in old[: max(len(old) + 1 - MOST_KEYS, 0)]:
            agent = await self.drop_key(agent, sid)
        agent, key = await self.add_key(agent)
        for sid in old:
            if sid in agent.key_sids:
                agent = await self.drop_key(agent, sid)
        return agent, key

    async def delete(self, agent: Agent) -> None:
        """Delete an agent with its keys, its policies and its counts."""
        for sid in agent.key_sids:
            await self._revoke(agent, sid)
        await self._shelf.remove(agent)
        self._by_name.pop(agent.name, None)
        self._leave(agent, "")

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all agents."""
        return frozenset(self._by_name)

    def find(self, name: str) -> Agent:
        """Return an agent. Raises: Problem 20404."""
        found = self._by_name.get(name)
        if found is None:
            raise Problem(MISSING)
        return found

    async def page(self, account_sid: str, page: PageRequest) -> Page[Agent]:
        """Return a page of agents, newest first."""
        return await self._shelf.page(AGENT, account_sid, page)

    async def set_policy(self, agent: Agent, policy: Mapping[str, Any]) -> Agent:
        """Give an agent another policy, from the next call on. Raises: Problem 90002 with the place of the fault."""
        self._check(policy)
        for key in await self.new_keys(agent.account_sid, agent.name, policy):
            await self._take(agent, key)
        version, document = self._by_name[agent.name].version + 1, dict(policy)
        await self._shelf.add(VERSION, agent.account_sid, parent_sid=agent.sid, version=version, policy=document)
        latest = self._by_name[agent.name]
        return self._note(await self._shelf.replace(AGENT, latest, version=version, policy=document))

    async def version(self, agent: Agent, number: int) -> PolicyVersion:
        """Return one version of an agent's policy. Raises: Problem 20404."""
        found = await self._shelf.find(VERSION, agent.account_sid, parent_sid=agent.sid, version=number)
        if found is None:
            raise Problem(MISSING)
        return found

    async def versions(self, agent: Agent, page: PageRequest) -> Page[PolicyVersion]:
        """Return a page of an agent's policies, newest first."""
        return await self._shelf.page(VERSION, agent.account_sid, page, parent_sid=agent.sid)

    async def stop(self, agent: Agent, *, is_stopped: bool, reason: str, expires_ms: int | None = None) -> Agent:
        """Switch an agent off, or on again, from the next call on; off ends by itself when it expires."""
        values = {"stop_reason": reason, "stop_expires_ms": expires_ms} if is_stopped else NOT_STOPPED
        if not is_stopped and agent.sid in self._lost_counts:
            await self._shelf.remove(self._lost_counts.pop(agent.sid))
        return self._note(await self._shelf.replace(AGENT, agent, is_stopped=is_stopped, **values))

    async def switch(
        self, account_sid: str, area: str, *, is_stopped: bool, reason: str, expires_ms: int | None = None
    ) -> None:
        """Switch an area off for all agents, or `all`, or on again. Raises: Problem 90002."""
        if area != ALL and area not in self._areas:
            known = ", ".join([ALL, *sorted(self._areas)])
            raise Problem(INVALID, parameter="area", reason=f"there is no such area; there are {known}")
        known_switch = self.switches.get(area)
        if known_switch is not None:
            await self._shelf.remove(known_switch)
            del self.switches[area]
        if is_stopped:
            values: dict[str, Any] = {"area": area, "reason": reason, "expires_ms": expires_ms}
            self.switches[area] = await self._shelf.add(SWITCH, account_sid, **values)

    async def counted(self, agent_sid: str) -> Counted | None:
        """Return what an agent did, as far as it was written down."""
        return await self._shelf.find(COUNTED, None, parent_sid=agent_sid)

    def count_sid(self) -> str:
        """Return the SID for the row of an agent that has none."""
        return self._shelf.make(COUNTED, "").sid

    def count(
        self, agent_sid: str, account_sid: str, sid: str, counted: Callable[[], dict[str, Any]]
    ) -> Awaitable[None]:
        """Write down what an agent did, and what was told of that, in its row, as it stands at the next commit."""

        def row() -> Counted:
            return self._shelf.make(COUNTED, account_sid, parent_sid=agent_sid, sid=sid, **counted())

        return self._shelf.put_latest(COUNTED, sid, row)
