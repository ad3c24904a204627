"""What a broken disk or a wrong hand has spoilt stops no start, lets no agent do more than before, and is told."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

STAFF = "+14155550100"
POLICY = {"areas": {"messaging": "send"}, "budgets": {"calls_per_day": 1}}


class Installation:
    """A data folder with an agent that has used up its budget, and whose voice is switched off with all others'."""

    def __init__(self, launch: Callable[..., Any], folder: Path) -> None:
        self._launch, self._folder = launch, folder
        self.live = launch(folder)
        made = self.live.control("POST", "agents", {"name": "clerk"})["api_key"]
        self._key = (made["sid"], made["secret"])
        self.live.control("PUT", "agents/clerk/policy", POLICY)
        self.live.control("PUT", "agent_switches/voice", {"stopped": True})
        self.live.client().applications.create(friendly_name="An application")
        assert self.send() == ""

    def stop(self) -> None:
        self.live.process.send_signal(signal.SIGTERM)
        assert self.live.process.wait(timeout=30) == 0
        self.live.process.stdout.close()

    def spoil(self, kind: str, body: str | bytes) -> str:
        """Spoil the rows of a kind on disk, and start again; returns the SID of one."""
        self.stop()
        with closing(sqlite3.connect(self._folder / "cordboard.db")) as database, database:
            changed = database.execute("UPDATE kept SET body=? WHERE kind=? RETURNING sid", (body, kind)).fetchall()
        self.live = self._launch(self._folder)
        return str(changed[0][0])

    def restart(self) -> None:
        self.stop()
        self.live = self._launch(self._folder)

    def send(self) -> str:
        """Send a message as the agent; returns why it was refused, empty for one that was sent."""
        client: Client = self.live.client(*self._key)
        try:
            client.messages.create(to=STAFF, from_=self.live.number, body="Hi")
        except TwilioRestException as refused:
            return str(refused.msg)
        return ""

    def doctor(self) -> tuple[int, str]:
        """Return the exit code of `cordboard doctor`, and what it says of resources."""
        command = [sys.executable, "-m", "cordboard", "doctor", "--json", "--port", "0", "--data", str(self._folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
        probes = {each["name"]: each for each in json.loads(done.stdout)["probes"]}
        assert probes["resources"]["ok"] is (done.returncode == 0)
        return done.returncode, probes["resources"]["says"]


@pytest.fixture
def installation(launch: Callable[..., Any], tmp_path: Path) -> Installation:
    return Installation(launch, tmp_path / "data")


SPOILT = pytest.mark.parametrize("body", ["spoilt", "{}", b"\xff\x00", '{"sid":5}'])


@SPOILT
def test_an_agent_whose_counts_are_spoilt_is_off_until_its_operator_says_otherwise(
    installation: Installation, body: str | bytes
) -> None:
    assert "its 1 of this day are used up" in installation.send()
    installation.spoil("agent_count", body)
    reason = "it is switched off (what it did before cannot be read on disk, so that no count of it would hold)"
    assert reason in installation.send()
    installation.restart()
    assert reason in installation.send()
    installation.live.control("PUT", "agents/clerk/switch", {"stopped": False})
    assert installation.send() == ""  # counted anew
    assert "its 1 of this day are used up" in installation.send()
    installation.restart()
    assert "its 1 of this day are used up" in installation.send()


@SPOILT
def test_a_switch_that_is_spoilt_is_one_for_all(installation: Installation, body: str | bytes) -> None:
    installation.spoil("agent_switch", body)
    assert "it is switched off (a switch cannot be read on disk, so that all are off)" in installation.send()
    [switch] = installation.live.control("GET", "agent_switches")["switches"]
    assert switch["area"] == "all"
    installation.live.control("PUT", "agent_switches/all", {"stopped": False})
    assert "its 1 of this day are used up" in installation.send()
    installation.restart()
    assert "its 1 of this day are used up" in installation.send()


def test_the_key_of_an_agent_that_is_spoilt_does_nothing(installation: Installation) -> None:
    installation.spoil("agent", "spoilt")
    assert "there is no agent behind this key any more" in installation.send()


def test_doctor_tells_which_resources_cannot_be_read(installation: Installation) -> None:
    assert installation.doctor() == (0, "each one can be read")
    sid = installation.spoil("application", '{"sid":5}')
    code, says = installation.doctor()
    assert (code, f"application {sid} in " in says) == (4, True)
    assert installation.live.client().applications.list() == []
