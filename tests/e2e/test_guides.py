"""The tutorial and the guides: their programs are saved, their commands run in order, and what they print compared."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = (
    "tutorials/first-conversation.md",
    "how-to/console.md",
    "how-to/test-an-application.md",
    "how-to/send-to-many-people.md",
    "how-to/stream-events.md",
    "how-to/script-a-call.md",
    "how-to/take-a-payment.md",
    "how-to/converse-in-texts.md",
    "how-to/give-a-key-less-reach.md",
    "how-to/give-an-agent-a-phone.md",
    "how-to/give-an-agent-tools.md",
    "how-to/approve-what-an-agent-does.md",
    "how-to/approve-by-text-message.md",
    "how-to/stand-before-a-real-account.md",
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:\s]+\.md)[)#]")
# The environment that the tests run in is already made.
SETUP = 'make setup\nexport PATH="$PWD/.venv/bin:$PATH"\n'
# What runs until it is stopped, and the word that it prints when it is ready.
RESIDENT = {"cordboard serve": "Try", "python app.py": "Answering"}
# What only looks may be asked again, since an answer may still be on its way.
LOOKS = ("cordboard handset inbox", "cordboard webhooks list")
APPLICATION_PORT = "5050"
PATIENCE_S = 20


def blocks(guide: str) -> list[tuple[str, str]]:
    return BLOCK.findall((DOCS / guide).read_text())


def free_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def is_as_shown(printed: str, shown: str) -> bool:
    """Compare what was printed with what a page shows: … stands for anything, and columns may be wider."""
    expected, found = ([" ".join(line.split()) for line in text.strip().splitlines()] for text in (shown, printed))
    return len(expected) == len(found) and all(
        re.fullmatch(".*".join(map(re.escape, line.split("…"))), other)
        for line, other in zip(expected, found, strict=True)
    )


@dataclass
class Reader:
    """Somebody who does what a guide says, in a home of their own."""

    home: Path
    port: str = field(default_factory=free_port)
    running: list[subprocess.Popen[str]] = field(default_factory=list)
    printed: str = ""
    again: str = ""

    @property
    def environment(self) -> dict[str, str]:
        own = ("CORDBOARD_", "XDG_DATA_", "TWILIO_", "PYTEST_")
        clean = {key: value for key, value in os.environ.items() if not key.startswith(own)}
        path = f"{self.home / 'bin'}:{os.environ['PATH']}"
        return clean | {"HOME": str(self.home), "PATH": path, "PYTHONUNBUFFERED": "1"}

    def follow(self, language: str, text: str) -> None:
        text = text.replace(APPLICATION_PORT, self.port)
        if language in ("python", "yaml"):
            name = re.match(r"# (\w+\.(?:py|yaml))\n", text)
            assert name is not None, f"a file says first what it is called: {text[:40]}"
            (self.home / name[1]).write_text(text)
        elif language == "text":
            self.compare(text)
        elif text != SETUP:
            self.run(text)

    def run(self, script: str) -> None:
        ready = next((word for command, word in RESIDENT.items() if script.startswith(command)), None)
        if ready is not None:
            self.keep_running(script.strip(), ready)
            return
        done = subprocess.run(
            ["sh", "-ec", script], cwd=self.home, env=self.environment, capture_output=True, text=True, timeout=100
        )
        assert done.returncode == 0, (script, done.stdout, done.stderr)
        self.printed = done.stdout
        self.again = script if script.startswith(LOOKS) else ""

    def keep_running(self, command: str, ready: str) -> None:
        environment = self.environment | {"CORDBOARD_PORT": "0"}
        process = subprocess.Popen(
            command.split(),
            cwd=self.home,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.running.append(process)
        assert process.stdout is not None
        assert any(line.strip().startswith(ready) for line in process.stdout), f"{command} ended"

    def compare(self, shown: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while self.again and not is_as_shown(self.printed, shown) and time.monotonic() < until:
            self.run(self.again)
        assert is_as_shown(self.printed, shown), f"shown:\n{shown}\nprinted:\n{self.printed}"


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    (tmp_path / "bin").mkdir()
    for name, module in {"cordboard": "-m cordboard", "python": ""}.items():
        command = tmp_path / "bin" / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n')
        command.chmod(0o755)
    somebody = Reader(tmp_path)
    yield somebody
    for process in reversed(somebody.running):
        process.terminate()
        process.communicate(timeout=30)


@pytest.mark.parametrize("guide", GUIDES)
def test_whoever_does_what_a_guide_says_sees_what_it_shows(guide: str, reader: Reader) -> None:
    found = blocks(guide)
    assert found
    for language, text in found:
        reader.follow(language, text)


def test_every_page_is_in_the_index() -> None:
    pages = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}
    assert pages >= set(GUIDES)
    assert set(LINK.findall((DOCS / "README.md").read_text())) >= pages - {"README.md"}
