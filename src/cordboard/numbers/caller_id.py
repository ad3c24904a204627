"""Verified caller ids: numbers of others that an account may show, proved by a code that is typed in at the telephone.

Source: reference 07, OutgoingCallerIds.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import msgspec

from cordboard.base.outbox import Task, TaskKind
from cordboard.base.page import Page, PageRequest
from cordboard.base.phone import parse_e164
from cordboard.base.problem import Problem
from cordboard.base.sid import PHONE_NUMBER, SidMaker, key_of
from cordboard.base.webhook import Purpose, Webhook
from cordboard.numbers.number import Numbers, national
from cordboard.shelf.shelf import Kept, Kind, Shelf

MOST_CALL_DELAY_S = 60
CODES = 1_000_000  # six digits
_encode = msgspec.json.Encoder().encode


class CallerId(Kept, frozen=True, kw_only=True):
    """A number that an account has proved to be its own."""

    phone_number: str
    friendly_name: str


class Validation(Kept, frozen=True, kw_only=True):
    """A proof that is under way: the call that asks for the code. Its SID is the call's.

    ``agent_sid`` is the agent that named its callback, empty for everybody else, by decision ``decision_id``.
    """

    phone_number: str
    friendly_name: str
    validation_code: str
    status_callback: str | None = None
    status_callback_method: str = "POST"
    agent_sid: str = ""
    decision_id: str = ""


CALLER_ID = Kind("outgoing_caller_id", PHONE_NUMBER, CallerId)
VALIDATION = Kind("validation_request", "CA", Validation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a validation is asked for with, and the agent that asks, if one does, by decision ``decision_id``."""

    phone_number: str
    friendly_name: str | None
    status_callback: str | None
    status_callback_method: str
    agent_sid: str
    decision_id: str


class CallerIdUnit(Protocol):
    """One transaction on caller ids."""

    def put_kept(self, kind: str, kept: Kept) -> None:
        """Write a resource."""

    def drop_kept(self, sid: str) -> None:
        """Delete a resource."""

    def put_task(self, task: Task) -> None:
        """Write a task."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


class CallerIds:
    """Verifies and keeps caller ids."""

    def __init__(
        self,
        *,
        shelf: Shelf,
        numbers: Numbers,
        unit: Callable[[], CallerIdUnit],
        sids: SidMaker,
        now_ms: Callable[[], int],
        random_128: Callable[[], int],
    ) -> None:
        self._shelf = shelf
        self._numbers = numbers
        self._unit = unit
        self._sids = sids
        self._now_ms = now_ms
        self._random_128 = random_128

    async def is_verified(self, account_sid: str, phone_number: str) -> bool:
        """Tell whether an account may show a number that is not its own."""
        return await self._shelf.find(CALLER_ID, account_sid, phone_number=phone_number) is not None

    async def ask(self, account_sid: str, wish: Wish) -> Validation:
        """Begin a proof, in the place of one under way. Raises: Problem 21401, 21449 or 21450."""
        number = parse_e164(wish.phone_number)
        if number is None:
            raise Problem(21401, parameter="PhoneNumber", phone_number=wish.phone_number)
        owned = self._numbers.owned(number)
        if owned is not None and owned.account_sid == account_sid:
            raise Problem(21449, phone_number=number)
        if await self.is_verified(account_sid, number):
            raise Problem(21450, phone_number=number)
        unit = self._unit()
        earlier = await self._shelf.find(VALIDATION, account_sid, phone_number=number)
        if earlier is not None:
            unit.drop_kept(earlier.sid)
        made = self._shelf.make(
            VALIDATION,
            account_sid,
            phone_number=number,
            friendly_name=national(number) if wish.friendly_name is None else wish.friendly_name,
            validation_code=f"{self._random_128() % CODES:06}",
            status_callback=wish.status_callback,
            status_callback_method=wish.status_callback_method,
            agent_sid=wish.agent_sid,
            decision_id=wish.decision_id,
        )
        unit.put_kept(VALIDATION.name, made)
        await unit.commit()
        return made

    async def type_in(self, phone_number: str, code: str) -> CallerId | None:
        """Type a code in at the telephone, which ends the call; None when it is not the right one.

        Raises: Problem 20404 when no call asks the number for a code.
        """
        validation = await self._shelf.find(VALIDATION, None, phone_number=phone_number, validation_code=code)
        is_right = validation is not None
        validation = validation or await self._shelf.find(VALIDATION, None, phone_number=phone_number)
        if validation is None:
            raise Problem(20404)
        unit, verified = self._unit(), None
        unit.drop_kept(validation.sid)
        if is_right:
            verified = self._shelf.make(
                CALLER_ID,
                validation.account_sid,
                phone_number=phone_number,
                friendly_name=validation.friendly_name,
            )
            unit.put_kept(CALLER_ID.name, verified)
        if validation.status_callback is not None:
            unit.put_task(self._told(validation, validation.status_callback, verified))
        await unit.commit()
        return verified

    def _told(self, validation: Validation, url: str, verified: CallerId | None) -> Task:
        parameters = [
            ("AccountSid", validation.account_sid),
            ("CallSid", validation.sid),
            ("Called", validation.phone_number),
            ("To", validation.phone_number),
            ("VerificationStatus", "success" if verified else "failed"),
        ]
        if verified is not None:
            parameters.append(("OutgoingCallerIdSid", verified.sid))
        webhook = Webhook(
            account_sid=validation.account_sid,
            subject_sid=validation.sid,
            purpose=Purpose.CALLER_ID,
            method=validation.status_callback_method,
            url=url,
            parameters=tuple(parameters),
            # An idempotency token is a random UUID. Source: RFC 9562, section 5.4.
            token=str(UUID(int=self._random_128(), version=4)),
            agent_sid=validation.agent_sid,
            decision_id=validation.decision_id,
        )
        due_ms, subject = self._now_ms(), key_of(validation.sid)
        return Task(self._sids.key(), TaskKind.WEBHOOK, due_ms, subject, _encode(webhook), webhook)

    async def get(self, account_sid: str, sid: str) -> CallerId:
        """Return a caller id. Raises: Problem 20404."""
        return await self._shelf.get(CALLER_ID, account_sid, sid)

    async def page(
        self, account_sid: str, page: PageRequest, phone_number: str | None, friendly_name: str | None
    ) -> Page[CallerId]:
        """Return the caller ids of an account, newest first."""
        wanted = parse_e164(phone_number) or phone_number if phone_number is not None else None
        return await self._shelf.page(CALLER_ID, account_sid, page, phone_number=wanted, friendly_name=friendly_name)

    async def rename(self, account_sid: str, sid: str, friendly_name: str | None) -> CallerId:
        """Change the name. Raises: Problem 20404."""
        return await self._shelf.change(CALLER_ID, await self.get(account_sid, sid), friendly_name=friendly_name)

    async def delete(self, account_sid: str, sid: str) -> None:
        """Forget a caller id. Raises: Problem 20404."""
        await self._shelf.remove(await self.get(account_sid, sid))
