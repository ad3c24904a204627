"""The shelf: where resources stand whose behaviour is to be kept.

A kind is declared once, as a frozen struct of its fields; the shelf makes its SID and its dates, finds it by account,
parent and exact fields, and forgets it. What does more than be kept is a product of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.base.sid import SidMaker


class Kept(Struct, frozen=True, kw_only=True):
    """What every resource on the shelf has; kinds add their fields. ``parent_sid`` is empty at the top."""

    sid: str
    account_sid: str
    created_ms: int
    updated_ms: int
    parent_sid: str = ""


K = TypeVar("K", bound=Kept)


@dataclass(frozen=True, slots=True)
class Kind(Generic[K]):
    """A kind of resource: the name of its rows, the prefix of its SIDs, its fields, the code when one is not there."""

    name: str
    prefix: str
    type: type[K]
    missing: int = 20404


class ShelfUnit(Protocol):
    """One transaction on the shelf."""

    def put_kept(self, kind: str, kept: Kept) -> None:
        """Write a resource, in place of one with the same SID."""

    def drop_kept(self, sid: str) -> None:
        """Delete a resource, and those whose parent it is."""

    def commit(self) -> Awaitable[None]:
        """Write it; done when it is on disk."""


class ShelfStore(Protocol):
    """Where the shelf stands."""

    def unit(self) -> ShelfUnit:
        """Begin a transaction."""

    def put_latest(self, kind: str, sid: str, make: Callable[[], Kept]) -> Awaitable[None]:
        """Write a resource with the next commit, once, as it is then; all who wait for it wait for the same."""

    async def kept(self, kind: Kind[K], sid: str) -> K | None:
        """Return a resource."""

    async def kept_page(
        self,
        kind: Kind[K],
        account_sid: str | None,
        parent_sid: str | None,
        fields: Mapping[str, object],
        page: PageRequest,
    ) -> Page[K]:
        """Return a page, newest first; None is any account or parent, ``fields`` are matched exactly."""

    async def spoilt_kept(self, kind: Kind[Any]) -> list[Kept]:
        """Return what is left of resources whose rows cannot be read: which they are, and whose."""


class Shelf:
    """Keeps plain resources."""

    def __init__(self, store: ShelfStore, sids: SidMaker, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._sids = sids
        self._now_ms = now_ms

    def make(self, kind: Kind[K], account_sid: str, *, parent_sid: str = "", **values: Any) -> K:
        """Return a new resource that is not kept yet; a ``sid`` among the values is used as it is."""
        now = self._now_ms()
        sid = values.pop("sid", None) or self._sids.sid(kind.prefix)
        return kind.type(
            sid=sid, account_sid=account_sid, parent_sid=parent_sid, created_ms=now, updated_ms=now, **values
        )

    async def add(self, kind: Kind[K], account_sid: str, *, parent_sid: str = "", **values: Any) -> K:
        """Keep a new resource and return it."""
        made = self.make(kind, account_sid, parent_sid=parent_sid, **values)
        await self.put(kind, made)
        return made

    async def put(self, kind: Kind[K], kept: K) -> None:
        """Write a resource as it is."""
        unit = self._store.unit()
        unit.put_kept(kind.name, kept)
        await unit.commit()

    def put_latest(self, kind: Kind[K], sid: str, make: Callable[[], K]) -> Awaitable[None]:
        """Write a resource that changes many times between two commits, as it is at the next one."""
        return self._store.put_latest(kind.name, sid, make)

    async def put_all(self, kind: Kind[K], kept: Iterable[K]) -> None:
        """Write many resources as they are, all or none."""
        unit = self._store.unit()
        for each in kept:
            unit.put_kept(kind.name, each)
        await unit.commit()

    async def get(self, kind: Kind[K], account_sid: str, sid: str, *, parent_sid: str | None = None) -> K:
        """Return a resource of an account, and of a parent if one is named.

        Raises: Problem, with the code that the kind has for what is missing.
        """
        found = await self._store.kept(kind, sid)
        if found is None or found.account_sid != account_sid or parent_sid not in (None, found.parent_sid):
            raise Problem(kind.missing)
        return found

    async def held(self, kind: Kind[K], sid: str) -> K | None:
        """Return a resource of any account, or None."""
        return await self._store.kept(kind, sid)

    async def find(
        self, kind: Kind[K], account_sid: str | None, *, parent_sid: str | None = None, **fields: object
    ) -> K | None:
        """Return the newest resource with these fields, or None."""
        page = await self._store.kept_page(kind, account_sid, parent_sid, fields, PageRequest(1))
        return page.items[0] if page.items else None

    async def page(
        self, kind: Kind[K], account_sid: str, page: PageRequest, *, parent_sid: str | None = None, **fields: object
    ) -> Page[K]:
        """Return a page of an account's resources, newest first; a field that is None does not filter."""
        wanted = {name: value for name, value in fields.items() if value is not None}
        return await self._store.kept_page(kind, account_sid, parent_sid, wanted, page)

    async def all(self, kind: Kind[K], account_sid: str | None, *, parent_sid: str | None = None) -> list[K]:
        """Return every resource of a kind, oldest first; for kinds of which there are few."""
        found: list[K] = []
        wanted = PageRequest(1000)
        while True:
            page = await self._store.kept_page(kind, account_sid, parent_sid, {}, wanted)
            found += page.items
            if page.after is None:
                return found[::-1]
            wanted = PageRequest(1000, 0, page.after)

    async def spoilt(self, kind: Kind[Any]) -> list[Kept]:
        """Return what is left of resources that cannot be read any more, which no list shows."""
        return await self._store.spoilt_kept(kind)

    async def change(self, kind: Kind[K], kept: K, **values: Any) -> K:
        """Write new values into a resource and return it; a value that is None stays as it was."""
        given = {name: value for name, value in values.items() if value is not None}
        return await self.replace(kind, kept, **given)

    async def replace(self, kind: Kind[K], kept: K, **values: Any) -> K:
        """Write new values into a resource and return it, None included."""
        changed = replace(kept, updated_ms=self._now_ms(), **values)
        await self.put(kind, changed)
        return changed

    async def remove(self, kept: Kept) -> None:
        """Delete a resource, and those whose parent it is."""
        unit = self._store.unit()
        unit.drop_kept(kept.sid)
        await unit.commit()
