"""What callbacks of calls tell, field by field. Source: reference 03, sections 6 to 10; reference 04 for actions."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from test_voice_engine import ACCOUNT, SENDER, World, world

from cordboard.base.webhook import Webhook
from cordboard.twiml.voice.effects import Inline
from cordboard.voice.call import CallOptions, Event, Told
from cordboard.voice.handset import Act, Step

CALLER, CALLEE, AMY = "+14155550921", "+14155550922", "sip:amy@example.com"
URL, TOLD, DONE = "https://example.com/voice", "https://example.com/told", "https://example.com/done"
PLACES = {
    f"{whose}{what}" for whose in ("From", "To", "Caller", "Called") for what in ("City", "State", "Zip", "Country")
}
EVERY = {"CallSid", "AccountSid", "From", "To", "CallStatus", "ApiVersion", "Direction", "Caller", "Called"} | PLACES
PROGRESS = EVERY | {"Timestamp", "CallbackSource", "SequenceNumber"}
ENDED = PROGRESS | {"CallDuration", "Duration", "SipResponseCode"}
WAIT = "<Pause length='30'/>"


def given(webhook: Webhook) -> Mapping[str, str]:
    """Return the parameters; none is there twice."""
    found = dict(webhook.parameters)
    assert len(found) == len(webhook.parameters)
    return found


def told(made: World, url: str = TOLD) -> list[Mapping[str, str]]:
    return [given(each) for each in made.told if each.url == url]


def asked(made: World, url: str) -> Mapping[str, str]:
    [found] = [given(each) for each in made.asked if each.url == url]
    return found


async def call(made: World, options: CallOptions, *steps: Step) -> str:
    """Call a handset that follows a script; everything that happens by itself has happened then."""
    await made.phones.set_script(CALLER, steps)
    sid = (await made.board.create(ACCOUNT, SENDER, CALLER, options)).sid
    await made.advance(120)
    await made.board.write()
    return sid


def document(twiml: str, **more: object) -> CallOptions:
    return CallOptions(twiml=f"<Response>{twiml}</Response>", **more)  # type: ignore[arg-type]


async def test_each_event_of_a_call_tells_its_fields() -> None:
    with world() as made:
        await call(made, document(WAIT, told=Told(url=TOLD, events=tuple(Event))), Step(Act.ANSWER))
        found = told(made)
        assert [each["CallStatus"] for each in found] == ["initiated", "ringing", "in-progress", "completed"]
        assert [set(each) for each in found] == [PROGRESS, PROGRESS, PROGRESS, ENDED]


# Source: RFC 3261, section 21.
@pytest.mark.parametrize(
    ("step", "status", "code"),
    [
        (Step(Act.ANSWER), "completed", "200"),
        (Step(Act.BUSY), "busy", "486"),
        (Step(Act.NO_ANSWER), "no-answer", "487"),
    ],
)
async def test_the_end_of_a_call_tells_the_response_of_sip(step: Step, status: str, code: str) -> None:
    with world() as made:
        await call(made, document(WAIT, told=Told(url=TOLD)), step)
        [found] = told(made)
        assert (found["CallStatus"], found["SipResponseCode"]) == (status, code)


async def test_who_answered_is_told_with_four_fields_and_with_every_request_from_then_on() -> None:
    with world() as made:
        how = {"machine_detection": "Enable", "is_machine_async": True, "machine_told": Told(url=TOLD)}
        await call(made, document(WAIT, **how), Step(Act.ANSWER))
        [found] = told(made)
        assert set(found) == {"CallSid", "AccountSid", "AnsweredBy", "MachineDetectionDuration"}
    with world() as made:
        await call(made, CallOptions(url=URL, machine_detection="Enable"), Step(Act.ANSWER))
        assert set(asked(made, URL)) == EVERY | {"AnsweredBy", "MachineDetectionDuration"}


async def test_the_recording_of_a_document_is_told_with_its_own_source() -> None:
    start = f"<Start><Recording recordingStatusCallback='{TOLD}'/></Start>"
    with world() as made:
        await call(made, document(start + WAIT), Step(Act.ANSWER))
        [found] = told(made)
        assert set(found) == {
            "AccountSid", "CallSid", "RecordingSid", "RecordingUrl", "RecordingStatus", "RecordingDuration",
            "RecordingChannels", "RecordingStartTime", "RecordingSource", "RecordingTrack", "ErrorCode",
        }  # fmt: skip
        assert found["RecordingSource"] == "StartCallRecordingTwiML"


async def test_the_end_of_a_conference_tells_why() -> None:
    noun = f"<Conference statusCallback='{TOLD}' statusCallbackEvent='end join leave'>room</Conference>"
    with world() as made:
        await call(made, document(f"<Dial>{noun}</Dial>"), Step(Act.ANSWER), Step(Act.HANG_UP, 9.0))
        join, leave, end = told(made)
        every = {"ConferenceSid", "FriendlyName", "AccountSid", "SequenceNumber", "Timestamp", "StatusCallbackEvent"}
        who = {"CallSid", "Muted", "Hold", "Coaching", "EndConferenceOnExit", "StartConferenceOnEnter"}
        assert set(join) == every | who
        assert set(leave) == every | who | {"ParticipantCallStatus", "ReasonParticipantLeft"}
        assert set(end) == every | {"CallSidEndingConference", "ReasonConferenceEnded", "Reason"}
        assert (end["ReasonConferenceEnded"], end["SequenceNumber"]) == ("last-participant-left", "3")


@pytest.mark.parametrize(
    ("kind", "address", "to"),
    [("Number", CALLEE, CALLEE), ("Client", "jenny", "client:jenny"), ("Sip", AMY, AMY)],
)
async def test_each_event_of_a_dialed_call_is_told_with_its_parent(kind: str, address: str, to: str) -> None:
    attributes = f"statusCallback='{TOLD}' statusCallbackEvent='initiated ringing answered completed'"
    with world() as made:
        await made.phones.set_script(to, (Step(Act.ANSWER), Step(Act.HANG_UP, 5.0)))
        noun = f"<{kind} {attributes}>{address}</{kind}>"
        sid = await call(made, document(f"<Dial>{noun}</Dial>"), Step(Act.ANSWER))
        found = told(made)
        assert [each["CallStatus"] for each in found] == ["initiated", "ringing", "in-progress", "completed"]
        assert {(each["ParentCallSid"], each["To"]) for each in found} == {(sid, to)}


async def test_the_action_of_a_dial_tells_more_of_a_sip_address() -> None:
    dialed = {"DialCallStatus", "DialCallSid", "DialBridged", "DialCallDuration"}
    sip = {"DialSipCallId", "DialSipResponseCode"}
    for noun, more in ((f"<Number>{CALLEE}</Number>", set()), (f"<Sip>{AMY}</Sip>", sip)):
        with world() as made:
            for number in (CALLEE, AMY):
                await made.phones.set_script(number, (Step(Act.ANSWER), Step(Act.HANG_UP, 5.0)))
            await call(made, document(f"<Dial action='{DONE}'>{noun}</Dial>"), Step(Act.ANSWER))
            found = asked(made, DONE)
            assert set(found) == EVERY | dialed | more
            assert found.get("DialSipResponseCode", "200") == "200"


async def test_the_action_of_a_dial_is_told_of_a_redirect_too() -> None:
    with world() as made:
        await made.phones.set_script(CALLEE, (Step(Act.ANSWER),))
        await made.phones.set_script(CALLER, (Step(Act.ANSWER),))
        twiml = f"<Response><Dial action='{DONE}'>{CALLEE}</Dial></Response>"
        call = await made.board.create(ACCOUNT, SENDER, CALLER, CallOptions(twiml=twiml))
        await made.advance(5)
        made.board.redirect(call, Inline(f"<Response>{WAIT}</Response>"))
        await made.advance(1)
        assert asked(made, DONE)["DialCallStatus"] == "completed"
        [leg] = made.board.legs.values()
        assert leg.call.sid == call.sid
        await made.board.end_all(ACCOUNT)
        await made.assert_nothing_is_left()
