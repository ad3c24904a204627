"""What an agent may do, as data: a level for each area and rules, read from a document that may be wrong anywhere.

Whatever is not understood is refused, so that a misspelled rule is not a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from cordboard.access.patterns import Addresses, Hosts
from cordboard.catalogue.describe import Level

QUARTER_MS = 900_000  # no zone changes its day within one: offsets are multiples of fifteen minutes

OFF = 0
LEVELS: Mapping[str, int] = {"off": OFF, "read": Level.READ, "send": Level.SEND, "full": Level.FULL}
LEVEL_NAMES: Mapping[int, str] = {level: name for name, level in LEVELS.items()}
OTHER_LEVELS: Mapping[str, int] = {"use": Level.SEND}
"""Levels by other names that policies may write them with."""
MICROS = Decimal(1_000_000)
RECORDINGS, FOLLOWED = "recordings", {"recordings": "voice"}
"""Areas that follow another one where a policy does not name them."""


class Mode(StrEnum):
    """Whether a refusal refuses, or is only written down."""

    ENFORCE = "enforce"
    OBSERVE = "observe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When something may happen. Units: ``days`` from Monday, 0; an end before the start is one of the next day."""

    zone: tzinfo
    zone_name: str
    days: frozenset[int]
    start: time
    end: time
    text: str

    def holds(self, at_ms: int) -> bool:
        """Tell whether an instant lies within."""
        local = datetime.fromtimestamp(at_ms / 1000, self.zone)
        now, day = local.time(), local.weekday()
        if self.start <= self.end:
            return day in self.days and self.start <= now < self.end
        if now >= self.start:
            return day in self.days
        return now < self.end and (day - 1) % 7 in self.days


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may happen within a time that moves along. Units: ``within_ms`` in milliseconds."""

    most: int
    within_ms: int
    text: str


class Period(StrEnum):
    """For how long something is counted before the count begins anew."""

    DAY = "day"
    MONTH = "month"


DAY = Period.DAY  # looking it up for each count takes 0.2 us (Python 3.11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """A count of calls and of what they cost, and its limits; None does not limit.

    ``at`` tells counts apart, ``most_at`` and ``spend_at`` are the settings of the limits. Units: ``most_micros`` in
    millionths of a dollar, ``alerts`` in parts of a limit, which ``callback`` is told of.
    """

    at: str
    period: Period
    zone: tzinfo = UTC
    most: int | None = None
    most_micros: int | None = None
    most_at: str = ""
    spend_at: str = ""
    alerts: tuple[float, ...] = ()
    callback: str = ""

    @property
    def limit(self) -> tuple[int, bool]:
        """Return the limit of a budget, and whether it is of money."""
        return (self.most, False) if self.most is not None else (self.most_micros or 0, True)

    def period_of(self, at_ms: int) -> str:
        """Return the day or the month of an instant: 2026-11-25 or 2026-11."""
        day = _day(self.zone, at_ms // QUARTER_MS)
        return day if self.period is DAY else day[:7]


@lru_cache(maxsize=256)
def _day(zone: tzinfo, quarter: int) -> str:
    return datetime.fromtimestamp(quarter * QUARTER_MS / 1000, zone).date().isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """When a person is asked before a call is carried out: always, or for who is new, or above a cost.

    ``exempt`` are recipients of whom nobody is asked any more; ``by`` are numbers that are told and may answer, from
    ``sender`` or else the account's first number; ``callback`` is told of the outcome. Units: millionths of a dollar.
    """

    always: bool = False
    new_recipient: bool = False
    over_micros: int | None = None
    ttl_ms: int = 900_000
    exempt: Addresses | None = None
    by: tuple[str, ...] = ()
    sender: str = ""
    callback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, and what it limits; None does not limit. Units: millionths of a dollar, characters."""

    at: str
    scope: str
    to_allow: Addresses | None = None
    to_deny: Addresses | None = None
    countries: frozenset[str] | None = None
    senders: Addresses | None = None
    hours: Hours | None = None
    rate: Rate | None = None
    meter: Meter | None = None
    per_call_micros: int | None = None
    longest_body: int | None = None
    most_segments: int | None = None
    forbidden: tuple[re.Pattern[str], ...] = ()
    link_hosts: Hosts | None = None
    url_hosts: Hosts | None = None
    any_document: bool = False
    approve: Approve | None = None

    @property
    def reads_words(self) -> bool:
        """Tell whether the rule reads what a call says: to whom, from whom, which text and which links."""
        reads = (self.senders, self.longest_body, self.most_segments, self.link_hosts, self.url_hosts)
        return self.restricts_people or bool(self.forbidden) or any(each is not None for each in reads)

    @property
    def restricts_people(self) -> bool:
        """Tell whether the rule says who may be reached."""
        return self.to_allow is not None or self.to_deny is not None or self.countries is not None


@dataclass(frozen=True, slots=True)
class AllowedPath:
    """A path beyond the catalogue that is allowed at a level; an empty ``method`` is any that the level has."""

    method: str
    pattern: re.Pattern[str]
    level: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What operations may do together in a day and in a month."""

    at: str
    scopes: tuple[str, ...]
    meters: tuple[Meter, ...]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What an agent may do; an empty one allows nothing.

    ``upstream`` names where its calls are carried out if not here, ``paths`` what may go there beyond the catalogue,
    ``digest`` is the SHA-256 of the document that it was read from, ``plans`` what was compiled of it by operation.
    """

    areas: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    accounts: frozenset[str] = frozenset()
    mode: Mode = Mode.ENFORCE
    expires_ms: int | None = None
    budgets: tuple[Budget, ...] = ()
    upstream: str = ""
    paths: tuple[AllowedPath, ...] = ()
    digest: str = ""
    plans: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    def level(self, area: str) -> int:
        """Return the level of an area."""
        found = self.areas.get(area)
        return found if found is not None else self.areas.get(FOLLOWED.get(area, ""), OFF)


NOTHING = Policy()
