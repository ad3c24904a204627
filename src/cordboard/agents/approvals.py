"""Asking people: questions begin at a call, are answered once, and let exactly that call pass exactly once."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from msgspec.structs import replace

from cordboard.agents.approval import APPROVAL, OPEN, REACHED, Approval, ApprovalStatus, Question
from cordboard.base.outbox import Task
from cordboard.base.problem import Problem
from cordboard.shelf.shelf import Kept, Shelf

INVALID, MISSING, DECIDED = 90002, 20404, 20409
MOST_PENDING, MOST_REACHED, MOST_TRIES = 100, 100_000, 5
MOST_TEXTED = 10  # open questions of an agent: texts cost, and a telephone that never stops is not read
CODE_DIGITS = 6  # five tries of a million
Spawn = Callable[[Coroutine[Any, Any, None]], None]


class ApprovalUnit(Protocol):
    """One transaction."""

    def put_kept(self, kind: str, kept: Kept) -> None:
        """Write a resource."""

    def put_task(self, task: Task) -> None:
        """Write a task."""

    def happened(self, name: str, account_sid: str, subject: str, state: str, at_ms: int) -> None:
        """Tell the feed, once it is on disk."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


class Messenger(Protocol):
    """Tells people of questions, and applications of answers."""

    async def tell(self, approval: Approval, code: str) -> str:
        """Send the question to everybody who may answer; return the number that it came from, empty for none."""

    def callback(self, approval: Approval) -> Task:
        """Return the web hook that tells what was decided."""


class Approvals:
    """Keeps the questions that are open in memory, because every call that needs one asks for it."""

    def __init__(
        self,
        *,
        shelf: Shelf,
        unit: Callable[[], ApprovalUnit],
        now_ms: Callable[[], int],
        spawn: Spawn,
        messenger: Messenger,
        digest: Callable[[str], str],
        policy_hash: Callable[[str], str],
        widen: Callable[[Approval], Awaitable[str]],
    ) -> None:
        """Take the ports.

        ``digest`` is a keyed hash, ``policy_hash`` that of an agent's present policy by its name, and ``widen`` lets a
        policy ask no more about an approval's recipients and returns its new hash.
        """
        self._shelf = shelf
        self._unit = unit
        self._now_ms = now_ms
        self._spawn = spawn
        self._messenger = messenger
        self._digest = digest
        self._policy_hash = policy_hash
        self._widen = widen
        self._by_sid: dict[str, Approval] = {}
        self._by_place: dict[tuple[str, str, str, str], str] = {}
        self._reached: dict[str, set[str]] = {}

    async def load(self) -> None:
        """Read what is open and who was reached, at the start; tell of what nobody was told yet."""
        for approval in await self._shelf.all(APPROVAL, None):
            if approval.status_at(self._now_ms()) in OPEN:
                self._note(approval)
                self._tell(approval)
        for reached in await self._shelf.all(REACHED, None):
            self._reached.setdefault(reached.parent_sid, set()).add(reached.address)

    def _note(self, approval: Approval) -> Approval:
        self._by_sid[approval.sid] = approval
        self._by_place[approval.place] = approval.sid
        return approval

    def _forget_old(self, now_ms: int) -> None:
        for approval in [each for each in self._by_sid.values() if now_ms >= each.expires_ms]:
            del self._by_sid[approval.sid]
            if self._by_place.get(approval.place) == approval.sid:
                del self._by_place[approval.place]

    # Calls

    def claim(self, question: Question, now_ms: int) -> tuple[Approval | None, bool]:
        """Return the approval of a call, and whether it was just used up; None where too many are open."""
        self._forget_old(now_ms)
        place = (question.agent_sid, question.args_sha256, question.meant_sha256, question.policy_hash)
        known = self._by_sid.get(self._by_place.get(place, ""))
        if known is not None and known.status is ApprovalStatus.APPROVED:
            used = replace(known, status=ApprovalStatus.USED, used_ms=now_ms, updated_ms=now_ms)
            self._by_sid[known.sid] = used
            return used, True
        if known is not None and known.status in OPEN:
            return known, False
        if sum(each.parent_sid == question.agent_sid for each in self._by_sid.values()) >= MOST_PENDING:
            return None, False
        return self._note(self._made(question, now_ms)), False

    def _made(self, question: Question, now_ms: int) -> Approval:
        return self._shelf.make(
            APPROVAL,
            question.account_sid,
            parent_sid=question.agent_sid,
            agent=question.agent,
            operation=question.operation,
            args_sha256=question.args_sha256,
            meant_sha256=question.meant_sha256,
            policy_hash=question.policy_hash,
            policy_version=question.policy_version,
            rule=question.rule,
            sentence=question.sentence,
            why=question.why,
            parameters=question.shown,
            recipients=question.recipients,
            expires_ms=now_ms + question.ttl_ms,
            ttl_ms=question.ttl_ms,
            by=question.by,
            sender=question.sender,
            callback=question.callback,
        )

    async def keep(self, sid: str) -> None:
        """Write how an approval now stands, and tell people of a new one."""
        approval = self._by_sid[sid]
        await self._written(approval).commit()
        self._tell(approval)

    def give_back(self, sid: str) -> None:
        """Make a grant usable again, because its call was refused after all and did nothing."""
        used = self._by_sid.get(sid)
        if used is not None and used.status is ApprovalStatus.USED:
            approval = self._note(replace(used, status=ApprovalStatus.APPROVED, used_ms=None))
            self._spawn(self._shelf.put(APPROVAL, approval))

    def is_known(self, agent_sid: str, address: str) -> bool:
        """Tell whether an agent has reached somebody before."""
        return address in self._reached.get(agent_sid, ())

    def note(self, agent_sid: str, account_sid: str, addresses: tuple[str, ...]) -> None:
        """Remember whom an agent has reached; beyond a hundred thousand everybody is new."""
        known = self._reached.setdefault(agent_sid, set())
        for address in addresses:
            if address not in known and len(known) < MOST_REACHED:
                known.add(address)
                made = self._shelf.make(REACHED, account_sid, parent_sid=agent_sid, address=address)
                self._spawn(self._shelf.put(REACHED, made))

    # People

    def _tell(self, approval: Approval) -> None:
        """Send the question to those who may answer by message, once; when fewer are open, if it is asked again."""
        if not approval.by or approval.is_told or approval.status is not ApprovalStatus.PENDING:
            return
        texted = [each for each in self._by_sid.values() if each.is_told and each.parent_sid == approval.parent_sid]
        if sum(each.status is ApprovalStatus.PENDING for each in texted) < MOST_TEXTED:
            code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
            told = replace(approval, is_told=True, code_hash=self._digest(approval.sid + code))
            self._by_sid[told.sid] = told
            self._spawn(self._send(told, code))

    async def _send(self, approval: Approval, code: str) -> None:
        sender = await self._messenger.tell(approval, code)
        latest = replace(self._by_sid.get(approval.sid, approval), sender=sender)
        self._by_sid[latest.sid] = latest
        await self._shelf.put(APPROVAL, latest)

    def find(self, sid: str) -> Approval | None:
        """Return an approval that is in memory."""
        return self._by_sid.get(sid)

    async def get(self, account_sid: str, sid: str) -> Approval:
        """Return an approval. Raises: Problem 20404."""
        return self._by_sid.get(sid) or await self._shelf.get(APPROVAL, account_sid, sid)

    async def decide(self, approval: Approval, *, is_approved: bool, by: str, reason: str, widens: bool) -> Approval:
        """Answer a question; what was answered, used or has expired is not answered again. Raises: Problem 20409."""
        now = self._now_ms()
        status = approval.status_at(now)
        if status is not ApprovalStatus.PENDING or approval.sid not in self._by_sid:
            raise Problem(DECIDED, message=f"The approval is {status.value}, and cannot be decided any more.")
        if self._policy_hash(approval.agent) != approval.policy_hash:
            raise Problem(DECIDED, message="The policy has changed since; the agent must ask again.")
        if widens and not (is_approved and approval.recipients):
            raise Problem(INVALID, parameter="widen", reason="only the approval of a call to recipients widens")
        decided = self._note(
            replace(
                approval,
                status=ApprovalStatus.APPROVED if is_approved else ApprovalStatus.REFUSED,
                decided_by=by,
                reason=reason,
                decided_ms=now,
                updated_ms=now,
                expires_ms=now + approval.ttl_ms,
                is_widened=widens,
            )
        )
        await self._write(decided)
        if not widens:
            return decided
        widened = replace(decided, policy_hash=await self._widen(decided))
        await self._shelf.put(APPROVAL, self._note(widened))
        return widened

    async def _write(self, approval: Approval) -> None:
        """Write an answer, and the web hook that tells it, in one transaction."""
        unit = self._written(approval)
        if approval.callback:
            unit.put_task(self._messenger.callback(approval))
        await unit.commit()

    def _written(self, approval: Approval) -> ApprovalUnit:
        """Return a transaction that writes how an approval stands, and tells the feed."""
        unit = self._unit()
        unit.put_kept(APPROVAL.name, approval)
        unit.happened(APPROVAL.name, approval.account_sid, approval.sid, approval.status.value, approval.updated_ms)
        return unit

    @property
    def has_codes(self) -> bool:
        """Tell whether a code has been sent that somebody could still answer with."""
        return any(each.code_hash and each.status is ApprovalStatus.PENDING for each in self._by_sid.values())

    async def answered(self, sender: str, code: str, *, is_approved: bool, reason: str) -> Approval | None:
        """Take an answer that came as a message; None when no question of this sender has the code."""
        waiting = [
            each
            for each in self._by_sid.values()
            if sender in each.by and each.status is ApprovalStatus.PENDING and each.tries < MOST_TRIES
        ]
        for each in waiting:
            if each.code_hash and secrets.compare_digest(each.code_hash, self._digest(each.sid + code)):
                return await self.decide(each, is_approved=is_approved, by=sender, reason=reason, widens=False)
        for each in waiting:
            tried = replace(each, tries=each.tries + 1)
            self._by_sid[each.sid] = tried
            await self._shelf.put(APPROVAL, tried)
        return None
