"""Media streams of calls: an application takes them over web sockets, the official client starts and stops them."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Connect, Start, VoiceResponse

from stream_application import Ask, Sockets, Stream, stream_application

SILENT = base64.b64encode(b"\xff" * 160).decode()


@pytest.fixture
def sockets() -> Iterator[Sockets]:
    with stream_application() as made:
        yield made


def call(live: Any, number: str, twiml: object, *steps: dict[str, Any]) -> Any:
    script = [{"action": "answer"}, *steps]
    live.control("PUT", f"handsets/{number.replace('+', '%2B')}", {"condition": "on", "voice_script": script})
    return live.client().calls.create(to=number, from_=live.number, twiml=str(twiml))


def act(live: Any, made: Any, **step: str) -> None:
    live.control("POST", f"handsets/{made.to.replace('+', '%2B')}/calls/{made.sid}", step)


def transcript(live: Any, made: Any) -> list[str]:
    return [each["text"] for each in live.control("GET", f"calls/{made.sid}/transcript")["transcript"]]


def noted(live: Any, made: Any) -> list[str]:
    return [each.error_code for each in live.client().calls(made.sid).notifications.list()]


def is_over(live: Any, made: Any) -> bool:
    return bool(live.client().calls(made.sid).fetch().status == "completed")


def speech_in(stream: Stream, track: str) -> int:
    return sum(each["payload"] != SILENT for each in stream.of("media") if each["track"] == track)


def connected(url: str, **more: str) -> VoiceResponse:
    response, connect = VoiceResponse(), Connect()
    stream = connect.stream(url=url, **more)
    stream.parameter(name="customer", value="42")
    response.append(connect)
    response.say("After the stream")
    return response


def test_a_started_stream_carries_what_both_sides_say(
    live: Any, sockets: Sockets, application: Any, eventually: Ask
) -> None:
    response, start = VoiceResponse(), Start()
    stream = start.stream(
        url=sockets.url, name="both", track="both_tracks", status_callback=f"{application.url}/stream"
    )
    stream.parameter(name="customer", value="42")
    response.append(start)
    response.pause(length=60)
    made = call(live, "+14155552001", response)
    taken = sockets.next(eventually)  # nothing is said before the application listens
    act(live, made, action="speak", text="Hello callee")
    then = VoiceResponse()
    then.say("Hello caller")
    then.pause(length=60)
    live.client().calls(made.sid).update(twiml=str(then))
    for track in ("inbound", "outbound"):
        assert eventually(lambda track=track: speech_in(taken, track) > 15)  # a third of a second, at least
    act(live, made, action="hangup")
    assert taken.messages[0] == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert taken.of("start") == [
        {
            "accountSid": live.account_sid,
            "streamSid": taken.sid,
            "callSid": made.sid,
            "tracks": ["inbound", "outbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"customer": "42"},
        }
    ]
    assert taken.ended.wait(15)
    assert taken.of("stop") == [{"accountSid": live.account_sid, "callSid": made.sid}]
    assert [each["sequenceNumber"] for each in taken.messages[1:]] == [str(at) for at in range(1, len(taken.messages))]
    for track in ("inbound", "outbound"):
        frames = [each for each in taken.of("media") if each["track"] == track]
        assert [each["timestamp"] for each in frames] == [str(at * 20) for at in range(len(frames))]
        assert {len(base64.b64decode(each["payload"])) for each in frames} == {160}
    hooks = [application.next() for _ in range(2)]
    assert [hook.given["StreamEvent"] for hook in hooks] == ["stream-started", "stream-stopped"]
    assert {hook.given["StreamSid"] for hook in hooks} == {taken.sid}
    assert {hook.given["StreamName"] for hook in hooks} == {"both"}
    assert {hook.given["CallSid"] for hook in hooks} == {made.sid}
    request = taken.connection.request
    assert request is not None
    signature = request.headers["X-Twilio-Signature"]
    assert RequestValidator(live.auth_token).validate(sockets.url, {}, signature)


def test_a_connected_stream_is_a_conversation(live: Any, sockets: Sockets, eventually: Ask) -> None:
    made = call(live, "+14155552002", connected(sockets.url))
    stream = sockets.next(eventually)
    act(live, made, action="press", digits="5")
    assert eventually(lambda: stream.of("dtmf")) == [{"track": "inbound_track", "digit": "5"}]
    stream.send("media", media={"payload": base64.b64encode(b"\x10" * 1600).decode()})
    stream.send("mark", mark={"name": "said"})
    assert eventually(lambda: stream.of("mark")) == [{"name": "said"}]
    assert eventually(lambda: "[audio 200 ms]" in transcript(live, made))
    stream.send("media", media={"payload": base64.b64encode(b"\x10" * 800_000).decode()})
    stream.send("mark", mark={"name": "cleared"})
    stream.send("clear")
    assert eventually(lambda: len(stream.of("mark")) == 2)
    stream.connection.send("no JSON")
    stream.send("dance")
    assert eventually(lambda: sorted(noted(live, made)) == ["31950", "31951"])
    stream.connection.close()
    assert eventually(lambda: "After the stream" in transcript(live, made))
    assert "31921" in noted(live, made)
    act(live, made, action="hangup")


def test_a_redirect_ends_a_connected_stream_at_once(live: Any, sockets: Sockets, eventually: Ask) -> None:
    made = call(live, "+14155552003", connected(sockets.url))
    stream = sockets.next(eventually)
    live.client().calls(made.sid).update(twiml="<Response><Say>Elsewhere</Say></Response>")
    assert stream.ended.wait(10)
    assert stream.messages[-1]["event"] == "stop"
    assert eventually(lambda: is_over(live, made))
    assert "After the stream" not in transcript(live, made)


def test_streams_are_started_and_stopped_through_the_api(live: Any, sockets: Sockets, eventually: Ask) -> None:
    made = call(live, "+14155552004", "<Response><Pause length='60'/></Response>")
    eventually(lambda: live.client().calls(made.sid).fetch().status == "in-progress")
    streams = live.client().calls(made.sid).streams
    begun = streams.create(url=sockets.url, name="api", parameter1_name="one", parameter1_value="1")
    assert (begun.status, begun.name, begun.call_sid) == ("in-progress", "api", made.sid)
    taken = sockets.next(eventually)
    assert taken.sid == begun.sid
    assert taken.of("start")[0]["customParameters"] == {"one": "1"}
    assert taken.of("start")[0]["tracks"] == ["inbound"]
    assert live.client().calls(made.sid).streams("api").update(status="stopped").status == "stopped"
    assert taken.ended.wait(10)
    assert taken.messages[-1]["event"] == "stop"
    live.client().calls(made.sid).update(status="completed")


def test_the_stop_verb_stops_a_stream_by_its_name(live: Any, sockets: Sockets, eventually: Ask) -> None:
    twiml = (
        f"<Response><Start><Stream url='{sockets.url}' name='mine'/></Start><Pause length='1'/>"
        "<Stop><Stream name='mine'/></Stop><Pause length='60'/></Response>"
    )
    made = call(live, "+14155552005", twiml)
    stream = sockets.next(eventually)
    assert stream.ended.wait(10)
    assert live.client().calls(made.sid).fetch().status == "in-progress"
    live.client().calls(made.sid).update(status="completed")


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def no_http(connection: socket.socket) -> None:
    connection.recv(1000)
    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


def no_tls(connection: socket.socket) -> None:
    connection.recv(1000)
    connection.sendall(b"This is not TLS at all\r\n")


def never(connection: socket.socket) -> None:
    while connection.recv(1000):
        """Take everything, answer nothing."""


@pytest.mark.parametrize(
    ("scheme", "answer", "code"),
    [("ws", None, "31902"), ("ws", no_http, "31920"), ("wss", no_tls, "31910"), ("ws", never, "31901")],
    ids=["refused", "no-handshake", "no-tls", "never-answers"],
)
def test_a_stream_that_cannot_be_opened_is_noted_told_and_passed_over(
    live: Any, application: Any, eventually: Ask, scheme: str, answer: Any, code: str
) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def take() -> None:
        connection, _ = listener.accept()
        with connection:
            answer(connection)

    thread = threading.Thread(target=take if answer else listener.close)
    thread.start()
    port = listener.getsockname()[1] if answer else closed_port()
    callback = f"{application.url}/stream"
    made = call(live, "+14155552006", connected(f"{scheme}://127.0.0.1:{port}/", status_callback=callback))
    assert eventually(lambda: "After the stream" in transcript(live, made))
    assert noted(live, made) == [code]
    hook = application.next()
    assert hook.given["StreamEvent"] == "stream-error"
    assert hook.given["StreamError"]
    thread.join(10)
    listener.close()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ws://192.0.2.1/", "31922"),
        ("wss://nowhere.invalid/", "31904"),
        ("wss://[::1/", "31923"),
        ("wss://169.254.169.254/", "90001"),
    ],
)
def test_a_stream_goes_where_web_hooks_may_go_and_in_the_clear_to_this_machine_alone(
    live: Any, eventually: Ask, url: str, code: str
) -> None:
    made = call(live, "+14155552007", connected(url))
    assert eventually(lambda: "After the stream" in transcript(live, made))
    assert noted(live, made) == [code]


def test_a_server_that_stops_closes_its_streams(launch: Any, sockets: Sockets, eventually: Ask) -> None:
    server = launch()
    call(server, "+14155552008", connected(sockets.url))
    stream = sockets.next(eventually)
    server.process.terminate()
    assert server.process.wait(timeout=10) == 0
    assert stream.ended.wait(10)


def test_with_the_test_clock_the_frames_of_the_time_that_passes_are_sent_at_once(
    launch: Any, sockets: Sockets, eventually: Ask
) -> None:
    server = launch(clock="test")
    made = call(server, "+14155552009", connected(sockets.url))
    server.control("POST", "clock", {"advance_s": 1})
    stream = sockets.next(eventually)
    assert eventually(lambda: len(stream.of("media")) == 45)  # the handset rings for a tenth of the second
    stream.send("media", media={"payload": base64.b64encode(b"\x10" * 80_000).decode()})
    stream.send("mark", mark={"name": "ten seconds"})
    stream.read_all()
    server.control("POST", "clock", {"advance_s": 20})
    assert eventually(lambda: len(stream.of("media")) == 1_045)
    assert stream.of("mark") == [{"name": "ten seconds"}]
    assert "[audio 10000 ms]" in transcript(server, made)
    server.client().calls(made.sid).update(status="completed")
    assert stream.ended.wait(10)
