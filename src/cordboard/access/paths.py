"""Paths that a policy allows beyond the catalogue: each a pattern with a level, and perhaps for one method alone.

``GET /studio/v2/Flows/*: read`` lets one segment be anything; ``/**`` at the end lets any segments follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from cordboard.access.patterns import Unreadable
from cordboard.access.policy import LEVEL_NAMES, OFF, AllowedPath
from cordboard.catalogue.unlisted import ACCOUNT, LEVELS, Where

FORM = "write it like GET /studio/v2/Flows/*: perhaps a method, the product, its version, and segments"
_PATTERN = re.compile(
    r"(?:(?P<method>[A-Z]+) )?"
    r"(?P<path>/[a-z][a-z-]{0,30}/(?:v[0-9]{1,2}|[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:/(?:\{AccountSid\}|[A-Za-z0-9._~+:@=,*-]{1,200})){1,20})",
    re.ASCII,
)
_REST = "/**"
MOST_STARS = 2  # in 200 characters that is 40,000 ways to match at worst, which takes a millisecond


class Verdict(NamedTuple):
    """Whether the paths of a policy let a call pass, which one of them, the level it gives, and why."""

    passes: bool
    at: str
    have: int
    why: str


def read_path(text: str, level: int) -> AllowedPath:
    """Compile a pattern. Raises: Unreadable."""
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise Unreadable(FORM)
    method, path = found["method"] or "", found["path"]
    if method and method not in LEVELS:
        raise Unreadable(f"a method is one of {', '.join(LEVELS)}")
    stem = path.removesuffix(_REST)
    if "**" in stem or {".", ".."} & {*stem.split("/")}:
        raise Unreadable("** stands alone and at the end, and no segment is . or ..")
    parts = [_segment(each) for each in stem.split("/")[1:]]
    rest = "(?:/[^/]+)+" if stem != path else ""
    return AllowedPath(method, re.compile("".join(f"/{part}" for part in parts) + rest), level, f'paths["{text}"]')


def _segment(text: str) -> str:
    if text == ACCOUNT:
        return re.escape(text)
    if text == "*":
        return "[^/]+"
    if text.count("*") > MOST_STARS:
        raise Unreadable(f"a segment has at most {MOST_STARS} *")
    return "[^/]*".join(map(re.escape, text.split("*")))


def judge_path(paths: Iterable[AllowedPath], where: Where, needs: int) -> Verdict:
    """Tell whether paths let a call pass that the catalogue does not describe."""
    if where.fault:
        return Verdict(False, "paths", OFF, where.fault)
    method, _, path = where.told.partition(" ")
    best: AllowedPath | None = None
    for each in paths:
        if each.method in ("", method) and each.pattern.fullmatch(path) and (best is None or each.level > best.level):
            best = each
    if best is None:
        return Verdict(False, "paths", OFF, f"the catalogue does not describe {where.told}, and no path allows it")
    has, need = LEVEL_NAMES[best.level], LEVEL_NAMES[needs]
    passes = best.level >= needs > OFF
    why = f"its access to {where.told} is {has}" + ("" if passes else f", and {method} needs {need}")
    return Verdict(passes, best.at, best.level, why)
