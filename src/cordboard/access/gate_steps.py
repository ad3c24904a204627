"""The steps of the gate, in their order: who calls, what for, whether it may be, and what comes of it.

A step that has nothing to wait for returns nothing; a coroutine for each would cost a microsecond each.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from cordboard.access.agents import Asked, Ruling
from cordboard.access.call import Call, told_of
from cordboard.access.credentials import NO_CREDENTIALS
from cordboard.access.decision import LOG_WORDS
from cordboard.access.permissions import CONTROL, refusal
from cordboard.access.principal import Reach
from cordboard.access.refusing import refusal_of
from cordboard.base.conflict import UntoldError
from cordboard.base.problem import Problem, each_problem
from cordboard.catalogue.describe import Effect

if TYPE_CHECKING:
    from cordboard.access.gate import Gate

log = logging.getLogger("cordboard.gate")
ACCOUNTS = "accounts"
JUDGED = frozenset({Reach.AGENT, Reach.RESTRICTED})
UNRESTRICTED = frozenset({Reach.ALL, Reach.AGENT})
"""Who is held to nothing before the parameters are read: an agent's policy is asked then."""
_UNSERVED = (
    "The requested resource {path} was not found: {product} is not served here; "
    "GET /cordboard/v1/coverage lists what is"
)
Step = Callable[["Gate", Call], Awaitable[None] | None]


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
    if principal is None or bound is None or principal.reach in UNRESTRICTED:
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
    told = told_of(call, bound.facts) if bound.facts else ()
    call.ruling = ruling = gate.judge.rule(Asked(principal, call.account.sid, bound.operation, call.given, told))
    call.decision = LOG_WORDS[ruling.decision.outcome]
    passes, agent = ruling.decision.passes, ruling.agent
    kept = gate.judge.keep(ruling) if ruling.claim is not None else None
    is_done_here = passes and agent is not None and not agent.policy.upstream
    audited = gate.audit.decided(call, goes_with_act=is_done_here and bound.operation.is_one_unit)
    if audited is not None and kept is None and passes and bound.operation.effect is Effect.READS:
        call.meanwhile = audited
        return None
    if audited is not None:
        kept = _written_down(call, audited, kept)
    call.is_audited = audited is None
    if passes:
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


async def settle(gate: Gate, call: Call) -> None:
    """Wait for the decision about a call that only reads, which was carried out meanwhile.

    Raises: Problem 20503 when it cannot be written, so that nothing is told that no row tells of.
    """
    meanwhile, call.meanwhile = call.meanwhile, None
    assert meanwhile is not None  # noqa: S101 - only called with one
    try:
        await _written_down(call, meanwhile, None)
    except Problem:
        call.is_carried = False
        if call.answer is not None and call.answer.pieces is not None:
            await call.answer.pieces.aclose()
        raise


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
WHEN_READ: tuple[Step, ...] = (settle,)
"""What is left where the decision about a call that only reads goes to disk meanwhile."""
