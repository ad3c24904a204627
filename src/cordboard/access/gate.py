"""The gate: the one door. Every call of every face passes these steps, in this order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from time import perf_counter_ns
from types import MappingProxyType
from typing import Any, Protocol

from cordboard.access.agents import Asked, Judge, Ruling, refusal_of
from cordboard.access.credentials import NO_CREDENTIALS, Authenticator
from cordboard.access.decide import without_words
from cordboard.access.permissions import CONTROL, KEYLESS_AREAS, refusal
from cordboard.access.principal import Directory, Principal, Reach
from cordboard.access.record import Record, Recorder
from cordboard.base.conflict import UntoldError
from cordboard.base.page import PageRequest
from cordboard.base.problem import Problem, each_problem
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.request import Answer, Request
from cordboard.catalogue.route import Router
from cordboard.catalogue.seal import Seal
from cordboard.catalogue.sentence import MAX_FACT_CHARS, UNKNOWN_PATH
from cordboard.catalogue.unlisted import UnlistedCalls
from cordboard.errors import entry

log = logging.getLogger("cordboard.gate")
ACCOUNTS = "accounts"
# What a record keeps of what a caller may make as long as it likes.
MAX_PATH_CHARS, MAX_NAME_CHARS, MAX_UNKNOWN = 500, 100, 20
_UNSERVED = (
    "The requested resource {path} was not found: {product} is not served here; "
    "GET /cordboard/v1/coverage lists what is"
)
REALM = ("WWW-Authenticate", 'Basic realm="Twilio API"')
JUDGED = frozenset({Reach.AGENT, Reach.RESTRICTED})


class Ids(Protocol):
    """Makes the ids of calls."""

    def key(self) -> int:
        """Return the next key."""

    def sid(self, prefix: str) -> str:
        """Return a new SID."""


class Call:
    """One call on its way through the gate; each step adds what it found."""

    __slots__ = (
        "account",
        "account_sid",
        "answer",
        "code",
        "decision",
        "exchange",
        "given",
        "is_audited",
        "is_carried",
        "page",
        "principal",
        "request",
        "result",
        "row",
        "ruling",
        "started_ns",
        "unknown",
    )

    def __init__(self, request: Request, exchange: Exchange) -> None:
        self.request = request
        self.exchange = exchange
        self.started_ns = perf_counter_ns()
        self.principal: Principal | None = None
        self.account: Any = None
        self.account_sid = ""
        self.given: Any = None
        self.page: PageRequest | None = None
        self.unknown: list[str] = []
        self.decision = "allowed"
        self.ruling: Ruling | None = None
        self.is_audited = False
        self.row: Any = None
        self.result: Any = None
        self.answer: Answer | None = None
        self.code = 0
        self.is_carried = False


class Upstreams(Protocol):
    """Where calls are carried out that are decided here and belong elsewhere."""

    async def carry(self, name: str, call: Call) -> Answer:
        """Carry a call out and return the answer, whatever it is. Raises: Problem for one that did nothing."""


class Audit(Protocol):
    """Where decisions about agents go, and what came of them."""

    def decided(self, call: Call, *, goes_with_act: bool) -> Awaitable[None] | None:
        """Append the decision about a call; done when it is on disk, or nothing where it goes with the act."""

    def ended(self, call: Call, request_sid: str, micros: int) -> None:
        """Append what came of it. The answer does not wait."""


Follower = Callable[[Call], Awaitable[None] | None]
"""Is told of the calls of an operation that were carried out."""
NOBODY: Mapping[str, Follower] = MappingProxyType({})
Around = Callable[[Call, Callable[[], Awaitable[Any]]], Awaitable[Any]]
"""Carries an operation out, with what has to be on disk before it, and returns its result."""
NOTHING_AROUND: Mapping[str, Around] = MappingProxyType({})
Step = Callable[["Gate", Call], Awaitable[None] | None]
"""One step. A step that has nothing to wait for returns nothing; a coroutine for each would cost a microsecond each."""


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
        try:
            for step in STEPS:
                pending = step(self, call)
                if pending is not None:
                    await pending
        except Problem as problem:
            if call.ruling is not None:
                self.judge.give_back(call.ruling)  # what failed in an unknown way may have acted, and stays counted
            self._refuse(call, problem)
        except Exception:
            log.exception("call.failed", extra={"path": request.path.partition("?")[0]})
            self._refuse(call, Problem(20500))
        return self._close(call)

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
        if call.is_audited:
            self.audit.ended(call, sid, micros)
        bound = call.exchange.bound
        if bound is None or bound.operation.is_recorded:
            record = self._record(call, sid, micros)
            self._recorder.record(key, record.account_sid, record)
        return answer

    def _record(self, call: Call, sid: str, micros: int) -> Record:
        bound, principal, answer, request = call.exchange.bound, call.principal, call.answer, call.request
        account_sid = principal.account_sid if principal else ""
        return Record(
            sid,
            self._now_ms(),
            principal.credential_sid if principal else "",
            call.account.sid if call.account is not None else account_sid,
            bound.operation.name if bound else "",
            bound.operation.area if bound else "",
            request.method,
            request.path[:MAX_PATH_CHARS],
            call.decision,
            answer.status if answer else 500,
            call.code,
            micros,
            bound.operation.says if bound else UNKNOWN_PATH,
            _facts(call, bound.facts) if bound and bound.facts else (),
            tuple([name[:MAX_NAME_CHARS] for name in call.unknown[:MAX_UNKNOWN]]) if call.unknown else (),
            call.ruling.decision.agent if call.ruling else "",
            call.ruling.decision.reason if call.ruling else "",
            without_words(call.ruling.facts) if call.ruling and call.ruling.facts else None,
            request.channel.value,
        )


def _facts(call: Call, names: tuple[str, ...]) -> tuple[str, ...]:
    values, given = call.exchange.values, call.given
    return tuple([str(values.get(name) or getattr(given, name, ""))[:MAX_FACT_CHARS] for name in names])


def authenticate(gate: Gate, call: Call) -> Awaitable[None] | None:
    """Find out who calls."""
    header = call.request.headers.get("authorization", "")
    bound = call.exchange.bound
    if not header and bound is not None and bound.operation.is_public and not call.exchange.extension:
        return None
    if not header:
        raise Problem(20003, message=NO_CREDENTIALS)
    call.principal = gate.authenticator.known(header)
    return None if call.principal is not None else _look_up(gate, call, header)


async def _look_up(gate: Gate, call: Call, header: str) -> None:
    call.principal = await gate.authenticator.authenticate(header)


def admit(gate: Gate, call: Call) -> None:
    """Count the call against its account's ceiling."""
    if call.principal is not None:
        gate.enter(call.principal.account_sid)
        call.account_sid = call.principal.account_sid


def locate(gate: Gate, call: Call) -> None:
    """Make sure that there is such an operation, unless the calls of an agent are carried out elsewhere."""
    principal = call.principal
    is_lost = call.exchange.bound is None and principal is not None and principal.reach is Reach.AGENT
    if is_lost and principal is not None and gate.judge.upstream_of(principal):
        gate.unlisted.adopt(call.exchange)
        return
    if call.exchange.unserved:
        raise Problem(20404, message=_UNSERVED.format(path=call.request.path, product=call.exchange.unserved))
    if call.exchange.bound is None:
        raise Problem(20004 if call.exchange.allowed else 20404, path=call.request.path)


def restrict(gate: Gate, call: Call) -> None:
    """Hold credentials that reach less than their account to what they reach."""
    principal, bound = call.principal, call.exchange.bound
    if principal is None or bound is None or principal.reach is Reach.ALL:
        return
    if bound.operation.is_public and not call.exchange.extension:
        return  # what anybody may see
    problem = refusal(principal, bound.operation, gate.keyless)
    if problem is not None:
        raise problem


def authorize(gate: Gate, call: Call) -> None:
    """Find the account that the call is for, and whether this caller may act there."""
    principal, bound = call.principal, call.exchange.bound
    if bound is not None and bound.operation.is_public and "AccountSid" not in call.exchange.values:
        return  # what is public about the server itself is for everybody, and about no account
    if principal is None:
        call.account = gate.directory.owner(call.exchange.values.get("AccountSid", ""))
        if call.account is None:
            raise Problem(20404, path=call.request.path)
        return
    area = bound.operation.area if bound is not None else ""
    if area == CONTROL and principal.account_sid != gate.owner_sid:
        raise Problem(20403)
    account_sid = call.exchange.values.get("AccountSid", principal.account_sid)
    call.account = gate.directory.resolve(principal, account_sid, is_managing=area == ACCOUNTS)
    if call.account is None:
        raise Problem(20003, message="Authenticate")


def parse(gate: Gate, call: Call) -> None:
    """Read the parameters; what the operation does not know goes to the request log."""
    exchange = call.exchange
    exchange.seal = gate.seal
    if call.account is not None:
        exchange.account_sid = call.account.sid
    if call.principal is not None and call.principal.reach is Reach.AGENT:
        exchange.is_forwarded = bool(gate.judge.upstream_of(call.principal))
    try:
        call.given, call.unknown, call.page = exchange.dialect.read(exchange)
    except Problem as problem:
        if any(each.code == 20404 for each in each_problem(problem)):  # what is not there has no other faults
            raise Problem(20404, path=call.request.path) from problem
        raise


def judge(gate: Gate, call: Call) -> Awaitable[None] | None:
    """Ask the policy of an agent or of a restricted key about the call; nobody else has one."""
    principal, bound = call.principal, call.exchange.bound
    if principal is None or principal.reach not in JUDGED or bound is None or call.account is None:
        return None
    if principal.reach is Reach.RESTRICTED and bound.operation.is_public and not call.exchange.extension:
        return None  # what anybody may see
    told = _facts(call, bound.facts) if bound.facts else ()
    call.ruling = ruling = gate.judge.rule(Asked(principal, call.account.sid, bound.operation, call.given, told))
    call.decision = ruling.word
    kept = gate.judge.keep(ruling)
    audited = gate.audit.decided(call, goes_with_act=bound.operation.is_one_unit and ruling.is_done_here)
    if audited is not None:
        kept = _written_down(call, audited, kept)
    call.is_audited = audited is None
    if ruling.decision.passes:
        return kept
    if kept is None:
        raise refusal_of(ruling)
    return _refuse_kept(ruling, kept)


async def _written_down(call: Call, audited: Awaitable[None], kept: Awaitable[None] | None) -> None:
    """Wait until a decision, and what it took, are on disk.

    Raises: Problem 20503 when they cannot be written, so that nothing is done that no row tells of.
    """
    try:
        await (audited if kept is None else asyncio.gather(audited, kept))
    except Exception as fault:
        raise _unwritten(fault) from fault
    call.is_audited = True


def _unwritten(fault: Exception) -> Problem:
    log.error("audit.failed", exc_info=fault)
    return Problem(20503, retry_after_s=1)


async def _refuse_kept(ruling: Ruling, kept: Awaitable[None]) -> None:
    """Refuse a call once what it asks for is on disk, so that no approval is promised that a crash forgets."""
    await kept
    raise refusal_of(ruling)


async def handle(gate: Gate, call: Call) -> None:
    """Carry the operation out."""
    bound = call.exchange.bound
    assert bound is not None  # noqa: S101 - locate has made sure
    operation, principal = bound.operation, call.principal
    upstream = call.ruling.agent.policy.upstream if call.ruling is not None and call.ruling.agent is not None else ""
    if upstream and operation.area != CONTROL:  # what it asks about itself is answered here
        call.answer = await gate.upstreams.carry(upstream, call)
        return
    rehearsal = operation.rehearsal
    is_test = rehearsal is not None and principal is not None and principal.reach is Reach.TEST
    handler = rehearsal if rehearsal is not None and is_test else operation.handler
    around = gate.around.get(operation.name) if not is_test else None
    context = gate.context(call)
    try:
        if around is None:
            call.result = await handler(context, call.given)
        else:
            call.result = await around(call, partial(handler, context, call.given))
        if call.ruling is not None:
            gate.judge.done(call.ruling)
    except UntoldError as fault:  # the unit of the act was to be written with the decision
        call.is_audited = False
        raise _unwritten(fault) from fault
    except Problem as problem:
        if problem.code == 20404 and "path" not in problem.facts:
            problem.facts = {**problem.facts, "path": call.request.path}
        raise


def render(gate: Gate, call: Call) -> None:
    """Write the result in the caller's dialect."""
    if call.answer is None:  # an upstream has written its own
        call.answer = call.exchange.dialect.write(call.exchange, call.result)


def tell(gate: Gate, call: Call) -> Awaitable[None] | None:
    """Tell who follows an operation that it was carried out here, before its caller is answered."""
    bound = call.exchange.bound
    follow = gate.followers.get(bound.operation.name) if bound is not None else None
    return None if follow is None or call.is_carried else follow(call)


# The steps of the gate. An agent's policy is asked between parse and handle, because it judges the parsed and resolved
# parameters. The record follows in any case, when the call is closed.
STEPS: tuple[Step, ...] = (authenticate, admit, locate, restrict, authorize, parse, judge, handle, render, tell)
