"""From the body of one agent, as YAML or JSON has it, to a policy: every fault named by its place and a reason."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from cordboard.access.paths import read_path
from cordboard.access.patterns import expression, hosts
from cordboard.access.policy import LEVELS, OTHER_LEVELS, AllowedPath, Meter, Mode, Period, Policy, Rule
from cordboard.access.policy_limits import SCOPE, approve_of, budgets_of, hours_of, rate_of
from cordboard.access.policy_values import (
    Groups,
    PolicyFault,
    addresses_of,
    compiled,
    dollars_of,
    list_of,
    mapping_of,
    pairs_of,
    text_of,
    texts_of,
    whole_of,
)
from cordboard.base.clock import to_ms
from cordboard.catalogue.unlisted import UNLISTED

__all__ = ["Known", "PolicyFault", "digest_of", "read_policy"]

MOST_RULES, MOST_EXPRESSIONS, MOST_GROUPS, MOST_PATHS = 50, 20, 1000, 100
ABOUT = ("name", "owner", "tags", "keys")
TOP = (*ABOUT, "areas", "rules", "groups", "accounts", "mode", "expires", "budgets", "upstream", "paths")
ACTIONS = ("read", "create", "update", "delete")
_COUNTRY = re.compile(r"[A-Z]{2}")
_ACCOUNT, _KEY = re.compile(r"AC[0-9a-f]{32}"), re.compile(r"SK[0-9a-f]{32}")
_ordered = msgspec.json.Encoder(order="sorted").encode


class Known:
    """What rules can name: the areas of the catalogue and its operations."""

    def __init__(self, areas: Collection[str], operations: Collection[str]) -> None:
        self.areas = frozenset(areas)
        self.operations = frozenset(operations)

    def is_scope(self, text: str) -> bool:
        """Tell whether that is what a rule can be for: `any`, an area, an area and an action, or an operation."""
        area, dot, action = text.partition(".")
        if dot:
            return (area in self.areas or area == UNLISTED) and action in ACTIONS
        return text in ("any", UNLISTED) or text in self.areas or text in self.operations


def read_policy(document: object, known: Known) -> Policy:
    """Read the body of an agent. Raises: PolicyFault."""
    body = mapping_of(document, "policy", TOP)
    _about(body)
    groups = {name: texts_of(each, f"groups.{name}") for name, each in pairs_of(body.get("groups", {}), "groups")}
    rules = list_of(body.get("rules", []), "rules", MOST_RULES)
    return Policy(
        areas={
            name: _area_level(level, f"areas.{name}", name, known)
            for name, level in pairs_of(body.get("areas", {}), "areas")
        },
        rules=tuple(_rule(each, f"rules[{place}]", groups, known) for place, each in enumerate(rules)),
        accounts=frozenset(_sids(body.get("accounts", []), "accounts", _ACCOUNT, "an account")),
        mode=_mode(body.get("mode", Mode.ENFORCE)),
        expires_ms=_instant(body["expires"]) if body.get("expires") is not None else None,
        budgets=budgets_of(body["budgets"], known.is_scope) if "budgets" in body else (),
        upstream=text_of(body["upstream"], "upstream") if "upstream" in body else "",
        paths=tuple(_paths(body)),
        digest=digest_of(body),
    )


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document, whatever the order of its names."""
    return hashlib.sha256(_ordered(document)).hexdigest()


def _about(body: Mapping[str, Any]) -> None:
    """Check what is said of an agent itself: for people, and which keys it has."""
    for name in ("name", "owner"):
        if name in body:
            text_of(body[name], name)
    _sids(body.get("keys", []), "keys", _KEY, "an API key")
    texts_of(body.get("tags", []), "tags", MOST_GROUPS)


def _paths(body: Mapping[str, Any]) -> Iterator[AllowedPath]:
    given = pairs_of(body.get("paths", {}), "paths")
    if given and "upstream" not in body:
        raise PolicyFault("paths", "there is nothing beyond the catalogue without an upstream")
    if len(given) > MOST_PATHS:
        raise PolicyFault("paths", f"there are at most {MOST_PATHS}")
    for text, value in given:
        at = f"paths.{text[:100]}"
        yield compiled(partial(read_path, level=_level(value, at)), text, at)


def _area_level(value: object, at: str, name: str, known: Known) -> int:
    if name not in known.areas:
        raise PolicyFault(at, f"there is no such area; there are {', '.join(sorted(known.areas))}")
    return _level(value, at)


def _level(value: object, at: str) -> int:
    if isinstance(value, bool):
        raise PolicyFault(at, "it came as true or false, as some readers of YAML take off and on: write it in quotes")
    level = LEVELS.get(value, OTHER_LEVELS.get(value)) if isinstance(value, str) else None
    if level is None:
        raise PolicyFault(at, f"a level is one of {', '.join(LEVELS)}")
    return level


def _sids(value: object, at: str, form: re.Pattern[str], what: str) -> list[str]:
    found = texts_of(value, at)
    for place, each in enumerate(found):
        if not form.fullmatch(each):
            raise PolicyFault(f"{at}[{place}]", f"it is not the SID of {what}")
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
    body = mapping_of(value, at, ("for", *READERS))
    scope = body.get("for", "any")
    if not isinstance(scope, str) or not known.is_scope(scope):
        raise PolicyFault(f"{at}.for", SCOPE)
    found: dict[str, Any] = {}
    for name, each in body.items():
        if name != "for":
            found |= READERS[name](each, f"{at}.{name}", groups)
    if not found:
        raise PolicyFault(at, "the rule limits nothing")
    return Rule(at=at, scope=scope, **_metered(found, at))


def _metered(found: dict[str, Any], at: str) -> dict[str, Any]:
    """Return what was found with its limits of a day in one count; its days are those of the hours, else of UTC."""
    most, most_micros = found.pop("daily", None), found.pop("per_day_micros", None)
    if most is None and most_micros is None:
        return found
    zone = found["hours"].zone if "hours" in found else UTC
    meter = Meter(
        at=at,
        period=Period.DAY,
        zone=zone,
        most=most,
        most_micros=most_micros,
        most_at=f"{at}.daily",
        spend_at=f"{at}.spend.per_day",
    )
    return {**found, "meter": meter}


def _to(value: object, at: str, groups: Groups) -> dict[str, Any]:
    if isinstance(value, list):
        return {"to_allow": addresses_of(value, at, groups)}
    body = mapping_of(value, at, ("allow", "deny", "countries"))
    found: dict[str, Any] = {}
    if "allow" in body:
        found["to_allow"] = addresses_of(body["allow"], f"{at}.allow", groups)
    if "deny" in body:
        found["to_deny"] = addresses_of(body["deny"], f"{at}.deny", groups)
    if "countries" in body:
        countries = texts_of(body["countries"], f"{at}.countries")
        for place, country in enumerate(countries):
            if not _COUNTRY.fullmatch(country):
                raise PolicyFault(f"{at}.countries[{place}]", "a country is two capital letters (ISO 3166-1)")
        found["countries"] = frozenset(countries)
    return found


def _from(value: object, at: str, groups: Groups) -> dict[str, Any]:
    return {"senders": addresses_of(value, at, groups)}


def _body(value: object, at: str, groups: Groups) -> dict[str, Any]:
    body = mapping_of(value, at, ("longest", "max_segments", "deny", "link_hosts"))
    found: dict[str, Any] = {}
    if "longest" in body:
        found["longest_body"] = whole_of(body["longest"], f"{at}.longest")
    if "max_segments" in body:
        found["most_segments"] = whole_of(body["max_segments"], f"{at}.max_segments")
    if "deny" in body:
        texts = texts_of(body["deny"], f"{at}.deny", MOST_EXPRESSIONS)
        found["forbidden"] = tuple(compiled(expression, each, f"{at}.deny[{n}]") for n, each in enumerate(texts))
    if "link_hosts" in body:
        found["link_hosts"] = compiled(hosts, texts_of(body["link_hosts"], f"{at}.link_hosts"), f"{at}.link_hosts")
    return found


def _urls(value: object, at: str, groups: Groups) -> dict[str, Any]:
    body = mapping_of(value, at, ("hosts", "documents"))
    found: dict[str, Any] = {}
    if "hosts" in body:
        found["url_hosts"] = compiled(hosts, texts_of(body["hosts"], f"{at}.hosts"), f"{at}.hosts")
    if "documents" in body:
        if body["documents"] not in ("any", "judged"):
            raise PolicyFault(f"{at}.documents", "it is any or judged")
        found["any_document"] = body["documents"] == "any"
    return found


def _daily(value: object, at: str, groups: Groups) -> dict[str, Any]:
    return {"daily": whole_of(value, at)}


def _spend(value: object, at: str, groups: Groups) -> dict[str, Any]:
    body = mapping_of(value, at, ("per_call", "per_day"))
    return {f"{name}_micros": dollars_of(each, f"{at}.{name}") for name, each in body.items()}


READERS: Mapping[str, Callable[[object, str, Groups], dict[str, Any]]] = {
    "to": _to,
    "from": _from,
    "rate": rate_of,
    "daily": _daily,
    "spend": _spend,
    "hours": hours_of,
    "body": _body,
    "urls": _urls,
    "approve": approve_of,
}
