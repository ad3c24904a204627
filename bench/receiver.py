"""A user's application in a process of its own: answers web hooks, and remembers which came about what.

It has a menu for calls at `/menu` and what is behind it at `/chosen`; calls at `/held` wait in a Gather.
`GET /summary` tells as JSON how many came and when the last was answered; `GET /found` all that is remembered.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any, cast
from urllib.parse import parse_qsl

import httptools
import uvloop

COMMAND = (sys.executable, "-m", "bench.receiver")
PATH = "/status"
MENU, CHOSEN, HELD = "/menu", "/chosen", "/held"
ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"
_DOCUMENTS = {
    MENU: f'<Gather numDigits="1" action="{CHOSEN}"><Say>Press one</Say></Gather>',
    CHOSEN: "<Say>Thank you</Say><Hangup/>",
    HELD: '<Gather timeout="600" numDigits="1"><Say>Press one</Say></Gather>',
}


def _xml_answer(verbs: str) -> bytes:
    document = f"<?xml version='1.0' encoding='UTF-8'?><Response>{verbs}</Response>".encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n" % len(document)
    return head + document


ANSWERS = {PATH.encode(): ANSWER} | {path.encode(): _xml_answer(verbs) for path, verbs in _DOCUMENTS.items()}
SAMPLE_EVERY = 50  # one web hook in fifty is kept whole, to have its signature checked
SIGNATURE = b"x-twilio-signature"


class Seen:
    """What came. Units: ``last_s`` in seconds of the monotonic clock, which all processes share."""

    def __init__(self) -> None:
        self.count = 0
        self.last_s = 0.0
        self.statuses: dict[str, list[str]] = {}
        self.samples: list[dict[str, Any]] = []

    def note(self, body: bytes, signature: bytes) -> None:
        """Remember a web hook."""
        given = dict(parse_qsl(body.decode(), keep_blank_values=True))
        sid = given.get("MessageSid") or given.get("CallSid", "")
        self.statuses.setdefault(sid, []).append(given.get("MessageStatus") or given.get("CallStatus", ""))
        if self.count % SAMPLE_EVERY == 0:
            self.samples.append({"signature": signature.decode(), "parameters": given})
        self.count += 1
        self.last_s = time.monotonic()

    def told(self, path: bytes) -> dict[str, Any]:
        """Return what is asked for."""
        if path == b"/found":
            return {"statuses": self.statuses, "samples": self.samples}
        return {"count": self.count, "last_s": self.last_s}


class Protocol(asyncio.Protocol):
    """Answers one connection."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._parser = httptools.HttpRequestParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Parse."""
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._body = self._path = self._signature = b""

    def on_url(self, url: bytes) -> None:
        """Keep the path."""
        self._path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep the signature."""
        if name.lower() == SIGNATURE:
            self._signature = value

    def on_body(self, body: bytes) -> None:
        """Keep the body."""
        self._body += body

    def on_message_complete(self) -> None:
        """Answer."""
        answer = ANSWERS.get(self._path)
        if answer is not None:
            self._transport.write(answer)
            if answer is ANSWER:
                self._seen.note(self._body, self._signature)
            return
        told = json.dumps(self._seen.told(self._path)).encode()
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(told) + told)


async def _serve() -> None:
    seen = Seen()
    server = await asyncio.get_running_loop().create_server(lambda: Protocol(seen), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    """Serve until killed."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve())


if __name__ == "__main__":
    main()
