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

from cordboard.access.patterns import Addresses, Hosts
from cordboard.catalogue.describe import Level

OFF = 0
LEVELS: Mapping[str, int] = {"off": OFF, "read": Level.READ, "send": Level.SEND, "full": Level.FULL}
LEVEL_NAMES: Mapping[int, str] = {level: name for name, level in LEVELS.items()}
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
    daily: int | None = None
    per_call_micros: int | None = None
    per_day_micros: int | None = None
    longest_body: int | None = None
    forbidden: tuple[re.Pattern[str], ...] = ()
    link_hosts: Hosts | None = None
    url_hosts: Hosts | None = None
    any_document: bool = False

    @property
    def is_counted(self) -> bool:
        """Tell whether the rule needs to know what was done today."""
        return self.daily is not None or self.per_day_micros is not None

    @property
    def restricts_people(self) -> bool:
        """Tell whether the rule says who may be reached."""
        return self.to_allow is not None or self.to_deny is not None or self.countries is not None

    def day_of(self, at_ms: int) -> str:
        """Return the day of an instant, in the zone of the hours, else in UTC."""
        zone = self.hours.zone if self.hours is not None else UTC
        return datetime.fromtimestamp(at_ms / 1000, zone).date().isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What an agent may do; an empty one allows nothing."""

    areas: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    accounts: frozenset[str] = frozenset()
    mode: Mode = Mode.ENFORCE
    expires_ms: int | None = None

    def level(self, area: str) -> int:
        """Return the level of an area."""
        found = self.areas.get(area)
        return found if found is not None else self.areas.get(FOLLOWED.get(area, ""), OFF)


NOTHING = Policy()
