"""Usage records of the 2010 API: nine lists of one shape, each over periods of its own. Source: reference 08."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple, cast

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, VERSION, always, out
from cordboard.base.clock import to_datetime
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Level, Listing, Property, View, described, itself, query
from cordboard.catalogue.links import RelativeUri, UriMap
from cordboard.catalogue.wire import Boolean, Json, Malformed, Number, Style, Text
from cordboard.usage.categories import CATEGORIES
from cordboard.usage.measure import day_of
from cordboard.usage.periods import Span, to_date, to_day
from cordboard.usage.records import Record, Wanted

AREA = "usage"
RECORDS = "/Accounts/{account_sid}/Usage/Records"
BELOW = {
    "all_time": "/AllTime",
    "daily": "/Daily",
    "last_month": "/LastMonth",
    "monthly": "/Monthly",
    "this_month": "/ThisMonth",
    "today": "/Today",
    "yearly": "/Yearly",
    "yesterday": "/Yesterday",
}
_PATHS = tuple((name, f"/{VERSION}{RECORDS}{below}") for name, below in BELOW.items())
_OFFSET = re.compile(r"([+-][0-9]{1,5})days?", re.ASCII)  # 99,999 days are 273 years
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class GivenDay(NamedTuple):
    """A day as it was asked for: by its date, or counted from today."""

    day: int | None
    offset: int = 0

    def on(self, today: int) -> int:
        """Return the day."""
        return today + self.offset if self.day is None else self.day


class Day(Text):
    """A date in UTC, or ``-30days``: days from today."""

    def read(self, text: str) -> GivenDay:  # type: ignore[override]  # the text stands for a day
        """Return the day that was asked for. Raises: Malformed."""
        found = _OFFSET.fullmatch(text)
        if found is not None:
            return GivenDay(None, int(found[1]))
        if _DATE.fullmatch(text) is None:
            raise Malformed
        try:
            return GivenDay(to_day(date.fromisoformat(text)))
        except ValueError as fault:
            raise Malformed from fault


@dataclass(frozen=True, slots=True)
class QueriedUri(RelativeUri):
    """The path of a list with the filters that show the resource alone."""

    filters: Callable[[object], str]

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Fill the template and put extension and filters behind it."""
        write = RelativeUri(self.template).writer(style)
        return None if write is None else lambda resource: f"{write(resource)}?{self.filters(resource)}"


class _Below(NamedTuple):
    account_sid: str


class UrisOfAccount(UriMap):
    """The paths below an account, of which all rows of a page have the same map."""

    def writer(self, style: Style) -> Callable[[object], Json] | None:
        """Fill the templates once for each account."""
        fill = UriMap(self.templates).writer(style)
        assert fill is not None  # noqa: S101 - maps are always written
        shared = lru_cache(maxsize=64)(lambda account_sid: fill(_Below(account_sid)))
        return lambda resource: shared(cast(Record, resource).account_sid)


def queried_uri(wire: str, path: str, filters: Callable[..., str]) -> Property:
    """Describe the URI of a list with filters."""
    return Property(wire, QueriedUri(f"/{VERSION}{path}", filters), itself)


# A page has a thousand rows of the same few days.
@lru_cache(maxsize=4096)
def _date(day: int) -> str:
    return to_date(day).isoformat()


@lru_cache(maxsize=16)
def _second(at_ms: int) -> str:
    return to_datetime(at_ms).isoformat(timespec="seconds")


def _filters(record: Record) -> str:
    period = record.period
    return f"Category={record.category.word}&StartDate={_date(period.first)}&EndDate={_date(period.last)}"


def _view(span: Span) -> View:
    return View(
        "UsageRecord",
        (
            out("account_sid", TEXT),
            always("api_version", VERSION),
            Property("as_of", TEXT, lambda record: _second(record.as_of_ms)),
            out("category", TEXT, "category.word"),
            out("count", TEXT),
            out("count_unit", TEXT, "category.count_unit"),
            out("description", TEXT, "category.description"),
            Property("end_date", TEXT, lambda record: _date(record.period.last)),
            out("price", Number()),
            always("price_unit", "usd"),
            Property("start_date", TEXT, lambda record: _date(record.period.first)),
            Property("subresource_uris", UrisOfAccount(_PATHS), lambda record: record),
            queried_uri("uri", f"{RECORDS}/{span}".rstrip("/"), _filters),
            out("usage", TEXT),
            out("usage_unit", TEXT, "category.usage_unit"),
        ),
    )


@described
class ListUsageRecords:
    """Which usage records to list."""

    category: str | None = query("Category", TEXT, "Only this category.")
    start_date: GivenDay | None = query("StartDate", Day(), "Only usage of this day and later: a date, or -30days.")
    end_date: GivenDay | None = query("EndDate", Day(), "Only usage of this day and before: a date, or -30days.")
    include_subaccounts: bool = query(
        "IncludeSubaccounts", Boolean(), "Whether usage of subaccounts counts.", default=True
    )


def known_category(parameter: str, word: str) -> str:
    """Return the word of a category. Raises: Problem 20001 for another."""
    if word not in CATEGORIES:
        raise Problem(20001, parameter=parameter, value=word[:40])
    return word


def _handler(span: Span) -> Callable[[Call, ListUsageRecords], Awaitable[Page[Record]]]:
    async def list_usage_records(call: Call, given: ListUsageRecords) -> Page[Record]:
        today = day_of(call.services.now_ms())
        wanted = Wanted(
            span=span,
            category=None if given.category is None else known_category("Category", given.category),
            first=given.start_date.on(today) if given.start_date else None,
            last=given.end_date.on(today) if given.end_date else None,
            with_subaccounts=given.include_subaccounts,
        )
        return await call.services.usage.records.page(call.account.sid, call.account.created_ms, wanted, call.page)

    list_usage_records.__doc__ = f"List usage by category, {_COVERED[span]}."
    return list_usage_records


_COVERED = {
    Span.RECORDS: "summed over all days asked for",
    Span.ALL_TIME: "summed over all time",
    Span.DAILY: "a record for each day",
    Span.LAST_MONTH: "summed over last month",
    Span.MONTHLY: "a record for each month",
    Span.THIS_MONTH: "summed over this month",
    Span.TODAY: "of today",
    Span.YEARLY: "a record for each year",
    Span.YESTERDAY: "of yesterday",
}
for _span in Span:
    SURFACE.operation(
        "GET",
        f"/Accounts/{{AccountSid}}/Usage/Records/{_span}".rstrip("/"),
        name=f"ListUsageRecord{_span}",
        area=AREA,
        level=Level.READ,
        says="looked at usage records",
        given=ListUsageRecords,
        view=_view(_span),
        listing=Listing("usage_records"),
    )(_handler(_span))
