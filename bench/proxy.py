"""What `cordboard run` adds to a request: the same requests, in turn to the server itself and through the proxy.

The requests come from a program that was started by `cordboard run` and finds proxy and roots in its environment. Both
connections are kept, as the official clients keep theirs; what opening one costs is told beside it.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from bench.server import running, serve_command
from bench.statistics import percentile

ADDED_MS = 1.0
WARM_REQUESTS = 50
OPENINGS = 50
HOST = "api.twilio.com"
RUN_S = 300


def proxy(plan: Plan) -> Outcome:
    """Measure what the proxy adds."""
    folder = plan.fresh_folder()
    with running(serve_command(folder), plan.cores) as server:
        program = [sys.executable, "-m", "bench.proxy", server.url, server.number, str(plan.reads)]
        command = [sys.executable, "-m", "cordboard", "run", "--offline", "--data", str(folder), "--", *program]
        done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_S, check=True)
    found = json.loads(done.stdout)
    direct, proxied = found["direct_ms"], found["proxied_ms"]
    figures = [
        Figure(
            name="added to a request, p50",
            value=percentile(proxied, 0.5) - percentile(direct, 0.5),
            unit="ms",
            target=ADDED_MS,
        ),
        Figure(name="a request to the server itself, p50", value=percentile(direct, 0.5), unit="ms"),
        Figure(name="a request through the proxy, p50", value=percentile(proxied, 0.5), unit="ms"),
        Figure(name="opening a tunnel with TLS, p50", value=percentile(found["opening_ms"], 0.5), unit="ms"),
    ]
    wrong = [status for status in found["statuses"] if status != "201"]
    detail = f"{len(found['statuses']) - len(wrong):,} of {len(found['statuses']):,}"
    return Outcome(figures=figures, checks=[Check(name="every message is accepted", passed=not wrong, detail=detail)])


def _open_direct(url: str) -> socket.socket:
    parts = urlsplit(url)
    connection = socket.create_connection((parts.hostname or "", parts.port or 0))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _open_proxied(context: ssl.SSLContext) -> ssl.SSLSocket:
    connection = _open_direct(os.environ["HTTPS_PROXY"])
    connection.sendall(f"CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}:443\r\n\r\n".encode())
    answer = connection.recv(4096)
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise ConnectionError(answer.decode("latin-1"))
    return context.wrap_socket(connection, server_hostname=HOST)


def _request(number: str) -> bytes:
    sid, token = os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"]
    body = urlencode({"To": "+14155550123", "From": number, "Body": "Your code is 1234"})
    lines = [
        f"POST /2010-04-01/Accounts/{sid}/Messages.json HTTP/1.1",
        f"Host: {HOST}",
        "Authorization: Basic " + base64.b64encode(f"{sid}:{token}".encode()).decode(),
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", body]).encode()


def _answer(connection: socket.socket) -> str:
    """Read one answer to its end; return its status."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += _some(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < length:
        body += _some(connection)
    return head.split(b" ", 2)[1].decode()


def _some(connection: socket.socket) -> bytes:
    piece = connection.recv(65_536)
    if not piece:
        raise ConnectionError("the server ended the connection")
    return piece


def _took_ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _measure(url: str, number: str, requests: int) -> dict[str, list[float] | list[str]]:
    context = ssl.create_default_context()
    opening = [_took_ms(lambda: _open_proxied(context).close()) for _ in range(OPENINGS)]
    connections: list[socket.socket] = [_open_direct(url), _open_proxied(context)]
    request = _request(number)
    took: tuple[list[float], list[float]] = ([], [])
    statuses: list[str] = []

    def ask(connection: socket.socket) -> None:
        connection.sendall(request)
        statuses.append(_answer(connection))

    for _ in range(WARM_REQUESTS + requests):
        for connection, times in zip(connections, took, strict=True):
            times.append(_took_ms(lambda connection=connection: ask(connection)))
    for connection in connections:
        connection.close()
    direct, proxied = (times[WARM_REQUESTS:] for times in took)
    return {"direct_ms": direct, "proxied_ms": proxied, "opening_ms": opening, "statuses": statuses}


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
