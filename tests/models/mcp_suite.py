"""The conformance suite and the inspector of the protocol, as programs; `make setup-node` installs them."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from uvicorn import Config, Server

from cordboard.faces.http.limits import BodyLimit
from cordboard.faces.http.protocol import make_protocol
from cordboard.faces.mcp.door import DOCS, Door
from cordboard.faces.mcp.envelope import refused
from cordboard.faces.mcp.tool import Refused, Result, Tool

MODULES = Path(__file__).parent / "node/node_modules"
PATIENCE_S = 90
TIME = re.compile(r"-\d{4}-\d\d-\d\dT.*")  # how folders of results end
_ANYTHING = {"type": "object", "properties": {}}

Statuses = dict[str, dict[str, str]]


def node() -> str:
    """Return the Node that the programs need, or the system's where none was installed beside them."""
    return next((str(found) for found in MODULES.glob("node-linux-*/bin/node")), "node")


async def run(program: str, *arguments: str, home: Path) -> tuple[int, str, str]:
    """Run a program to its end; return its exit code and what it printed."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "NO_COLOR": "1"}
    command = (node(), str(MODULES / ".bin" / program), *arguments)
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, cwd=home, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(PATIENCE_S):
        out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def statuses(url: str, home: Path, *arguments: str) -> Statuses:
    """Run scenarios of the conformance suite; return the status of each check of each scenario."""
    folder = home / "results"
    folder.mkdir(parents=True)
    await run("conformance", "server", "--url", url, "-o", str(folder), *arguments, home=home)
    found: Statuses = {}
    for file in folder.glob("*/checks.json"):
        scenario = TIME.sub("", file.parent.name.removeprefix("server-"))
        found[scenario] = {check["id"]: check["status"] for check in json.loads(file.read_bytes())}
    return found


class SuiteTools:
    """The tools that the suite itself asks for, which no server has by chance."""

    async def listed(self) -> list[Tool]:
        return [
            Tool(name=name, description=name, input_schema=_ANYTHING) for name in ("test_simple_text", "test_error")
        ]

    async def call(self, name: str, arguments: dict[str, Any]) -> Result:
        if name == "test_simple_text":
            return Result({}, text="This is a simple text response for testing.")
        raise Refused("This tool intentionally returns an error for testing.")


@asynccontextmanager
async def server_with_suite_tools() -> AsyncIterator[str]:
    """Serve those tools as the docs are served, in this process; the URL."""

    async def toolbox(headers: object, query: str) -> SuiteTools:
        return SuiteTools()

    async def nobody(header: str) -> None:
        raise AssertionError("the docs ask nobody who they are")

    door = Door({DOCS: lambda: ("Suite", "", toolbox)}, nobody, is_local=True)
    protocol = make_protocol(
        door.answer, lambda request, problem: refused(problem), body_limit=BodyLimit(1 << 20, 1 << 20)
    )
    config = Config(None, http=protocol, ws="none", lifespan="off", log_config=None, port=0)  # type: ignore[arg-type]
    config.load()
    server = Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}{DOCS}"
    await server.shutdown()
    await door.close()


@asynccontextmanager
async def signing(url: str, authorization: str) -> AsyncIterator[str]:
    """Put Authorization into each request on its way, because the suite can send none; the URL on the way."""
    parts = urlsplit(url)
    line = f"\r\nAuthorization: {authorization}\r\n".encode()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_request: bool) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(1 << 16):
                begins = is_request and piece.startswith((b"POST ", b"GET ", b"DELETE ", b"OPTIONS "))
                writer.write(piece.replace(b"\r\n", line, 1) if begins else piece)
        writer.close()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection(parts.hostname, parts.port)
        await asyncio.gather(pump(reader, ours, is_request=True), pump(theirs, writer, is_request=False))

    server = await asyncio.start_server(meet, "127.0.0.1")
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{parts.path}?{parts.query}"
