"""The deliverer: takes web hooks from the outbox, makes them, logs each attempt, and writes what follows.

The web hooks about one subject go one after another, so that `delivered` never overtakes `sent`. What an answer leads
to is written in the transaction that logs the attempt and drops the task. Source: reference 03, sections 1 and 2.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from time import perf_counter
from typing import Protocol

import msgspec

from cordboard.base.clock import Clock
from cordboard.base.outbox import Task
from cordboard.base.sid import SidMaker
from cordboard.base.webhook import MayFollow, Purpose, Webhook
from cordboard.notifications.notification import Exchange
from cordboard.webhooks.attempt import Problem, Try, attempt_of, exchange_of
from cordboard.webhooks.cookies import Cookies
from cordboard.webhooks.directives import Directives
from cordboard.webhooks.http import NOT_ALLOWED, Fault, HttpClient, Reply, Resign
from cordboard.webhooks.request import Request, Writer, resigned

MOST_ANSWER_BYTES = 64 << 10  # Reference 03 section 1: TwiML over 64 kB is error 11750.
HOPELESS = frozenset({11100, 90001, NOT_ALLOWED})  # no URL, a refused destination: the next try is the same
_decode = msgspec.json.Decoder(Webhook).decode
_encode = msgspec.json.Encoder().encode


class Unit(Protocol):
    """The transaction of an attempt."""

    def add_attempt(self, key: int, account_sid: str, subject_sid: str, at_ms: int, attempt: bytes) -> None:
        """Write an attempt."""

    def prune_attempts(self, keep: int) -> None:
        """Delete all but the newest attempts."""

    def add_problem(self, exchange: Exchange, problem: Mapping[str, object]) -> None:
        """Write what was wrong with a web hook or its answer."""

    def put_task(self, task: Task) -> None:
        """Write a task."""

    def drop_task(self, task_id: int) -> None:
        """Delete a task that is done."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


class Answered(Protocol):
    """Says what an answer leads to, into the transaction; returns a fault of the answer, if there is one."""

    def __call__(self, webhook: Webhook, reply: Reply, unit: Unit) -> list[Problem]:
        """Return problems found in the answer, as code, line and sentence."""


class Deliverer:
    """Makes web hooks, a bounded number at a time."""

    def __init__(
        self,
        *,
        client: HttpClient,
        clock: Clock,
        sids: SidMaker,
        unit: Callable[[], Unit],
        token_of: Callable[[str], Awaitable[str]],
        concurrency: int,
        answered: Mapping[Purpose, Answered],
        keep: int,
        region: str = "us1",
    ) -> None:
        self._client = client
        self._writer = Writer(region)
        self._clock = clock
        self._sids = sids
        self._unit = unit
        self._token_of = token_of
        self._answered = answered
        self._free = concurrency
        self._is_closed = False
        self._keep = keep
        self._logged = 0
        self._chains: dict[int, deque[Task]] = {}
        self._ready: deque[int] = deque()
        self._cookies = Cookies(clock.now_ms)
        self._running: set[asyncio.Task[None]] = set()
        self.may_follow: Callable[[Webhook, str], Awaitable[str | None]] | None = None
        """Judges where the answer to a web hook of an agent redirects to."""

    def take(self, tasks: list[Task]) -> None:
        """Take web hooks that were just written, or that an earlier run left."""
        for task in tasks:
            chain = self._chains.get(task.subject)
            if chain is None:
                self._chains[task.subject] = deque([task])
                self._ready.append(task.subject)
            else:
                chain.append(task)
        self._start()

    async def close(self, patience_s: float) -> None:
        """Let what is under way end; what does not is made again at the next start."""
        self._is_closed = True
        if self._running:
            _, left = await asyncio.wait(self._running, timeout=patience_s)
            for running in left:
                running.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def clear(self) -> None:
        """Forget what waits, as a reset does; what is under way ends."""
        for subject in self._ready:
            del self._chains[subject]
        self._ready.clear()
        for chain in self._chains.values():
            while len(chain) > 1:
                chain.pop()

    def _start(self) -> None:
        while self._free and self._ready and not self._is_closed:
            self._free -= 1
            running = asyncio.get_running_loop().create_task(self._run(self._ready.popleft()))
            self._running.add(running)
            running.add_done_callback(self._running.discard)

    async def _run(self, subject: int) -> None:
        with self._clock.work():
            chain = self._chains[subject]
            try:
                await self._deliver(chain[0])
            finally:
                self._free += 1
                chain.popleft()
                if chain:
                    self._ready.append(subject)
                else:
                    del self._chains[subject]
                self._start()

    async def _deliver(self, task: Task) -> None:
        """Make one web hook, and write how it went and what follows."""
        webhook = task.held if isinstance(task.held, Webhook) else _decode(task.payload)
        unit = self._unit()
        await self._attempt(webhook, unit, lambda outcome: self._conclude(webhook, outcome, unit, task))
        unit.drop_task(task.id)
        await unit.commit()

    async def ask(self, webhook: Webhook) -> Reply | Fault:
        """Make a web hook whose answer is awaited, outside the outbox; its attempts are in the log like all others."""
        unit = self._unit()
        outcome = await self._attempt(webhook, unit, lambda outcome: self._look_at(webhook, outcome))
        await unit.commit()
        return outcome

    async def _attempt(
        self, webhook: Webhook, unit: Unit, conclude: Callable[[Reply | Fault], list[Problem]]
    ) -> Reply | Fault:
        """Make a web hook with its retries, log each, and return the last outcome."""
        token = await self._token_of(webhook.account_sid)
        request = self._writer.request_of(webhook, token, self._cookies.of(webhook.conversation))
        directives, fault = request.address.directives, request.address.fault
        problems = [] if fault is None else [_problem(fault, "A connection override is wrong.")]
        may_follow = partial(self.may_follow, webhook) if self.may_follow is not None and webhook.agent_sid else None
        number, spent_ms = 1, 0.0
        while True:
            tried = await self._try(request, number, may_follow, partial(resigned, token))
            spent_ms += tried.took_ms
            # The total time includes the retries.
            may_retry = number <= directives.rc and spent_ms < directives.tt
            if not may_retry or not _wants_retry(directives, tried.outcome):
                self._log(unit, webhook, request, tried, problems + conclude(tried.outcome))
                return tried.outcome
            self._log(unit, webhook, request, tried, [])
            number += 1

    async def _try(self, request: Request, number: int, may_follow: MayFollow | None, resign: Resign) -> Try:
        outcome: Reply | Fault
        started, at_ms = perf_counter(), self._clock.now_ms()
        try:
            outcome = await self._client.request(
                request.method,
                request.url,
                body=request.body,
                headers=request.lines,
                directives=request.address.directives,
                most_bytes=MOST_ANSWER_BYTES,
                may_follow=may_follow,
                resign=resign,
            )
        except Fault as failed:
            outcome = failed
        return Try(number, at_ms, (perf_counter() - started) * 1000, outcome)

    def _conclude(self, webhook: Webhook, outcome: Reply | Fault, unit: Unit, task: Task) -> list[Problem]:
        """Do what the answer asks for, or turn to the fallback. Returns the problems found."""
        problems = self._look_at(webhook, outcome)
        answered = self._answered.get(webhook.purpose)
        if answered is not None and isinstance(outcome, Reply) and not problems:
            problems = answered(webhook, outcome, unit)
        fatal = next((each for each in problems if each.get("level") != "warning"), None)
        if fatal is not None and webhook.fallback_url is not None:
            unit.put_task(self._fallback(webhook, fatal, task))
        return problems

    def _look_at(self, webhook: Webhook, outcome: Reply | Fault) -> list[Problem]:
        """Return what is wrong with an outcome before its content is read; take its cookies."""
        if isinstance(outcome, Fault):
            return [_problem(outcome.code, outcome.sentence)]
        self._cookies.note(webhook.conversation, outcome)
        if 200 <= outcome.status < 300:
            return []
        return [_problem(11200, f"The answer has the status {outcome.status}.")]

    def _fallback(self, webhook: Webhook, fault: Problem, task: Task) -> Task:
        extra = (("ErrorCode", str(fault["code"])), ("ErrorUrl", webhook.url.partition("#")[0]))
        following = Webhook(
            account_sid=webhook.account_sid,
            subject_sid=webhook.subject_sid,
            purpose=webhook.purpose,
            method=webhook.fallback_method,
            url=webhook.fallback_url or "",
            parameters=(*webhook.parameters, *extra),
            token=webhook.token,
            conversation=webhook.conversation,
            agent_sid=webhook.agent_sid,
            decision_id=webhook.decision_id,
        )
        return Task(self._sids.key(), task.kind, self._clock.now_ms(), task.subject, _encode(following), following)

    def _log(self, unit: Unit, webhook: Webhook, request: Request, tried: Try, problems: list[Problem]) -> None:
        """Write an attempt, and tell the developer of each problem."""
        if self._keep:
            key = self._sids.key()
            row = attempt_of(key, webhook, request, tried, problems)
            unit.add_attempt(key, webhook.account_sid, webhook.subject_sid, tried.at_ms, _encode(row))
        if problems:
            exchange = exchange_of(webhook, request, tried)
            for problem in problems:
                unit.add_problem(exchange, problem)
        self._logged += 1
        if self._logged > max(self._keep // 10, 1000):
            self._logged = 0
            unit.prune_attempts(self._keep)


def _wants_retry(directives: Directives, outcome: Reply | Fault) -> bool:
    if isinstance(outcome, Reply):
        return directives.wants_retry(outcome.status, connected=True)
    return outcome.code not in HOPELESS and directives.wants_retry(None, connected=outcome.connected)


def _problem(code: int, sentence: str) -> Problem:
    return {"code": code, "level": "error", "line": None, "message": sentence}
