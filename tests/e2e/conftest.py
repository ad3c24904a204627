"""The command line as a user has it: the real command in a process of its own, asking the real server."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from visitor import browser_running, signed_in

COMMAND = (sys.executable, "-m", "cordboard")
expect.set_options(timeout=15_000)  # what other tests wait at the most, where five seconds are little for a browser


@dataclass(frozen=True)
class Done:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return what it printed, read as JSON."""
        return json.loads(self.out)


def surroundings(**variables: str) -> dict[str, str]:
    """Return the environment of a user who has set these variables, with or without the prefix."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("CORDBOARD_", "XDG_DATA_"))}
    return clean | {name if name.isupper() else f"CORDBOARD_{name.upper()}": each for name, each in variables.items()}


@pytest.fixture
def cordboard(tmp_path: Path) -> Callable[..., Done]:
    """Run a command to its end, in a working folder and a home of its own."""

    def run(*arguments: str, **variables: str) -> Done:
        environment = surroundings(**{"HOME": str(tmp_path), **variables})
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=30
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def ask(cordboard: Callable[..., Done], live: Any) -> Callable[..., Done]:
    """Run a command that asks the module's server, which it finds by the data folder."""

    def run(*arguments: str, **variables: str) -> Done:
        return cordboard(*arguments, **{"data": str(live.data), **variables})

    return run


@pytest.fixture
def on_terminal(live: Any) -> Callable[..., list[str]]:
    """Run a command on a terminal of 80 columns; returns the lines that it shows there."""

    def run(*arguments: str) -> list[str]:
        ours, its = pty.openpty()
        environment = surroundings(COLUMNS="80", data=str(live.data))
        process = subprocess.Popen([*COMMAND, *arguments], stdout=its, stderr=its, stdin=its, env=environment)
        os.close(its)
        shown = b""
        try:
            while piece := os.read(ours, 65_536):
                shown += piece
        except OSError:  # how Linux tells that the other end of a terminal is closed
            assert process.wait(timeout=30) >= 0
        finally:
            os.close(ours)
        return shown.decode().splitlines()

    return run


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start servers whose output is a person's; those that still run at the end are stopped."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        environment = surroundings(HOME=str(tmp_path))
        process = subprocess.Popen([*COMMAND, "serve", *arguments], stdout=subprocess.PIPE, text=True, env=environment)
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run a browser for the tests of a module, none of which may be a coroutine while it runs."""
    with browser_running() as running:
        yield running


@pytest.fixture(scope="module")
def window(browser: Browser, live: Any) -> Iterator[BrowserContext]:
    """Sign the operator in, once for the tests of a module."""
    context = signed_in(browser, live)
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """Open a page of the operator's, which may not fail, nor do what the console's policy forbids."""
    found, complaints = window.new_page(), list[str]()
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield found
    found.close()
    assert complaints == []
