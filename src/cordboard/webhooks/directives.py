"""What the fragment of a web hook's URL asks for: time-outs, retries, and when to retry.

Source: reference 03, section 1, "Timeouts and retries".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl

RANGES = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}
MOST_FIELDS = 20  # three times the names there are
POLICIES = frozenset({"4xx", "5xx", "ct", "rt", "all"})
BAD_OVERRIDE = 11243


@dataclass(frozen=True, slots=True)
class Directives:
    """How one web hook is made. Units: milliseconds; ``rc`` counts the retries after the first try."""

    ct: int = 5000
    rt: int = 15_000
    tt: int = 15_000
    rc: int = 1
    rp: frozenset[str] = frozenset({"ct"})

    def wants_retry(self, status: int | None, *, connected: bool) -> bool:
        """Tell whether an outcome is one of those to retry."""
        if status is None:
            kind = "rt" if connected else "ct"
            return bool({kind, "all"} & self.rp)
        return 400 <= status < 600 and bool({f"{status // 100}xx", "all"} & self.rp)


class Read(NamedTuple):
    """Directives, and the code of the first that cannot be used."""

    directives: Directives
    fault: int | None


PLAIN = Read(Directives(), None)


def read(url: str) -> Read:
    """Read the fragment of a URL; what cannot be used is left at its default."""
    _, _, fragment = url.partition("#")
    if not fragment:
        return PLAIN
    given = dict(parse_qsl(fragment, keep_blank_values=True) if fragment.count("&") < MOST_FIELDS else [])
    numbers: dict[str, int] = {}
    fault: int | None = None
    for name, (least, most) in RANGES.items():
        text = given.get(name)
        if text is None:
            continue
        if text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most:
            numbers[name] = int(text)
        else:
            fault = BAD_OVERRIDE
    policy = frozenset(word.strip() for word in given["rp"].split(",")) if "rp" in given else Directives().rp
    if not policy <= POLICIES:
        policy, fault = Directives().rp, BAD_OVERRIDE
    return Read(Directives(**numbers, rp=policy), fault)
