"""The guide to running programs: its blocks are run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs/how-to/run-a-program-offline.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a home with the program of the page, and the commands that it names."""
    (tmp_path / "app.py").write_text(BLOCKS[0][1])
    (tmp_path / "bin").mkdir()
    for name, module in {"cordboard": "-m cordboard", "python": ""}.items():
        command = tmp_path / "bin" / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n')
        command.chmod(0o755)
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("CORDBOARD_", "XDG_DATA_"))}
    return clean | {"HOME": str(home), "PATH": f"{home / 'bin'}:{os.environ['PATH']}", "PYTHONUNBUFFERED": "1"}


def run(home: Path, script: str) -> str:
    done = subprocess.run(
        ["sh", "-ec", script], cwd=home, env=environment(home), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def server(home: Path) -> Iterator[str]:
    """Start the server as the page does, though on free ports."""
    command = BLOCKS[2][1].strip()
    assert command == "cordboard serve --proxy-port 2011"
    process = subprocess.Popen(
        command.replace("2011", "0 --port 0").split(),
        cwd=home,
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip().startswith("Try"):
            break
    yield command
    process.terminate()
    process.communicate(timeout=30)


def test_the_page_has_these_blocks() -> None:
    assert [language for language, _ in BLOCKS] == ["python", "sh", "sh", "sh", "sh"]


def test_the_program_runs_with_a_server_of_its_own(home: Path) -> None:
    printed = run(home, BLOCKS[1][1])
    assert re.search(r"^SM[0-9a-f]{32} Hello from app.py$", printed, re.MULTILINE)
    assert '"accounts":' in printed


def test_a_shell_takes_over_the_variables(home: Path, server: str) -> None:
    assert re.search(r"^SM[0-9a-f]{32} Hello from app.py$", run(home, BLOCKS[3][1]), re.MULTILINE)


def test_a_program_with_credentials_of_its_own_is_answered(home: Path) -> None:
    credentials = "TWILIO_ACCOUNT_SID=$CORDBOARD_ACCOUNT_SID TWILIO_AUTH_TOKEN=$CORDBOARD_AUTH_TOKEN"
    *exports, command = BLOCKS[4][1].strip().splitlines()
    assert "Hello from app.py" in run(home, "\n".join([*exports, f"{credentials} {command}"]))


def test_every_variable_that_a_program_is_told_is_in_the_table(home: Path) -> None:
    told = set(
        run(
            home, "env | cut -d= -f1 | sort > before; cordboard run -- env | cut -d= -f1 | sort | comm -13 before -"
        ).split()
    )
    assert told
    assert told <= set(re.findall(r"`([A-Za-z_]+)`", PAGE)) | {"https_proxy", "http_proxy"}
