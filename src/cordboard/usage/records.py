"""Usage records: sums of the tally by category and period, made when they are asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from cordboard.base.page import Direction, Page, PageRequest, Position
from cordboard.pricing.table import MICROS
from cordboard.usage.categories import CATEGORIES, PARTS, TOTAL, Category
from cordboard.usage.measure import day_of
from cordboard.usage.periods import Period, Span, periods
from cordboard.usage.ports import Sum, UsageStore

_ORDER = {word: number for number, word in enumerate(CATEGORIES)}
_CATEGORY_BITS = 16
_LAST_CATEGORY = (1 << _CATEGORY_BITS) - 1
_DAYS_BEFORE_1970 = 719_162  # dates begin with the year 1; keys do not go below 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which records a list shows; None is everything."""

    span: Span
    category: str | None = None
    first: int | None = None
    last: int | None = None
    with_subaccounts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What an account used of a category in a period. Units: ``price`` in US dollars, positive."""

    account_sid: str
    category: Category
    period: Period
    count: str | None
    usage: str
    price: Decimal
    as_of_ms: int

    @property
    def key(self) -> int:
        """Return the record's place in lists: they fall by period, then rise by category."""
        return _key(self.period, self.category.word)

    @property
    def sid(self) -> str:
        """Return what page tokens name the record by; it is in no answer."""
        return f"UR{self.key:016x}{0:016x}"


class Rows(NamedTuple):
    """The records of a list, which are made only for the page that is shown."""

    periods: Sequence[Period]
    words: Sequence[str]

    @property
    def total(self) -> int:
        """Return how many there are."""
        return len(self.periods) * len(self.words)

    def at(self, index: int) -> tuple[Period, str]:
        """Return which record stands at a place."""
        return self.periods[index // len(self.words)], self.words[index % len(self.words)]

    def place(self, position: Position) -> int:
        """Return the place of the first record after a position, or of the first that is not before it."""
        onwards = position.direction is Direction.ONWARDS
        bound = -position.key + 1 if onwards else -position.key
        return bisect_left(range(self.total), bound, key=lambda index: -_key(*self.at(index)))


def _key(period: Period, word: str) -> int:
    return (period.first + _DAYS_BEFORE_1970) << _CATEGORY_BITS | (_LAST_CATEGORY - _ORDER[word])


def sum_of(word: str, sums: Mapping[str, Sum]) -> Sum:
    """Return the sum of a category and all below it."""
    found = [each for name, each in sums.items() if word == TOTAL or name in PARTS[word]]
    return Sum(*map(sum, zip(*found, strict=True))) if found else Sum()


class UsageRecords:
    """Makes usage records."""

    def __init__(self, store: UsageStore, now_ms: Callable[[], int]) -> None:
        self._store = store
        self.now_ms = now_ms

    async def page(self, account_sid: str, opened_ms: int, wanted: Wanted, page: PageRequest) -> Page[Record]:
        """Return a page of records, newest period first, each with all its categories in order."""
        lived = Period(day_of(opened_ms), day_of(self.now_ms()))
        words = tuple(CATEGORIES) if wanted.category is None else (wanted.category,)
        rows = Rows(periods(wanted.span, wanted.first, wanted.last, lived), words)
        first, end = _window(rows, page)
        found = await self._records(account_sid, rows, range(first, end), wanted)
        if not found:
            return Page((), page.number)
        return Page(
            found,
            page.number,
            before=Position(Direction.BACK, found[0].key) if first > 0 else None,
            after=Position(Direction.ONWARDS, found[-1].key) if end < rows.total else None,
        )

    async def _records(self, account_sid: str, rows: Rows, places: range, wanted: Wanted) -> list[Record]:
        found: list[Record] = []
        known: Period | None = None
        sums: Mapping[str, Sum] = {}
        by_day = await self._by_day(account_sid, rows, places, wanted) if wanted.span is Span.DAILY else None
        now = self.now_ms()
        for place in places:
            period, word = rows.at(place)
            if by_day is not None:
                sums = by_day.get(period.first, {})
            elif period != known:
                known = period
                sums = await self._store.used(account_sid, period, with_subaccounts=wanted.with_subaccounts)
            found.append(_record(account_sid, period, word, sum_of(word, sums), now))
        return found

    async def _by_day(
        self, account_sid: str, rows: Rows, places: range, wanted: Wanted
    ) -> Mapping[int, Mapping[str, Sum]]:
        """Return the sums of all days of a page at once: a query for each day took twice the time of a page."""
        if not places:
            return {}
        whole = Period(rows.at(places[-1])[0].first, rows.at(places[0])[0].last)
        words = PARTS.get(wanted.category or "", frozenset())
        return await self._store.used_by_day(account_sid, whole, words, with_subaccounts=wanted.with_subaccounts)

    async def used(self, account_sid: str, word: str, period: Period) -> Sum:
        """Return what an account and its subaccounts used of a category."""
        return sum_of(word, await self._store.used(account_sid, period, with_subaccounts=True))


def _window(rows: Rows, page: PageRequest) -> tuple[int, int]:
    if page.position is None:
        first = min(page.size * page.number, rows.total)
        return first, min(first + page.size, rows.total)
    place = rows.place(page.position)
    if page.position.direction is Direction.ONWARDS:
        return place, min(place + page.size, rows.total)
    return max(place - page.size, 0), place


def _record(account_sid: str, period: Period, word: str, used: Sum, as_of_ms: int) -> Record:
    price = Decimal(used.price_micros) / MICROS
    is_total = word == TOTAL
    return Record(
        account_sid=account_sid,
        category=CATEGORIES[word],
        period=period,
        count=None if is_total else str(used.events),
        usage=str(price) if is_total else str(used.usage),
        price=price,
        as_of_ms=as_of_ms,
    )
