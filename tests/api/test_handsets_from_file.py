"""Handsets from a file: set at each start, all or none, and a broken file is told with its line and reason."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cordboard.settings import SettingsError
from cordboard.wiring.handset_file import MOST_HANDSETS, read_handsets

OWNED = "+12015550100"
MACHINE, AWAY, OTHER = "handsets/%2B14155550161", "handsets/%2B14155550162", "handsets/%2B14155550163"
FILE = """\
+14155550161:
  latency_ms: 40
  voice_script:
    - answer: machine_start
    - action: press
      digits: 1
      after_s: 1.5
+14155550162:
  condition: off
"""
STEPS = [
    {"action": "answer", "answered_by": "machine_start"},
    {"action": "press", "after_s": 1.5, "digits": "1"},
]


def owned(number: str) -> str | None:
    return number if number == OWNED else None


def written(folder: Path, text: str) -> Path:
    file = folder / "telephones.yaml"
    file.write_text(text)
    return file


def test_the_file_wins_at_each_start_and_leaves_what_it_does_not_name(
    launch: Callable[..., Any], tmp_path: Path
) -> None:
    file = written(tmp_path, FILE)
    first = launch(handsets=str(file))
    shown = first.control("GET", MACHINE)
    assert (shown["condition"], shown["latency_ms"], shown["voice_script"]) == ("on", 40, STEPS)
    assert first.control("GET", AWAY)["condition"] == "off"
    first.control("PUT", MACHINE, {"voice_script": []})
    first.control("PUT", AWAY, {"condition": "on", "voice_script": STEPS})
    first.control("PUT", OTHER, {"condition": "slow"})
    first.process.terminate()
    assert first.process.wait(timeout=30) == 0
    second = launch(first.data, handsets=str(file))
    assert second.control("GET", MACHINE)["voice_script"] == STEPS
    away = second.control("GET", AWAY)
    assert (away["condition"], away["voice_script"]) == ("off", STEPS)
    assert second.control("GET", OTHER)["condition"] == "slow"


def test_a_server_with_a_broken_file_ends_as_with_any_wrong_setting(tmp_path: Path) -> None:
    file = written(tmp_path, "+14155550161:\n  condition: asleep\n")
    command = [sys.executable, "-m", "cordboard", "serve", "--port", "0", "--data", str(tmp_path / "data")]
    ended = subprocess.run([*command, "--handsets", str(file)], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (4, "")
    assert f"{file} cannot be set: line 2: +14155550161: condition is one of on, off" in ended.stderr
    assert not (tmp_path / "data").exists()


def test_doctor_tells_what_is_wrong_with_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "+14155550161:\n  condition: asleep\n")
    command = [sys.executable, "-m", "cordboard", "doctor", "--json", "--port", "0", "--data", str(tmp_path / "data")]
    ended = subprocess.run([*command, "--handsets", str(file)], capture_output=True, text=True, timeout=60)
    [tried] = [each for each in json.loads(ended.stdout)["probes"] if each["name"] == "handsets"]
    assert (ended.returncode, tried["ok"]) == (4, False)
    assert "line 2: +14155550161: condition is one of" in tried["says"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- answer\n", "it holds no numbers with what their handsets do"),
        ("+14155550161: [\n", "line 2: "),
        ("+14155550161: off\n", "line 1: +14155550161: a handset has names with values"),
        ("+14155550161:\n  colour: red\n", "line 2: +14155550161: there is no colour"),
        ("+14155550161:\n  latency_ms: soon\n", "line 2: +14155550161: Parameter latency_ms"),
        ("+14155550161:\n  voice_script: answer\n", "line 2: a script is a list of steps"),
        ("+14155550161:\n  voice_script:\n  - answer\n  - dance\n", "line 4, step 2: a step names one of answer"),
        ("+14155550161:\n  voice_script:\n  - press: xyz\n", "line 3: +14155550161: Parameter voice_script[0].digits"),
        ("+14155550161: {condition: on}\n+14155550161: {}\n", "line 2: +14155550161 stands there twice"),
        ("+14155550161: &one {condition: on}\n+14155550162: *one\n", "line 2: aliases are not read"),
        (f"{OWNED}: {{condition: on}}\n", f"line 1: {OWNED}: a handset has a number in E.164"),
        ("nobody: {condition: on}\n", "line 1: nobody: a handset has a number in E.164"),
        ("".join(f"+1415{each:07}: {{}}\n" for each in range(MOST_HANDSETS + 1)), "1000 are the most"),
    ],
    ids=lambda value: value[:24],
)
def test_a_broken_file_is_told_with_its_place_and_reason(tmp_path: Path, text: str, reason: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(SettingsError) as told:
        read_handsets(file, owned)
    assert str(told.value).startswith(f"The handsets in {file} cannot be set: ")
    assert reason in str(told.value)
    assert "Correct the file" in str(told.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        read_handsets(tmp_path / "none.yaml", owned)


def test_without_the_setting_nothing_is_read() -> None:
    assert read_handsets(None, owned) == []
