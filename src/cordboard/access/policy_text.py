"""From the body of one agent, as YAML or JSON has it, to a policy: every fault named by its place and a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cordboard.access.patterns import Addresses, Unreadable, addresses, expression, hosts
from cordboard.access.policy import LEVELS, MICROS, Hours, Mode, Policy, Rate, Rule
from cordboard.base.clock import to_ms

MOST_RULES, MOST_PATTERNS, MOST_EXPRESSIONS, MOST_RATE = 50, 10_000, 20, 10_000
TOP = ("areas", "rules", "groups", "accounts", "mode", "expires")
ACTIONS = ("read", "create", "update", "delete")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WITHIN_MS = {"s": 1_000, "sec": 1_000, "second": 1_000, "min": 60_000, "minute": 60_000, "h": 3_600_000}
WITHIN_MS |= {"hour": 3_600_000}
_RATE = re.compile(r"([0-9]{1,6})/([a-z]+)")
_BETWEEN = re.compile(r"([0-2]?[0-9]):([0-5][0-9])-([0-2]?[0-9]):([0-5][0-9])")
_COUNTRY = re.compile(r"[A-Z]{2}")
_ACCOUNT = re.compile(r"AC[0-9a-f]{32}")

Groups = Mapping[str, list[str]]


class PolicyFault(ValueError):
    """A document that is no policy: where in it, such as ``rules[0].rate``, and why."""

    def __init__(self, at: str, reason: str) -> None:
        super().__init__(f"{at}: {reason}")
        self.at = at
        self.reason = reason


class Known:
    """What rules can name: the areas of the catalogue and its operations."""

    def __init__(self, areas: Collection[str], operations: Collection[str]) -> None:
        self.areas = frozenset(areas)
        self.operations = frozenset(operations)

    def is_scope(self, text: str) -> bool:
        """Tell whether that is what a rule can be for: `any`, an area, an area and an action, or an operation."""
        area, dot, action = text.partition(".")
        if dot:
            return area in self.areas and action in ACTIONS
        return text == "any" or text in self.areas or text in self.operations


def read_policy(document: object, known: Known) -> Policy:
    """Read the body of an agent. Raises: PolicyFault."""
    body = _mapping(document, "policy", TOP)
    groups = {name: _texts(each, f"groups.{name}") for name, each in _pairs(body.get("groups", {}), "groups")}
    rules = _list(body.get("rules", []), "rules", MOST_RULES)
    return Policy(
        areas={
            name: _level(level, f"areas.{name}", name, known) for name, level in _pairs(body.get("areas", {}), "areas")
        },
        rules=tuple(_rule(each, f"rules[{place}]", groups, known) for place, each in enumerate(rules)),
        accounts=frozenset(_accounts(body.get("accounts", []))),
        mode=_mode(body.get("mode", Mode.ENFORCE)),
        expires_ms=_instant(body["expires"]) if body.get("expires") is not None else None,
    )


def _level(value: object, at: str, name: str, known: Known) -> int:
    if name not in known.areas:
        raise PolicyFault(at, f"there is no such area; there are {', '.join(sorted(known.areas))}")
    if isinstance(value, bool):
        raise PolicyFault(at, "it came as true or false, as some readers of YAML take off and on: write it in quotes")
    if not isinstance(value, str) or value not in LEVELS:
        raise PolicyFault(at, f"a level is one of {', '.join(LEVELS)}")
    return LEVELS[value]


def _accounts(value: object) -> list[str]:
    found = _texts(value, "accounts")
    for place, each in enumerate(found):
        if not _ACCOUNT.fullmatch(each):
            raise PolicyFault(f"accounts[{place}]", "it is not the SID of an account")
    return found


def _mode(value: object) -> Mode:
    try:
        return Mode(str(value))
    except ValueError as fault:
        raise PolicyFault("mode", "a mode is enforce or observe") from fault


def _instant(value: object) -> int:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None:
        raise PolicyFault("expires", "it is no instant: write it like 2027-01-31T18:00:00Z")
    return to_ms(at if at.tzinfo is not None else at.replace(tzinfo=UTC))


def _rule(value: object, at: str, groups: Groups, known: Known) -> Rule:
    body = _mapping(value, at, ("for", *READERS))
    scope = body.get("for", "any")
    if not isinstance(scope, str) or not known.is_scope(scope):
        raise PolicyFault(
            f"{at}.for", "it is any, an area, an area and an action such as messaging.create, or an operation"
        )
    found: dict[str, Any] = {}
    for name, each in body.items():
        if name != "for":
            found |= READERS[name](each, f"{at}.{name}", groups)
    if not found:
        raise PolicyFault(at, "the rule limits nothing")
    return Rule(at=at, scope=scope, **found)


def _to(value: object, at: str, groups: Groups) -> dict[str, Any]:
    if isinstance(value, list):
        return {"to_allow": _addresses(value, at, groups)}
    body = _mapping(value, at, ("allow", "deny", "countries"))
    found: dict[str, Any] = {}
    if "allow" in body:
        found["to_allow"] = _addresses(body["allow"], f"{at}.allow", groups)
    if "deny" in body:
        found["to_deny"] = _addresses(body["deny"], f"{at}.deny", groups)
    if "countries" in body:
        countries = _texts(body["countries"], f"{at}.countries")
        for place, country in enumerate(countries):
            if not _COUNTRY.fullmatch(country):
                raise PolicyFault(f"{at}.countries[{place}]", "a country is two capital letters (ISO 3166-1)")
        found["countries"] = frozenset(countries)
    return found


def _from(value: object, at: str, groups: Groups) -> dict[str, Any]:
    return {"senders": _addresses(value, at, groups)}


def _addresses(value: object, at: str, groups: Groups) -> Addresses:
    patterns: list[str] = []
    for place, each in enumerate(_texts(value, at)):
        if not each.startswith("group:"):
            patterns.append(each)
        elif each[6:] in groups:
            patterns += groups[each[6:]]
        else:
            raise PolicyFault(f"{at}[{place}]", f"there is no group {each[6:][:40]}")
    try:
        return addresses(patterns)
    except Unreadable as fault:
        raise PolicyFault(at, str(fault)) from fault


def _rate(value: object, at: str, groups: Groups) -> dict[str, Any]:
    found = _RATE.fullmatch(value) if isinstance(value, str) else None
    if found is None or found[2] not in WITHIN_MS or not 1 <= int(found[1]) <= MOST_RATE:
        raise PolicyFault(at, f"a rate is like 30/min: 1 to {MOST_RATE} in a second, min or hour")
    return {"rate": Rate(int(found[1]), WITHIN_MS[found[2]], found[0])}


def _daily(value: object, at: str, groups: Groups) -> dict[str, Any]:
    return {"daily": _whole(value, at)}


def _spend(value: object, at: str, groups: Groups) -> dict[str, Any]:
    body = _mapping(value, at, ("per_call", "per_day"))
    return {f"{name}_micros": _dollars(each, f"{at}.{name}") for name, each in body.items()}


def _hours(value: object, at: str, groups: Groups) -> dict[str, Any]:
    body = _mapping(value, at, ("tz", "days", "between"))
    name, days, between = (_text(body.get(key, usual), f"{at}.{key}") for key, usual in HOURS.items())
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


HOURS = {"tz": "UTC", "days": "mon-sun", "between": "00:00-24:00"}


def _days(text: str, at: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.lower().split(","):
        first, dash, last = part.strip().partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise PolicyFault(at, "days are like mon-fri or mon,wed")
        start, end = DAYS.index(first), DAYS.index(last or first)
        found |= {day % 7 for day in range(start, end + 1 if end >= start else end + 8)}
    return frozenset(found)


def _body(value: object, at: str, groups: Groups) -> dict[str, Any]:
    body = _mapping(value, at, ("longest", "deny", "link_hosts"))
    found: dict[str, Any] = {}
    if "longest" in body:
        found["longest_body"] = _whole(body["longest"], f"{at}.longest")
    if "deny" in body:
        texts = _texts(body["deny"], f"{at}.deny", MOST_EXPRESSIONS)
        found["forbidden"] = tuple(_compiled(expression, each, f"{at}.deny[{n}]") for n, each in enumerate(texts))
    if "link_hosts" in body:
        found["link_hosts"] = _compiled(hosts, _texts(body["link_hosts"], f"{at}.link_hosts"), f"{at}.link_hosts")
    return found


def _urls(value: object, at: str, groups: Groups) -> dict[str, Any]:
    body = _mapping(value, at, ("hosts", "documents"))
    found: dict[str, Any] = {}
    if "hosts" in body:
        found["url_hosts"] = _compiled(hosts, _texts(body["hosts"], f"{at}.hosts"), f"{at}.hosts")
    if "documents" in body:
        if body["documents"] not in ("any", "judged"):
            raise PolicyFault(f"{at}.documents", "it is any or judged")
        found["any_document"] = body["documents"] == "any"
    return found


READERS: Mapping[str, Callable[[object, str, Groups], dict[str, Any]]] = {
    "to": _to,
    "from": _from,
    "rate": _rate,
    "daily": _daily,
    "spend": _spend,
    "hours": _hours,
    "body": _body,
    "urls": _urls,
}


def _compiled(compile_: Callable[[Any], Any], given: object, at: str) -> Any:
    try:
        return compile_(given)
    except Unreadable as fault:
        raise PolicyFault(at, str(fault)) from fault


def _mapping(value: object, at: str, names: Collection[str]) -> Mapping[str, Any]:
    for name, _ in _pairs(value, at):
        if name not in names:
            place = name if at == "policy" else f"{at}.{name}"
            raise PolicyFault(place, f"{name[:40]} is not known here; there are {', '.join(names)}")
    return value  # type: ignore[return-value]  # _pairs has made sure


def _pairs(value: object, at: str) -> list[tuple[str, Any]]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise PolicyFault(at, "it is no object with names")
    return list(value.items())


def _list(value: object, at: str, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise PolicyFault(at, f"it is a list of at most {most}")
    return value


def _texts(value: object, at: str, most: int = MOST_PATTERNS) -> list[str]:
    found = _list(value, at, most)
    return [_text(each, f"{at}[{place}]") for place, each in enumerate(found)]


def _text(value: object, at: str) -> str:
    if not isinstance(value, str) or not value:
        raise PolicyFault(at, "it is a text: write it in quotes")
    return value


def _whole(value: object, at: str) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise PolicyFault(at, "it is a whole number from 0")
    return int(text)


def _dollars(value: object, at: str) -> int:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal(-1)
    if isinstance(value, bool) or not amount.is_finite() or not 0 <= amount <= MICROS:
        raise PolicyFault(at, "it is an amount in dollars, such as 0.05")
    return int(amount * MICROS)
