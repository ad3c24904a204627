"""Wiring for models: documentation and tools."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from cordboard.access.gate import Gate
from cordboard.access.visible import is_visible
from cordboard.base.webhook import Purpose
from cordboard.catalogue.derive.imported import imported_pages
from cordboard.catalogue.derive.pages import Page, guide_page, hook_page, pages, verb_page
from cordboard.catalogue.derive.tools import tools
from cordboard.catalogue.describe import Surface
from cordboard.catalogue.request import Answer, Request
from cordboard.faces.cli.docs_import import FOLDER
from cordboard.faces.mcp.docs import DocsTools
from cordboard.faces.mcp.door import DOCS, PREFIX, TOOLS, Door, Served, bearer_as_basic
from cordboard.faces.mcp.index import Index
from cordboard.faces.mcp.tools import Caller, CompactTools, OperationTools, choice_of
from cordboard.twiml.voice.script import VERBS

GUIDES = Path(__file__).parents[3] / "docs"  # there in a working copy; an installed package has none
ABOUT_DOCS = (
    "Documentation of a Twilio-compatible server. Search first with twilio__search, then read what was found with "
    "twilio__retrieve."
)
ABOUT_TOOLS = (
    "Tools of a Twilio-compatible server, as far as your policy allows. A refusal is a result that says why; "
    "AccountSid may be left out."
)


def wire_mcp(gate: Gate, data: Path) -> Door:
    """Return what answers models; nothing is loaded or made before the first request."""
    index = cache(lambda: Index(all_pages(gate.router.surfaces, data / FOLDER)))
    served = {DOCS: lambda: _docs(index()), TOOLS: lambda: _tools(gate, index)}
    return Door(served, gate.authenticator.authenticate)


def answering(gate: Gate, door: Door) -> Callable[[Request], Awaitable[Answer]]:
    """Return what answers every request: the door below /mcp, the gate elsewhere."""
    through_gate, through_door = gate.answer, door.answer
    return lambda request: through_door(request) if request.path.startswith(PREFIX) else through_gate(request)


def _docs(index: Index) -> Served:
    tools = DocsTools(index)

    async def toolbox(headers: Mapping[str, str], query: str) -> DocsTools:
        return tools

    return "Cordboard documentation", ABOUT_DOCS, toolbox


def _tools(gate: Gate, index: Callable[[], Index]) -> Served:
    every = list(tools(operation for surface in gate.router.surfaces for operation in surface.operations))

    async def toolbox(headers: Mapping[str, str], query: str) -> OperationTools | CompactTools:
        header = bearer_as_basic(headers.get("authorization", ""))
        principal = gate.authenticator.known(header) or await gate.authenticator.authenticate(header)
        policy, choice = gate.judge.policy_of(principal), choice_of(query)
        mine = [
            tool for tool in every if choice.takes(tool) and is_visible(principal, policy, gate.keyless, tool.operation)
        ]
        found = OperationTools(mine, Caller(header, principal.account_sid), gate.answer)
        return CompactTools(found, index()) if choice.is_compact else found

    return "Cordboard", ABOUT_TOOLS, toolbox


def all_pages(surfaces: Iterable[Surface], imported: Path) -> Iterator[Page]:
    """Return every page there is to search."""
    yield from written_pages(surfaces)
    for document in sorted(imported.glob("*.json")):
        yield from imported_pages(document.stem, json.loads(document.read_bytes()))


def written_pages(surfaces: Iterable[Surface]) -> Iterator[Page]:
    """Return the pages about this server: those of operations, errors, verbs and web hooks, and the guides."""
    yield from pages(surfaces)
    for name, verb in sorted(VERBS.items()):
        yield verb_page(name, (verb.__doc__ or "").partition("\n")[0])
    yield from (hook_page(purpose.value) for purpose in Purpose)
    for guide in sorted(GUIDES.glob("how-to/*.md")):
        yield guide_page(f"how-to/{guide.stem}", guide.read_text())
