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
        self._launch, self.folder = launch, folder
        self.live = launch(folder)
        made = self.live.control("POST", "agents", {"name": "clerk"})["api_key"]
        self._key = (made["sid"], made["secret"])
        self.live.control("PUT", "agents/clerk/policy", POLICY)
        self.live.control("PUT", "agent_switches/voice", {"stopped": True})
        self.live.client().applications.create(friendly_name="An application")
        assert self.send() == ""

    def start(self) -> None:
        self.live = self._launch(self.folder)

    def stop(self) -> None:
        self.live.process.send_signal(signal.SIGTERM)
        assert self.live.process.wait(timeout=30) == 0
        self.live.process.stdout.close()

    def spoil(self, kind: str, body: str | bytes) -> str:
        """Spoil the rows of a kind on disk, and start again; returns the SID of one."""
        self.stop()
        sid = self.change("UPDATE kept SET body=? WHERE kind=? RETURNING sid", body, kind)
        self.live = self._launch(self.folder)
        return sid

    def change(self, sql: str, *values: str | bytes) -> str:
        """Change what is on disk; returns the first value of the first row."""
        with closing(sqlite3.connect(self.folder / "cordboard.db")) as database, database:
            return str(database.execute(sql, values).fetchall()[0][0])

    def restart(self) -> None:
        self.stop()
        self.live = self._launch(self.folder)

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
        command = [sys.executable, "-m", "cordboard", "doctor", "--json", "--port", "0", "--data", str(self.folder)]
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


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE account SET status='gone' WHERE sid<>owner_sid RETURNING sid",
        "UPDATE account SET auth_token='open' WHERE sid<>owner_sid RETURNING sid",
        "UPDATE phone_number SET routing='{' RETURNING sid",
        "UPDATE call SET body='{' RETURNING sid",
        "UPDATE message SET price='free' RETURNING sid",
        "INSERT INTO task (id, kind, due_ms, subject, payload) VALUES (1, 'dream', 0, 0, x'00') RETURNING id",
        "INSERT INTO task (id, kind, due_ms, subject, payload) VALUES (1, 'webhook', 'soon', 0, x'00') RETURNING id",
    ],
)
def test_a_spoilt_row_of_any_table_stops_no_start_and_no_list(installation: Installation, sql: str) -> None:
    owner = installation.live.client()
    owner.api.v2010.accounts.create(friendly_name="A subaccount")
    document = "<Response><Pause length='60'/></Response>"
    owner.calls.create(to=STAFF, from_=installation.live.number, twiml=document)
    installation.stop()
    assert installation.change(sql)
    installation.start()
    owner = installation.live.client()
    for listed in (owner.messages, owner.calls, owner.incoming_phone_numbers, owner.api.v2010.accounts):
        listed.list(limit=10)


def test_a_start_without_its_own_account_says_so_in_a_sentence(installation: Installation) -> None:
    installation.stop()
    sid = installation.change("UPDATE account SET status='gone' WHERE sid=owner_sid RETURNING sid")
    command = [sys.executable, "-m", "cordboard", "serve", "--port", "0", "--data", str(installation.folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 4
    assert f"The account {sid}, whose server this is, cannot be read." in done.stderr.splitlines()[-1]
