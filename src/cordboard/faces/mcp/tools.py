"""The tools that act: those of the catalogue that a caller may use, all at once or behind three."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from cordboard.catalogue.derive.pages import API
from cordboard.catalogue.derive.tools import OperationTool
from cordboard.catalogue.request import Answer, Request
from cordboard.faces.mcp.calling import request_of, result_of
from cordboard.faces.mcp.index import Index, Wanted
from cordboard.faces.mcp.tool import Refused, Result, Tool, UnknownTool, checked

MOST_HITS, USUAL_HITS, MOST_DESCRIBED = 20, 8, 5
MOST_CHOICES = 20
READS = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}
ACTS = {"readOnlyHint": False, "destructiveHint": True, "idempotentHint": False, "openWorldHint": True}

SEARCH = Tool(
    name="search",
    description="Find tools for what you want to do, by words. Only those that you may use are found.",
    input_schema={
        "type": "object",
        "properties": {
            "query": {"type": "string", "minLength": 2, "maxLength": 200},
            "limit": {"type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": USUAL_HITS},
        },
        "required": ["query"],
    },
    annotations=READS,
)
DESCRIBE = Tool(
    name="describe",
    description="Tell which arguments tools take, by the names that a search found.",
    input_schema={
        "type": "object",
        "properties": {
            "names": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST_DESCRIBED}
        },
        "required": ["names"],
    },
    annotations=READS,
)
CALL = Tool(
    name="call",
    description="Call a tool. A refusal says why and how to go on; one that waits for a person passes once approved.",
    input_schema={
        "type": "object",
        "properties": {"name": {"type": "string"}, "arguments": {"type": "object"}},
        "required": ["name"],
    },
    annotations=ACTS,
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: as the gate is to be told, and for which account where none is named.

    Where ``is_elsewhere``, others answer, who may answer otherwise than is described here.
    """

    authorization: str
    account_sid: str
    is_elsewhere: bool = False


class OperationTools:
    """Every tool of the catalogue that a caller chose; those that it may use are listed."""

    def __init__(
        self,
        every: Mapping[str, OperationTool],
        choice: Choice,
        may_use: Callable[[OperationTool], bool],
        caller: Caller,
        ask: Callable[[Request], Awaitable[Answer]],
    ) -> None:
        """Take all tools and how they are chosen, who calls, and what answers requests."""
        self._every = every
        self._choice = choice
        self._may_use = may_use
        self._caller = caller
        self._ask = ask

    @property
    def usable(self) -> Iterator[OperationTool]:
        """Return the tools that the caller may use, in the order of the catalogue."""
        return (tool for tool in self._every.values() if self._choice.takes(tool) and self._may_use(tool))

    async def listed(self) -> list[Tool]:
        """Return the tools that the caller may use."""
        return [listed(tool, is_elsewhere=self._caller.is_elsewhere) for tool in self.usable]

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Result:
        """Call an operation through the gate, also one that is not listed: its refusal is recorded, and says why.

        Raises: Refused; UnknownTool.
        """
        caller = self._caller
        request = request_of(self.named(name), arguments, caller.account_sid, caller.authorization)
        return await result_of(await self._ask(request))

    def named(self, name: str) -> OperationTool:
        """Return a tool. Raises: UnknownTool."""
        tool = self._every.get(name)
        if tool is None or not self._choice.takes(tool):
            raise UnknownTool(name)
        return tool


class CompactTools:
    """Three tools in place of all: to find one, to read what it takes, to call it."""

    def __init__(self, behind: OperationTools, index: Index) -> None:
        self._behind = behind
        self._index = index

    async def listed(self) -> list[Tool]:
        """Return the three."""
        return [SEARCH, DESCRIBE, CALL]

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Result:
        """Answer a call. Raises: Refused; UnknownTool."""
        if name == SEARCH.name:
            return Result({"tools": self._found(checked(SEARCH, arguments))})
        if name == DESCRIBE.name:
            names = checked(DESCRIBE, arguments)["names"]
            return Result({"tools": [_described(self._named(each)) for each in names]})
        if name == CALL.name:
            given = checked(CALL, arguments)
            return await self._behind.call(self._named(given["name"]).name, given.get("arguments", {}))
        raise UnknownTool(name)

    def _named(self, name: str) -> OperationTool:
        """Return a tool by a name that is an argument. Raises: Refused."""
        try:
            return self._behind.named(name)
        except UnknownTool as unknown:
            raise Refused(f"{unknown}; find its name with search.") from unknown

    def _found(self, given: Mapping[str, Any]) -> list[dict[str, str]]:
        by_page = {tool.page_id: tool for tool in self._behind.usable}
        hits = self._index.search(given["query"], Wanted(API), given.get("limit", USUAL_HITS), among=by_page.keys())
        return [{"name": by_page[page.id].name, "summary": page.summary} for page in hits]


@cache
def listed(tool: OperationTool, *, is_elsewhere: bool) -> Tool:
    """Return an operation's tool as it is listed; the schemas of all take a third of a second to make.

    A client drops an answer that is not as it was described, though what it tells of was done: so an answer of others
    is not described.
    """
    return Tool(
        name=tool.name,
        description=tool.description,
        input_schema=tool.input_schema(),
        output_schema=None if is_elsewhere else tool.output_schema(),
        annotations=tool.annotations,
    )


def _described(tool: OperationTool) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "arguments": tool.input_schema(), **tool.annotations}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the query of a URL chooses: ``?services=api_v2010&tags=messaging&mode=compact``."""

    services: frozenset[str]
    tags: frozenset[str]
    is_compact: bool

    def takes(self, tool: OperationTool) -> bool:
        """Tell whether a tool is chosen."""
        is_served = not self.services or bool(self.services & tool.services)
        return is_served and (not self.tags or tool.operation.area in self.tags)


def choice_of(query: str) -> Choice:
    """Read a query. Raises: Refused."""
    try:
        given = parse_qs(query, max_num_fields=MOST_CHOICES)
    except ValueError as fault:
        raise Refused(f"The URL chooses by more than {MOST_CHOICES} words.") from fault

    mode = given.get("mode", [])
    if given.keys() - {"services", "tags", "mode"} or mode not in ([], ["compact"]):
        raise Refused("The URL chooses tools by services, tags and mode=compact.")

    def words(name: str) -> frozenset[str]:
        return frozenset(word for text in given.get(name, ()) for word in text.split(",") if word)

    return Choice(words("services"), words("tags"), bool(mode))
