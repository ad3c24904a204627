"""The test clock: hours pass in a moment, in order, and a seeded run repeats."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

Ask = Callable[[Callable[[], Any]], Any]
HANDSET = "+14155550160"


SETTINGS = {"clock": "test", "clock_start": "2026-03-01T12:00:00Z", "sender_rate": "real", "sim_latency_ms": "100"}


@pytest.fixture(scope="module")
def shared(start_module: Any) -> Any:
    return start_module(allow_reset="true", **SETTINGS)


@pytest.fixture
def frozen(shared: Any) -> Iterator[Any]:
    yield shared
    shared.control("POST", "reset")


def send(live: Any, count: int = 1, **more: Any) -> list[str]:
    given = {"to": HANDSET, "from_": live.number, "body": "tick", **more}
    return [str(live.client().messages.create(**given).sid) for _ in range(count)]


def advance(live: Any, seconds: int) -> str:
    return str(live.control("POST", "clock", {"advance_s": seconds})["now"])


def statuses(live: Any) -> list[str]:
    return [str(message.status) for message in live.client().messages.list(to=HANDSET)]


def test_the_clock_stands_still_until_it_is_moved(launch: Any) -> None:
    frozen = launch(**SETTINGS)
    assert frozen.control("GET", "clock") == {"now": "2026-03-01T12:00:00Z", "frozen": True}
    assert advance(frozen, 90) == "2026-03-01T12:01:30Z"
    moved = frozen.control("POST", "clock", {"to": "2026-03-02T00:00:00Z"})
    assert moved["now"] == "2026-03-02T00:00:00Z"


@pytest.mark.parametrize(
    "given",
    [{}, {"advance_s": -1}, {"advance_s": 1, "until": "idle"}, {"to": "2020-01-01T00:00:00Z"}, {"until": "doomsday"}],
)
def test_a_move_that_makes_no_sense_is_refused(frozen: Any, given: dict[str, object]) -> None:
    body = json.dumps(given).encode()
    status, _, answer = frozen.raw("POST", "/cordboard/v1/clock", body, content_type="application/json")
    assert (status, json.loads(answer)["code"]) == (400, 90002)


def test_the_systems_clock_cannot_be_moved(launch: Any) -> None:
    live = launch()
    status, _, answer = live.raw("POST", "/cordboard/v1/clock", b'{"advance_s": 1}', content_type="application/json")
    assert (status, json.loads(answer)["code"]) == (409, 90004)


def test_a_long_code_sends_a_segment_a_second(frozen: Any) -> None:
    send(frozen, 20)
    advance(frozen, 10)
    sent = [status for status in statuses(frozen) if status != "queued"]
    assert len(sent) == 11  # the first at once, then one each second
    advance(frozen, 10)
    assert statuses(frozen) == ["delivered"] * 20
    times = [message.date_sent for message in reversed(frozen.client().messages.list(to=HANDSET))]
    assert [(time - times[0]).total_seconds() for time in times] == list(range(20))


def test_a_long_text_counts_each_of_its_segments(frozen: Any) -> None:
    send(frozen, 1, body="a" * 400)  # three segments of 153
    [second] = send(frozen, 1)
    advance(frozen, 2)
    assert frozen.client().messages(second).fetch().status == "queued"
    advance(frozen, 1)
    assert frozen.client().messages(second).fetch().status in ("sent", "delivered")


def test_messages_of_one_sender_arrive_in_the_order_of_their_acceptance(frozen: Any) -> None:
    for index in range(10):
        send(frozen, 1, body=f"number {index}")
    frozen.control("POST", "clock", {"until": "idle"})
    assert [each["body"] for each in frozen.inbox(HANDSET)] == [f"number {index}" for index in range(10)]


def test_a_message_that_waits_longer_than_its_validity_fails_with_30001(frozen: Any) -> None:
    send(frozen, 30)
    [late] = send(frozen, 1, validity_period=10)
    advance(frozen, 60)
    found = frozen.client().messages(late).fetch()
    assert (found.status, found.error_code) == ("failed", 30001)


def test_a_queue_of_ten_hours_is_full_and_empties(launch: Any) -> None:
    live = launch(clock="test", sender_rate="0.01", sim_latency_ms="0")
    # 0.01 segments a second are 360 in ten hours; the first leaves the queue at once.
    client = live.client()
    for _ in range(36):
        client.messages.create(to=HANDSET, from_=live.number, body="a" * 1530)
    live.control("POST", "clock", {"advance_s": 0})
    client.messages.create(to=HANDSET, from_=live.number, body="a" * 1530)
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=HANDSET, from_=live.number, body="one too many")
    assert (refused.value.status, refused.value.code) == (429, 21611)
    before = datetime.fromisoformat(live.control("GET", "clock")["now"])
    after = datetime.fromisoformat(live.control("POST", "clock", {"until": "idle"})["now"])
    assert after - before >= timedelta(hours=9)
    assert {message.status for message in client.messages.list(to=HANDSET)} == {"delivered"}


def test_a_handset_that_stays_off_never_gets_an_expired_message(frozen: Any) -> None:
    frozen.control("PUT", f"handsets/%2B{HANDSET[1:]}", {"condition": "off"})
    [sid] = send(frozen, 1, validity_period=600)
    advance(frozen, 599)
    assert frozen.client().messages(sid).fetch().status == "sent"
    advance(frozen, 2)
    found = frozen.client().messages(sid).fetch()
    assert (found.status, found.error_code) == ("undelivered", 30003)
    assert frozen.inbox(HANDSET) == []


def test_a_seeded_run_repeats_exactly(launch: Any, tmp_path: Any) -> None:
    def run(name: str) -> list[object]:
        live = launch(
            tmp_path / name,
            clock="test",
            seed="42",
            sender_rate="real",
            account_sid="AC" + "0" * 32,
            auth_token="f" * 32,
        )
        live.control("PUT", f"handsets/%2B{HANDSET[1:]}", {"condition": "lossy"})
        for index in range(12):
            send(live, 1, body=f"number {index}")
        live.control("POST", "clock", {"until": "idle"})
        found = live.client().messages.list(to=HANDSET)
        return [(m.sid, m.status, m.body, m.date_sent, m.date_updated, m.error_code) for m in found]

    first = run("first")
    assert first == run("second")
    assert len({each[1] for each in first}) == 2  # some are lost, some arrive
