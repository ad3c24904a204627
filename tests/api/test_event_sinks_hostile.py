"""Sinks that hang, refuse, redirect and ramble: each gets its events as the reference says, and holds up no other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest

from event_receiver import Receiver, Reply, receiving, stream

HANDSET = "+14155550190"
SENT = "com.twilio.messaging.message.sent"
FOUR_HOURS_S = 4 * 3600


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as known:
        yield known


@pytest.fixture(scope="module")
def server(start_module: Any, receiver: Receiver) -> Any:
    """Run a server whose clock stands still until it is moved."""
    return start_module(clock="test", clock_start="2026-03-01T12:00:00Z", segment_url=receiver.url)


@pytest.fixture
def client(server: Any, receiver: Receiver) -> Iterator[Any]:
    """Return the official client; its streams are ended behind the test, so that they tell of it alone."""
    receiver.waiting()
    found = server.client()
    yield found
    for subscription in found.events.v1.subscriptions.list():
        subscription.delete()
    for sink in found.events.v1.sinks.list():
        sink.delete()


def send(server: Any, seconds: int = 0) -> str:
    """Send a message, and let time pass."""
    sid = str(server.client().messages.create(to=HANDSET, from_=server.number, body="Hello").sid)
    pass_s(server, seconds)
    return sid


def pass_s(server: Any, seconds: int) -> None:
    server.control("POST", "clock", {"advance_s": seconds})


def notes(server: Any, place: str) -> list[tuple[str, str]]:
    """Return code and sentence of what went wrong with a sink."""
    found = server.client().api.account.notifications.list()
    return [
        (each.error_code, parse_qs(each.message_text)["Msg"][0]) for each in found if place in (each.request_url or "")
    ]


def test_a_sink_that_hangs_delays_no_other_and_is_late_after_five_seconds(
    live: Any, receiver: Receiver, eventually: Any
) -> None:
    held = threading.Event()
    receiver.answers["/hangs"] = [Reply(held=held)]
    for place in ("hangs", "quick"):
        stream(live.client(), [SENT], f"{receiver.url}/{place}")
    sids = [str(live.client().messages.create(to=HANDSET, from_=live.number, body="Hello").sid) for _ in range(3)]
    quick: list[str] = []
    while len(quick) < 3:
        asked = receiver.arrived.get(timeout=4)  # sooner than the other is given up
        quick += [each["source"] for each in asked.events if "/quick" in asked.url]
    assert sorted(quick) == sorted(sids)
    [(code, _)] = eventually(lambda: notes(live, "/hangs"))
    assert code == "91308"
    held.set()


def test_a_sink_that_is_away_is_tried_for_four_hours_and_not_longer(
    server: Any, client: Any, receiver: Receiver
) -> None:
    receiver.answers["/away"] = [503, 429] * 200
    stream(client, [SENT], f"{receiver.url}/away")
    send(server, FOUR_HOURS_S + 1)
    tried = receiver.waiting()
    # Waits of half to all of 1, 2, 4 ... 512 seconds and then 600: all of them are 34 attempts, halves are 56.
    assert 30 < len(tried) < 60
    assert len({event["id"] for event in tried}) == 1
    pass_s(server, FOUR_HOURS_S)
    assert receiver.waiting() == []


def test_redirects_are_not_followed_and_come_again_as_errors_do(server: Any, client: Any, receiver: Receiver) -> None:
    inside = "http://169.254.169.254/latest/meta-data"
    places = [("/moved", f"{receiver.url}/elsewhere"), ("/inside", inside), ("/loop", "/loop")]
    for path, location in places:
        receiver.answers[path] = [Reply(307, (("Location", location),))]
        stream(client, [SENT], receiver.url + path)
    send(server, 5)
    asked = [receiver.arrived.get(timeout=5).url.partition("?")[0] for _ in range(6)]
    assert sorted(asked) == sorted(2 * [receiver.url + path for path, _ in places])
    assert receiver.waiting() == []


@pytest.mark.parametrize(("status", "times"), [(200, 1), (410, 1), (500, 2)])
def test_what_a_sink_says_at_length_is_not_read_and_its_status_counts(
    server: Any, client: Any, receiver: Receiver, status: int, times: int
) -> None:
    receiver.answers["/long"] = [Reply(status, body=b"x" * (1 << 20))]
    stream(client, [SENT], f"{receiver.url}/long")
    send(server, 5)
    assert len(receiver.waiting()) == times


def test_sinks_that_are_told_of_one_another_and_both_fail_come_to_rest(
    server: Any, client: Any, receiver: Receiver
) -> None:
    for place in ("/one", "/other"):
        receiver.answers[place] = [410] * 1000
        stream(client, [SENT, "com.twilio.error-logs.error.logged"], receiver.url + place)
    send(server, 60)
    # Each is told of the message, of the other's failure with it, and of nothing that follows from that.
    assert 2 <= len(receiver.waiting()) <= 6
    pass_s(server, FOUR_HOURS_S)
    assert receiver.waiting() == []


def test_a_sink_at_a_place_that_is_nobodys_business_is_never_called(server: Any, client: Any, eventually: Any) -> None:
    stream(client, [SENT], "http://169.254.169.254/latest")
    send(server)
    [(code, _), *_] = eventually(lambda: notes(server, "169.254.169.254"))
    assert code == "93101"


SEGMENT = {"description": "Log", "sink_configuration": {"write_key": "key"}, "sink_type": "segment"}


def test_a_sink_that_refuses_its_test_has_failed_and_may_be_tested_again(
    server: Any, client: Any, receiver: Receiver
) -> None:
    receiver.answers["/v1/batch"] = [401]
    sink = client.events.v1.sinks.create(**SEGMENT)
    assert sink.status == "initialized"
    sink.sink_test.create()
    pass_s(server, 0)
    assert sink.fetch().status == "failed"
    sink.sink_test.create()
    assert sink.fetch().status == "validating"


def test_a_sink_that_is_not_reached_within_four_hours_of_its_test_has_failed(
    server: Any, client: Any, receiver: Receiver
) -> None:
    receiver.answers["/v1/batch"] = [503] * 200
    sink = client.events.v1.sinks.create(**SEGMENT)
    sink.sink_test.create()
    pass_s(server, FOUR_HOURS_S // 2)
    assert sink.fetch().status == "validating"
    pass_s(server, FOUR_HOURS_S)
    assert [each.sid for each in client.events.v1.sinks.list(status="failed")] == [sink.sid]
