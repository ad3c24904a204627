"""The pages of the console by their paths, and the files that they are made with. Importing this loads Jinja2."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from cordboard.catalogue.request import Answer, Request
from cordboard.faces.console import agents, approvals, audit, feed, handsets, now, webhooks
from cordboard.faces.console.answers import PREFIX, file, page
from cordboard.faces.console.desk import Refused
from cordboard.faces.console.looks import FILES, render
from cordboard.faces.console.visit import Visit

__all__ = ["answer", "render", "static"]

Page = Callable[..., Awaitable[Answer]]
_HOLE = re.compile(r"\{(\w+)\}")


class Route(NamedTuple):
    """A path with holes, and what answers it by method."""

    pattern: re.Pattern[str]
    pages: Mapping[str, Page]


def _route(path: str, **pages: Page) -> Route:
    return Route(re.compile(_HOLE.sub(r"(?P<\1>[^/]{1,200})", f"{PREFIX}{path}")), pages)


ROUTES = (
    _route("", GET=now.shown),
    _route("/now/stream", GET=now.stream),
    _route("/stream", GET=feed.stream),
    _route("/approvals", GET=approvals.waiting),
    _route("/handsets", GET=handsets.known),
    _route("/handsets/{number}", GET=handsets.one),
    _route("/handsets/{number}/messages", POST=handsets.write),
    _route("/handsets/{number}/condition", POST=handsets.set_condition),
    _route("/handsets/{number}/calls", POST=handsets.call),
    _route("/handsets/{number}/calls/{sid}", POST=handsets.act),
    _route("/agents", GET=agents.known, POST=agents.switch_all),
    _route("/agents/{name}", GET=agents.one, POST=agents.switch),
    _route("/audit", GET=audit.searched, POST=audit.check),
    _route("/webhooks", GET=webhooks.attempts),
    _route("/webhooks/{attempt}", GET=webhooks.one, POST=webhooks.replay),
    _route("/approvals/{approval}", GET=approvals.one, POST=approvals.decided),
)


async def answer(visit: Visit, path: str) -> Answer:
    """Answer a visit. Raises: Refused for a page that is none."""
    method = "GET" if visit.request.method == "HEAD" else visit.request.method
    for route in ROUTES:
        found = route.pattern.fullmatch(path)
        if found is not None and method in route.pages:
            return await route.pages[method](visit, **{name: unquote(part) for name, part in found.groupdict().items()})
    raise Refused(404, "There is no such page.")


def static(request: Request, name: str) -> Answer:
    """Answer with a file of the pages."""
    found = FILES.get(name)
    if found is None:
        return page(request, "There is no such file.", 404)
    return file(request, found.content_type, found.data)
