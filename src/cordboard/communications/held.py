"""Resources of communications that are few and asked for with every send: kept on the shelf, and held in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from cordboard.base.page import Page, PageRequest, page_of
from cordboard.base.problem import Problem
from cordboard.base.sid import key_of
from cordboard.base.typeid import type_id
from cordboard.shelf.shelf import Kept, Kind, Shelf


class Identified(Kept, frozen=True, kw_only=True):
    """What is known by an id of communications, which follows from the SID that its row has."""

    PREFIX: ClassVar[str] = ""

    @property
    def id(self) -> str:
        """Return the id."""
        return id_of(self.PREFIX, self.sid)


def id_of(prefix: str, sid: str) -> str:
    """Return the id around the key and the random part of a SID."""
    return type_id(prefix, key_of(sid), int(sid[18:], 16))


K = TypeVar("K", bound=Identified)


class Held(Generic[K]):
    """Finds and changes the resources of a kind."""

    def __init__(self, shelf: Shelf, kind: Kind[K]) -> None:
        self._shelf = shelf
        self._kind = kind
        self._held: dict[str, dict[str, K]] = {}

    async def load(self) -> None:
        """Read all, at the start."""
        self._held.clear()
        for each in await self._shelf.all(self._kind, None):
            self._hold(each)

    def _hold(self, kept: K) -> None:
        self._held.setdefault(kept.account_sid, {})[kept.id] = kept

    def of(self, account_sid: str) -> Mapping[str, K]:
        """Return what an account has by id, oldest first."""
        return self._held.get(account_sid, {})

    def found(self, account_sid: str, resource_id: str) -> K | None:
        """Return a resource of an account, or None."""
        return self.of(account_sid).get(resource_id)

    def get(self, account_sid: str, resource_id: str) -> K:
        """Return a resource of an account. Raises: Problem 20404."""
        found = self.found(account_sid, resource_id)
        if found is None:
            raise Problem(self._kind.missing)
        return found

    def page(self, account_sid: str, page: PageRequest, is_wanted: Callable[[K], bool]) -> Page[K]:
        """Return a page of an account's resources, newest first."""
        return page_of_kept([each for each in self.of(account_sid).values() if is_wanted(each)][::-1], page)

    def make(self, account_sid: str, **values: Any) -> K:
        """Return a new resource that is neither kept nor held yet."""
        return self._shelf.make(self._kind, account_sid, **values)

    async def add(self, account_sid: str, **values: Any) -> K:
        """Keep a new resource."""
        [added] = await self.put([self.make(account_sid, **values)])
        return added

    async def put(self, kept: Iterable[K]) -> list[K]:
        """Keep resources, all or none."""
        kept = list(kept)
        await self._shelf.put_all(self._kind, kept)
        for each in kept:
            self._hold(each)
        return kept

    async def change(self, kept: K, **values: Any) -> K:
        """Write new values; one that is None stays as it was."""
        changed = await self._shelf.change(self._kind, kept, **values)
        self._hold(changed)
        return changed

    async def remove(self, kept: K) -> None:
        """Delete a resource, and those whose parent it is."""
        self.release(kept)
        await self._shelf.remove(kept)

    def release(self, kept: K) -> None:
        """Hold a resource no longer, because its row is deleted."""
        self._held.get(kept.account_sid, {}).pop(kept.id, None)


def page_of_kept(rows: list[K], page: PageRequest) -> Page[K]:
    """Return a page of resources that stand newest first."""
    return page_of(rows, page, lambda row: key_of(row.sid))
