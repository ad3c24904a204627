"""Queues through the official client, and the limits of calls, on a clock that stands still until it is moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.twiml.voice_response import Dial, VoiceResponse

CALLER, SECOND, AGENT = "+14155554001", "+14155554002", "+14155554003"
CLOCK = {"clock": "test", "clock_start": "2026-01-05T12:00:00Z"}


def path(number: str) -> str:
    return number.replace("+", "%2B")


def answering(live: Any, *numbers: str) -> Any:
    for number in numbers:
        live.control("PUT", f"handsets/{path(number)}", {"voice_script": [{"action": "answer"}]})
    return live


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    return answering(start_module(**CLOCK), CALLER, SECOND, AGENT)


def advance(live: Any, seconds: int) -> None:
    live.control("POST", "clock", {"advance_s": seconds})


def call(live: Any, to: str, response: Any) -> Any:
    made = live.client().calls.create(to=to, from_=live.number, twiml=str(response))
    advance(live, 1)
    return live.client().calls(made.sid)


def enqueue(live: Any, to: str, name: str, **more: Any) -> Any:
    response = VoiceResponse()
    response.enqueue(name, **more)
    response.say("You are out of the queue")
    return call(live, to, response)


def met(live: Any, application: Any) -> tuple[Any, Any]:
    """Return a caller who waited and the agent who took them, both of whose ends are told to the application."""
    waiting = enqueue(live, CALLER, "line", action=f"{application.url}/out")
    response = VoiceResponse()
    dial = Dial(action=f"{application.url}/after")
    dial.queue("line")
    response.append(dial)
    return waiting, call(live, AGENT, response)


def both(application: Any) -> dict[str, Any]:
    """Return what the next two web hooks were given, by their paths."""
    return {hook.path: hook.given for hook in (application.next(), application.next())}


def heard(live: Any, sid: str) -> list[str]:
    found = live.control("GET", f"calls/{sid}/transcript")["transcript"]
    return [each["text"] for each in found if each["who"] == "callee"]


def sid_of(context: Any) -> str:
    return str(context._solution["sid"])


def test_a_queue_is_made_found_renamed_and_deleted(live: Any) -> None:
    client = live.client()
    made = client.queues.create(friendly_name="sales", max_size=10)
    assert (made.current_size, made.average_wait_time, made.max_size) == (0, 0, 10)
    assert client.queues.create(friendly_name="support").max_size == 1000
    with pytest.raises(TwilioRestException) as taken:
        client.queues.create(friendly_name="sales")
    assert (taken.value.status, taken.value.code) == (400, 22003)
    changed = client.queues(made.sid).update(friendly_name="orders", max_size=20)
    assert (changed.friendly_name, changed.max_size) == ("orders", 20)
    with pytest.raises(TwilioRestException):
        client.queues(made.sid).update(friendly_name="support")
    assert client.queues.create(friendly_name="sales").sid != made.sid
    assert {each.friendly_name for each in client.queues.list()} >= {"orders", "support", "sales"}
    for each in client.queues.list():
        assert client.queues(each.sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        client.queues(made.sid).fetch()
    assert gone.value.code == 20404


def test_who_waits_is_listed_in_order_and_taken_out_by_the_api(live: Any, application: Any) -> None:
    client = live.client()
    first = enqueue(live, CALLER, "desk", action=f"{application.url}/left")
    advance(live, 9)
    second = enqueue(live, SECOND, "desk")
    advance(live, 20)
    [queue] = client.queues.list()
    assert (queue.friendly_name, queue.current_size) == ("desk", 2)
    members = client.queues(queue.sid).members.list()
    assert [each.call_sid for each in members] == [sid_of(first), sid_of(second)]
    assert [each.position for each in members] == [1, 2]
    assert [each.wait_time for each in members] == [30, 20]
    assert client.queues(queue.sid).fetch().average_wait_time == 25
    assert client.queues(queue.sid).members("Front").fetch().call_sid == sid_of(first)
    with pytest.raises(TwilioRestException) as refused:
        client.queues(queue.sid).delete()
    assert (refused.value.status, refused.value.code) == (409, 20009)
    application.answers["/agent"] = (200, "text/xml", b"<Response><Say>An agent is here</Say></Response>")
    out = client.queues(queue.sid).members("Front").update(url=f"{application.url}/agent")
    assert (out.call_sid, out.position) == (sid_of(first), 1)
    advance(live, 5)
    assert "An agent is here" in heard(live, sid_of(first))
    left = {hook.path: hook.given for hook in (application.next(), application.next())}["/left"]
    assert (left["QueueResult"], left["QueueSid"], left["QueueTime"]) == ("redirected", queue.sid, "30")
    client.queues(queue.sid).members(sid_of(second)).update(url=f"{application.url}/agent", method="GET")
    advance(live, 5)
    assert client.queues(queue.sid).members.list() == []
    with pytest.raises(TwilioRestException) as empty:
        client.queues(queue.sid).members("Front").fetch()
    assert empty.value.code == 20404
    client.queues(queue.sid).delete()


def test_an_agent_takes_who_waits_and_both_are_told(live: Any, application: Any) -> None:
    waiting, agent = met(live, application)
    live.control("POST", f"handsets/{path(AGENT)}/calls/{sid_of(agent)}", {"action": "speak", "text": "how may I help"})
    assert "how may I help" in heard(live, sid_of(waiting))
    advance(live, 4)
    live.control("POST", f"handsets/{path(CALLER)}/calls/{sid_of(waiting)}", {"action": "hangup"})
    advance(live, 1)
    hooks = both(application)
    after, out = hooks["/after"], hooks["/out"]
    assert (after["DialCallStatus"], after["DialBridged"], after["DequeueResult"]) == ("completed", "true", "bridged")
    assert after["DialCallDuration"] == "4"
    assert out["QueueResult"] == "bridged"  # hangup is who hung up before: twilio.com/docs/voice/twiml/enqueue


def test_a_caller_who_is_redirected_away_from_an_agent_frees_the_agent(live: Any, application: Any) -> None:
    waiting, agent = met(live, application)
    waiting.update(twiml="<Response><Say>Elsewhere</Say><Pause length='60'/></Response>")
    advance(live, 1)
    hooks = both(application)
    assert hooks["/out"]["QueueResult"] == "redirected-from-bridged"
    assert (hooks["/after"]["DialCallStatus"], hooks["/after"]["DialCallSid"]) == ("completed", sid_of(waiting))
    assert (agent.fetch().status, waiting.fetch().status) == ("completed", "in-progress")
    waiting.update(status="completed")


def test_a_caller_who_hangs_up_during_the_whisper_frees_the_agent(live: Any, application: Any) -> None:
    application.answers["/whisper"] = (200, "text/xml", b"<Response><Pause length='30'/></Response>")
    waiting = enqueue(live, CALLER, "quiet")
    response = VoiceResponse()
    dial = Dial()
    dial.queue("quiet", url=f"{application.url}/whisper")
    response.append(dial)
    response.say("Nobody is there")
    agent = call(live, AGENT, response)
    live.control("POST", f"handsets/{path(CALLER)}/calls/{sid_of(waiting)}", {"action": "hangup"})
    advance(live, 5)
    assert "Nobody is there" in heard(live, sid_of(agent))
    assert live.client().calls(sid_of(agent)).fetch().status == "completed"


def test_a_waiting_document_is_asked_for_again_but_not_without_end(live: Any, application: Any) -> None:
    caller = enqueue(live, CALLER, "music", wait_url=f"{application.url}/wait", action=f"{application.url}/out")
    advance(live, 3)
    asked = [application.next().given for _ in range(4)]
    assert application.arrived.empty()
    assert [each["QueueTime"] for each in asked] == ["0", "1", "2", "3"]
    assert {(each["QueuePosition"], each["CurrentQueueSize"]) for each in asked} == {("1", "1")}
    application.answers["/wait"] = (200, "text/xml", b"<Response><Leave/></Response>")
    advance(live, 2)
    hooks = both(application)
    assert hooks["/out"]["QueueResult"] == "leave"
    live.client().calls(sid_of(caller)).fetch()


def test_a_full_queue_is_told_to_the_document(live: Any, application: Any) -> None:
    enqueue(live, CALLER, "small", max_queue_size=1)
    enqueue(live, SECOND, "small", action=f"{application.url}/full")
    assert application.next().given["QueueResult"] == "queue-full"


def test_calls_above_the_limit_wait_for_their_turn(launch: Callable[..., Any]) -> None:
    live = answering(launch(**CLOCK, call_concurrency="1"), CALLER, SECOND)
    client = live.client()
    sids = [
        client.calls.create(to=to, from_=live.number, twiml="<Response><Pause length='10'/></Response>").sid
        for to in (CALLER, SECOND, CALLER)
    ]
    client.calls(sids[2]).update(status="canceled")
    advance(live, 5)
    assert [client.calls(sid).fetch().status for sid in sids] == ["in-progress", "queued", "canceled"]
    advance(live, 6)
    assert [client.calls(sid).fetch().status for sid in sids[:2]] == ["completed", "in-progress"]
    assert client.calls(sids[1]).fetch().queue_time == "10100"  # a tenth of a second to ring, ten to talk


@pytest.mark.parametrize(
    ("kind", "mode", "answered_by", "duration_ms"),
    [
        ("human", "Enable", "human", "1200"),
        ("machine_end_beep", "Enable", "machine_start", "2400"),
        ("machine_start", "DetectMessageEnd", "machine_end_beep", "5200"),
        ("unknown", "Enable", "unknown", "5000"),  # the usual MachineDetectionSilenceTimeout
    ],
)
def test_a_machine_is_found_out_in_the_time_that_it_takes(
    live: Any, application: Any, kind: str, mode: str, answered_by: str, duration_ms: str
) -> None:
    to = "+14155554009"
    live.control("PUT", f"handsets/{path(to)}", {"voice_script": [{"action": "answer", "answered_by": kind}]})
    made = live.client().calls.create(
        to=to,
        from_=live.number,
        twiml="<Response><Pause length='60'/></Response>",
        machine_detection=mode,
        async_amd="true",
        async_amd_status_callback=f"{application.url}/amd",
    )
    advance(live, 31)
    told = application.next().given
    assert (told["AnsweredBy"], told["MachineDetectionDuration"]) == (answered_by, duration_ms)
    assert live.client().calls(made.sid).fetch().answered_by == answered_by
    live.client().calls(made.sid).update(status="completed")


def test_a_redirect_while_it_is_found_out_who_answered_holds_and_who_it_was_is_known_all_the_same(live: Any) -> None:
    to = "+14155554010"
    live.control("PUT", f"handsets/{path(to)}", {"voice_script": [{"action": "answer", "answered_by": "human"}]})
    first = "<Response><Say>First</Say></Response>"
    made = live.client().calls.create(to=to, from_=live.number, twiml=first, machine_detection="Enable")
    advance(live, 1)
    live.client().calls(made.sid).update(twiml="<Response><Say>Second</Say><Pause length='60'/></Response>")
    advance(live, 5)
    found = live.client().calls(made.sid).fetch()
    assert (found.status, found.answered_by) == ("in-progress", "human")
    assert heard(live, made.sid) == ["Second"]
    live.client().calls(made.sid).update(status="completed")


def test_a_file_is_played_as_long_as_it_is_and_what_is_none_is_noted(live: Any, application: Any) -> None:
    samples = bytes([0xFF]) * 8000 * 5  # five seconds of silence in mu-law
    application.answers["/five-seconds"] = (200, "audio/ulaw", samples)
    application.answers["/page"] = (200, "text/html", b"<p>no sound</p>")
    response = VoiceResponse()
    response.play(f"{application.url}/page")
    response.play(f"{application.url}/five-seconds", loop=2)
    response.say("ok")
    made = call(live, CALLER, response)
    advance(live, 9)
    assert "ok" not in heard(live, sid_of(made))
    advance(live, 2)
    assert "ok" in heard(live, sid_of(made))
    assert [application.next().path for _ in range(2)] == ["/page", "/five-seconds"]
    assert application.arrived.empty()
    assert [each.error_code for each in made.notifications.list()] == ["12300"]


def test_calls_of_an_account_are_made_at_its_rate_and_tell_how_long_they_waited(launch: Callable[..., Any]) -> None:
    live = answering(launch(**CLOCK, calls_per_second="1"), CALLER)
    client = live.client()
    sids = [
        client.calls.create(to=CALLER, from_=live.number, twiml="<Response><Pause length='60'/></Response>").sid
        for _ in range(3)
    ]
    seen = []
    for _ in range(3):
        advance(live, 1)
        seen.append([client.calls(sid).fetch().status == "queued" for sid in sids])
    assert seen == [[False, True, True], [False, False, True], [False, False, False]]
    assert [int(client.calls(sid).fetch().queue_time) for sid in sids] == [0, 1000, 2000]
