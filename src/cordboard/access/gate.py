"""The gate: the one door. Every call of every face passes its steps, in their order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from time import perf_counter_ns

from cordboard.access.call import Call
from cordboard.access.credentials import Authenticator
from cordboard.access.gate_ports import NOBODY, NOTHING_AROUND, Around, Audit, Follower, Ids, Upstreams
from cordboard.access.gate_steps import STEPS, WHEN_READ, Step
from cordboard.access.judge import Judge
from cordboard.access.permissions import KEYLESS_AREAS
from cordboard.access.principal import Directory
from cordboard.access.record import Recorder
from cordboard.access.recording import record_of
from cordboard.base.problem import Problem
from cordboard.catalogue.request import Answer, Request
from cordboard.catalogue.route import Router
from cordboard.catalogue.seal import Seal
from cordboard.catalogue.unlisted import UnlistedCalls
from cordboard.errors import entry

log = logging.getLogger("cordboard.gate")
REALM = ("WWW-Authenticate", 'Basic realm="Twilio API"')


class Gate:
    """Takes requests through the steps and answers each, whatever happens."""

    def __init__(
        self,
        *,
        router: Router,
        authenticator: Authenticator,
        directory: Directory,
        recorder: Recorder,
        ids: Ids,
        now_ms: Callable[[], int],
        context: Callable[[Call], object],
        owner_sid: str,
        concurrency: int,
        judge: Judge,
        audit: Audit,
        upstreams: Upstreams,
        seal: Seal | None = None,
        keyless: frozenset[str] = KEYLESS_AREAS,
        followers: Mapping[str, Follower] = NOBODY,
        around: Mapping[str, Around] = NOTHING_AROUND,
    ) -> None:
        """Take what the steps need.

        ``seal`` signs the tokens of pages, ``concurrency`` is the number of open requests an account may have,
        ``keyless`` are the areas that standard keys do not reach, ``followers`` are told of operations by their names,
        ``around`` carries some of them out.
        """
        self.router = router
        self.authenticator = authenticator
        self.directory = directory
        self.context = context
        self.owner_sid = owner_sid
        self.judge = judge
        self.audit = audit
        self.upstreams = upstreams
        self.seal = seal
        self.unlisted = UnlistedCalls(router)
        self.keyless = keyless
        self.followers = followers
        self.around = around
        self._recorder = recorder
        self._ids = ids
        self._now_ms = now_ms
        self._concurrency = concurrency
        self._open: dict[str, int] = {}
        # The ids of requests end alike in one run: they are looked up by those who were there, and need not be secret.
        self._run = ids.sid("RQ")[-16:]

    async def answer(self, request: Request) -> Answer:
        """Answer a request."""
        call = Call(request, self.router.find(request))
        await self._take(STEPS, call)
        if call.meanwhile is not None:
            await self._take(WHEN_READ, call)
        return self._close(call)

    async def _take(self, steps: Iterable[Step], call: Call) -> None:
        try:
            for step in steps:
                pending = step(self, call)
                if pending is not None:
                    await pending
        except Problem as problem:
            if call.ruling is not None and call.answer is None:
                self.judge.give_back(call.ruling)  # what failed in an unknown way may have acted, and stays counted
            self._refuse(call, problem)
        except Exception:
            log.exception("call.failed", extra={"path": call.request.path.partition("?")[0]})
            self._refuse(call, Problem(20500))

    def refuse(self, request: Request, problem: Problem) -> Answer:
        """Answer a request that a face could not take, such as one that is too large."""
        call = Call(request, self.router.find(request))
        self._refuse(call, problem)
        return self._close(call)

    def enter(self, account_sid: str) -> None:
        """Count a call in. Raises: Problem 20429 above the account's ceiling."""
        count = self._open.get(account_sid, 0)
        if count >= self._concurrency:
            raise Problem(20429, retry_after_s=1)
        self._open[account_sid] = count + 1

    def _refuse(self, call: Call, problem: Problem) -> None:
        call.code = entry(problem.code).code
        if call.ruling is None or call.ruling.decision.passes:
            call.decision = "refused"
        call.answer = call.exchange.dialect.refuse(call.exchange, problem)
        headers = call.answer.headers
        if call.answer.status == 401:
            headers.append(REALM)
        if call.answer.status == 405:
            headers.append(("Allow", ", ".join(call.exchange.allowed)))
        if problem.retry_after_s is not None:
            headers.append(("Retry-After", str(problem.retry_after_s)))

    def _close(self, call: Call) -> Answer:
        answer, key = call.answer, self._ids.key()
        assert answer is not None  # noqa: S101 - render or refuse has set it
        sid = f"RQ{key:016x}{self._run}"
        micros = (perf_counter_ns() - call.started_ns) // 1000
        headers = answer.headers
        if call.is_carried:
            headers.append(("X-Decision-Id", call.ruling.decision.id if call.ruling else sid))
        else:
            headers.append(("Twilio-Request-Id", sid))
            headers.append(("Twilio-Request-Duration", f"{micros / 1e6:.3f}"))
        if call.account_sid:
            count = self._open[call.account_sid]
            headers.append(("Twilio-Concurrent-Requests", str(count)))
            if count <= 1:
                del self._open[call.account_sid]
            else:
                self._open[call.account_sid] = count - 1
        now_ms = self._now_ms()
        if call.is_audited:
            self.audit.ended(call, sid, now_ms, micros)
        bound = call.exchange.bound
        if bound is None or bound.operation.is_recorded:
            # What was not decided, because it cannot be read or is not there, is told by the agent's name all the same.
            name = call.ruling.decision.agent if call.ruling is not None else self.judge.name_of(call.principal)
            record = record_of(call, name, sid, now_ms, micros)
            self._recorder.record(key, record.account_sid, record)
        return answer
