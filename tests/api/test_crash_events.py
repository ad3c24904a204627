"""Kill -9 while messages are sent and their sink is away: every change of state is told after the restart."""

from __future__ import annotations

import json
import threading
from collections import Counter, defaultdict
from typing import Any

from event_receiver import receiving, stream
from http_server import Handler, serving

MESSAGE = "com.twilio.messaging.message"
STATES = {f"{MESSAGE}.{state}" for state in ("queued", "sent", "delivered")}


def test_no_event_of_what_was_answered_is_lost(launch: Any, tmp_path: Any, eventually: Any) -> None:
    told: defaultdict[str, set[str]] = defaultdict(set)
    is_away = threading.Event()

    class Sink(Handler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if not is_away.is_set():
                for event in json.loads(body):
                    told[event["source"]].add(event["type"])
            self.send_response(503 if is_away.is_set() else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with serving(Sink) as port:
        settings = {"account_sid": "AC" + "2" * 32, "auth_token": "e" * 32, "sim_latency_ms": "5"}
        live = launch(tmp_path / "data", **settings)
        client = live.client()
        given = {"destination": f"http://127.0.0.1:{port}/", "batch_events": True}
        sink = client.events.v1.sinks.create(description="Log", sink_configuration=given, sink_type="webhook")
        types = [{"type": each} for each in STATES]
        client.events.v1.subscriptions.create(description="All", sink_sid=sink.sid, types=types)
        is_away.set()
        sent = [client.messages.create(to="+14155550190", from_=live.number, body="load").sid for _ in range(100)]
        live.process.kill()
        live.process.wait()
        is_away.clear()
        launch(tmp_path / "data", **settings)
        assert eventually(lambda: all(told[sid] == STATES for sid in sent))


def test_the_end_of_what_was_going_on_at_a_crash_is_told_after_it(launch: Any, tmp_path: Any, eventually: Any) -> None:
    voice, settings = "com.twilio.voice.status-callback", {"account_sid": "AC" + "2" * 32, "auth_token": "e" * 32}
    ends = [f"{voice}.{each}" for each in ("call.completed", "conference.updated", "recording.processed")]
    with receiving() as receiver:
        live = launch(tmp_path / "data", **settings)
        for number in ("%2B14155550190", "%2B14155550191"):
            live.control("PUT", f"handsets/{number}", {"voice_script": [{"action": "answer"}]})
        room = live.client().conferences("Room").participants
        ann = room.create(to="+14155550190", from_=live.number, conference_record="true")
        room.create(to="+14155550191", from_=live.number)
        assert eventually(lambda: live.client().conferences(ann.conference_sid).fetch().status == "in-progress")
        stream(live.client(), ends, f"{receiver.url}/ends")
        live.client().calls(ann.call_sid).recordings.create()
        [before] = receiver.events(1)
        assert before["type"] == ends[2]
        live.process.kill()
        live.process.wait()
        launch(tmp_path / "data", **settings)
        told = receiver.new_events(5, {before["id"]})
    found = Counter(event["type"] for event in told)
    assert found[ends[0]] == 2
    assert (found[ends[1]], found[ends[2]]) == (1, 2)
