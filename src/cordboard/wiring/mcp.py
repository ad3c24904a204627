"""Wiring for models: documentation and tools."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache

from cordboard.access.gate import Gate
from cordboard.access.visible import is_visible
from cordboard.base.problem import Problem
from cordboard.catalogue.derive.tools import tools
from cordboard.catalogue.request import Answer, Request
from cordboard.errors import sentence
from cordboard.faces.mcp.docs import DocsTools
from cordboard.faces.mcp.door import DOCS, PREFIX, TOOLS, Door, Served, bearer_as_basic
from cordboard.faces.mcp.envelope import refused
from cordboard.faces.mcp.tool import Refused
from cordboard.faces.mcp.tools import Caller, CompactTools, OperationTools, choice_of
from cordboard.settings import Settings
from cordboard.wiring.library import Library, named_documents

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
    library = Library(gate.router.surfaces, named_documents(settings.openapi), settings.data)
    served = {DOCS: lambda: _docs(library), TOOLS: lambda: _tools(gate, library)}
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


def _docs(library: Library) -> Served:
    tools_of = lru_cache(maxsize=1)(DocsTools)

    async def toolbox(headers: Mapping[str, str], query: str) -> DocsTools:
        return tools_of(await library.index())

    return "Cordboard documentation", ABOUT_DOCS, toolbox


def _tools(gate: Gate, library: Library) -> Served:
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
            Caller(header, principal.account_sid, is_elsewhere=bool(policy.upstream)),
            gate.answer,
        )
        return CompactTools(found, await library.index()) if choice.is_compact else found

    return "Cordboard", ABOUT_TOOLS, toolbox
