"""What live tests share: the real server as a subprocess, and an application that takes its web hooks."""

from __future__ import annotations

import base64
import gc
import json
import os
import queue
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from xdist import is_xdist_controller

import touched
from http_server import Handler, serving

HERE = Path(__file__).parent
sys.path.append(str(HERE / "conformance"))  # whose scenario other tests play, too
# `make setup-node` makes them where there is npm
NODE_TESTS = {"node": "sdk/test_node_*.py", "models/node": "models/test_node_*.py"}
collect_ignore_glob = [
    tests for folder, tests in NODE_TESTS.items() if not (HERE / folder / "node_modules/.ready").exists()
]

# What waits for servers and programs begins first: the many short tests of the other folders fill the end evenly.
WAITING = ("e2e", "sdk", "api", "gateway", "models")
WORKERS_PER_CORE = 2  # a test and its server wait for one another, and for timers, half of the time


def pytest_xdist_auto_num_workers() -> int | None:
    """Tell how many workers `-n auto` means, unless the plugin's own variable tells it."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1  # as on macOS
    return WORKERS_PER_CORE * cores


def pytest_collection(session: pytest.Session) -> None:
    """Look for no garbage while tests are made: none of them is, and each look is at half a million objects."""
    if not is_xdist_controller(session):  # which leaves it to its workers
        gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage from here on, and never at the tests."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow folders first; within a folder the order stays."""
    places = {folder: place for place, folder in enumerate(WAITING)}
    items.sort(key=lambda item: places.get(item.path.relative_to(HERE).parts[0], len(WAITING)))


class Pointed(TwilioHttpClient):
    """Sends requests for https://<host>.twilio.com/path to <here>/<host>/path."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def request(self, method: str, url: str, *given: Any, **more: Any) -> Any:
        parts = urlsplit(url)
        host, _, domain = (parts.hostname or "").partition(".")
        here = f"{self._url}/{host}{parts.path}" if domain.endswith("twilio.com") else url
        return super().request(method, here, *given, **more)


@dataclass
class Live:
    """A running server."""

    process: subprocess.Popen[str]
    url: str
    account_sid: str
    auth_token: str
    number: str
    data: Path

    def client(self, user: str | None = None, password: str | None = None, account: str | None = None) -> Client:
        """Return the official client, pointed here with all its products."""
        here = Pointed(self.url)
        client = Client(
            user or self.account_sid, password or self.auth_token, account or self.account_sid, http_client=here
        )
        client.api.base_url = self.url
        return client

    def raw(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        content_type: str = "application/x-www-form-urlencoded",
        auth: tuple[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        """Make a request by hand; returns status, headers in lower case, and body."""
        user, password = auth or (self.account_sid, self.auth_token)
        credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
        given = {"Authorization": f"Basic {credentials}", "Content-Type": content_type, **(headers or {})}
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=given)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()

    def control(self, method: str, path: str, given: object = None) -> Any:
        """Ask the control API; returns the JSON of a 2xx answer."""
        body = None if given is None else json.dumps(given).encode()
        status, _, answer = self.raw(method, f"/cordboard/v1/{path}", body, content_type="application/json")
        assert status < 300, (status, answer)
        return json.loads(answer) if answer else None

    def inbox(self, number: str) -> list[dict[str, Any]]:
        """Return the inbox of a handset."""
        return list(self.control("GET", f"handsets/{number.replace('+', '%2B')}/messages?page_size=1000")["messages"])

    def write(self, number: str, body: str, **more: object) -> dict[str, Any]:
        """Write as a handset to the server's number."""
        given = {"to": self.number, "body": body, **more}
        return dict(self.control("POST", f"handsets/{number.replace('+', '%2B')}/messages", given))


@dataclass
class Hook:
    """A web hook that arrived."""

    method: str
    url: str
    path: str
    parameters: list[tuple[str, str]]
    headers: dict[str, str]

    @property
    def given(self) -> dict[str, str]:
        """Return the parameters by name."""
        return dict(self.parameters)


@dataclass
class Application:
    """A user's application: records web hooks and answers as it was told, by path."""

    url: str
    arrived: queue.Queue[Hook] = field(default_factory=queue.Queue)
    answers: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)

    def next(self, timeout_s: float = 15) -> Hook:
        """Return the next web hook."""
        return self.arrived.get(timeout=timeout_s)


def start(folder: Path, **settings: str) -> Live:
    """Start the server as a user would, and wait until it says that it is ready."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CORDBOARD_")}
    environment |= {f"CORDBOARD_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "cordboard", "serve", "--port", "0", "--json", "--data", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"the server ended with {process.wait()}"
    ready = json.loads(line)
    return Live(process, ready["url"], ready["account_sid"], ready["auth_token"], ready["phone_numbers"][0], folder)


def stop(live: Live) -> int:
    """Stop the server as a user would; returns its exit code."""
    live.process.send_signal(signal.SIGTERM)
    code = live.process.wait(timeout=30)
    touched.note(live.data)
    if live.process.stdout is not None:
        live.process.stdout.close()
    return code


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Run a server for the tests of a module."""
    server = start(tmp_path_factory.mktemp("data"), sim_latency_ms="20")
    yield server
    assert stop(server) == 0


@pytest.fixture(scope="module")
def start_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Live]]:
    """Start a server with settings of a module's own, for all its tests."""
    yield from starting(tmp_path_factory)


@pytest.fixture(scope="session")
def start_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Live]]:
    """Start a server for the tests of several modules."""
    yield from starting(tmp_path_factory)


def starting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Live]]:
    """Give what starts servers, and stop them at the end."""
    started: list[Live] = []

    def begin(**settings: str) -> Live:
        started.append(start(tmp_path_factory.mktemp("data"), **settings))
        return started[-1]

    yield begin
    for server in started:
        assert stop(server) == 0


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[..., Live]]:
    """Start servers with settings of the test's own."""
    started: list[Live] = []

    def begin(folder: Path | None = None, **settings: str) -> Live:
        server = start(folder or tmp_path / "data", **settings)
        started.append(server)
        return server

    yield begin
    for server in started:
        if server.process.poll() is None:
            stop(server)
        elif server.process.stdout is not None:
            server.process.stdout.close()


@pytest.fixture
def application() -> Iterator[Application]:
    """Run an application that takes web hooks."""

    class Taking(Handler):
        protocol_version = "HTTP/1.1"

        def _take(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            body = self.rfile.read(length).decode()
            parts = urlsplit(self.path)
            text = body if self.command == "POST" else parts.query
            pairs = parse_qsl(text, keep_blank_values=True)
            headers = {name.lower(): value for name, value in self.headers.items()}
            known.arrived.put(Hook(self.command, known.url + self.path, parts.path, pairs, headers))
            status, content_type, answer = known.answers.get(parts.path, (200, "text/xml", b"<Response/>"))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = _take

    with serving(Taking) as port:
        known = Application(f"http://127.0.0.1:{port}")
        yield known


@pytest.fixture(scope="session")
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """Return what asks again until it is told something true, for ten seconds."""

    def ask(question: Callable[[], Any]) -> Any:
        until = time.monotonic() + 10
        while True:
            answer = question()
            if answer or time.monotonic() > until:
                return answer
            time.sleep(0.02)

    return ask
