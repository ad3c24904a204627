"""Everything that happens in a scenario is told, and each event is as its own schema says, fetched from the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft7Validator, FormatChecker
from twilio.rest.messaging.v2.channels_sender import ChannelsSenderList

from event_receiver import Receiver, receiving, stream

ANN, BOB, REFUSING, GUEST = "+14155552001", "+14155552002", "+14155552003", "+14155552004"
DOCUMENTS = {
    "/voice": "<Gather numDigits='1' action='/gathered'><Say>Press one</Say></Gather>",
    "/gathered": "<Start><Stream url='wss://127.0.0.1:1/none'/></Start><Redirect>/elsewhere</Redirect>",
    "/elsewhere": "<Record action='/recorded' playBeep='false' timeout='1' transcribe='true'/>",
    "/recorded": "<Refer action='/referred'><Sip>sip:ann@example.com</Sip></Refer>",
    "/referred": f"<Dial action='/dialed' timeout='2'>{REFUSING}</Dial>",
    "/dialed": "<Enqueue action='/dequeued' waitUrl='/wait'>line</Enqueue>",
    "/wait": "<Leave/>",
    "/dequeued": "<Redirect>/missing</Redirect>",
    "/announcement": "<Say>Welcome</Say>",
}


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as known:
        yield known


@pytest.fixture(scope="module")
def server(start_module: Any) -> Any:
    """Run a server whose clock stands still until it is moved."""
    return start_module(clock="test", clock_start="2026-03-01T12:00:00Z")


def script(server: Any, number: str, *steps: dict[str, object]) -> None:
    server.control("PUT", f"handsets/{quote(number)}", {"voice_script": list(steps)})


def pass_s(server: Any, seconds: int) -> None:
    server.control("POST", "clock", {"advance_s": seconds})


def send(server: Any, **body: object) -> None:
    text = json.dumps({"content": {"text": "Hello"}, **body}).encode()
    status, _, answer = server.raw("POST", "/comms/v1/Messages", text, content_type="application/json")
    assert status == 202, answer


def play_messages(server: Any) -> None:
    client = server.client()
    server.control("PUT", f"handsets/{quote(REFUSING)}", {"condition": "reject", "error_code": 30005})
    for to in (ANN, REFUSING):
        client.messages.create(to=to, from_=server.number, body="Hello")
        send(server, to=[{"address": to}], tags={"order": "7"})
    client.messages.create(to=ANN, from_=server.number, media_url=["http://127.0.0.1:1/none.png"])
    send(server, to=[{"address": ANN}], schedule={"send_at": ["2026-03-02T08:00:00Z"]})
    server.write(ANN, "Hi")
    server.write(GUEST, "STOP")
    pass_s(server, 10)
    send(server, to=[{"address": GUEST}])  # who wants nothing more: refused before it is sent
    pass_s(server, 10)


def play_channel(server: Any) -> None:
    client, handset = server.client(), f"whatsapp:{BOB}"
    given = ChannelsSenderList.MessagingV2ChannelsSenderRequestsCreate({"sender_id": f"whatsapp:{server.number}"})
    client.messaging.v2.channels_senders.create(given)
    client.messages.create(to=handset, from_=f"whatsapp:{server.number}", body="Hello")
    send(server, to=[{"address": BOB, "channel": "WHATSAPP"}])
    pass_s(server, 10)
    messages = client.messages.list(to=handset)
    assert [each.status for each in messages] == ["delivered", "delivered"]
    for each in messages:
        read = server.control("POST", f"handsets/{quote(handset)}/messages/{each.sid}", {"action": "read"})
        assert read == {"sid": each.sid, "status": "read"}
    pass_s(server, 1)


def play_call(server: Any, url: str) -> None:
    """Let a call go from document to document, until there is none."""
    answer, press = {"action": "answer", "after_s": 1}, {"action": "press", "digits": "1", "after_s": 3}
    script(server, GUEST, answer, press, {"action": "speak", "text": "Hello there", "after_s": 1})
    script(server, REFUSING, {"action": "decline"})
    server.client().calls.create(to=GUEST, from_=server.number, url=f"{url}/voice", machine_detection="Enable")
    pass_s(server, 120)


def play_conference(server: Any, url: str) -> None:
    client = server.client()
    for number in (ANN, BOB):
        script(server, number, {"action": "answer"}, {"action": "speak", "text": "Hello", "after_s": 5})
    room = client.conferences("Room").participants
    ann, bob = (room.create(to=number, from_=server.number, label=number[-1]) for number in (ANN, BOB))
    pass_s(server, 10)
    client.conferences(ann.conference_sid).update(announce_url=f"{url}/announcement")
    pass_s(server, 10)
    client.conferences(ann.conference_sid).participants(ann.call_sid).update(muted=True)
    client.conferences(ann.conference_sid).participants(bob.call_sid).delete()
    client.calls(ann.call_sid).update(status="completed")
    pass_s(server, 10)


def test_each_event_of_a_scenario_is_as_its_schema_says(server: Any, receiver: Receiver, application: Any) -> None:
    client = server.client()
    types = [each.type for each in client.events.v1.event_types.list()]
    stream(client, types, f"{receiver.url}/all", batch_events=True)
    for path, verbs in DOCUMENTS.items():
        application.answers[path] = (200, "text/xml", f"<Response>{verbs}</Response>".encode())
    application.answers["/missing"] = (404, "text/plain", b"")
    play_messages(server)
    play_channel(server)
    play_call(server, application.url)
    play_conference(server, application.url)
    pass_s(server, 86_400)
    told = receiver.waiting()
    assert {event["type"] for event in told} == set(types)
    assert len({event["id"] for event in told}) == len(told)
    schemas = {url: validator(server, url) for url in {event["dataschema"] for event in told}}
    for event in told:
        schemas[event["dataschema"]].validate(event["data"])
        assert event["time"].endswith("Z")


def validator(server: Any, url: str) -> Draft7Validator:
    schema_id, version = url.rsplit("/", 2)[1:]
    raw = server.client().events.v1.schemas(schema_id).versions(int(version)).fetch().raw
    shape = json.loads(server.raw("GET", raw.removeprefix(server.url), headers={"Authorization": ""})[2])
    Draft7Validator.check_schema(shape)
    return Draft7Validator(shape, format_checker=FormatChecker())
