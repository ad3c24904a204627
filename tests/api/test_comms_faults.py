"""What is wrong with one operation is nobody else's trouble, and a cancel at the last instant is answered as it is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from test_comms_operations import Run, in_an_hour

MAIL = {"from": {"address": "shop@example.com"}, "content": {"subject": "Hi", "html": "Hi"}}
SPOILT = b'[{"spoilt'


@pytest.fixture
async def run(tmp_path: Path) -> AsyncIterator[Run]:
    run = Run(tmp_path / "data")
    run.folder.mkdir()
    await run.start()
    yield run
    await run.end()


def people(count: int) -> list[dict[str, Any]]:
    return [{"address": f"+1206555{place:04d}"} for place in range(count)]


def addresses(count: int) -> list[dict[str, Any]]:
    return [{"address": f"p{place}@example.com"} for place in range(count)]


async def send(run: Run, path: str, body: dict[str, Any]) -> str:
    accepted = await run.ask("POST", path, body)
    return f"{path}/Operations/{accepted['operationId']}"


def spoil(run: Run, sql: str, *values: object) -> None:
    """Change a row as a broken disk or a wrong hand would."""
    assert run.engine._writer.execute(sql, values).rowcount == 1


async def test_a_row_that_cannot_be_read_is_given_up_and_all_others_are_written_to(run: Run) -> None:
    spoilt = await send(run, "/Messages", {"to": people(600), "content": {"text": "Hi"}})
    spoil(run, "UPDATE comms_waiting SET people=? WHERE place=250", SPOILT)
    sound = await send(run, "/Messages", {"to": people(10), "content": {"text": "Hi"}})
    await run.idle()
    assert (await run.ask("GET", sound))["stats"]["delivered"] == 10
    found = await run.ask("GET", spoilt)
    assert found["status"] == "completed"
    assert [found["stats"][name] for name in ("recipients", "total", "delivered", "unaddressable")] == [
        600,
        350,
        350,
        250,
    ]
    [error] = found["errors"]
    assert error["code"] == 20500
    assert error["message"].startswith("250 recipients could not be written to")


async def test_of_a_row_with_one_person_who_makes_no_sense_the_others_are_written_to(run: Run) -> None:
    path = await send(run, "/Messages", {"to": people(20), "content": {"text": "Hi"}})
    spoil(run, "UPDATE comms_waiting SET people=json_set(CAST(people AS TEXT), '$[7]', 'nobody')")
    await run.idle()
    found = await run.ask("GET", path)
    assert (found["status"], found["stats"]["delivered"], found["stats"]["unaddressable"]) == ("completed", 19, 1)
    assert [each["message"][:40] for each in found["errors"]] == ["A recipient could not be written to beca"]
    reached = [str(row[0]) for row in run.engine.read("SELECT recipient FROM message")]
    assert len(set(reached)) == len(reached) == 19


@pytest.mark.parametrize(("path", "table"), [("/Messages", "comms_message"), ("/Emails", "comms_post")])
async def test_what_waits_for_its_time_and_is_spoilt_meanwhile_fails_alone(run: Run, path: str, table: str) -> None:
    is_mail = path == "/Emails"
    body = {**MAIL, "to": addresses(9)} if is_mail else {"to": people(9), "content": {"text": "Hi"}}
    operation = await send(run, path, {**body, "schedule": {"send_at": [in_an_hour(run)]}})
    await until(run, operation, "scheduled", 9)
    spoil(run, f"UPDATE {table} SET body=? WHERE key=(SELECT key FROM {table} ORDER BY key LIMIT 1 OFFSET 4)", SPOILT)
    await run.idle()
    found = await run.ask("GET", operation)
    assert (found["status"], found["stats"]["delivered"], found["stats"]["failed"]) == ("completed", 8, 1)
    assert found["stats"]["total"] == found["stats"]["recipients"] == 9
    assert len(found["errors"]) == 1


async def count_of(run: Run, path: str, key: str) -> int:
    return len((await run.ask("GET", path))[key])


async def test_a_message_that_cannot_be_read_is_missing_from_its_list_and_named_in_the_log(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    tags = {"plan": "gold", "town": "Bonn"}
    await send(run, "/Messages", {"to": people(9), "content": {"text": "Hi"}, "tags": tags})
    await run.idle()
    place = "WHERE key=(SELECT key FROM comms_message ORDER BY key LIMIT 1 OFFSET 4)"
    [[key]] = run.engine.read(f"SELECT key FROM comms_message {place}")
    spoil(run, f"UPDATE comms_message SET body=?, tags='{{' {place}", SPOILT)
    assert await count_of(run, "/Messages", "messages") == 8
    [told] = caplog.records
    assert (told.getMessage(), vars(told)["table"], vars(told)["key"]) == (
        f"row.unreadable comms_message {key}",
        "comms_message",
        key,
    )
    first = await run.ask("GET", "/Messages?page_size=5")
    following = await run.ask("GET", f"/Messages?page_token={first['pagination']['next']}")
    assert len(first["messages"]) + len(following["messages"]) == 8
    assert await count_of(run, "/Messages?tags=plan:gold;town:Bonn", "messages") == 8


async def test_mails_are_listed_without_their_text_where_their_operation_cannot_be_read(run: Run) -> None:
    for word in ("Hi", "Ho"):
        await send(run, "/Emails", {**MAIL, "to": addresses(2), "content": {"subject": word, "html": word}})
    await run.idle()
    spoil(run, "UPDATE comms_operation SET terms=? WHERE key=(SELECT min(key) FROM comms_operation)", SPOILT)
    shown = (await run.ask("GET", "/Emails"))["emails"]
    assert [each["content"].get("subject") for each in shown] == ["Ho", "Ho", None, None]
    assert await count_of(run, "/Emails/Operations", "operations") == 1


async def until(run: Run, path: str, name: str, count: int) -> None:
    for _ in range(10_000):
        if (await run.ask("GET", path))["stats"][name] == count:
            return
        await asyncio.sleep(0)
    raise AssertionError(name)


async def test_a_disk_that_is_full_for_a_while_costs_nobody_their_message(run: Run) -> None:
    full = "CREATE TRIGGER full BEFORE INSERT ON comms_message BEGIN SELECT RAISE(FAIL, 'full'); END"
    run.engine._writer.execute(full)
    path = await send(run, "/Messages", {"to": people(30), "content": {"text": "Hi"}})
    await run.clock.advance(4_000)
    assert (await run.ask("GET", path))["stats"]["total"] == 0
    run.engine._writer.execute("DROP TRIGGER full")
    await run.idle()
    found = await run.ask("GET", path)
    assert (found["status"], found["stats"]["delivered"], found["errors"]) == ("completed", 30, [])


async def test_a_disk_that_takes_nothing_at_all_loses_nobody(run: Run) -> None:
    path = await send(run, "/Messages", {"to": people(3), "content": {"text": "Hi"}})
    full = "CREATE TRIGGER full BEFORE {} BEGIN SELECT RAISE(FAIL, 'full'); END"
    run.engine._writer.execute(full.format("DELETE ON comms_waiting"))
    for _ in range(8):  # past all tries, and past giving up, which the disk does not take either
        await run.clock.advance(60_000)
    assert (await run.ask("GET", path))["stats"]["total"] == 0
    run.engine._writer.execute("DROP TRIGGER full")
    await run.idle()
    assert (await run.ask("GET", path))["stats"]["delivered"] == 3


async def test_a_template_that_breaks_for_one_person_breaks_for_nobody_else(run: Run) -> None:
    told = ["a", "b", "x" * 1_000, "d"]  # 900 times the third is more than a message holds
    many = [{**person, "variables": {"n": each}} for person, each in zip(people(4), told, strict=True)]
    path = await send(run, "/Messages", {"to": many, "content": {"text": "{{n}}" * 900}})
    await run.idle()
    found = await run.ask("GET", path)
    assert (found["status"], found["errors"]) == ("completed", [])
    assert (found["stats"]["delivered"], found["stats"]["failed"]) == (3, 1)


@pytest.mark.parametrize("path", ["/Messages", "/Emails"])
async def test_cancelling_at_any_instant_is_answered_by_what_is_so(run: Run, path: str) -> None:
    """Cancels fall on every turn of the loop around beginning and completion, several of them at once."""
    codes: Counter[int] = Counter()

    async def cancel(operation: str, turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        answer = await run.ask("POST", f"{operation}/Cancel")
        codes[answer.get("status") if "errors" in answer and "id" not in answer else 200] += 1

    for turns in range(60):
        body = {**MAIL, "to": addresses(1)} if path == "/Emails" else {"to": people(1), "content": {"text": "Hi"}}
        operation = await send(run, path, body)
        await asyncio.gather(*(cancel(operation, turns + more) for more in (0, 0, 1)))
        await run.idle()
        found = await run.ask("GET", operation)
        assert found["stats"]["total"] == sum(
            found["stats"][each] for each in ("delivered", "undelivered", "failed", "canceled")
        )
    assert set(codes) == {200, 409}
