"""The deliverer: takes web hooks from the outbox, makes them, logs each attempt, and writes what follows.

The web hooks about one subject go one after another, so that `delivered` never overtakes `sent`. What an answer leads
to is written in the transaction that logs the attempt and drops the task. Source: reference 03, sections 1 and 2.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from time import perf_counter
from typing import Protocol
from urllib.parse import quote_plus

import msgspec

from cordboard.base.clock import Clock
from cordboard.base.outbox import Task
from cordboard.base.sid import SidMaker
from cordboard.base.webhook import Purpose, Webhook
from cordboard.notifications.notification import Exchange
from cordboard.webhooks.directives import Directives, read
from cordboard.webhooks.http import Fault, HttpClient, Reply
from cordboard.webhooks.signature import signature

MOST_ANSWER_BYTES = 64 << 10  # Reference 03 section 1: TwiML over 64 kB is error 11750.
COOKIE_S, MOST_COOKIES = 4 * 3600, 10_000
HOPELESS = frozenset({11100, 90001})  # a URL that is none, a destination that is refused: the next try is the same
USER_AGENT = "TwilioProxy/1.1"
PLAIN_HEADERS = f"User-Agent: {USER_AGENT}\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n"
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

    def __call__(self, webhook: Webhook, reply: Reply, unit: Unit) -> list[dict[str, object]]:
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
        self._plain = f"{PLAIN_HEADERS}X-Home-Region: {region}\r\n"
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
        self._cookies: dict[str, tuple[int, SimpleCookie]] = {}
        self._running: set[asyncio.Task[None]] = set()

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
        self, webhook: Webhook, unit: Unit, conclude: Callable[[Reply | Fault], list[dict[str, object]]]
    ) -> Reply | Fault:
        """Make a web hook with its retries, log each, and return the last outcome."""
        directives, fault = read(webhook.url)
        problems: list[dict[str, object]] = (
            [] if fault is None else [_problem(fault, "A connection override is wrong.")]
        )
        query = form_of(webhook.parameters).encode()
        head = await self._head(webhook)
        url, body = _target(webhook, query)
        attempt, spent_ms = 0, 0.0
        while True:
            started, at_ms = perf_counter(), self._clock.now_ms()
            outcome: Reply | Fault
            try:
                outcome = await self._client.request(
                    webhook.method, url, body=body, headers=head, directives=directives, most_bytes=MOST_ANSWER_BYTES
                )
            except Fault as failed:
                outcome = failed
            took_ms = (perf_counter() - started) * 1000
            spent_ms += took_ms
            # The total time includes the retries.
            may_retry = attempt < directives.rc and spent_ms < directives.tt
            is_last = not may_retry or not _wants_retry(directives, outcome)
            if is_last:
                problems += conclude(outcome)
            self._log(unit, webhook, head, query, outcome, attempt, at_ms, took_ms, problems if is_last else [])
            if is_last:
                return outcome
            attempt += 1

    async def _head(self, webhook: Webhook) -> str:
        token = await self._token_of(webhook.account_sid)
        if webhook.method == "GET":
            url, _ = _target(webhook, form_of(webhook.parameters).encode())
            signed = signature(token, url)
        else:
            signed = signature(token, webhook.url, webhook.parameters)
        head = f"{self._plain}X-Twilio-Signature: {signed}\r\nI-Twilio-Idempotency-Token: {webhook.token}\r\n"
        cookie = self._cookie(webhook.conversation)
        return f"{head}Cookie: {cookie}\r\n" if cookie else head

    def _conclude(self, webhook: Webhook, outcome: Reply | Fault, unit: Unit, task: Task) -> list[dict[str, object]]:
        """Do what the answer asks for, or turn to the fallback. Returns the problems found."""
        problems = self._look_at(webhook, outcome)
        answered = self._answered.get(webhook.purpose)
        if answered is not None and isinstance(outcome, Reply) and not problems:
            problems = answered(webhook, outcome, unit)
        fatal = next((each for each in problems if each.get("level") != "warning"), None)
        if fatal is not None and webhook.fallback_url is not None:
            unit.put_task(self._fallback(webhook, fatal, task))
        return problems

    def _look_at(self, webhook: Webhook, outcome: Reply | Fault) -> list[dict[str, object]]:
        """Return what is wrong with an outcome before its content is read; take its cookies."""
        if isinstance(outcome, Fault):
            return [_problem(outcome.code, outcome.sentence)]
        self._note_cookies(webhook.conversation, outcome)
        if 200 <= outcome.status < 300:
            return []
        return [_problem(11200, f"The answer has the status {outcome.status}.")]

    def _fallback(self, webhook: Webhook, fault: dict[str, object], task: Task) -> Task:
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

    def _log(
        self,
        unit: Unit,
        webhook: Webhook,
        head: str,
        query: bytes,
        outcome: Reply | Fault,
        attempt: int,
        at_ms: int,
        took_ms: float,
        problems: list[dict[str, object]],
    ) -> None:
        """Write an attempt: what was asked, what was answered, and what was wrong with it."""
        key = self._sids.key()
        reply = outcome if isinstance(outcome, Reply) else None
        fault = outcome if isinstance(outcome, Fault) else None
        row = {
            "id": str(key),
            "account_sid": webhook.account_sid,
            "sid": webhook.subject_sid,
            "purpose": webhook.purpose.value,
            "url": _without_password(webhook.url),
            "method": webhook.method,
            "request_headers": dict(line.split(": ", 1) for line in head.splitlines()),
            "request_body": query.decode(),
            "response_status": reply.status if reply else None,
            "response_headers": dict(reply.headers) if reply else {},
            "response_body": reply.body.decode("utf-8", "replace") if reply else None,
            "redirects": reply.hops if reply else [],
            "attempt": attempt + 1,
            "at_ms": at_ms,
            "duration_ms": round(took_ms, 3),
            "outcome": "answered" if reply else "failed",
            "error_code": fault.code if fault else None,
            "error": fault.sentence if fault else None,
            "problems": problems,
        }
        if self._keep:
            unit.add_attempt(key, webhook.account_sid, webhook.subject_sid, at_ms, _encode(row))
        if problems:
            self._notify(unit, webhook, query, reply, at_ms, problems)
        self._logged += 1
        if self._logged > max(self._keep // 10, 1000):
            self._logged = 0
            unit.prune_attempts(self._keep)

    @staticmethod
    def _notify(
        unit: Unit,
        webhook: Webhook,
        query: bytes,
        reply: Reply | None,
        at_ms: int,
        problems: list[dict[str, object]],
    ) -> None:
        """Tell the developer of each problem."""
        exchange = Exchange(
            account_sid=webhook.account_sid,
            subject_sid=webhook.subject_sid,
            at_ms=at_ms,
            method=webhook.method,
            url=_without_password(webhook.url),
            variables=query.decode(),
            response_headers=reply.headers if reply else (),
            response_body=reply.body.decode("utf-8", "replace") if reply else "",
        )
        for problem in problems:
            unit.add_problem(exchange, problem)

    def _cookie(self, conversation: str) -> str:
        known = self._cookies.get(conversation) if conversation else None
        if known is None or self._clock.now_ms() - known[0] > COOKIE_S * 1000:
            return ""
        return "; ".join(f"{name}={morsel.value}" for name, morsel in known[1].items())

    def _note_cookies(self, conversation: str, reply: Reply) -> None:
        given = [value for name, value in reply.headers if name == "set-cookie"]
        if not conversation or not given:
            return
        jar = self._cookies.get(conversation, (0, SimpleCookie()))[1]
        for line in given[:20]:
            try:
                jar.load(line[:4096])
            except CookieError:  # a cookie that cannot be read is one that was not set
                continue
        if len(self._cookies) >= MOST_COOKIES:
            self._cookies.pop(next(iter(self._cookies)))
        self._cookies[conversation] = (self._clock.now_ms(), jar)


def _wants_retry(directives: Directives, outcome: Reply | Fault) -> bool:
    if isinstance(outcome, Reply):
        return directives.wants_retry(outcome.status, connected=True)
    return outcome.code not in HOPELESS and directives.wants_retry(None, connected=outcome.connected)


_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch
_escaped_short = lru_cache(maxsize=4096)(quote_plus)


def form_of(parameters: Iterable[tuple[str, str]]) -> str:
    """Return parameters as a form; their names are ours and need no escape, nor do most values.

    Source: WHATWG URL, application/x-www-form-urlencoded serializing.
    """
    return "&".join([f"{name}={value if _PLAIN(value) else _escaped(value)}" for name, value in parameters])


def _escaped(value: str) -> str:
    """Escape a value; numbers and addresses of web hooks come again and again, long texts do not."""
    return _escaped_short(value) if len(value) <= 100 else quote_plus(value)


def _target(webhook: Webhook, query: bytes) -> tuple[str, bytes]:
    url, _, _ = webhook.url.partition("#")
    if webhook.method == "POST":
        return url, query
    return (f"{url}{'&' if '?' in url else '?'}{query.decode()}" if query else url), b""


def _without_password(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"


def _problem(code: int, sentence: str) -> dict[str, object]:
    return {"code": code, "level": "error", "line": None, "message": sentence}
