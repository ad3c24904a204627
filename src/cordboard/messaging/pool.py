"""Services and their pools. They are few and asked for with each message, so all are kept in memory.

A number, short code or channel sender is in one pool at most; a sender name may be in several.
Source: reference 09, service senders (21710, 21712, 21714).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.messaging.service import MOST_SENDERS, SENDER, SERVICE, Role, Sender, Service
from cordboard.shelf.shelf import Shelf

ALREADY_HERE, ELSEWHERE, FULL = 21710, 21712, 21714
ALPHA = "AI"


class Pools:
    """Finds and changes services and the senders in them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._services: dict[str, Service] = {}
        self._senders: dict[str, dict[str, Sender]] = {}
        self._homes: dict[tuple[str, str], str] = {}

    async def load(self) -> None:
        """Read all services, at the start."""
        for service in await self._shelf.all(SERVICE, None):
            self._services[service.sid] = service
        for sender in await self._shelf.all(SENDER, None):
            self._hold(sender)

    def _hold(self, sender: Sender) -> None:
        self._senders.setdefault(sender.parent_sid, {})[sender.member_sid] = sender
        if sender.role is not Role.ALPHA:
            self._homes[sender.account_sid, sender.address] = sender.parent_sid

    def _release(self, sender: Sender) -> None:
        self._senders[sender.parent_sid].pop(sender.member_sid, None)
        if sender.role is not Role.ALPHA:
            self._homes.pop((sender.account_sid, sender.address), None)

    def found(self, account_sid: str, sid: str) -> Service | None:
        """Return a service of an account, or None."""
        service = self._services.get(sid)
        return service if service is not None and service.account_sid == account_sid else None

    def service(self, account_sid: str, sid: str) -> Service:
        """Return a service of an account. Raises: Problem 20404."""
        service = self.found(account_sid, sid)
        if service is None:
            raise Problem(SERVICE.missing)
        return service

    def of(self, account_sid: str) -> list[Service]:
        """Return all services of an account."""
        return [each for each in self._services.values() if each.account_sid == account_sid]

    def senders(self, service_sid: str) -> Iterable[Sender]:
        """Return the senders of a service, oldest first."""
        return self._senders.get(service_sid, {}).values()

    def home(self, account_sid: str, address: str) -> str | None:
        """Return the SID of the service that a number, short code or channel sender is in."""
        return self._homes.get((account_sid, address))

    async def services(self, account_sid: str, page: PageRequest) -> Page[Service]:
        """Return the services of an account, newest first."""
        return await self._shelf.page(SERVICE, account_sid, page)

    async def create(self, account_sid: str, **values: Any) -> Service:
        """Make a service."""
        service = await self._shelf.add(SERVICE, account_sid, **values)
        self._services[service.sid] = service
        return service

    async def change(self, service: Service, **values: Any) -> Service:
        """Write new values into a service, None included."""
        changed = await self._shelf.replace(SERVICE, service, **values)
        self._services[changed.sid] = changed
        return changed

    async def delete(self, service: Service) -> None:
        """Delete a service; its senders stay with the account. What waits for a sender then fails with 21701."""
        del self._services[service.sid]
        for sender in list(self.senders(service.sid)):
            self._release(sender)
        await self._shelf.remove(service)

    async def add(self, service: Service, role: Role, member_sid: str | None, **values: Any) -> Sender:
        """Put a sender into a pool; a sender name, which has no SID yet, is given one.

        Raises: Problem 21710 when it is in this pool, 21712 in another, 21714 when the pool is full.
        """
        account_sid, name = service.account_sid, member_sid or ""
        made = self._shelf.make(SENDER, account_sid, parent_sid=service.sid, role=role, member_sid=name, **values)
        if not member_sid:
            made = replace(made, member_sid=f"{ALPHA}{made.sid[2:]}")
        self._check(made)
        self._hold(made)  # before it is written, so that of two at the same moment one is refused
        try:
            await self._shelf.put(SENDER, made)
        except BaseException:
            self._release(made)
            raise
        return made

    def _check(self, sender: Sender) -> None:
        pool = self._senders.get(sender.parent_sid, {})
        if sender.role is Role.ALPHA:
            known = {(each.address, each.country) for each in pool.values() if each.role is Role.ALPHA}
            if (sender.address, sender.country) in known:
                raise Problem(ALREADY_HERE)
        home = self.home(sender.account_sid, sender.address) if sender.role is not Role.ALPHA else None
        if home is not None:
            raise Problem(ALREADY_HERE if home == sender.parent_sid else ELSEWHERE)
        if len(pool) >= MOST_SENDERS:
            raise Problem(FULL)

    def sender(self, service: Service, roles: tuple[Role, ...], member_sid: str) -> Sender:
        """Return a sender of a service. Raises: Problem 20404."""
        sender = self._senders.get(service.sid, {}).get(member_sid)
        if sender is None or sender.role not in roles:
            raise Problem(SENDER.missing)
        return sender

    async def members(
        self, service: Service, role: Role, page: PageRequest, country: str | None = None
    ) -> Page[Sender]:
        """Return the senders of a service that have a role, newest first."""
        return await self._shelf.page(
            SENDER, service.account_sid, page, parent_sid=service.sid, role=role.value, country=country
        )

    async def remove(self, sender: Sender) -> None:
        """Take a sender out of its pool."""
        self._release(sender)
        await self._shelf.remove(sender)

    async def leave(self, account_sid: str, address: str) -> None:
        """Take an address that an account gives up out of the pool that it is in."""
        home = self.home(account_sid, address)
        for sender in [each for each in self.senders(home or "") if each.address == address]:
            await self.remove(sender)
