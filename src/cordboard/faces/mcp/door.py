"""Where MCP is found: the paths, who is let in, and the loading of the SDK with the first request."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cordboard.base.problem import Problem
from cordboard.catalogue.request import Answer, Request
from cordboard.faces.mcp.envelope import FAILED, failed, refused

log = logging.getLogger("cordboard.mcp")

PREFIX = "/mcp/"
DOCS, TOOLS = f"{PREFIX}docs", f"{PREFIX}tools"
CHALLENGE = ("WWW-Authenticate", 'Basic realm="Twilio API"')  # a Bearer challenge would make clients look for OAuth
MISSING = (
    "MCP needs the official SDK, which is not installed here: install cordboard[mcp], or mcp beside it, and restart."
)
LOCAL_ORIGINS = ("http://localhost", "http://127.0.0.1", "http://[::1]", "https://localhost", "https://127.0.0.1")

Authenticate = Callable[[str], Awaitable[object]]
"""Lets a value of Authorization in. Raises: Problem."""
Served = tuple[str, str, Any]
"""An endpoint's name, its instructions, and what returns the tools for a caller."""


class Door:
    """Answers what is below /mcp."""

    def __init__(
        self, served: Mapping[str, Callable[[], Served]], authenticate: Authenticate, *, is_local: bool
    ) -> None:
        """Take what makes each endpoint, by its path; ``is_local`` is whether only this machine reaches the server."""
        self._served = served
        self._authenticate = authenticate
        self._is_local = is_local
        self._open: dict[str, Any] = {}
        self._opening = asyncio.Lock()

    async def answer(self, request: Request) -> Answer:
        """Answer a request, whatever happens."""
        try:
            return await self._answer(request)
        except Exception:
            log.exception("A request of the Model Context Protocol failed")
            return failed(500, FAILED, "This failed in the server, which has written down why.")

    async def _answer(self, request: Request) -> Answer:
        path = request.path.rstrip("/")
        if path not in self._served:
            return refused(Problem(20404, path=request.path))
        if request.method != "POST":
            return refused(Problem(20004), ("Allow", "POST"))
        origin = request.headers.get("origin", "")
        if origin and not self._lets_in(origin, request):
            return refused(Problem(20403, message="Pages of other sites may not ask here."))
        if path == TOOLS:
            try:
                await self._authenticate(bearer_as_basic(request.headers.get("authorization", "")))
            except Problem as problem:
                return refused(problem, CHALLENGE)
        endpoint = await self._endpoint(path)
        if endpoint is None:
            return refused(Problem(20404, message=MISSING))
        answer: Answer = await endpoint.answer(request)
        return answer

    async def close(self) -> None:
        """Close what was opened."""
        for endpoint in self._open.values():
            await endpoint.close()

    def _lets_in(self, origin: str, request: Request) -> bool:
        """Tell whether a page may ask: one of this machine, or where others reach the server one of its own.

        A page of a stranger can make its own name lead to this machine, so that Host and Origin agree.
        Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports, security warning.
        """
        if any(origin == each or origin.startswith(f"{each}:") for each in LOCAL_ORIGINS):
            return True
        return not self._is_local and origin == f"{request.scheme}://{request.headers.get('host', '')}"

    async def _endpoint(self, path: str) -> Any:
        """Return the endpoint of a path, or None where there is no SDK."""
        async with self._opening:
            if path not in self._open:
                try:
                    protocol = await asyncio.to_thread(importlib.import_module, "cordboard.faces.mcp.protocol")
                except ModuleNotFoundError:
                    return None
                self._open[path] = protocol.Endpoint(*await asyncio.to_thread(self._served[path]))
        return self._open[path]


def bearer_as_basic(header: str) -> str:
    """Return credentials as Basic where a client could only send them as a bearer token, SID and secret in one."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or ":" not in token:
        return header
    import base64

    return f"Basic {base64.b64encode(token.strip().encode()).decode()}"
