"""The server under measurement: a subprocess with its default, durable settings, on one core; the load is elsewhere."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

STOP_S = 60.0  # what a server may take to write what waits after a load of messages
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cores:
    """Which cores are whose."""

    server: frozenset[int]
    load: frozenset[int]


def divide_cores() -> Cores:
    """Give the server the first core that this process may use, and the load the others; one core is shared."""
    first, *others = sorted(os.sched_getaffinity(0))
    return Cores(server=frozenset({first}), load=frozenset(others or {first}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server, by what it said when it was ready."""

    process: subprocess.Popen[str]
    url: str
    account_sid: str
    auth_token: str
    number: str

    @property
    def address(self) -> tuple[str, int]:
        """Return host and port."""
        parts = urlsplit(self.url)
        return parts.hostname or "127.0.0.1", parts.port or 80

    @property
    def authorization(self) -> str:
        """Return the value of the Authorization header."""
        return "Basic " + base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()

    def path(self, rest: str) -> str:
        """Return a path of the account."""
        return f"/2010-04-01/Accounts/{self.account_sid}{rest}"

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Return the bytes of a request."""
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: {self.authorization}"]
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "\r\n"]).encode() + body

    def cpu_s(self) -> float:
        """Return the processor time used so far by all threads, in user and kernel mode. Source: proc(5), stat."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND

    def rss_mb(self) -> float:
        """Return the resident memory, in megabytes of 1,000,000 bytes. Source: proc(5), status."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        kib = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
        return kib * 1024 / 1e6


def serve_command(folder: Path) -> list[str]:
    """Return the command that starts Cordboard on a free port."""
    return [sys.executable, "-m", "cordboard", "serve", "--port", "0", "--json", "--data", str(folder)]


def start(command: Sequence[str], cores: Cores, settings: dict[str, str]) -> Server:
    """Start a server on its core and wait until it says that it is ready. Raises: RuntimeError when it ends instead."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CORDBOARD_")}
    environment |= {f"CORDBOARD_{name.upper()}": value for name, value in settings.items()}
    os.sched_setaffinity(0, cores.server)  # the child inherits it, from its first instruction
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    finally:
        os.sched_setaffinity(0, cores.load)
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"the server ended with exit code {process.wait()}")
    ready = json.loads(line)
    return Server(
        process=process,
        url=ready["url"],
        account_sid=ready["account_sid"],
        auth_token=ready["auth_token"],
        number=ready["phone_numbers"][0],
    )


def stop(server: Server) -> None:
    """Stop a server as its operator would. Raises: RuntimeError when it does not end well."""
    server.process.send_signal(signal.SIGTERM)
    code = server.process.wait(timeout=STOP_S)
    if server.process.stdout is not None:
        server.process.stdout.close()
    if code not in (0, -signal.SIGTERM):  # a bare uvicorn ends by the signal that it was sent
        raise RuntimeError(f"the server ended with exit code {code}")


@contextmanager
def running(command: Sequence[str], cores: Cores, **settings: str) -> Iterator[Server]:
    """Run a server for the time of a block."""
    server = start(command, cores, settings)
    try:
        yield server
    except BaseException:
        server.process.kill()
        server.process.wait()
        raise
    stop(server)
