"""What happens, as server-sent events: from now on, from a place on, and after a restart."""

from __future__ import annotations

import http.client
import json
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

HANDSET = "+14155550190"


@contextmanager
def reading(live: Any, query: str = "", **headers: str) -> Iterator[Iterator[dict[str, str]]]:
    """Open a stream of events and read it, one event after another; comments are left out."""
    parts = urlsplit(live.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    basic = b64encode(f"{live.account_sid}:{live.auth_token}".encode()).decode()
    connection.request("GET", f"/cordboard/v1/events{query}", headers={"Authorization": f"Basic {basic}", **headers})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/event-stream")
    assert answer.readline() + answer.readline() != b""

    def events() -> Iterator[dict[str, str]]:
        found: dict[str, str] = {}
        while line := answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            found[name] = value
            if name == "data":
                answer.readline()
                yield found
                found = {}

    try:
        yield events()
    finally:
        answer.close()
        connection.close()


def states(live: Any, sid: str, events: Iterator[dict[str, str]], last: str) -> list[dict[str, str]]:
    """Read until a message is in a state; return what was told of it."""
    found = []
    for event in events:
        data = json.loads(event["data"])
        if data.get("sid") == sid:
            found.append(event)
            if data["state"] == last:
                break
    return found


def send(live: Any) -> str:
    return str(live.client().messages.create(to=HANDSET, from_=live.number, body="Hello").sid)


def test_what_happens_is_told_and_a_reader_goes_on_where_it_was(live: Any) -> None:
    with reading(live) as events:
        sid = send(live)
        told = states(live, sid, events, "delivered")
    assert [json.loads(event["data"])["type"] for event in told] == [
        "message.queued",
        "message.sent",
        "message.delivered",
    ]
    assert {event["event"] for event in told} == {"message"}
    with reading(live, **{"Last-Event-ID": told[0]["id"]}) as events:
        assert [event["id"] for event in states(live, sid, events, "delivered")] == [each["id"] for each in told[1:]]
    with reading(live, "?last_event_id=0") as events:
        assert states(live, sid, events, "delivered") == told


def test_only_what_is_asked_for_is_told(live: Any) -> None:
    with reading(live, f"?type=message.sent&account_sid={live.account_sid}") as events:
        sid = send(live)
        assert json.loads(next(events)["data"]) | {"at": ""} == {
            "at": "",
            "type": "message.sent",
            "account_sid": live.account_sid,
            "sid": sid,
            "state": "sent",
        }


def test_a_reader_goes_on_after_a_stop_and_is_told_to_begin_again_after_a_crash(launch: Any, tmp_path: Any) -> None:
    live = launch(tmp_path / "data")
    with reading(live) as events:
        sid = send(live)
        first = next(events)
        live.process.terminate()  # ends streams, too: a stop does not wait for readers
        assert live.process.wait(timeout=8) == 0
    again = launch(tmp_path / "data")
    with reading(again, **{"Last-Event-ID": first["id"]}) as events:
        told = [next(events) for _ in range(2)]  # as if nobody had stopped
        assert [each["event"] for each in told] == ["message"] * 2
        assert {json.loads(each["data"])["sid"] for each in told} == {sid}
        last = told[-1]["id"]
        assert last.partition("-")[0] == first["id"].partition("-")[0]
    again.process.kill()
    again.process.wait()
    crashed = launch(tmp_path / "data")
    with reading(crashed, **{"Last-Event-ID": last}) as events:
        assert next(events)["event"] == "restart"
        sid = send(crashed)
        assert len(states(crashed, sid, events, "delivered")) == 3


def test_only_the_owner_may_read_and_only_from_a_place(live: Any) -> None:
    branch = live.client().api.accounts.create(friendly_name="Branch")
    status, _, _ = live.raw("GET", "/cordboard/v1/events", auth=(branch.sid, branch.auth_token))
    assert status == 403
    status, _, body = live.raw("GET", "/cordboard/v1/events?last_event_id=%0Aid:%201")
    assert (status, json.loads(body)["code"]) == (400, 90002)


def test_who_does_not_read_holds_up_nobody(live: Any) -> None:
    parts = urlsplit(live.url)
    basic = b64encode(f"{live.account_sid}:{live.auth_token}".encode()).decode()
    request = f"GET /cordboard/v1/events HTTP/1.1\r\nHost: here\r\nAuthorization: Basic {basic}\r\n\r\n"
    with socket.create_connection((parts.hostname, parts.port)) as deaf:
        deaf.sendall(request.encode())
        with reading(live) as events:
            sid = send(live)
            assert len(states(live, sid, events, "delivered")) == 3


def test_a_hundred_readers_are_told_the_same(live: Any) -> None:
    with ExitStack() as stack:
        readers = [stack.enter_context(reading(live)) for _ in range(100)]
        sid = send(live)
        told = [states(live, sid, events, "delivered") for events in readers]
    assert len(told[0]) == 3
    assert all(each == told[0] for each in told)


def test_the_latest_can_be_told_first(live: Any) -> None:
    with reading(live) as events:
        states(live, sid := send(live), events, "delivered")
    with reading(live, "?latest=1") as events:
        told = json.loads(next(events)["data"])
    assert (told["sid"], told["type"]) == (sid, "message.delivered")


def test_decisions_about_agents_and_their_questions_are_told(live: Any) -> None:
    key = live.control("POST", "agents", {"name": "asking"})["api_key"]
    rule = {"for": "messaging.create", "approve": {"when": "always"}}
    live.control("PUT", "agents/asking/policy", {"areas": {"messaging": "send"}, "rules": [rule]})
    path = f"/2010-04-01/Accounts/{live.account_sid}/Messages.json"
    with reading(live) as events:
        body = f"To=%2B14155550190&From={live.number.replace('+', '%2B')}&Body=Hello".encode()
        held = json.loads(live.raw("POST", path, body, auth=(key["sid"], key["secret"]))[2])["details"]
        told = {json.loads(next(events)["data"])["type"] for _ in range(2)}
        assert told == {"decision.hold", "approval.pending"}
        live.control("POST", f"approvals/{held['approval_id']}", {"decision": "approve"})
        answered = json.loads(next(events)["data"])
    assert (answered["type"], answered["sid"]) == ("approval.approved", held["approval_id"])


def test_what_an_act_of_an_agent_leads_to_is_told_by_its_row(live: Any) -> None:
    key = live.control("POST", "agents", {"name": "calling"})["api_key"]
    live.control("PUT", "agents/calling/policy", {"areas": {"voice": "send"}})
    steps = [{"action": "answer"}, {"action": "hangup", "after_s": 3}]
    live.control("PUT", f"handsets/{HANDSET.replace('+', '%2B')}", {"condition": "on", "voice_script": steps})
    twiml = f"<Response><Sms to='{HANDSET}'>Hello</Sms></Response>"
    with reading(live, "?type=judgement") as events:
        live.client(key["sid"], key["secret"]).calls.create(to=HANDSET, from_=live.number, twiml=twiml)
        told = json.loads(next(events)["data"])
    assert told["type"] == "judgement.deny"
    [row] = live.control("GET", "audit?agent=calling&decision=deny")["audit"]
    assert (row["kind"], str(row["seq"])) == ("judgement", told["sid"])
