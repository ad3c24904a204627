"""Events on their way into one web hook that takes them in batches, from a store in which they wait.

The events are those that a crash would have left: the server starts, takes them up, and is done when none is left.
What it costs to write them is measured by itself, as units of the store.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

from bench.client import drive
from bench.figure import Better, Check, Figure, Outcome
from bench.plan import Plan
from bench.server import running, serve_command
from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.base.sid import SidMaker
from cordboard.events.event import written
from cordboard.events.messaging import of_message
from cordboard.messaging.message import Direction, Message, Status
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault

EVENTS, TARGET_S = 50_000, 5_000
PATIENCE_S = 60
ADD = "INSERT INTO event (sink_sid, due_ms, at_ms, attempts, body) VALUES (?,?,?,0,?)"


def events(plan: Plan) -> Outcome:
    """Measure how fast what waits is delivered, and what it costs to write it."""
    folder = plan.fresh_folder()
    with _sink() as (url, counted):
        with running(serve_command(folder), plan.cores) as server:
            configuration = json.dumps({"destination": url, "batch_events": True})
            form = {"Description": "Log", "SinkType": "webhook", "SinkConfiguration": configuration}
            [reply] = drive(server.address, [server.request("POST", "/events/v1/Sinks", urlencode(form).encode())])
            sink_sid = json.loads(reply.body)["sid"]
        _seed(folder / "cordboard.db", sink_sid)
        with running(serve_command(folder), plan.cores) as server:
            until = time.monotonic() + PATIENCE_S
            while sum(count for _, count in counted) < EVENTS and time.monotonic() < until:
                time.sleep(0.02)
            cpu_s = server.cpu_s()
        took_s = counted[-1][0] - counted[0][0]
        arrived = sum(count for _, count in counted)
    figures = [
        # The first batch began the measurement, so that its events do not count.
        Figure(
            name="events into one sink",
            value=(arrived - counted[0][1]) / took_s,
            unit="/s",
            target=TARGET_S,
            better=Better.HIGHER,
        ),
        Figure(name="requests", value=len(counted), unit=""),
        Figure(name="processor time of the server, its start included", value=cpu_s, unit="s"),
        Figure(name="writing an event beside a message", value=_writing_us(plan.fresh_folder()), unit="µs"),
    ]
    with closing(sqlite3.connect(folder / "cordboard.db")) as store:
        (left,) = store.execute("SELECT count(*) FROM event").fetchone()
    checks = [
        Check(name="every event came", passed=arrived == EVENTS, detail=f"{arrived:,} of {EVENTS:,}"),
        Check(name="none is left", passed=left == 0, detail=f"{left} left"),
    ]
    return Outcome(figures=figures, checks=checks)


@contextmanager
def _sink() -> Iterator[tuple[str, list[tuple[float, int]]]]:
    """Run a sink; the list tells of each request when it came and how many events were in it."""
    counted: list[tuple[float, int]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            counted.append((time.monotonic(), body.count(b'"specversion"')))
            self.wfile.write(b"HTTP/1.1 204 No Content\r\n\r\n")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", counted
    server.shutdown()
    thread.join()
    server.server_close()


def _message(account_sid: str, sid: str) -> Message:
    return Message(
        sid=sid,
        account_sid=account_sid,
        direction=Direction.API,
        sender="+12015550100",
        recipient="+14155550190",
        body="We open at nine.",
        status=Status.QUEUED,
        num_segments=1,
        created_ms=1_800_000_000_000,
        updated_ms=1_800_000_000_000,
    )


def _seed(path: Path, sink_sid: str) -> None:
    now_ms = time.time_ns() // 1_000_000
    with closing(sqlite3.connect(path)) as store, store:
        for number in range(EVENTS):
            message = _message("AC" + "1" * 32, f"SM{number:032x}")
            event = of_message(f"EZ{number:032x}", message)
            assert event is not None
            store.execute(ADD, (sink_sid, now_ms, now_ms, written(event)))


def _writing_us(folder: Path, messages: int = 5000) -> float:
    """Return how much longer a message takes to write where somebody subscribed to it."""
    without, with_events = (min(_write_s(folder, messages, watched) for _ in range(3)) for watched in (False, True))
    return (with_events - without) / messages * 1e6


def _write_s(folder: Path, messages: int, is_watched: bool) -> float:
    account_sid = "AC" + "1" * 32
    sids = SidMaker(lambda: time.time_ns() // 1_000_000, lambda: 7)

    async def write() -> float:
        engine = Engine(folder / f"{time.monotonic_ns()}.db", Outbox(), Feed())
        store = SqliteStore(engine, AesVault(b"k" * 32), sids)
        if is_watched:
            store.streams.watch(account_sid, [("DG1", ["com.twilio.messaging.message.queued"])])
        begun = time.process_time()
        done = []
        for _ in range(messages):
            unit = store.unit()
            unit.add_message(_message(account_sid, sids.sid("SM")))
            done.append(unit.commit())
        await asyncio.gather(*done)
        took_s = time.process_time() - begun
        engine.close()
        return took_s

    return asyncio.run(write())
