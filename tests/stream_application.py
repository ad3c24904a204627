"""An application that takes media streams over web sockets, for tests."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

Ask = Callable[[Callable[[], Any]], Any]


@dataclass
class Stream:
    """A stream that arrived, as the application sees it."""

    connection: ServerConnection
    messages: list[dict[str, Any]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def read_all(self) -> None:
        """Wait until the server has read what was sent."""
        assert self.connection.ping().wait(5)

    @property
    def sid(self) -> str:
        return str(self.messages[1]["streamSid"])

    def send(self, event: str, **more: object) -> None:
        self.connection.send(json.dumps({"event": event, "streamSid": self.sid, **more}))

    def of(self, event: str) -> list[dict[str, Any]]:
        return [each[event] for each in list(self.messages) if each["event"] == event]


@dataclass
class Sockets:
    """An application that takes streams."""

    url: str
    arrived: queue.Queue[Stream]

    def next(self, eventually: Ask) -> Stream:
        stream = self.arrived.get(timeout=15)
        assert eventually(lambda: len(stream.messages) > 2)
        return stream


@contextmanager
def stream_application() -> Iterator[Sockets]:
    """Run the application."""
    arrived: queue.Queue[Stream] = queue.Queue()

    def take(connection: ServerConnection) -> None:
        stream = Stream(connection)
        arrived.put(stream)
        try:
            for message in connection:
                stream.messages.append(json.loads(message))
        except ConnectionClosed:
            pass
        stream.ended.set()

    with serve(take, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Sockets(url_of(server), arrived)
        server.shutdown()
        thread.join()


def url_of(server: Server) -> str:
    return f"ws://127.0.0.1:{server.socket.getsockname()[1]}/stream"
