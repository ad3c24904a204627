"""Mails keep their word through crashes: each person has exactly one, and the figures add up at every moment."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_comms_operations import Run, in_an_hour

STATES = ("scheduled", "queued", "sent", "delivered", "opened", "undelivered", "failed", "canceled")
SENT = {"from": {"address": "shop@example.com"}, "content": {"subject": "{{n}}", "html": "Hi"}}


async def add_up(run: Run, path: str, people: int) -> Any:
    """Compare the figures of an operation with the rows of the same moment."""
    read = run.engine.read
    read("BEGIN")
    operation = await run.ask("GET", path)
    rows = Counter(str(row[0]) for row in read("SELECT status FROM comms_post"))
    [[waiting]] = read("SELECT waiting FROM comms_operation")
    read("COMMIT")
    stats = operation["stats"]
    assert {name: stats[name] for name in STATES} == {name: rows[name] for name in STATES}
    assert stats["total"] + waiting == stats["recipients"] == people
    return operation


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    people=st.integers(1, 300),
    is_scheduled=st.booleans(),
    events=st.lists(st.tuples(st.sampled_from(["turns", "crash", "cancel"]), st.integers(1, 40)), max_size=4),
)
def test_nobody_gets_a_mail_twice_and_nobody_none(
    people: int, is_scheduled: bool, events: list[tuple[str, int]]
) -> None:
    asyncio.run(play(people, is_scheduled, events))


async def play(people: int, is_scheduled: bool, events: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder) / "data")
        run.folder.mkdir()
        await run.start()
        body: dict[str, Any] = {**SENT, "to": [{"address": f"p{place}@example.com"} for place in range(people)]}
        if is_scheduled:
            body["schedule"] = {"send_at": [in_an_hour(run)]}
        accepted = await run.ask("POST", "/Emails", body)
        path = f"/Emails/Operations/{accepted['operationId']}"
        for name, turns in events:
            for _ in range(turns):
                await asyncio.sleep(0)
                await add_up(run, path, people)
            if name == "crash":
                await run.crash()
            elif name == "cancel":
                await run.ask("POST", f"{path}/Cancel")
        await run.idle()
        operation = await add_up(run, path, people)
        mailboxes = [str(row[0]) for row in run.engine.read("SELECT number FROM handset_message")]
        assert len(mailboxes) == len(set(mailboxes)) == operation["stats"]["delivered"]
        assert operation["stats"]["delivered"] + operation["stats"]["canceled"] == people
        if all(name != "cancel" for name, _ in events):
            assert operation["status"] == "completed"
        await run.end()
