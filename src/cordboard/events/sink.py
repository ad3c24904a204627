"""Sinks and subscriptions as they are kept, and what a sink's configuration may be.

Source: https://www.twilio.com/docs/events/event-streams/sink-resource; the configuration of e-mail sinks is ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from cordboard.base.mail import is_address
from cordboard.base.problem import Problem
from cordboard.events.types import TYPES
from cordboard.shelf.shelf import Kept, Kind

CONFIGURATION = "SinkConfiguration"


class SinkType(StrEnum):
    """What kind of place events go to; the values are the wire words."""

    KINESIS = "kinesis"
    WEBHOOK = "webhook"
    SEGMENT = "segment"
    EMAIL = "email"


class SinkStatus(StrEnum):
    """Whether a sink takes events; the values are the wire words."""

    INITIALIZED = "initialized"
    VALIDATING = "validating"
    ACTIVE = "active"
    FAILED = "failed"


class Sink(Kept, frozen=True, kw_only=True):
    """Where events go. ``test_id`` is what the latest test event carries, empty before the first."""

    description: str
    type: SinkType
    status: SinkStatus
    configuration: Mapping[str, Any]
    in_use: bool = False
    test_id: str = ""


class Subscription(Kept, frozen=True, kw_only=True):
    """Which types of events go to a sink."""

    description: str
    sink_sid: str
    types: tuple[str, ...]


SINK: Kind[Sink] = Kind("sink", "DG", Sink)
SUBSCRIPTION: Kind[Subscription] = Kind("subscription", "DF", Subscription)
# A webhook is called at once; whether the others are reached has to be shown first.
FIRST_STATUS = {SinkType.WEBHOOK: SinkStatus.ACTIVE}

_TOPIC = re.compile(r"arn:aws[a-z-]*:kinesis:[a-z0-9-]+:[0-9]{12}:stream/[A-Za-z0-9_.-]{1,128}")
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}", re.ASCII)
_EXTERNAL = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)  # Source: the STS API, AssumeRole, ExternalId
_WRITE_KEY = re.compile(r"[!-~]{1,128}")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.?|[0-9A-Fa-f:.]+", re.ASCII)
MOST_URL_CHARS = 2000
_WORDS = {"true": True, "false": False}


def _like(pattern: re.Pattern[str]) -> Callable[[Any], str | None]:
    return lambda value: value if isinstance(value, str) and pattern.fullmatch(value) else None


def _url(value: Any) -> str | None:
    if not isinstance(value, str) or not value.isprintable() or " " in value or len(value) > MOST_URL_CHARS:
        return None
    try:
        parts = urlsplit(value)
        is_right = parts.port is None or parts.port > 0
    except ValueError:
        return None
    host = parts.hostname or ""
    return value if is_right and parts.scheme.lower() in ("http", "https") and _HOST.fullmatch(host) else None


def _mail(value: Any) -> str | None:
    return value if isinstance(value, str) and is_address(value) else None


def _method(value: Any) -> str | None:
    return value.upper() if isinstance(value, str) and value.upper() in ("GET", "POST") else None


def _switch(value: Any) -> bool | None:
    if isinstance(value, str):
        return _WORDS.get(value.lower())
    return value if isinstance(value, bool) else None


Check = Callable[[Any], object]
_REQUIRED = object()
FIELDS: Mapping[SinkType, Mapping[str, tuple[Check, object]]] = {
    SinkType.WEBHOOK: {
        "destination": (_url, _REQUIRED),
        "method": (_method, "POST"),
        "batch_events": (_switch, False),
    },
    SinkType.KINESIS: {
        "arn": (_like(_TOPIC), _REQUIRED),
        "role_arn": (_like(_ROLE), _REQUIRED),
        "external_id": (_like(_EXTERNAL), _REQUIRED),
    },
    SinkType.SEGMENT: {"write_key": (_like(_WRITE_KEY), _REQUIRED)},
    SinkType.EMAIL: {"to": (_mail, _REQUIRED)},
}


def configuration_of(kind: SinkType, given: Mapping[str, Any]) -> dict[str, object]:
    """Return the configuration of a sink, whole and checked. Raises: Problem 20001 that names what is wrong."""
    fields = FIELDS[kind]
    unknown = next((name for name in given if name not in fields), None)
    if unknown is not None:
        raise _wrong(unknown[:100], f"a {kind.value} sink has no such field")
    found: dict[str, object] = {}
    for name, (check, default) in fields.items():
        if given.get(name) is None:
            if default is _REQUIRED:
                raise _wrong(name, "it is missing")
            found[name] = default
            continue
        value = check(given[name])
        if value is None:
            raise _wrong(name, "its value cannot be used")
        found[name] = value
    return found


def _wrong(name: str, why: str) -> Problem:
    return Problem(20001, parameter=CONFIGURATION, message=f"Parameter {CONFIGURATION} is invalid: {name}: {why}.")


def type_named(name: str, version: int | None) -> str:
    """Return the name of a type that can be subscribed to. Raises: Problem 20001."""
    known = TYPES.get(name)
    if known is None or known.key == 0:
        raise Problem(20001, parameter="Types", message=f"Type not found in system: {name[:200]}")
    if version not in (None, known.version):
        text = f"Schema version {version} of type {name} not found; the version here is {known.version}."
        raise Problem(20001, parameter="SchemaVersion", message=text)
    return name
