"""The protocol: the official SDK between requests and tools. Importing this loads the SDK: a second, 40 MB.

Each request stands for itself: no sessions, answers as JSON. Both eras of the protocol are spoken.
Source: https://modelcontextprotocol.io/specification/2026-07-28.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from functools import cache
from typing import Any, Protocol

import mcp_types as types
import msgspec
from mcp.server.caching import CacheHint
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from msgspec.structs import replace

from cordboard import __version__
from cordboard.catalogue.request import Answer, Request
from cordboard.faces.mcp.envelope import FAILED, JSON_TYPE, MalformedError, Message, failed, messages_in
from cordboard.faces.mcp.tool import Refused, Result, Tool, UnknownTool

PATIENCE_S = 60.0  # no operation takes as long
logging.getLogger("mcp").setLevel(logging.WARNING)  # it tells of each request that a session ended, which there is none


class Toolbox(Protocol):
    """What a server offers to one caller."""

    async def listed(self) -> list[Tool]:
        """Return its tools, in an order that stays."""

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Result:
        """Answer a call. Raises: Refused."""


Caller = Callable[[Mapping[str, str], str], Awaitable[Toolbox]]
"""Returns the tools for whoever makes a request, by its headers and query."""


class Endpoint:
    """One MCP server behind one path."""

    def __init__(self, name: str, instructions: str, toolbox_of: Caller) -> None:
        self._toolbox_of = toolbox_of
        server: Server[Any] = Server(
            name,
            version=__version__,
            instructions=instructions,
            # No tool wants arguments repeated in headers. Without this the SDK lists all tools at each call: 40 ms.
            get_tool_input_schema=lambda name: None,
            cache_hints={"tools/list": CacheHint(ttl_ms=0, scope="private")},
            on_list_tools=self._list,
            on_call_tool=self._call,
        )
        self._manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
        self._until_stop = asyncio.Event()
        self._started: asyncio.Future[None] | None = None
        self._running: asyncio.Task[None] | None = None

    async def answer(self, request: Request) -> Answer:
        """Answer a request of the protocol."""
        try:
            found = messages_in(request.body, request.headers)
        except MalformedError as fault:
            return fault.answer
        await self._start()
        if isinstance(found, list):
            return await self._batch(request, found)
        return await self._one(request, found)

    async def _batch(self, request: Request, found: list[Message]) -> Answer:
        """Answer messages one after another; those that need no answer have none in the list."""
        answers = [await self._one(replace(request, body=msgspec.json.encode(each)), each) for each in found]
        told = [answer.body for answer in answers if answer.body]
        return Answer(200, b"[" + b",".join(told) + b"]", JSON_TYPE) if told else Answer(202, b"", JSON_TYPE)

    async def _one(self, request: Request, message: Message) -> Answer:
        exchange = _Exchange(request)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._manager.handle_request(exchange.scope, exchange.receive, exchange.send)
        except TimeoutError:
            return failed(504, FAILED, f"It took longer than {PATIENCE_S:.0f} seconds.", message.get("id"))
        return exchange.answer()

    async def close(self) -> None:
        """Stop."""
        self._until_stop.set()
        if self._running is not None:
            await self._running

    async def _start(self) -> None:
        if self._started is None:
            self._started = asyncio.get_running_loop().create_future()
            self._running = asyncio.create_task(self._run(self._started))
        await asyncio.shield(self._started)

    async def _run(self, started: asyncio.Future[None]) -> None:
        """Keep the SDK's group of tasks in one task of its own: it has to be left where it was entered."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._manager.run())
            started.set_result(None)
            await self._until_stop.wait()

    async def _list(
        self, context: ServerRequestContext[Any], given: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        try:
            toolbox = await self._toolbox(context)
            return types.ListToolsResult(tools=[_listed(tool) for tool in await toolbox.listed()])
        except Refused as refused:
            raise MCPError(types.INVALID_PARAMS, str(refused)) from refused

    async def _call(
        self, context: ServerRequestContext[Any], given: types.CallToolRequestParams
    ) -> types.CallToolResult:
        try:
            toolbox = await self._toolbox(context)
            return _called(await toolbox.call(given.name, given.arguments or {}))
        except Refused as refused:
            return _called(Result({"message": str(refused)}, is_error=True, text=str(refused)))
        except UnknownTool as unknown:
            raise MCPError(types.INVALID_PARAMS, str(unknown)) from unknown

    async def _toolbox(self, context: ServerRequestContext[Any]) -> Toolbox:
        request: Any = context.request  # there always is one: nothing comes but by HTTP
        return await self._toolbox_of(request.headers, request.url.query)


class _Exchange:
    """A request and its answer, as ASGI has them. Source: https://asgi.readthedocs.io."""

    def __init__(self, request: Request) -> None:
        headers = [(name.encode("latin-1"), value.strip().encode("latin-1")) for name, value in request.headers.items()]
        self.scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": request.scheme,
            "path": request.path,
            "raw_path": request.path.encode("latin-1"),
            "query_string": request.query.encode("latin-1"),
            "root_path": "",
            "headers": _accepting(headers),
            "client": (request.peer, 0),
            "server": None,
        }
        self._body: bytes | None = request.body
        self._status = 500
        self._headers: list[tuple[str, str]] = []
        self._pieces: list[bytes] = []

    async def receive(self) -> dict[str, Any]:
        body, self._body = self._body, None
        if body is None:
            await asyncio.Event().wait()  # the caller is there until it is answered
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]]
        else:
            self._pieces.append(message.get("body", b""))

    def answer(self) -> Answer:
        kept = [each for each in self._headers if each[0].lower() not in ("content-type", "content-length")]
        content_type = next((value for name, value in self._headers if name.lower() == "content-type"), JSON_TYPE)
        return Answer(self._status, b"".join(self._pieces), content_type, kept)


def _accepting(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Let callers that say nothing of what they accept, as curl, have JSON."""
    others = [each for each in headers if each[0] != b"accept"]
    return [*others, (b"accept", b"application/json, text/event-stream")]


@cache
def _listed(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        description=tool.description,
        input_schema=dict(tool.input_schema),
        output_schema=_or_refused(tool.output_schema) if tool.output_schema is not None else None,
        annotations=types.ToolAnnotations(**tool.annotations) if tool.annotations else None,
    )


def _or_refused(answered: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of what is answered, or of why not: version 1 of the TypeScript SDK holds refusals to it."""
    return {"type": "object", "anyOf": [answered, {"required": ["message"]}]}


def _called(result: Result) -> types.CallToolResult:
    text = result.text or json.dumps(result.structured, ensure_ascii=False, separators=(",", ":"))
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)],
        structured_content=dict(result.structured),
        is_error=result.is_error,
    )
