"""How instants and names are said on a page. Instants come as the control API writes them, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def instant(text: str) -> datetime:
    """Read an instant."""
    return datetime.fromisoformat(text).astimezone(UTC)


def time_of_day(text: str) -> str:
    """Say when on its day something was, to the second."""
    return f"{instant(text):%H:%M:%S}"


def day(text: str) -> str:
    """Say which day something was."""
    return f"{instant(text):%d %b %Y}"


def left(text: str, now_ms: int) -> str:
    """Say how much time is left until an instant."""
    seconds = int(instant(text).timestamp() - now_ms / 1000)
    return f"{_span(seconds)} left" if seconds > 0 else "no time left"


def age(text: str, now_ms: int) -> str:
    """Say how long ago something was."""
    seconds = int(now_ms / 1000 - instant(text).timestamp())
    return f"{_span(seconds)} ago" if seconds > 0 else "now"


def _span(seconds: int) -> str:
    if seconds < MINUTE_S:
        return f"{seconds} s"
    if seconds < HOUR_S:
        return f"{seconds // MINUTE_S} min"
    if seconds < 2 * DAY_S:
        return f"{seconds // HOUR_S} h {seconds % HOUR_S // MINUTE_S} min"
    return f"{seconds // DAY_S} days"


def spoken(name: str) -> str:
    """Say the name of an operation, a state or a parameter in words: CreateMessage is create message."""
    return _HUMP.sub(" ", name).replace("_", " ").replace("-", " ").lower()
