"""The ceiling of the plain stack: an ASGI application on uvicorn that reads the form and answers, nothing else.

It checks no credentials, validates nothing and stores nothing. Run as a program it prints what a server prints.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
import uvloop

COMMAND = (sys.executable, "-m", "bench.peer")
SID = "SM" + "0" * 32
READ_S = 0.01  # what a read takes at the least of an account elsewhere: over the Atlantic and back it is 80 ms
ANSWER = json.dumps({"sid": SID, "status": "queued", "body": "x" * 700}).encode()  # as long as the real answer
HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(ANSWER)).encode())]

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer a form, or a read."""
    body, has_more = b"", True
    while has_more:
        event = await receive()
        body += event.get("body", b"")
        has_more = event.get("more_body", False)
    form = dict(parse_qsl(body.decode()))
    status = (
        HTTPStatus.OK if scope["method"] == "GET" else HTTPStatus.CREATED if "To" in form else HTTPStatus.BAD_REQUEST
    )
    await send({"type": "http.response.start", "status": status, "headers": HEADERS})
    await send({"type": "http.response.body", "body": ANSWER})


async def _serve() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    config = uvicorn.Config(application, http="httptools", lifespan="off", log_config=None, access_log=False)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    ready = {"url": url, "account_sid": "", "auth_token": "", "phone_numbers": ["+12015550100"]}
    print(json.dumps(ready), flush=True)
    await uvicorn.Server(config).serve([listener])


def main() -> None:
    """Serve until told to stop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve())


if __name__ == "__main__":
    main()
