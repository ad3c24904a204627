"""Usage records: what adds up, and how their pages follow one another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cordboard.base.page import PageRequest
from cordboard.usage.categories import CATEGORIES, PARTS, TOTAL
from cordboard.usage.measure import DAY_MS
from cordboard.usage.periods import Period, Span
from cordboard.usage.ports import Sum
from cordboard.usage.records import Record, UsageRecords, Wanted, sum_of

OPENED, TODAY = 20_000, 20_059
LEAVES = {
    "sms-outbound-longcode": Sum(2, 3, 15_000),
    "calls-client": Sum(1, 2, 8000),
    "phonenumbers-local": Sum(1, 1, 9),
}


class Tally:
    """A tally that used the same on each day."""

    async def used(self, account_sid: str, period: Period, *, with_subaccounts: bool) -> Mapping[str, Sum]:
        days = period.last - period.first + 1
        return {word: Sum(*(figure * days for figure in used)) for word, used in LEAVES.items()}

    async def used_by_day(
        self, account_sid: str, period: Period, words: Collection[str], *, with_subaccounts: bool
    ) -> Mapping[int, Mapping[str, Sum]]:
        return {day: LEAVES for day in range(period.first, period.last + 1)}


RECORDS = UsageRecords(Tally(), lambda: TODAY * DAY_MS)


async def walk(wanted: Wanted, size: int) -> list[list[Record]]:
    """Return all pages of a list."""
    pages, page = [], PageRequest(size)
    while True:
        found = await RECORDS.page("AC", OPENED * DAY_MS, wanted, page)
        pages.append(list(found.items))
        if found.after is None:
            return pages
        page = PageRequest(size, found.number + 1, found.after)


def test_a_category_adds_up_what_is_below_and_the_total_everything() -> None:
    assert sum_of("sms", LEAVES) == sum_of("sms-outbound", LEAVES) == LEAVES["sms-outbound-longcode"]
    assert sum_of("calls", LEAVES) == LEAVES["calls-client"]
    assert sum_of("sms-inbound", LEAVES) == Sum()
    assert sum_of(TOTAL, LEAVES).price_micros == sum(each.price_micros for each in LEAVES.values())


def test_no_category_adds_up_another_twice() -> None:
    for word, parts in PARTS.items():
        assert word in parts
        assert parts <= set(CATEGORIES)
        assert all(PARTS[each] <= parts for each in parts)


def test_the_enumeration_of_the_earlier_libraries_is_complete() -> None:
    assert len(CATEGORIES) == 555
    assert {"calleridlookups", "totalprice", "wireless-usage-voice"} <= set(CATEGORIES)


@settings(deadline=None, max_examples=20)
@given(st.sampled_from((Span.DAILY, Span.MONTHLY)), st.integers(1, 1000), st.sampled_from((None, "sms")))
async def test_pages_have_each_record_once_forwards_and_backwards(span: Span, size: int, category: str | None) -> None:
    wanted = Wanted(span=span, category=category, first=TODAY - 2)
    pages = await walk(wanted, max(size, 1 if category else 40))
    keys = [record.key for page in pages for record in page]
    assert keys == sorted(set(keys), reverse=True)
    assert len(keys) % (1 if category else len(CATEGORIES)) == 0
    for number in range(1, len(pages)):
        shown = await RECORDS.page("AC", OPENED * DAY_MS, wanted, PageRequest(len(pages[0]), number))
        assert [record.key for record in shown.items] == [record.key for record in pages[number]]
        assert shown.before is not None
        back = await RECORDS.page("AC", OPENED * DAY_MS, wanted, PageRequest(len(pages[0]), number - 1, shown.before))
        assert [record.key for record in back.items] == [record.key for record in pages[number - 1]]


async def test_days_add_up_to_all_time() -> None:
    days = [record for page in await walk(Wanted(span=Span.DAILY, category="sms"), 7) for record in page]
    ((whole,),) = await walk(Wanted(span=Span.ALL_TIME, category="sms"), 7)
    assert len(days) == TODAY - OPENED + 1
    assert sum(Decimal(day.usage) for day in days) == Decimal(whole.usage)
    assert sum(day.price for day in days) == whole.price


async def test_the_total_is_its_price_and_counts_nothing() -> None:
    ((total,),) = await walk(Wanted(span=Span.TODAY, category=TOTAL), 7)
    assert (total.count, Decimal(total.usage), total.price) == (None, total.price, Decimal("0.023009"))
