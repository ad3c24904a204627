"""Limits of lookups: how many of a package an account may ask for within a time, under names of its own choosing.

A limit begins to run with the first lookup it counts, and anew with the first after its time. What is counted is on
disk before the lookup is answered. Source: the published twilio_lookups_v2.json.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Final

from msgspec.structs import replace

from cordboard.base.problem import Problem
from cordboard.shelf.shelf import Kept, Kind, Shelf

MOST_BUCKETS: Final = 10  # of a field; ours
LONGEST_TTL_S: Final = 31 * 86_400


class Limit(Kept, frozen=True, kw_only=True):
    """How many lookups of a field an account may make in a time. Units: ``ttl`` in seconds."""

    field: str
    bucket: str
    limit: int
    ttl: int


class Counted(Kept, frozen=True, kw_only=True):
    """How many lookups a limit, its parent, has counted, and until when it counts."""

    until_ms: int = 0
    count: int = 0


LIMIT: Final = Kind("lookup_limit", "YL", Limit)  # no SIDs on the wire; the prefixes are ours
COUNTED: Final = Kind("lookup_count", "YN", Counted)


class LookupLimits:
    """Keeps limits and counts against them. All are in memory, because every lookup asks for them."""

    def __init__(self, shelf: Shelf, now_ms: Callable[[], int]) -> None:
        self._shelf = shelf
        self._now_ms = now_ms
        self._limits: dict[str, dict[tuple[str, str], Limit]] = {}
        self._counts: dict[str, Counted] = {}  # by the SID of their limit

    async def load(self) -> None:
        """Read all limits and their counts, at the start."""
        for each in await self._shelf.all(LIMIT, None):
            self._keep(each)
        self._counts = {each.parent_sid: each for each in await self._shelf.all(COUNTED, None)}

    def clear(self) -> None:
        """Forget what was counted, as a reset does."""
        self._counts.clear()

    def of(self, account_sid: str, fields: Collection[str] = ()) -> list[Limit]:
        """Return the limits of an account, oldest first; with fields, those of these."""
        return [each for each in self._limits.get(account_sid, {}).values() if not fields or each.field in fields]

    def get(self, account_sid: str, field: str, bucket: str) -> Limit:
        """Return a limit. Raises: Problem 20404."""
        found = self._limits.get(account_sid, {}).get((field, bucket))
        if found is None:
            raise Problem(20404)
        return found

    async def put(self, account_sid: str, field: str, bucket: str, limit: int | None, ttl: int | None) -> Limit:
        """Make a limit or change it; a change begins to count anew. Raises: Problem 20001, 60210."""
        known = self._limits.get(account_sid, {}).get((field, bucket))
        if known is not None:
            made = await self._shelf.change(LIMIT, known, limit=limit, ttl=ttl)
            if made.sid in self._counts:
                await self._note(made, 0, 0)
        else:
            made = await self._add(account_sid, field, bucket, limit, ttl)
        self._keep(made)
        return made

    async def _add(self, account_sid: str, field: str, bucket: str, limit: int | None, ttl: int | None) -> Limit:
        for name, value in (("limit", limit), ("ttl", ttl)):
            if value is None:
                raise Problem(20001, parameter=name)
        if len(self.of(account_sid, (field,))) >= MOST_BUCKETS:
            raise Problem(60210)
        return await self._shelf.add(LIMIT, account_sid, field=field, bucket=bucket, limit=limit, ttl=ttl)

    async def remove(self, limit: Limit) -> None:
        """Delete a limit."""
        await self._shelf.remove(limit)
        self._limits[limit.account_sid].pop((limit.field, limit.bucket), None)
        self._counts.pop(limit.sid, None)

    async def count(self, account_sid: str, fields: Collection[str]) -> None:
        """Count a lookup of these fields, by all of their limits or by none. Raises: Problem 20429."""
        now = self._now_ms()
        running = [(each, *self._run(each, now)) for each in self.of(account_sid, fields)] if self._limits else []
        for each, until_ms, count in running:
            if count >= each.limit:
                raise Problem(20429, retry_after_s=max(-(-(until_ms - now) // 1000), 1))
        for written in [self._note(each, until_ms, count + 1) for each, until_ms, count in running]:
            await written

    def _run(self, limit: Limit, now_ms: int) -> tuple[int, int]:
        known = self._counts.get(limit.sid)
        if known is None or now_ms >= known.until_ms:
            return now_ms + limit.ttl * 1000, 0
        return known.until_ms, known.count

    def _note(self, limit: Limit, until_ms: int, count: int) -> Awaitable[None]:
        """Count from now on, and write it down as it stands at the next commit."""
        known = self._counts.get(limit.sid) or self._shelf.make(COUNTED, limit.account_sid, parent_sid=limit.sid)
        made = self._counts[limit.sid] = replace(known, until_ms=until_ms, count=count)
        return self._shelf.put_latest(COUNTED, made.sid, lambda: self._counts.get(limit.sid, made))

    def _keep(self, limit: Limit) -> None:
        self._limits.setdefault(limit.account_sid, {})[limit.field, limit.bucket] = limit
