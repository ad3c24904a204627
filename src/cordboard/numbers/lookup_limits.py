"""Limits of lookups: how many of a package an account may ask for within a time, under names of its own choosing.

A limit begins to run with the first lookup it counts, and anew with the first after its time. What is counted is in
memory alone, so that a restart forgets it. Source: the published twilio_lookups_v2.json.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

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


LIMIT: Final = Kind("lookup_limit", "YL", Limit)  # no SID on the wire; the prefix is ours


class LookupLimits:
    """Keeps limits and counts against them. All are in memory, because every lookup asks for them."""

    def __init__(self, shelf: Shelf, now_ms: Callable[[], int]) -> None:
        self._shelf = shelf
        self._now_ms = now_ms
        self._limits: dict[str, dict[tuple[str, str], Limit]] = {}
        self._counts: dict[str, tuple[int, int]] = {}  # by the SID of a limit: until when, and how many

    async def load(self) -> None:
        """Read all limits, at the start."""
        for each in await self._shelf.all(LIMIT, None):
            self._keep(each)

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
            self._counts.pop(known.sid, None)
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

    def count(self, account_sid: str, fields: Collection[str]) -> None:
        """Count a lookup of these fields, by all of their limits or by none. Raises: Problem 20429."""
        now = self._now_ms()
        running = [(each, *self._run(each, now)) for each in self.of(account_sid, fields)] if self._limits else []
        for each, until_ms, count in running:
            if count >= each.limit:
                raise Problem(20429, retry_after_s=max(-(-(until_ms - now) // 1000), 1))
        for each, until_ms, count in running:
            self._counts[each.sid] = until_ms, count + 1

    def _run(self, limit: Limit, now_ms: int) -> tuple[int, int]:
        until_ms, count = self._counts.get(limit.sid, (0, 0))
        return (until_ms, count) if now_ms < until_ms else (now_ms + limit.ttl * 1000, 0)

    def _keep(self, limit: Limit) -> None:
        self._limits.setdefault(limit.account_sid, {})[limit.field, limit.bucket] = limit
