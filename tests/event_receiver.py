"""A sink over HTTP for tests: keeps what came, and answers as it was told."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from http_server import Handler, serving


class Asked(NamedTuple):
    """A request that came to a sink."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def events(self) -> list[dict[str, Any]]:
        """Return the events in it."""
        query = parse_qs(urlsplit(self.url).query)
        return list(json.loads(self.body or query["events"][0]))


class Reply(NamedTuple):
    """How a sink answers. ``held`` keeps the answer back until it is set."""

    status: int = 204
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    held: threading.Event | None = None


class Receiver:
    """A sink over HTTP, which answers as it was told by path."""

    def __init__(self) -> None:
        self.arrived: queue.Queue[Asked] = queue.Queue()
        self.answers: dict[str, list[int | Reply]] = {}
        self.url = ""

    def events(self, count: int) -> list[dict[str, Any]]:
        """Wait for a number of events."""
        found: list[dict[str, Any]] = []
        while len(found) < count:
            found += self.arrived.get(timeout=15).events
        return found

    def new_events(self, count: int, known: Collection[str]) -> list[dict[str, Any]]:
        """Wait for a number of events that are not known, each once: what was on its way at a crash comes again."""
        found: dict[str, dict[str, Any]] = {}
        while len(found) < count:
            found |= {event["id"]: event for event in self.events(1) if event["id"] not in known}
        return list(found.values())

    def waiting(self) -> list[dict[str, Any]]:
        """Return the events that came by now."""
        found: list[dict[str, Any]] = []
        while not self.arrived.empty():
            found += self.arrived.get_nowait().events
        return found

    def reply(self, path: str) -> Reply:
        """Return what to answer to a request."""
        left = self.answers.get(path, [])
        answer = left.pop(0) if left else Reply()
        return Reply(answer) if isinstance(answer, int) else answer


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a sink."""
    known = Receiver()

    class Taking(Handler):
        protocol_version = "HTTP/1.1"

        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            known.arrived.put(Asked(self.command, known.url + self.path, headers, body))
            reply = known.reply(urlsplit(self.path).path)
            if reply.held is not None:
                reply.held.wait(30)
            try:
                self._answer(reply)
            except OSError:
                self.close_connection = True  # who asked has gone, as it may with a sink that hangs

        def _answer(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = _take

    with serving(Taking) as port:
        known.url = f"http://127.0.0.1:{port}"
        yield known


def stream(client: Any, types: list[str], destination: str, **more: object) -> tuple[Any, Any]:
    """Subscribe a web hook to types of events; returns the sink and the subscription."""
    given = {"destination": destination, "method": "POST", **more}
    sink = client.events.v1.sinks.create(description="Log", sink_configuration=given, sink_type="webhook")
    wanted = [{"type": each} for each in types]
    return sink, client.events.v1.subscriptions.create(description="All", sink_sid=sink.sid, types=wanted)
