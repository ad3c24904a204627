"""Calls that the catalogue does not describe: of each only its method, its product and its path are known.

A path is brought into one form before anybody is asked about it. What could be read in two ways has no such form, nor
has the path of a described operation in another spelling, which would go round what is judged of that operation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from cordboard.base.page import PageRequest
from cordboard.base.problem import Problem
from cordboard.catalogue.conventions import Conventions
from cordboard.catalogue.describe import Effect, Level, Operation, Surface, described, param, parameters_of, path
from cordboard.catalogue.dialect import Bound, Dialect, Exchange
from cordboard.catalogue.parse import read_pairs
from cordboard.catalogue.parse_json import read_json
from cordboard.catalogue.request import Answer, Request
from cordboard.catalogue.route import PRODUCT, Router
from cordboard.catalogue.wire import Anything, Text

UNLISTED = "unlisted"
"""The area of what the catalogue does not describe; rules can be for it, and levels stand at paths in its place."""
ACCOUNT = "{AccountSid}"
VERSION = re.compile(r"v[0-9]{1,2}|[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
SEGMENT = re.compile(r"[A-Za-z0-9._~+:@=,-]{1,200}", re.ASCII)
"""What a part of a path may hold once it is decoded: nothing that anybody decodes, cuts or joins again."""
OURS = frozenset({"cordboard", "console", "mcp"})
HOSTED = (".twilio.com", ".localhost")
LEVELS: Mapping[str, tuple[Level, Effect]] = {
    "GET": (Level.READ, Effect.READS),
    "POST": (Level.SEND, Effect.SPENDS),
    "PUT": (Level.FULL, Effect.SPENDS),
    "PATCH": (Level.FULL, Effect.SPENDS),
    "DELETE": (Level.FULL, Effect.DESTROYS),
}
"""What each method needs and does, as far as anybody can tell."""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_ACCOUNT_SID = re.compile(r"AC[0-9a-f]{32}", re.ASCII | re.IGNORECASE)


class Where(NamedTuple):
    """A call in one form, such as ``GET /studio/v2/Flows``; or why it has none."""

    told: str
    fault: str = ""


@described
class Unlisted:
    """What such a call says. Texts of a form are in lists, because any name may be repeated."""

    where: Where
    host: str
    path: str = path("Path", Text(), "Its path, in one form.")
    query: dict[str, list[str]] = param("Query", Anything(), "The query.", default=None)
    form: dict[str, list[str]] = param("Form", Anything(), "The form.", default=None)
    document: Any = param("Document", Anything(), "The JSON of the body.", default=None)


class UnlistedCalls:
    """Makes calls for which routing found nothing ready to be judged, and perhaps sent on."""

    def __init__(self, router: Router) -> None:
        """Take what knows the paths of described operations."""
        self._router = router
        spoken = router.surfaces[0].dialect
        self._bounds = {method: Bound(_operation(method, spoken), None, {}) for method in (*LEVELS, "")}

    def adopt(self, exchange: Exchange) -> None:
        """Give an exchange an operation; refusals are still written in the dialect of its caller."""
        exchange.bound = self._bounds.get(exchange.request.method) or self._bounds[""]
        exchange.dialect = _Unread(exchange.dialect, self._router)


def _operation(method: str, spoken: Dialect) -> Operation:
    level, effect = LEVELS.get(method, (Level.FULL, Effect.DESTROYS))
    return Operation(
        name="Unlisted",
        surface=Surface(UNLISTED, "", "", spoken),
        method=method,
        path="/",
        handler=_nowhere,
        success=200,
        area=UNLISTED,
        level=level,
        effect=effect,
        says="made a call that the catalogue does not describe",
        summary="Whatever the catalogue does not describe.",
        parameters=parameters_of(Unlisted),
        shape=Unlisted,
    )


async def _nowhere(call: Any, given: Any) -> None:
    """Answer here what only elsewhere there may be. Raises: Problem 20404."""
    raise Problem(20404)


class _Unread:
    """Reads a call of which nothing is described, and refuses in the dialect that its caller speaks."""

    extensions: tuple[str, ...] = ()

    def __init__(self, spoken: Dialect, router: Router) -> None:
        self._spoken = spoken
        self._router = router
        self.conventions: Conventions = spoken.conventions

    def bind(self, operation: Operation) -> Bound:
        """Bind likewise."""
        return self._spoken.bind(operation)

    def read(self, exchange: Exchange) -> tuple[Any, list[str], PageRequest | None]:
        """Bring a call into one form. Raises: Problem 90007, 90008."""
        request = exchange.request
        host, path, fault = self._place(request, exchange.account_sid)
        if request.method not in LEVELS:
            fault = fault or "its method is none of " + ", ".join(LEVELS)
        given: dict[str, Any] = {"query": _grouped(request.query.encode())} if request.query else {}
        if request.body:
            given |= _body(request)
        told = f"{request.method[:10]} /{host}{path}" if host else request.method[:10]
        return Unlisted(where=Where(told, fault), host=host, path=path, **given), [], None

    def _place(self, request: Request, account_sid: str) -> tuple[str, str, str]:
        """Return the product and the path in one form, or why there is no such form."""
        host, segments = self._product(request)
        found = []
        for segment in segments:
            text = unquote(segment)
            if not SEGMENT.fullmatch(text) or text in (".", ".."):
                return "", "", "its path can be read in more than one way"
            if _ACCOUNT_SID.fullmatch(text):
                if text != account_sid:
                    return "", "", "its path names another account"
                text = ACCOUNT
            found.append(text)
        if not host:
            return "", "", "its path names no product, as /studio/v2/Flows does"
        if host in OURS:
            return "", "", "it is for this server and not for the account elsewhere"
        if self._router.resembles(host, found):
            return "", "", "its path is one that the catalogue describes, in another spelling or with another method"
        return host, "/" + "/".join(found), ""

    def _product(self, request: Request) -> tuple[str, list[str]]:
        """Return the host of the product that is called, empty for none, and the path from the version on."""
        segments = request.path.split("/")[1:] or [""]
        if len(segments) > 1 and PRODUCT.fullmatch(segments[0]) and VERSION.fullmatch(segments[1]):
            return segments[0], segments[1:]
        if not VERSION.fullmatch(segments[0]):
            return "", segments
        name = request.headers.get("host", "").lower().partition(":")[0]
        label = name.partition(".")[0]
        if name.endswith(HOSTED) and PRODUCT.fullmatch(label):
            return label, segments
        return ("api" if "-" in segments[0] else ""), segments

    def write(self, exchange: Exchange, result: Any) -> Answer:
        """Write likewise."""
        return self._spoken.write(exchange, result)

    def refuse(self, exchange: Exchange, problem: Problem) -> Answer:
        """Refuse likewise."""
        return self._spoken.refuse(exchange, problem)


def _grouped(text: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in read_pairs(text):
        found.setdefault(name, []).append(value)
    return found


def _body(request: Request) -> dict[str, Any]:
    """Return what a body says. Raises: Problem 90007; 90008 for one that is neither a form nor JSON."""
    content_type = request.headers.get("content-type", FORM).lower()
    if content_type.startswith(FORM):
        return {"form": _grouped(request.body)}
    if content_type.startswith(JSON):
        return {"document": read_json(request.body)}
    raise Problem(90008, content_type=content_type[:100])
