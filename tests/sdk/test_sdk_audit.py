"""The audit through the official client: what agents did is in it, and what was done to it is found."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

STAFF, STRANGER, SECRET = "+14155550100", "+19005550199", "the code is 1234"
NAMES = iter(f"audited-{number}" for number in range(1000))


class Agent:
    """An agent that may send to members of staff."""

    def __init__(self, live: Any) -> None:
        self.live, self.name = live, next(NAMES)
        made = live.control("POST", "agents", {"name": self.name})
        self.client = live.client(made["api_key"]["sid"], made["api_key"]["secret"])
        allowed = {"for": "messaging.create", "to": {"allow": [STAFF]}}
        live.control("PUT", f"agents/{self.name}/policy", {"areas": {"messaging": "send"}, "rules": [allowed]})

    def send(self, to: str, from_: str = "") -> Any:
        return self.client.messages.create(to=to, from_=from_ or self.live.number, body=SECRET)

    def rows(self, more: str = "") -> list[dict[str, Any]]:
        return list(self.live.control("GET", f"audit?agent={self.name}&page_size=1000{more}")["audit"])


@pytest.fixture
def agent(live: Any) -> Agent:
    return Agent(live)


def verified(folder: Path, *more: str) -> tuple[int, str]:
    """Verify a data folder as its owner would, without a server."""
    command = [sys.executable, "-m", "cordboard", "audit", "verify", "--data", str(folder), *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def taken(live: Any, agent: Agent, tmp_path: Path) -> Path:
    """Copy the database of a server with some rows of audit, for tests that change it."""
    for _ in range(3):
        agent.send(STAFF)
    assert agent.rows()
    with (
        closing(sqlite3.connect(live.data / "cordboard.db")) as running,
        closing(sqlite3.connect(tmp_path / "cordboard.db")) as copy,
    ):
        running.backup(copy)
    return tmp_path


def change(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / "cordboard.db")) as connection:
        connection.execute(sql)
        connection.commit()


def test_an_allowed_call_is_two_linked_rows(agent: Agent) -> None:
    sid = agent.send(STAFF).sid
    outcome, decision = agent.rows()
    assert (decision["kind"], outcome["kind"]) == ("decision", "outcome")
    assert decision["id"] == outcome["id"]
    assert decision["decision"] == "allow"
    assert (outcome["status"], outcome["code"], outcome["sid"]) == (201, 0, sid)
    assert decision["operation"] == "CreateMessage"
    assert decision["ip"] == "127.0.0.1"
    assert decision["client"].startswith("twilio-python/")


def test_a_refused_call_is_two_linked_rows_with_the_id_that_the_agent_was_told(agent: Agent) -> None:
    with pytest.raises(TwilioRestException) as refused:
        agent.send(STRANGER)
    outcome, decision = agent.rows()
    assert decision["id"] == outcome["id"] == refused.value.details["decision_id"]
    assert decision["decision"] == "deny"
    assert (outcome["status"], outcome["code"]) == (403, 70051)
    assert decision["args_sha256"] == refused.value.details["args_sha256"]
    assert decision["rule"] == refused.value.details["rule"]


def test_nothing_is_done_that_cannot_be_written_down(live: Any, agent: Agent) -> None:
    inbox = len(live.inbox(STAFF))
    with closing(sqlite3.connect(live.data / "cordboard.db")) as other:
        other.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(FAIL, 'full'); END")
        other.commit()
        try:
            with pytest.raises(TwilioRestException) as refused:
                agent.send(STAFF)
        finally:
            other.execute("DROP TRIGGER full")
            other.commit()
    assert (refused.value.status, refused.value.code) == (503, 20503)
    assert len(live.inbox(STAFF)) == inbox
    assert agent.rows() == []
    assert agent.send(STAFF).sid.startswith("SM")


def test_what_was_said_and_to_whom_is_masked(agent: Agent) -> None:
    agent.send(STAFF)
    rows = agent.rows()
    text = json.dumps(rows, ensure_ascii=False)
    assert SECRET not in text
    assert STAFF[1:] not in text
    assert rows[1]["parameters"]["Body"] == {
        "chars": len(SECRET),
        "sha256": hashlib.sha256(SECRET.encode()).hexdigest(),
    }
    assert rows[1]["parameters"]["To"] == "+1 415 ••• 0100"
    assert "sent a message to +1 415 ••• 0100" in rows[0]["sentence"]


def test_a_decision_tells_what_may_be_done_and_its_outcome_what_was(agent: Agent) -> None:
    agent.send(STAFF)
    why = "Allowed: its access to messaging is send."
    outcome, decision = (row["sentence"] for row in agent.rows()[:2])
    assert decision == f"{agent.name} may send a message to +1 415 ••• 0100. {why}"
    assert outcome == f"{agent.name} sent a message to +1 415 ••• 0100. {why}"
    with pytest.raises(TwilioRestException):
        agent.send(STAFF, from_="+12015550199")
    outcome, decision = (row["sentence"] for row in agent.rows()[:2])
    assert decision == f"{agent.name} may send a message to +1 415 ••• 0100. {why}"
    assert outcome == f"{agent.name} could not send a message to +1 415 ••• 0100 (error 21606). {why}"


def test_calls_of_the_owner_are_not_in_it(live: Any) -> None:
    before = live.control("GET", "audit")["audit"][:1]
    live.client().messages.create(to=STAFF, from_=live.number, body="Hi")
    assert live.control("GET", "audit")["audit"][:1] == before


def test_rows_are_searched_and_paged(live: Any, agent: Agent) -> None:
    agent.send(STAFF)
    with pytest.raises(TwilioRestException):
        agent.send(STRANGER)
    assert {row["decision"] for row in agent.rows("&decision=deny")} == {"deny"}
    assert len(agent.rows("&text=NOT%20ALLOWED")) == 2
    assert agent.rows("&operation=CreateCall") == []
    assert agent.rows("&until=2020-01-01T00:00:00Z") == []
    assert len(agent.rows("&since=2020-01-01T00:00:00Z")) == 4
    first = live.control("GET", f"audit?agent={agent.name}&page_size=3")
    second = live.control("GET", f"audit?agent={agent.name}&page_size=3&cursor={first['next_cursor']}")
    assert [row["seq"] for row in first["audit"] + second["audit"]] == [row["seq"] for row in agent.rows()]
    status, _, _ = live.raw("GET", "/cordboard/v1/audit?decision=maybe")
    assert status == 400


def test_exported_lines_hold_what_their_hashes_are_made_of(live: Any, agent: Agent) -> None:
    agent.send(STAFF)
    status, headers, body = live.raw("GET", f"/cordboard/v1/audit/export?agent={agent.name}")
    assert (status, headers["content-type"].partition(";")[0]) == (200, "application/x-ndjson")
    lines = [json.loads(line) for line in body.splitlines()]
    assert len(lines) == 2
    for line in lines:
        assert hashlib.sha256(line["body"].encode()).hexdigest() == line["sha256"]


def test_exported_csv_has_a_row_for_each_row(live: Any, agent: Agent) -> None:
    agent.send(STAFF)
    _, _, body = live.raw("GET", f"/cordboard/v1/audit/export?format=csv&agent={agent.name}")
    rows = list(csv.DictReader(body.decode().splitlines()))
    assert [row["kind"] for row in rows] == ["outcome", "decision"]
    assert {row["agent"] for row in rows} == {agent.name}


def test_a_running_server_is_verified_beside_it(live: Any, agent: Agent) -> None:
    agent.send(STAFF)
    seq = agent.rows()[0]["seq"]
    code, said = verified(live.data)
    assert (code, said.partition(" ")[0]) == (0, str(seq))


@pytest.mark.parametrize(
    ("sql", "row"),
    [
        ("UPDATE audit SET body = replace(body, 'allow', 'deny') WHERE key = 3", 3),
        ("UPDATE audit SET sha256 = replace(sha256, substr(sha256, 1, 1), 'x') WHERE key = 2", 2),
        ("DELETE FROM audit WHERE key = 4", 4),
        ("DELETE FROM audit WHERE key = 1", 1),
        ("UPDATE audit SET key = CASE key WHEN 2 THEN -3 ELSE -2 END WHERE key IN (2, 3)", 2),
    ],
)
def test_a_row_that_was_edited_on_disk_is_found(taken: Path, sql: str, row: int) -> None:
    assert verified(taken)[0] == 0
    change(taken, sql)
    change(taken, "UPDATE audit SET key = -key WHERE key < 0")
    code, said = verified(taken)
    assert code == 1
    assert said.startswith(f"Row {row} ")


def test_a_tail_that_was_cut_off_is_found_with_a_checkpoint(live: Any, taken: Path) -> None:
    mark = live.raw("GET", "/cordboard/v1/audit/checkpoint")[2]
    (taken / "kept.json").write_bytes(mark)
    (taken / "secret.key").write_bytes((live.data / "secret.key").read_bytes())
    assert verified(taken, "--checkpoint", str(taken / "kept.json"))[0] == 0
    count = json.loads(mark)["count"]
    change(taken, f"DELETE FROM audit WHERE key >= {count - 1}")
    assert verified(taken)[0] == 0
    code, said = verified(taken, "--checkpoint", str(taken / "kept.json"))
    assert code == 1
    assert said.startswith(f"Row {count - 1} ")


def marks(folder: Path) -> list[int]:
    """Return how many rows each checkpoint in a file is of."""
    file = folder / "audit-checkpoints.jsonl"
    lines = file.read_text().splitlines() if file.exists() else []
    return [json.loads(line)["count"] for line in lines]


@pytest.fixture
def signed(launch: Any, eventually: Any, tmp_path: Path) -> Path:
    """Return the data folder of a server that signed its audit, and has stopped."""
    folder = tmp_path / "signed"
    live = launch(folder, audit_checkpoint_rows="4")
    agent = Agent(live)
    for _ in range(5):
        agent.send(STAFF)
    assert eventually(lambda: marks(folder)[-1:] >= [8])
    assert marks(folder) == sorted(set(marks(folder)))
    live.process.terminate()
    assert live.process.wait(30) == 0
    assert marks(folder)[-1] == 10  # the last one is made at the stop
    return folder


def test_checkpoints_are_made_unasked_and_verified_with(signed: Path) -> None:
    code, said = verified(signed)
    assert (code, f"hold against {len(marks(signed))} checkpoint(s)" in said) == (0, True)
    change(signed, "DELETE FROM audit WHERE key > 8")
    code, said = verified(signed)
    assert (code, said.startswith("Row 9 ")) == (1, True)


def test_a_checkpoint_that_was_written_by_hand_is_found(signed: Path) -> None:
    file = signed / "audit-checkpoints.jsonl"
    forged = json.loads(file.read_text().splitlines()[-1]) | {"count": 8}
    file.write_text(json.dumps(forged) + "\n")
    code, said = verified(signed)
    assert (code, "signature" in said) == (1, True)


def test_a_start_says_that_the_audit_is_shorter_than_it_was(signed: Path, launch: Any, capfd: Any) -> None:
    change(signed, "DELETE FROM audit WHERE key > 8")
    launch(signed)
    assert "audit.not_as_it_was" in capfd.readouterr().err


def test_a_line_that_a_crash_cut_off_is_no_checkpoint(signed: Path) -> None:
    with (signed / "audit-checkpoints.jsonl").open("a") as file:
        file.write('{"at_ms":')
    assert verified(signed)[0] == 0


def test_masking_can_be_switched_off_for_who_must_know_what_was_said(launch: Any) -> None:
    agent = Agent(launch(audit_masking="off"))
    agent.send(STAFF)
    decision = agent.rows()[-1]
    assert (decision["parameters"]["To"], decision["parameters"]["Body"]) == (STAFF, SECRET)
    assert decision["is_masked"] is False
    assert STAFF not in decision["sentence"]
