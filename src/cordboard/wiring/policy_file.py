"""The file with the policies of agents, looked at every second: a good one counts at once, a broken one never."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cordboard.access.policy_file import MAX_BYTES, BadFile, Lines, agent_of, agents_of, document_of, line_of
from cordboard.access.policy_text import digest_of
from cordboard.agents.agent import MOST_AGENTS, NAME, Agents
from cordboard.base.conflict import ConflictError
from cordboard.base.problem import Problem
from cordboard.store.sqlite.engine import StoreError
from cordboard.wiring.known import policy_of

log = logging.getLogger("cordboard.agents")
LOOKS_EVERY_S = 1.0
Spawn = Callable[[Coroutine[Any, Any, None]], None]
Warn = Callable[[Mapping[str, Any]], list[str]]


class _Fault(NamedTuple):
    """What is wrong with the file, and on which line."""

    reason: str
    line: int | None = None


class PolicyFile:
    """Gives agents their policies from a file; the API may change them in between, until the file changes again."""

    def __init__(
        self, path: Path | None, agents: Agents, account_sid: str, now_ms: Callable[[], int], warnings: Warn
    ) -> None:
        """Take the file, None for none, and the account whose agents it makes; ``warnings`` are of a policy."""
        self._path = path
        self._agents = agents
        self._warnings_of = warnings
        self._account_sid = account_sid
        self._now_ms = now_ms
        self._seen: tuple[int, int, int] | None = None
        self._fault: _Fault | None = None
        self._loaded_ms: int | None = None
        self._names: list[str] = []
        self._timer: asyncio.TimerHandle | None = None
        self._lock = asyncio.Lock()

    def state(self) -> dict[str, Any]:
        """Tell which file it is, whether its latest text counts, and if not where and why."""
        status = "none" if self._path is None else "broken" if self._fault else "loaded"
        return {
            "path": str(self._path) if self._path else None,
            "status": status,
            "loaded_ms": self._loaded_ms,
            "agents": self._names,
            "line": self._fault.line if self._fault else None,
            "reason": self._fault.reason if self._fault else None,
            "warnings": self._warnings(),
        }

    def _warnings(self) -> list[str]:
        """Return what of the policies will not work as things are."""
        known = [self._agents.find(name) for name in self._names if name in self._agents.names]
        return [f"{agent.name}: {warning}" for agent in known for warning in self._warnings_of(agent.policy)]

    def watch(self, spawn: Spawn) -> None:
        """Look every second whether the file changed."""
        if self._path is None:
            return
        if self._stamp() != self._seen:
            spawn(self.load())
        self._timer = asyncio.get_running_loop().call_later(LOOKS_EVERY_S, self.watch, spawn)

    def close(self) -> None:
        """Stop looking."""
        if self._timer is not None:
            self._timer.cancel()

    def _stamp(self) -> tuple[int, int, int] | None:
        assert self._path is not None  # noqa: S101 - nobody looks otherwise
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    async def load(self) -> None:
        """Read the file, and set the policies that differ; all of it is understood before anything is changed."""
        if self._path is None:
            return
        async with self._lock:
            self._seen, before = self._stamp(), self._fault
            try:
                with self._path.open("rb") as stream:
                    content = stream.read(MAX_BYTES + 1)
                bodies = _bodies(content)
                await self._look_for_room(content, bodies)
            except OSError as error:
                self._fault = _Fault(f"it cannot be read: {error.strerror}")
            except _Broken as broken:
                self._fault = broken.fault
            else:
                await self._try_to_set(bodies)
            if self._fault is not None and self._fault != before:
                where = f", line {self._fault.line}" if self._fault.line else ""
                log.error("policy_file.broken %s%s: %s", self._path, where, self._fault.reason)

    async def _try_to_set(self, bodies: dict[str, dict[str, Any]]) -> None:
        """Set policies; what cannot be written now is tried again with each look, as nothing is wrong with it."""
        try:
            await self._set(bodies)
        except (Problem, ConflictError, StoreError) as fault:
            self._seen, self._fault = None, _Fault(f"it is understood, and could not be set: {fault}")

    async def _look_for_room(self, content: bytes, bodies: dict[str, dict[str, Any]]) -> None:
        """Make sure that there is room for the agents, and the keys that they are given. Raises: _Broken."""
        if len(self._agents.names.union(bodies)) > MOST_AGENTS:
            raise _Broken(_Fault(f"with those that there are it makes more than {MOST_AGENTS} agents"))
        for name, body in bodies.items():
            try:
                await self._agents.new_keys(self._account_sid, name, body)
            except Problem as problem:
                document, lines = document_of(content)
                raise _broken(problem, agent_of(document, lines, name)[1], lines, name) from problem

    async def _set(self, bodies: dict[str, dict[str, Any]]) -> None:
        known = self._agents.names
        for name, body in bodies.items():
            agent = self._agents.find(name) if name in known else await self._agents.declare(self._account_sid, name)
            if agent.version == 0 or digest_of(agent.policy) != digest_of(body):
                await self._agents.set_policy(agent, body)
        self._fault, self._loaded_ms, self._names = None, self._now_ms(), list(bodies)
        log.info("policy_file.loaded", extra={"path": str(self._path), "agents": len(bodies)})
        for warning in self._warnings():
            log.warning("policy_file.warning %s: %s", self._path, warning)


class _Broken(Exception):
    """A text that holds no policies."""

    def __init__(self, fault: _Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def _bodies(content: bytes) -> dict[str, dict[str, Any]]:
    """Return the policies of a text, each understood. Raises: _Broken."""
    try:
        document, lines = document_of(content)
        return {name: _body(document, lines, name) for name in agents_of(document)}
    except BadFile as bad:
        raise _Broken(_Fault(bad.reason, bad.line)) from bad


def _body(document: dict[str, Any], lines: Lines, name: str) -> dict[str, Any]:
    body, places = agent_of(document, lines, name)
    if not NAME.fullmatch(name):
        raise _Broken(_Fault(f"{name[:64]} is no name of an agent", lines.get(f"agents.{name}")))
    try:
        policy_of(body)
    except Problem as problem:
        raise _broken(problem, places, lines, name) from problem
    return body


def _broken(problem: Problem, places: Lines, lines: Lines, name: str) -> _Broken:
    line = line_of(places, problem.parameter or "") or lines.get(f"agents.{name}")
    return _Broken(_Fault(f"{name}: {problem.parameter}: {problem.facts['reason']}", line))
