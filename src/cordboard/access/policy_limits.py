"""How often, how much, when and after whose approval: the limits of a policy, read from what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cordboard.access.policy import Approve, Budget, Hours, Meter, Period, Rate
from cordboard.access.policy_values import (
    Groups,
    PolicyFault,
    addresses_of,
    dollars_of,
    list_of,
    mapping_of,
    text_of,
    texts_of,
    whole_of,
)
from cordboard.base.mail import is_address
from cordboard.base.phone import parse_e164

MOST_RATE, MOST_BUDGETS, MOST_APPROVERS, MOST_SCOPES, MOST_CONDITIONS = 10_000, 20, 20, 50, 3
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WITHIN_MS = {"s": 1_000, "sec": 1_000, "second": 1_000, "m": 60_000, "min": 60_000, "minute": 60_000}
WITHIN_MS |= {"h": 3_600_000, "hour": 3_600_000, "d": 86_400_000, "day": 86_400_000}
LONGEST_TTL_MS = 7 * 86_400_000
_RATE = re.compile(r"([0-9]{1,6})/(s|sec|second|min|minute|h|hour)")
_TTL = re.compile(r"([0-9]{1,4})(s|m|min|h|d)")
_BETWEEN = re.compile(r"([0-2]?[0-9]):([0-5][0-9])-([0-2]?[0-9]):([0-5][0-9])")
_OVER = re.compile(r"cost ?> ?\$?([0-9]{1,6}(?:\.[0-9]{1,6})?)")
Scopes = Callable[[str], bool]
HOURS = {"tz": "UTC", "days": "mon-sun", "between": "00:00-24:00"}


def rate_of(value: object, at: str, groups: Groups) -> dict[str, Any]:
    """Read how often something may happen. Raises: PolicyFault."""
    found = _RATE.fullmatch(value) if isinstance(value, str) else None
    if found is None or not 1 <= int(found[1]) <= MOST_RATE:
        raise PolicyFault(at, f"a rate is like 30/min: 1 to {MOST_RATE} in a second, min or hour")
    return {"rate": Rate(int(found[1]), WITHIN_MS[found[2]], found[0])}


def hours_of(value: object, at: str, groups: Groups) -> dict[str, Any]:
    """Read when something may happen. Raises: PolicyFault."""
    body = mapping_of(value, at, ("tz", "days", "between"))
    name, days, between = (text_of(body.get(key, usual), f"{at}.{key}") for key, usual in HOURS.items())
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise PolicyFault(f"{at}.tz", "there is no such zone: write one like America/New_York") from fault
    found = _BETWEEN.fullmatch(between)
    if found is None or int(found[1]) > 23 or int(found[3]) > 24 or (int(found[3]) == 24 and found[4] != "00"):
        raise PolicyFault(f"{at}.between", "hours are like 08:00-20:00")
    end = time.max if int(found[3]) == 24 else time(int(found[3]), int(found[4]))
    start = time(int(found[1]), int(found[2]))
    text = f"{days}, {between} ({name})"
    hours = Hours(zone=zone, zone_name=name, days=_days(days, f"{at}.days"), start=start, end=end, text=text)
    return {"hours": hours}


def _days(text: str, at: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.lower().split(","):
        first, dash, last = part.strip().partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise PolicyFault(at, "days are like mon-fri or mon,wed")
        start, end = DAYS.index(first), DAYS.index(last or first)
        found |= {day % 7 for day in range(start, end + 1 if end >= start else end + 8)}
    return frozenset(found)


def approve_of(value: object, at: str, groups: Groups) -> dict[str, Any]:
    """Read when a person is asked, who, and for how long the question stands. Raises: PolicyFault."""
    if isinstance(value, str):
        value = {"when": value}
    body = mapping_of(value, at, ("when", "ttl", "by", "from", "except", "callback"))
    when = body.get("when", "always")
    found: dict[str, Any] = {}
    texts = [when] if isinstance(when, str) else list_of(when, f"{at}.when", MOST_CONDITIONS)
    for place, each in enumerate(texts):
        found |= _condition(each, f"{at}.when[{place}]")
    if not found:
        raise PolicyFault(f"{at}.when", "without a condition nobody would be asked: write always")
    if "ttl" in body:
        found["ttl_ms"] = _ttl(body["ttl"], f"{at}.ttl")
    if "except" in body:
        found["exempt"] = addresses_of(body["except"], f"{at}.except", groups)
    if "by" in body:
        found["by"] = tuple(_approvers(body["by"], f"{at}.by"))
    if "from" in body:
        found["sender"] = _number(body["from"], f"{at}.from")
    if "callback" in body:
        found["callback"] = _callback(body["callback"], f"{at}.callback")
    return {"approve": Approve(**found)}


def _callback(value: object, at: str) -> str:
    url = text_of(value, at)
    if not url.startswith(("http://", "https://")):
        raise PolicyFault(at, "it is a URL that begins with https://")
    return url


def _condition(value: object, at: str) -> dict[str, Any]:
    if value == "always":
        return {"always": True}
    if value == "new_recipient":
        return {"new_recipient": True}
    over = _OVER.fullmatch(value) if isinstance(value, str) else None
    if over is None:
        raise PolicyFault(at, "a condition is always, new_recipient or one such as cost > 0.04")
    return {"over_micros": dollars_of(over[1], at)}


def _ttl(value: object, at: str) -> int:
    found = _TTL.fullmatch(value) if isinstance(value, str) else None
    ttl_ms = int(found[1]) * WITHIN_MS[found[2]] if found else 0
    if not 1000 <= ttl_ms <= LONGEST_TTL_MS:
        raise PolicyFault(at, "a time is like 15m, 2h or 1d, and no longer than 7d")
    return ttl_ms


def _approvers(value: object, at: str) -> list[str]:
    found = texts_of(value, at, MOST_APPROVERS)
    if not found:
        raise PolicyFault(at, "it names nobody, so that nobody could be asked: leave it out, or name a number")
    return [each if is_address(each) else _number(each, f"{at}[{place}]") for place, each in enumerate(found)]


def _number(value: object, at: str) -> str:
    number = parse_e164(text_of(value, at))
    if number is None:
        raise PolicyFault(at, "it is a telephone number in E.164, such as +14155550100")
    return number


BUDGETS = {
    "usd_per_day": (Period.DAY, True),
    "usd_per_month": (Period.MONTH, True),
    "calls_per_day": (Period.DAY, False),
    "calls_per_month": (Period.MONTH, False),
}
"""The limits of a budget: how long each counts, and whether it is of money. A call is a call of the API."""


def budgets_of(value: object, is_scope: Scopes) -> tuple[Budget, ...]:
    """Read the budgets of an agent: one, or a list of them. Raises: PolicyFault."""
    if isinstance(value, dict):
        return (_budget(value, "budgets", is_scope),)
    bodies = list_of(value, "budgets", MOST_BUDGETS)
    return tuple(_budget(each, f"budgets[{place}]", is_scope) for place, each in enumerate(bodies))


def _budget(value: object, at: str, is_scope: Scopes) -> Budget:
    body = mapping_of(value, at, ("for", "alert_at", "callback", *BUDGETS))
    scopes = body.get("for", "any")
    scopes = [scopes] if isinstance(scopes, str) else texts_of(scopes, f"{at}.for", MOST_SCOPES)
    for each in scopes:
        if not is_scope(each):
            raise PolicyFault(f"{at}.for", SCOPE)
    alerts = tuple(_part(each, f"{at}.alert_at") for each in list_of(body.get("alert_at", []), f"{at}.alert_at", 10))
    callback = _callback(body["callback"], f"{at}.callback") if "callback" in body else ""
    meters = tuple(_meter(name, body[name], at, alerts, callback) for name in BUDGETS if name in body)
    if not meters:
        raise PolicyFault(at, f"the budget limits nothing: it has {', '.join(BUDGETS)}")
    return Budget(at=at, scopes=tuple(scopes), meters=meters)


def _meter(name: str, value: object, at: str, alerts: tuple[float, ...], callback: str) -> Meter:
    place = f"{at}.{name}"
    period, is_money = BUDGETS[name]
    if is_money:
        micros = dollars_of(value, place)
        return Meter(at=place, period=period, most_micros=micros, spend_at=place, alerts=alerts, callback=callback)
    most = whole_of(value, place)
    return Meter(at=place, period=period, most=most, most_at=place, alerts=alerts, callback=callback)


def _part(value: object, at: str) -> float:
    try:
        part = float(str(value))
    except ValueError:
        part = 0.0
    if isinstance(value, bool) or not 0 < part <= 1:
        raise PolicyFault(at, "it is a part of the budget, such as 0.8")
    return part


SCOPE = "it is any, an area, an area and an action such as messaging.create, or an operation"
