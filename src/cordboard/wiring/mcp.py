"""Wiring for models: documentation and tools."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path

from cordboard.access.gate import Gate
from cordboard.base.webhook import Purpose
from cordboard.catalogue.derive.pages import Page, guide_page, hook_page, pages, verb_page
from cordboard.catalogue.request import Answer, Request
from cordboard.faces.mcp.docs import DocsTools
from cordboard.faces.mcp.door import DOCS, PREFIX, Door, Served
from cordboard.faces.mcp.index import Index
from cordboard.twiml.voice.step import VERBS

GUIDES = Path(__file__).parents[3] / "docs"  # there in a working copy; an installed package has none
ABOUT_DOCS = (
    "Documentation of a Twilio-compatible server. Search first with twilio__search, then read what was found with "
    "twilio__retrieve."
)


def wire_mcp(gate: Gate) -> Door:
    """Return what answers models; nothing is loaded or made before the first request."""
    return Door({DOCS: lambda: _docs(gate)}, gate.authenticator.authenticate)


def answering(gate: Gate, door: Door) -> Callable[[Request], Awaitable[Answer]]:
    """Return what answers every request: the door below /mcp, the gate elsewhere."""
    through_gate, through_door = gate.answer, door.answer
    return lambda request: through_door(request) if request.path.startswith(PREFIX) else through_gate(request)


def _docs(gate: Gate) -> Served:
    tools = DocsTools(Index(all_pages(gate)))

    async def toolbox(headers: Mapping[str, str], query: str) -> DocsTools:
        return tools

    return "Cordboard documentation", ABOUT_DOCS, toolbox


def all_pages(gate: Gate) -> Iterable[Page]:
    """Return every page there is to search."""
    yield from pages(gate.router.surfaces)
    for name, verb in sorted(VERBS.items()):
        yield verb_page(name, (verb.__doc__ or "").partition("\n")[0])
    yield from (hook_page(purpose.value) for purpose in Purpose)
    for guide in sorted(GUIDES.glob("how-to/*.md")):
        yield guide_page(f"how-to/{guide.stem}", guide.read_text())
