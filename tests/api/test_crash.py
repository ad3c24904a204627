"""Kill -9 in the middle of a load: what was answered is kept, goes on after a restart, and every web hook is made."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from typing import Any

from twilio.base.exceptions import TwilioException

HANDSET = "+14155550190"
FINAL = {"delivered", "undelivered", "failed"}


def load(live: Any, url: str, accepted: list[str], stop: threading.Event) -> None:
    """Send until the server is gone; keep the SID of each message that was answered with 201."""
    client = live.client()
    client.http_client.timeout = 10
    while not stop.is_set():
        try:
            message = client.messages.create(to=HANDSET, from_=live.number, body="load", status_callback=url)
        except (TwilioException, OSError):
            return
        accepted.append(message.sid)


def test_a_kill_in_the_middle_of_a_load_loses_nothing(launch: Any, application: Any, tmp_path: Any) -> None:
    url, accepted, stop = f"{application.url}/status", list[str](), threading.Event()
    folder, told = tmp_path / "data", defaultdict[str, list[str]](list)

    def collect() -> None:
        while not application.arrived.empty():
            hook = application.next()
            told[hook.given["MessageSid"]].append(hook.given["MessageStatus"])

    for _ in range(2):  # killed twice: the second time while it is still at the work of the first
        live = launch(folder, sim_latency_ms="200", account_sid="AC" + "2" * 32, auth_token="e" * 32)
        before = len(accepted)
        threads = [threading.Thread(target=load, args=(live, url, accepted, stop)) for _ in range(4)]
        for thread in threads:
            thread.start()
        while len(accepted) < before + 200:
            time.sleep(0.01)
        live.process.kill()
        for thread in threads:
            thread.join()
        live.process.wait()
    live = launch(folder, sim_latency_ms="10", account_sid="AC" + "2" * 32, auth_token="e" * 32)
    until = time.monotonic() + 30
    stored: dict[str, str] = {}
    while time.monotonic() < until:
        stored = {message.sid: message.status for message in live.client().messages.list(to=HANDSET)}
        collect()
        if set(stored.values()) <= FINAL and all(told[sid][-1:] == ["delivered"] for sid in accepted):
            break
        time.sleep(0.1)
    assert len(accepted) == len(set(accepted)) >= 400
    assert [sid for sid in accepted if sid not in stored] == []
    assert set(stored.values()) == {"delivered"}
    # At least once, and in order: a state that a crash repeats comes before the next.
    order = {"sent": 0, "delivered": 1}
    for sid in stored:
        assert {"sent", "delivered"} == set(told[sid])
        assert [order[status] for status in told[sid]] == sorted(order[status] for status in told[sid])
    shown = [each["sid"] for each in live.inbox(HANDSET)]
    assert len(shown) == len(set(shown))
    assert live.control("GET", f"webhooks?sid={accepted[0]}")["webhooks"]


def test_what_waited_in_a_queue_waits_there_again(launch: Any, tmp_path: Any) -> None:
    folder = tmp_path / "data"
    settings = {"sender_rate": "2", "account_sid": "AC" + "3" * 32, "auth_token": "d" * 32, "sim_latency_ms": "0"}
    live = launch(folder, **settings)
    for index in range(6):
        live.client().messages.create(to=HANDSET, from_=live.number, body=f"number {index}")
    live.process.kill()
    live.process.wait()
    live = launch(folder, **settings)
    until = time.monotonic() + 20
    while len(shown := live.inbox(HANDSET)) < 6 and time.monotonic() < until:
        time.sleep(0.05)
    assert [each["body"] for each in shown] == [f"number {index}" for index in range(6)]


def test_a_graceful_stop_writes_everything(launch: Any, tmp_path: Any) -> None:
    import signal

    live = launch(tmp_path / "data", account_sid="AC" + "4" * 32, auth_token="c" * 32)
    sid = live.client().messages.create(to=HANDSET, from_=live.number, body="before the stop").sid
    live.process.send_signal(signal.SIGTERM)
    assert live.process.wait(timeout=20) == 0
    live = launch(tmp_path / "data", account_sid="AC" + "4" * 32, auth_token="c" * 32)
    requests = live.control("GET", "requests")["requests"]
    assert "CreateMessage" in {each["operation"] for each in requests}
    assert live.client().messages(sid).fetch().body == "before the stop"
