"""Kill -9 in the middle of sends: figures add up whenever they are asked for, and everybody is written to once."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

PEOPLE, KILLS = 1_500, 3
ACCOUNT, TOKEN = "AC" + "3" * 32, "e" * 32
COUNTED = ("scheduled", "queued", "sent", "delivered", "read", "undelivered", "failed", "canceled")
OPERATIONS = "/comms/v1/Messages/Operations"


def ask(live: Any, method: str, path: str, body: object = None) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    status, _, answer = live.raw(method, path, data, content_type="application/json")
    return status, json.loads(answer)


def send(live: Any, first: int) -> str:
    people = [{"address": f"+1206{first + place:07d}"} for place in range(PEOPLE)]
    status, answer = ask(live, "POST", "/comms/v1/Messages", {"to": people, "content": {"text": "We open at nine."}})
    assert status == 202, answer
    return str(answer["operationId"])


def checked(live: Any, operation_id: str) -> Any:
    """Return an operation whose figures add up."""
    operation = ask(live, "GET", f"{OPERATIONS}/{operation_id}")[1]
    stats = operation["stats"]
    assert stats["total"] == sum(stats[name] for name in COUNTED) <= stats["recipients"] == PEOPLE
    if operation["status"] == "completed":
        assert stats["total"] == PEOPLE
        assert stats["queued"] == stats["scheduled"] == 0
    return operation


def test_sends_go_on_through_kills_and_a_cancel_holds(
    launch: Any, tmp_path: Path, eventually: Callable[[Callable[[], Any]], Any]
) -> None:
    folder = tmp_path / "data"

    def begin() -> Any:
        return launch(folder, sim_latency_ms="5", account_sid=ACCOUNT, auth_token=TOKEN)

    live = begin()
    whole, canceled = send(live, 2_000_000), send(live, 3_000_000)
    for kill in range(KILLS):
        goal = PEOPLE * (kill + 1) // (KILLS + 2)
        assert eventually(lambda: checked(live, whole)["stats"]["total"] >= goal)  # noqa: B023 - asked before it is bound anew
        if kill == 1:
            assert ask(live, "POST", f"{OPERATIONS}/{canceled}/Cancel")[0] in (200, 409)
        checked(live, canceled)
        live.process.kill()
        live.process.wait()
        live = begin()
        checked(live, whole)
        checked(live, canceled)
    assert eventually(lambda: checked(live, whole)["stats"]["delivered"] == PEOPLE)
    assert eventually(lambda: checked(live, canceled)["stats"]["total"] == PEOPLE)
    ended = eventually(lambda: (found := checked(live, canceled))["stats"]["queued"] == 0 and found)
    assert ended["status"] in ("canceled", "completed")
    assert checked(live, whole)["status"] == "completed"
    with closing(sqlite3.connect(folder / "cordboard.db")) as rows:
        written = Counter(row[0] for row in rows.execute("SELECT recipient FROM message"))
        states = Counter(row[0] for row in rows.execute("SELECT status FROM comms_message"))
    assert set(written.values()) == {1}
    assert len(written) == 2 * PEOPLE - states["canceled"]
