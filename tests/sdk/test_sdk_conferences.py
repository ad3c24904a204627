"""Conferences through the official client: who is in them, what they hear, how they end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.twiml.voice_response import Dial, VoiceResponse

ANN, BOB, CARL = "+14155553001", "+14155553002", "+14155553003"
Names = Iterator[str]


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    """Run a server whose clock stands still until it is moved."""
    server = start_module(clock="test", clock_start="2026-01-05T12:00:00Z")
    for number in (ANN, BOB, CARL):
        server.control("PUT", f"handsets/{path(number)}", {"voice_script": [{"action": "answer"}]})
    return server


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """Return a name of the test's own."""
    return f"Room of {request.node.name}"


@pytest.fixture
def meet(live: Any, name: str) -> Iterator[Callable[..., Any]]:
    """Call somebody into the conference; at the end of the test it is ended."""

    def invite(number: str, **more: Any) -> Any:
        made = live.client().conferences(name).participants.create(to=number, from_=live.number, **more)
        advance(live, 1)
        return made

    yield invite
    for each in live.client().conferences.list(friendly_name=name):
        each.update(status="completed")


def path(number: str) -> str:
    return number.replace("+", "%2B")


def advance(live: Any, seconds: int) -> None:
    live.control("POST", "clock", {"advance_s": seconds})


def speak(live: Any, number: str, sid: str, text: str) -> None:
    live.control("POST", f"handsets/{path(number)}/calls/{sid}", {"action": "speak", "text": text})


def hang_up(live: Any, number: str, sid: str) -> None:
    live.control("POST", f"handsets/{path(number)}/calls/{sid}", {"action": "hangup"})


def heard(live: Any, sid: str) -> list[str]:
    found = live.control("GET", f"calls/{sid}/transcript")["transcript"]
    return [each["text"] for each in found if each["who"] == "callee"]


def events(application: Any, count: int) -> list[dict[str, str]]:
    return [application.next().given for _ in range(count)]


def test_participants_are_called_in_hear_one_another_and_are_told_of(
    live: Any, meet: Callable[..., Any], name: str, application: Any
) -> None:
    client = live.client()
    told = {
        "conference_status_callback": f"{application.url}/room",
        "conference_status_callback_event": ["start", "end", "join", "leave", "mute", "hold"],
    }
    made = client.conferences(name).participants.create(to=ANN, from_=live.number, label="ann", **told)
    assert (made.status, made.label, made.muted, made.hold) == ("queued", "ann", False, False)
    [expected] = client.conferences(made.conference_sid).participants.list()
    assert expected.status in ("connecting", "ringing")
    advance(live, 1)
    ann = client.conferences(made.conference_sid).participants("ann").fetch()
    assert (ann.status, ann.call_sid) == ("connected", made.call_sid)
    assert client.conferences(made.conference_sid).fetch().status == "init"
    assert client.conferences.list(friendly_name=name) == []
    bob = meet(BOB)
    assert bob.conference_sid == made.conference_sid
    [room] = client.conferences.list(friendly_name=name)
    assert (room.sid, room.status, room.reason_conference_ended) == (made.conference_sid, "in-progress", None)
    speak(live, BOB, bob.call_sid, "hello Ann")
    assert "hello Ann" in heard(live, made.call_sid)
    with pytest.raises(TwilioRestException) as taken:
        meet(CARL, label="ann")
    assert taken.value.code == 16026
    room.participants(bob.call_sid).update(muted=True)
    speak(live, BOB, bob.call_sid, "can you hear me")
    assert "can you hear me" not in heard(live, made.call_sid)
    assert [each.call_sid for each in room.participants.list(muted=True)] == [bob.call_sid]
    room.participants(bob.call_sid).update(muted=False)
    held = room.participants("ann").update(hold=True)
    assert (held.hold, held.muted) == (True, False)
    speak(live, BOB, bob.call_sid, "are you there")
    assert "are you there" not in heard(live, made.call_sid)
    assert [each.label for each in room.participants.list(hold=True)] == ["ann"]
    room.participants("ann").update(hold=False)
    assert client.conferences(room.sid).update(status="completed").status == "completed"
    assert client.conferences(room.sid).participants.list() == []
    advance(live, 1)
    assert client.calls(bob.call_sid).fetch().status == "completed"
    found = events(application, 10)
    assert [each["StatusCallbackEvent"] for each in found] == [
        "participant-join",
        "participant-join",
        "conference-start",
        "participant-mute",
        "participant-unmute",
        "participant-hold",
        "participant-unhold",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]
    assert [int(each["SequenceNumber"]) for each in found] == list(range(1, 11))
    assert found[0]["ParticipantLabel"] == "ann"
    assert found[7]["ReasonParticipantLeft"] == "conference_ended_via_api"
    assert found[9]["ReasonConferenceEnded"] == "conference-ended-via-api"


def test_a_kicked_participant_goes_on_with_its_document(live: Any, meet: Callable[..., Any], name: str) -> None:
    client, response = live.client(), VoiceResponse()
    dial = Dial()
    dial.conference(name, participant_label="guest", end_conference_on_exit=True)
    response.append(dial)
    response.say("You were put out")
    ann = client.calls.create(to=ANN, from_=live.number, twiml=response)
    advance(live, 1)
    bob = meet(BOB)
    assert client.conferences(bob.conference_sid).participants("guest").delete()
    assert "You were put out" in heard(live, ann.sid)
    room = client.conferences(bob.conference_sid).fetch()
    assert (room.status, room.call_sid_ending_conference) == ("completed", ann.sid)
    assert room.reason_conference_ended == "participant-with-end-conference-on-exit-kicked"
    with pytest.raises(TwilioRestException) as gone:
        client.conferences(room.sid).update(status="completed")
    assert (gone.value.status, gone.value.code) == (404, 16022)
    assert [each.sid for each in client.conferences.list(friendly_name=name, status="completed")] == [room.sid]


def test_a_participant_who_is_redirected_left_by_the_api(live: Any, meet: Callable[..., Any], application: Any) -> None:
    told = {"conference_status_callback": f"{application.url}/room", "conference_status_callback_event": ["leave"]}
    ann = meet(ANN, **told)
    meet(BOB)
    live.client().calls(ann.call_sid).update(twiml="<Response><Say>Elsewhere</Say></Response>")
    left = application.next().given
    assert (left["CallSid"], left["ReasonParticipantLeft"]) == (ann.call_sid, "participant_updated_via_api")


def test_a_conference_ends_when_the_last_hangs_up(live: Any, meet: Callable[..., Any]) -> None:
    client, ann, bob = live.client(), meet(ANN), meet(BOB)
    hang_up(live, ANN, ann.call_sid)
    assert client.conferences(ann.conference_sid).fetch().status == "in-progress"
    with pytest.raises(TwilioRestException) as gone:
        client.conferences(ann.conference_sid).participants(ann.call_sid).fetch()
    assert gone.value.code == 20404
    hang_up(live, BOB, bob.call_sid)
    room = client.conferences(ann.conference_sid).fetch()
    assert (room.status, room.reason_conference_ended) == ("completed", "last-participant-left")


def test_a_coach_is_heard_by_one_alone(live: Any, meet: Callable[..., Any]) -> None:
    client, ann, bob = live.client(), meet(ANN), meet(BOB)
    carl = meet(CARL, coaching=True, call_sid_to_coach=ann.call_sid)
    assert (carl.coaching, carl.call_sid_to_coach) == (True, ann.call_sid)
    speak(live, CARL, carl.call_sid, "ask for the order number")
    assert "ask for the order number" in heard(live, ann.call_sid)
    assert "ask for the order number" not in heard(live, bob.call_sid)
    participants = client.conferences(ann.conference_sid).participants
    assert [each.call_sid for each in participants.list(coaching=True)] == [carl.call_sid]
    assert client.conferences(ann.conference_sid).participants(carl.call_sid).update(coaching=False).coaching is False
    speak(live, CARL, carl.call_sid, "thank you all")
    assert "thank you all" in heard(live, bob.call_sid)
    with pytest.raises(TwilioRestException) as refused:
        client.conferences(ann.conference_sid).participants(bob.call_sid).update(coaching=True)
    assert refused.value.code == 20001


def test_who_waits_for_a_conference_hears_a_document_that_does_nothing_else(
    live: Any, meet: Callable[..., Any], application: Any
) -> None:
    waiting = f"<Response><Dial>{CARL}</Dial><Record/><Say>Please wait</Say></Response>"
    application.answers["/wait"] = (200, "text/xml", waiting.encode())
    ann = meet(ANN, wait_url=f"{application.url}/wait")
    assert heard(live, ann.call_sid) == ["Please wait"]
    assert live.client().calls.list(parent_call_sid=ann.call_sid) == []
    assert [each.error_code for each in live.client().calls(ann.call_sid).notifications.list()] == ["13238", "13238"]


def test_who_is_to_wait_in_silence_hears_nothing(live: Any, meet: Callable[..., Any]) -> None:
    ann = meet(ANN, wait_url="")
    assert heard(live, ann.call_sid) == []
    bob = meet(BOB, start_conference_on_enter=False)  # somebody is there who may begin: both hear each other
    speak(live, BOB, bob.call_sid, "hello")
    assert "hello" in heard(live, ann.call_sid)


def test_music_ends_where_silence_is_asked_for(live: Any, meet: Callable[..., Any], application: Any) -> None:
    application.answers["/wait"] = (200, "text/xml", b"<Response><Pause length='9'/><Say>Late</Say></Response>")
    ann = meet(ANN, wait_url=f"{application.url}/wait")
    live.client().conferences(ann.conference_sid).participants(ann.call_sid).update(wait_url="")
    advance(live, 20)
    assert heard(live, ann.call_sid) == []


def test_a_beep_tells_who_waits_that_the_second_has_come(live: Any, meet: Callable[..., Any]) -> None:
    ann, bob, carl = meet(ANN), meet(BOB, beep="onEnter"), meet(CARL, beep="onExit")
    assert heard(live, ann.call_sid) == ["[music]", "[beep]"]
    hang_up(live, BOB, bob.call_sid)
    assert heard(live, ann.call_sid) == ["[music]", "[beep]"]
    hang_up(live, CARL, carl.call_sid)
    assert heard(live, ann.call_sid) == ["[music]", "[beep]", "[beep]"]


def test_an_announcement_is_asked_for_once_and_heard_by_all_or_by_one(
    live: Any, meet: Callable[..., Any], application: Any
) -> None:
    told = {
        "conference_status_callback": f"{application.url}/room",
        "conference_status_callback_event": ["announcement"],
    }
    client, ann, bob = live.client(), meet(ANN, **told), meet(BOB)
    document = b"<Response><Say>The line will close</Say></Response>"
    application.answers["/announcement"] = (200, "text/xml", document)
    room = client.conferences(ann.conference_sid)
    room.update(announce_url=f"{application.url}/announcement")
    advance(live, 5)
    for each in (ann, bob):
        assert heard(live, each.call_sid).count("The line will close") == 1
    asked, ended = events(application, 2)
    assert asked["ConferenceSid"] == ann.conference_sid
    assert ended["StatusCallbackEvent"] == "announcement-end"
    assert ended["AnnounceUrl"] == f"{application.url}/announcement"
    room.participants(bob.call_sid).update(announce_url=f"{application.url}/announcement")
    advance(live, 5)
    assert heard(live, ann.call_sid).count("The line will close") == 1
    assert heard(live, bob.call_sid).count("The line will close") == 2
    assert [each.get("CallSid") for each in events(application, 2)] == [bob.call_sid, bob.call_sid]
    application.answers["/announcement"] = (500, "text/plain", b"down")
    room.update(announce_url=f"{application.url}/announcement")
    advance(live, 5)
    assert events(application, 2)[1]["StatusCallbackEvent"] == "announcement-fail"


def test_a_recorded_conference_goes_on_when_its_first_participant_leaves(live: Any, meet: Callable[..., Any]) -> None:
    client = live.client()
    ann, bob, carl = meet(ANN, conference_record="true", conference_trim="do-not-trim"), meet(BOB), meet(CARL)
    room = client.conferences(ann.conference_sid)
    [made] = room.recordings.list()
    assert (made.status, made.source, made.conference_sid) == ("in-progress", "Conference", ann.conference_sid)
    hang_up(live, ANN, ann.call_sid)
    speak(live, BOB, bob.call_sid, "we go on")
    advance(live, 3)
    assert room.recordings("Twilio.CURRENT").update(status="paused").status == "paused"
    assert room.recordings(made.sid).update(status="in-progress").status == "in-progress"
    room.update(status="completed")
    found = client.recordings(made.sid).fetch()
    assert (found.status, found.duration) == ("completed", "5")  # Bob answers after a tenth of a second
    assert [each.sid for each in client.recordings.list(conference_sid=ann.conference_sid)] == [made.sid]
    assert carl.call_sid not in {each.call_sid for each in room.recordings.list()}
    assert room.recordings(made.sid).fetch().duration == "5"
    assert room.recordings(made.sid).delete()
    assert room.recordings.list() == []


def test_nobody_answers_which_is_told_and_the_conference_ends(live: Any, name: str, application: Any) -> None:
    client = live.client()
    told = {
        "conference_status_callback": f"{application.url}/room",
        "conference_status_callback_event": ["end", "join", "leave"],
    }
    made = client.conferences(name).participants.create(
        to="+14155553009", from_=live.number, timeout=5, label="absent", **told
    )
    advance(live, 1)
    assert client.conferences(made.conference_sid).participants(made.call_sid).fetch().status == "ringing"
    advance(live, 5)
    assert client.calls(made.call_sid).fetch().status == "no-answer"
    assert client.conferences(made.conference_sid).fetch().status == "completed"
    with pytest.raises(TwilioRestException) as gone:
        client.conferences(made.conference_sid).participants.create(to=ANN, from_=live.number)
    assert gone.value.code == 16022
    left, ended = events(application, 2)
    assert (left["StatusCallbackEvent"], ended["StatusCallbackEvent"]) == ("participant-leave", "conference-end")
    assert (left["CallSid"], left["ParticipantLabel"]) == (made.call_sid, "absent")
    assert (left["ParticipantCallStatus"], left["ReasonParticipantLeft"]) == ("no-answer", "participant_add_failed")


def test_a_participant_who_is_called_can_be_called_no_more(live: Any, name: str) -> None:
    client = live.client()
    made = client.conferences(name).participants.create(to="+14155553009", from_=live.number)
    advance(live, 1)
    assert client.conferences(made.conference_sid).participants(made.call_sid).delete()
    assert client.calls(made.call_sid).fetch().status == "canceled"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"to": "nonsense"}, 21211),
        ({"from_": "+14155559999"}, 21210),
        ({"label": "a/b"}, 16024),
        ({"label": "x" * 129}, 16024),
        ({"label": "CA" + "0" * 32}, 16024),
        ({"timeout": 4}, 21208),
        ({"max_participants": 1}, 20001),
        ({"beep": "loud"}, 20001),
    ],
)
def test_a_participant_who_cannot_be_called_is_refused(live: Any, given: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        live.client().conferences("refused").participants.create(**{"to": ANN, "from_": live.number, **given})
    assert (refused.value.status, refused.value.code) == (400, code)
    assert live.client().conferences.list(friendly_name="refused", status="init") == []


def test_ended_conferences_are_listed_by_default_where_the_setting_says_so(launch: Any, eventually: Any) -> None:
    live = launch(list_ended_conferences="true", sim_speech_rate="100000")
    live.control("PUT", f"handsets/{path(ANN)}", {"voice_script": [{"action": "answer"}]})
    client = live.client()
    made = client.conferences("old").participants.create(to=ANN, from_=live.number)
    assert eventually(lambda: client.conferences(made.conference_sid).participants.list()[0].status == "connected")
    client.conferences(made.conference_sid).update(status="completed")
    assert [each.sid for each in client.conferences.list()] == [made.conference_sid]
    assert client.conferences.list(status="in-progress") == []
