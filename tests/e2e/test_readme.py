"""The first screen of the README does what it says: its blocks are run in the order in which they stand."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str]]:
    text = (ROOT / "README.md").read_text()
    return BLOCK.findall(text[: text.index("## What works")])


@pytest.fixture
def home(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Run the first block, which starts the server, in a home folder of its own and on a free port."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CORDBOARD_")}
    environment |= {"HOME": str(tmp_path), "CORDBOARD_PORT": "0", "PYTHONUNBUFFERED": "1"}
    language, command = blocks()[0]
    assert (language, command) == ("sh", "make serve\n")
    server = subprocess.Popen(
        command, shell=True, cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    for line in server.stdout:
        if line.strip().startswith("Try"):
            break
    del environment["CORDBOARD_PORT"]
    yield environment
    os.killpg(server.pid, signal.SIGTERM)
    server.communicate(timeout=20)


def run(text: str, environment: dict[str, str]) -> list[str]:
    """Run each line of a shell block; returns what each prints."""
    printed = []
    for line in text.strip().splitlines():
        done = subprocess.run(line, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, (line, done.stderr)
        printed.append(done.stdout)
    return printed


def test_the_blocks_of_the_first_screen_run_and_print_what_they_promise(home: dict[str, str]) -> None:
    _, (_, shell), (language, program), (_, hooks) = blocks()
    sent, inbox, _ = run(shell, home)
    assert "delivered" in sent
    assert "Your code is 1234" in inbox
    assert language == "python"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=home, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^SM[0-9a-f]{32} queued$", done.stdout, re.MULTILINE)
    assert "Hello from Python" in done.stdout
    first, second, third = hooks.strip().splitlines()
    run(f"{first}\n{second}", home)
    until = time.monotonic() + 10
    # Nothing listens on port 5000 in this test: the attempt is in the log with the reason.
    while "11202" not in (listed := run(third, home)[0]) and time.monotonic() < until:
        time.sleep(0.1)
    assert "11202" in listed
    assert "http://127.0.0.1:5000/sms" in listed
