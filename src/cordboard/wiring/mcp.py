"""Wiring for models: documentation and tools."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import cordboard
import cordboard.twiml.voice.script
from cordboard.access.gate import Gate
from cordboard.access.visible import is_visible
from cordboard.base.problem import Problem
from cordboard.base.webhook import Purpose
from cordboard.catalogue.derive.imported import imported_pages
from cordboard.catalogue.derive.pages import Page, guide_page, hook_page, pages, verb_page
from cordboard.catalogue.derive.tools import tools
from cordboard.catalogue.describe import Surface
from cordboard.catalogue.request import Answer, Request
from cordboard.documents import FOLDER, UnreadableError, api_of, read_document
from cordboard.errors import sentence
from cordboard.faces.mcp.docs import DocsTools
from cordboard.faces.mcp.door import DOCS, PREFIX, TOOLS, Door, Served, bearer_as_basic
from cordboard.faces.mcp.envelope import refused
from cordboard.faces.mcp.index import Index
from cordboard.faces.mcp.tool import Refused
from cordboard.faces.mcp.tools import Caller, CompactTools, OperationTools, choice_of
from cordboard.settings import Settings, SettingsError
from cordboard.twiml.voice.step import VERBS

log = logging.getLogger("cordboard.mcp")

PACKAGE = Path(cordboard.__file__).parent
GUIDES = ("tutorials", "how-to")
ABOUT_DOCS = (
    "Documentation of a Twilio-compatible server. Search first with twilio__search, then read what was found with "
    "twilio__retrieve."
)
ABOUT_TOOLS = (
    "Tools of a Twilio-compatible server, as far as your policy allows. A refusal is a result that says why; "
    "AccountSid may be left out."
)


def wire_mcp(gate: Gate, settings: Settings) -> Door:
    """Return what answers models; nothing is loaded or made before the first request.

    Raises: SettingsError where a document that was named at the start cannot be read.
    """
    documents = named_documents(settings.openapi)
    index = cache(lambda: Index(all_pages(gate.router.surfaces, [*documents, *kept_documents(settings.data)])))
    served = {DOCS: lambda: _docs(index()), TOOLS: lambda: _tools(gate, index)}
    return Door(served, gate.authenticator.authenticate, is_local=settings.loopback)


def answering(gate: Gate, door: Door) -> Callable[[Request], Awaitable[Answer]]:
    """Return what answers every request: the door below /mcp, the gate elsewhere."""
    through_gate, through_door = gate.answer, door.answer
    return lambda request: through_door(request) if request.path.startswith(PREFIX) else through_gate(request)


def refusing(gate: Gate) -> Callable[[Request, Problem], Answer]:
    """Return what refuses requests that cannot be read: as each protocol has it."""
    return lambda request, problem: (
        refused(problem) if request.path.startswith(PREFIX) else gate.refuse(request, problem)
    )


def _docs(index: Index) -> Served:
    tools = DocsTools(index)

    async def toolbox(headers: Mapping[str, str], query: str) -> DocsTools:
        return tools

    return "Cordboard documentation", ABOUT_DOCS, toolbox


def _tools(gate: Gate, index: Callable[[], Index]) -> Served:
    operations = (operation for surface in gate.router.surfaces for operation in surface.operations)
    every = {tool.name: tool for tool in tools(operations)}

    async def toolbox(headers: Mapping[str, str], query: str) -> OperationTools | CompactTools:
        header = bearer_as_basic(headers.get("authorization", ""))
        try:
            principal = gate.authenticator.known(header) or await gate.authenticator.authenticate(header)
        except Problem as problem:  # revoked since the door let it in
            raise Refused(sentence(problem)) from problem
        policy, choice = gate.judge.policy_of(principal), choice_of(query)
        found = OperationTools(
            every,
            choice,
            lambda tool: is_visible(principal, policy, gate.keyless, tool.operation),
            Caller(header, principal.account_sid),
            gate.answer,
        )
        return CompactTools(found, index()) if choice.is_compact else found

    return "Cordboard", ABOUT_TOOLS, toolbox


def all_pages(surfaces: Iterable[Surface], documents: Iterable[tuple[str, Any]]) -> Iterator[Page]:
    """Return every page there is to search, with those of documents of others by the names of their APIs."""
    yield from written_pages(surfaces)
    for api, document in documents:
        yield from imported_pages(api, document)


def named_documents(files: Iterable[Path]) -> list[tuple[str, Any]]:
    """Read the documents that were named at the start. Raises: SettingsError."""
    try:
        return [(api_of(file), read_document(file)) for file in files]
    except UnreadableError as fault:
        raise SettingsError(f"--openapi names what is no OpenAPI document: {fault}.") from fault


def kept_documents(data: Path) -> Iterator[tuple[str, Any]]:
    """Return the documents that were imported; one that was damaged since is left out, and told of."""
    for file in sorted((data / FOLDER).glob("*.json")):
        try:
            yield file.stem, read_document(file)
        except UnreadableError as fault:
            log.warning("An imported document is left out: %s; import it again.", fault)


def written_pages(surfaces: Iterable[Surface]) -> Iterator[Page]:
    """Return the pages about this server: those of operations, errors, verbs and web hooks, and the guides."""
    yield from pages(surfaces)
    for name, verb in sorted(VERBS.items()):
        yield verb_page(name, (verb.__doc__ or "").partition("\n")[0])
    yield from (hook_page(purpose.value) for purpose in Purpose)
    for folder in GUIDES:
        for guide in sorted((guides() / folder).glob("*.md")):
            yield guide_page(f"{folder}/{guide.stem}", guide.read_text())


def guides() -> Path:
    """Return the folder of the guides: a wheel has them inside the package, a working copy beside the sources."""
    packed = PACKAGE / "guides"
    return packed if packed.is_dir() else PACKAGE.parents[1] / "docs"
