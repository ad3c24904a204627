"""What tests of the gateway share: two servers, one in front of the other, and listeners that play an upstream."""

from __future__ import annotations

import inspect
import re
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

STAFF, STRANGER = "+14155550100", "+19005550199"
SEND = {"areas": {"messaging": "send", "voice": "send", "phone_numbers": "read", "accounts": "read"}}
NAMES = iter(f"gate-{number}" for number in range(1000))
MOST_UPSTREAMS = 50  # a server has room for a hundred
NOWHERE = "AC" + "0" * 32


class Pair:
    """Two servers: ``here`` decides, ``there`` carries out."""

    def __init__(self, here: Any, there: Any) -> None:
        self.here, self.there = here, there
        self.made: deque[str] = deque()
        self.upstream = self.upstream_to(there.url, there.account_sid, there.auth_token)
        self.made.clear()  # this one stays

    def upstream_to(self, url: str, account_sid: str = NOWHERE, token: str = "hidden", **more: Any) -> str:
        name = next(NAMES)
        given = {"name": name, "account_sid": account_sid, "auth_token": token, "base_url": url, **more}
        self.here.control("POST", "upstreams", given)
        self.made.append(name)
        if len(self.made) > MOST_UPSTREAMS:
            self.forget(self.made[0])
        return name

    def forget(self, name: str) -> None:
        """Delete an upstream."""
        self.made.remove(name)
        self.here.control("DELETE", f"upstreams/{name}")

    def agent(self, upstream: str | None = None, **policy: Any) -> tuple[str, str]:
        """Return the key of a new agent."""
        name = next(NAMES)
        made = self.here.control("POST", "agents", {"name": name})
        self.here.control("PUT", f"agents/{name}/policy", {**SEND, "upstream": upstream or self.upstream, **policy})
        return made["api_key"]["sid"], made["api_key"]["secret"]

    def client(self, upstream: str | None = None, **policy: Any) -> Client:
        return self.here.client(*self.agent(upstream, **policy))  # type: ignore[no-any-return]

    def send(self, client: Client, body: str = "Hi", to: str = STAFF) -> Any:
        return client.messages.create(to=to, from_=self.there.number, body=body)

    def bodies_there(self) -> list[str]:
        return [str(each.body) for each in self.there.client().messages.list()]


def whole(connection: socket.socket) -> bytes:
    """Read a request, to the end of the body that it announces."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return data
        data += more
    found = re.search(rb"content-length: ([0-9]+)", data, re.IGNORECASE)
    end = data.index(b"\r\n\r\n") + 4 + (int(found[1]) if found else 0)
    while len(data) < end:
        data += connection.recv(65536)
    return data


@contextmanager
def listener(answer: Callable[..., None]) -> Iterator[tuple[str, list[bytes]]]:
    """Listen as an upstream that reads a request and then does as told; gives its URL and what it was sent."""
    server = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []
    takes_request = len(inspect.signature(answer).parameters) > 1

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                asked.append(whole(connection))
                answer(connection, asked[-1]) if takes_request else answer(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def refused(call: Callable[[], Any]) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as found:
        call()
    return found.value
