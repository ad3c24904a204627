"""Operations keep their word: figures add up at every moment, through crashes and cancellations; schedules hold."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordboard.catalogue.dates import iso8601
from cordboard.catalogue.request import Request
from cordboard.clocks import FrozenClock
from cordboard.settings import ClockKind, Settings
from cordboard.store.sqlite.engine import Engine
from cordboard.wiring.running import Server
from cordboard.wiring.server import make_server

ACCOUNT, TOKEN = "AC" + "1" * 32, "t" * 32
COUNTED = ("scheduled", "queued", "sent", "delivered", "read", "undelivered", "failed", "canceled")
# Who cannot be reached, or only over the second of two ways.
UNREACHABLE = "+12065559999"


class Run:
    """A server in this process, whose disk can be taken away from under it as a crash does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: Server

    @property
    def engine(self) -> Engine:
        return self.server.parts.ground.engine

    @property
    def clock(self) -> FrozenClock:
        clock = self.server.parts.ground.clock
        assert isinstance(clock, FrozenClock)
        return clock

    async def start(self) -> None:
        self.server = await make_server(
            Settings(data=self.folder, clock=ClockKind.TEST, account_sid=ACCOUNT, auth_token=TOKEN, seed=1)
        )
        self.server.parts.ground.url = "http://localhost"
        await self.server.resume()

    async def crash(self) -> None:
        """Go on in a new process with what was on the disk at this moment."""
        left = Path(tempfile.mkdtemp(dir=self.folder.parent))
        for each in self.folder.iterdir():
            if each.suffix != ".lock":
                shutil.copy(each, left / each.name)
        await self.end()
        self.folder = left
        await self.start()

    async def end(self) -> None:
        await self.server.close()

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        credentials = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        headers = {"host": "localhost", "authorization": f"Basic {credentials}"}
        data = b"" if body is None else json.dumps(body).encode()
        route, _, query = path.partition("?")
        answer = await self.server.gate.answer(Request(method, f"/comms/v1{route}", query, headers, data))
        return json.loads(answer.body)

    async def checked(self, path: str, people: int) -> Any:
        """Ask for an operation, and compare it with the rows of the same moment: a commit may end at any time."""
        read = self.engine.read
        read("BEGIN")
        operation = await self.ask("GET", path)
        self._compare(operation, people)
        read("COMMIT")
        return operation

    def _compare(self, operation: Any, people: int) -> None:
        stats = operation["stats"]
        read = self.engine.read
        rows = Counter(str(row[0]) for row in read("SELECT status FROM comms_message WHERE operation_key IS NOT NULL"))
        [[waiting]] = read("SELECT waiting FROM comms_operation")
        tried = read("SELECT body FROM comms_message WHERE operation_key IS NOT NULL")
        attempts = [each for row in tried for each in json.loads(bytes(row[0]))["attempts"]]
        assert {name: stats[name] for name in COUNTED} == {name: rows[name] for name in COUNTED}
        assert stats["total"] == sum(stats[name] for name in COUNTED)
        assert stats["total"] + stats["unaddressable"] + waiting == stats["recipients"] == people
        assert stats["attempts"] == len(attempts)
        if operation["status"] == "completed":
            assert waiting == stats["queued"] == stats["scheduled"] == 0

    async def idle(self) -> None:
        await self.clock.advance(None)


def recipient(place: int) -> dict[str, Any]:
    number = f"+1206555{place:04d}"
    if place % 5 == 3:
        return {"addresses": [{"address": UNREACHABLE}, {"address": number}]}
    if place % 5 == 4:
        return {"address": number, "channel": "whatsapp"}  # nobody here sends over WhatsApp
    return {"address": number}


EVENTS = st.lists(st.tuples(st.sampled_from(["turns", "crash", "cancel"]), st.integers(1, 60)), max_size=5)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people=st.integers(1, 600), is_scheduled=st.booleans(), events=EVENTS)
def test_figures_add_up_at_every_moment_through_crashes_and_cancellations(
    people: int, is_scheduled: bool, events: list[tuple[str, int]]
) -> None:
    asyncio.run(play(people, is_scheduled, events))


async def play(people: int, is_scheduled: bool, events: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder) / "data")
        run.folder.mkdir()
        await run.start()
        handset = "INSERT INTO handset (number, condition) VALUES (?, 'unreachable')"
        run.engine._writer.execute(handset, (UNREACHABLE,))
        run.server.parts.messaging.simulator.load(await run.server.parts.ground.store.handsets())
        body: dict[str, Any] = {"to": [recipient(place) for place in range(people)], "content": {"text": "x"}}
        if is_scheduled:
            body["schedule"] = {"send_at": [in_an_hour(run)]}
        accepted = await run.ask("POST", "/Messages", body)
        path = f"/Messages/Operations/{accepted['operationId']}"
        for name, turns in events:
            for _ in range(turns):
                await asyncio.sleep(0)
                await run.checked(path, people)
            if name == "crash":
                await run.crash()
            elif name == "cancel":
                await run.ask("POST", f"{path}/Cancel")
            await run.checked(path, people)
        await run.idle()
        operation = await run.checked(path, people)
        await finished(run, operation, people, is_canceled=any(name == "cancel" for name, _ in events))
        await run.end()


def in_an_hour(run: Run) -> str:
    return iso8601(run.clock.now_ms() + 3_600_000)


async def finished(run: Run, operation: Any, people: int, *, is_canceled: bool) -> None:
    """Each recipient has exactly one message, and each attempt exactly one ordinary message."""
    stats = operation["stats"]
    assert operation["status"] in (("completed", "canceled") if is_canceled else ("completed",))
    assert stats["queued"] == stats["sent"] == stats["scheduled"] == 0
    unaddressable = sum(place % 5 == 4 for place in range(people))
    assert (stats["total"], stats["unaddressable"]) == (people - unaddressable, unaddressable)
    sql = "SELECT recipient FROM message WHERE direction='outbound-api' AND recipient<>?"
    sent = run.engine.read(sql, (UNREACHABLE,))
    reached = [str(row[0]) for row in sent]
    assert len(reached) == len(set(reached))
    if not is_canceled:
        assert len(reached) == people - unaddressable == stats["delivered"]


def test_a_scheduled_send_waits_for_its_time_and_is_then_sent(launch: Any) -> None:
    live = launch(clock="test", clock_start="2026-03-01T12:00:00Z")
    later = {"send_at": ["2026-03-02T08:00:00Z"]}
    body = {"to": [{"address": "+12065550130"}], "content": {"text": "later"}, "schedule": later}
    kind = "application/json"
    _, headers, _ = live.raw("POST", "/comms/v1/Messages", json.dumps(body).encode(), content_type=kind)
    path = f"/comms{headers['operation-location']}"
    live.control("POST", "clock", {"advance_s": 60})
    found = json.loads(live.raw("GET", path)[2])
    assert (found["status"], found["stats"]["scheduled"], found["stats"]["attempts"]) == ("scheduled", 1, 0)
    [message] = json.loads(live.raw("GET", "/comms/v1/Messages")[2])["messages"]
    assert (message["status"], message["scheduled_for"]) == ("scheduled", "2026-03-02T08:00:00Z")
    live.control("POST", "clock", {"to": "2026-03-02T07:59:59Z"})
    assert live.inbox("+12065550130") == []
    live.control("POST", "clock", {"until": "idle"})
    assert [each["body"] for each in live.inbox("+12065550130")] == ["later"]
    assert json.loads(live.raw("GET", path)[2])["status"] == "completed"


def test_a_scheduled_send_that_is_canceled_reaches_nobody(launch: Any) -> None:
    live = launch(clock="test", clock_start="2026-03-01T12:00:00Z")
    to = [{"address": f"+1206555{place:04d}"} for place in range(300)]
    body = {"to": to, "content": {"text": "never"}, "schedule": {"send_at": ["2026-03-02T08:00:00Z"]}}
    kind = "application/json"
    _, headers, _ = live.raw("POST", "/comms/v1/Messages", json.dumps(body).encode(), content_type=kind)
    path = f"/comms{headers['operation-location']}"
    live.control("POST", "clock", {"advance_s": 60})
    status, _, answer = live.raw("POST", f"{path}/Cancel")
    assert (status, json.loads(answer)["status"]) == (200, "canceled")
    live.control("POST", "clock", {"to": "2026-03-03T08:00:00Z"})
    found = json.loads(live.raw("GET", path)[2])
    assert (found["status"], found["stats"]["canceled"], found["stats"]["attempts"]) == ("canceled", 300, 0)
