"""Attributes of Conference, and of Dial with one, on a clock that stands still."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from test_voice_engine import ACCOUNT, World, world

from cordboard.twiml.voice.effects import Inline
from cordboard.voice.handset import Act, Step

ANN, BOB, CALLEE = "+14155550911", "+14155550912", "+14155550913"
DONE = "https://example.com/done"


async def enter(made: World, number: str, noun: str, dial: str = "") -> str:
    """Call a handset into a conference."""
    await made.phones.set_script(number, (Step(Act.ANSWER),))
    sid = await made.call(number, f"<Dial {dial}>{noun}</Dial><Pause length='5'/>")
    await made.advance(1)
    return sid


async def end(made: World) -> None:
    """End every call."""
    await made.board.end_all(ACCOUNT)
    await made.advance(60)
    await made.assert_nothing_is_left()


def asked(made: World, url: str) -> Mapping[str, str]:
    [found] = [dict(each.parameters) for each in made.asked if each.url == url]
    return found


async def noted(made: World, sid: str) -> list[str]:
    await made.board.write()
    return [each.text[:5] for each in await made.calls.heard(sid) if each.what in ("error", "warning")]


# Source: https://www.twilio.com/docs/voice/twiml/dial#record, on a Dial with a Conference.
@pytest.mark.parametrize(("record", "channels"), [("record-from-answer", 1), ("record-from-ringing-dual", 2)])
async def test_a_dial_records_its_own_call_in_a_conference_and_tells_the_action_where(
    record: str, channels: int
) -> None:
    with world() as made:
        sid = await enter(made, ANN, "<Conference>room</Conference>", f"record='{record}' action='{DONE}'")
        await enter(made, BOB, "<Conference>room</Conference>")
        [tape] = made.board.legs[sid].tapes
        assert (tape.recording.call_sid, tape.recording.channels) == (sid, channels)
        room = made.board.rooms.find(ACCOUNT, "room")
        assert room is not None
        await made.board.conferences.end(ACCOUNT, room.conference.sid)
        await made.advance(1)
        assert asked(made, DONE)["RecordingUrl"].endswith(f"/Recordings/{tape.recording.sid}")
        await end(made)


# Source: reference 03, section 9, the deprecated eventCallbackUrl.
async def test_the_older_callback_tells_of_the_recording_of_a_conference() -> None:
    attributes = "record='record-from-start' eventCallbackUrl='https://example.com/recorded'"
    with world() as made:
        await enter(made, ANN, f"<Conference {attributes}>room</Conference>")
        await enter(made, BOB, "<Conference>room</Conference>")
        await made.advance(10)
        await end(made)
        [told] = [dict(each.parameters) for each in made.told if each.url == "https://example.com/recorded"]
        assert told["EventName"] == "conference-record-end"
        assert "/Recordings/RE" in told["RecordingUrl"]
        assert {"Duration", "RecordingFileSize", "ConferenceSid", "FriendlyName", "AccountSid"} < set(told)


@pytest.mark.parametrize("label", ["a/b", "CA" + "1" * 32, "x" * 129])
async def test_a_label_that_may_not_be_one_keeps_a_call_out_with_16023(label: str) -> None:
    with world() as made:
        sid = await enter(made, ANN, f"<Conference participantLabel='{label}'>room</Conference>", f"action='{DONE}'")
        assert await noted(made, sid) == ["16023"]
        assert asked(made, DONE)["DialCallStatus"] == "failed"
        await end(made)


async def test_who_is_to_be_coached_is_in_the_conference_or_the_coach_is_not() -> None:
    with world() as made:
        ann = await enter(made, ANN, "<Conference>room</Conference>")
        bob = await enter(made, BOB, f"<Conference coach='CA{'0' * 32}'>room</Conference>")
        assert await noted(made, bob) == ["13240"]
        carl = await enter(made, CALLEE, f"<Conference coach='{ann}'>room</Conference>")
        assert await noted(made, carl) == []
        await end(made)


async def test_a_conference_is_in_the_region_that_its_first_participant_wants() -> None:
    with world() as made:
        await enter(made, ANN, "<Conference region='ie1'>room</Conference>")
        await enter(made, BOB, "<Conference region='jp1'>room</Conference>")
        room = made.board.rooms.find(ACCOUNT, "room")
        assert room is not None
        assert room.conference.region == "ie1"
        await end(made)


# Source: https://www.twilio.com/docs/voice/twiml/dial#recordingtrack
@pytest.mark.parametrize(("track", "channels"), [("both", 2), ("inbound", 1), ("outbound", 1)])
async def test_one_side_alone_is_recorded_in_one_channel(track: str, channels: int) -> None:
    with world() as made:
        await made.phones.set_script(CALLEE, (Step(Act.ANSWER),))
        sid = await enter(made, ANN, CALLEE, f"record='record-from-answer-dual' recordingTrack='{track}'")
        [tape] = made.board.legs[sid].tapes
        assert tape.recording.channels == channels
        await end(made)


# Source: https://www.twilio.com/docs/voice/twiml/dial#action, DialCallDuration.
async def test_no_duration_is_told_of_a_dialed_call_that_goes_on_elsewhere() -> None:
    with world() as made:
        await made.phones.set_script(CALLEE, (Step(Act.ANSWER),))
        sid = await enter(made, ANN, CALLEE, f"action='{DONE}'")
        [child] = [leg for leg in made.board.legs.values() if leg.call.parent_sid == sid]
        made.board.redirect(child.call, Inline("<Response><Pause length='30'/></Response>"))
        await made.advance(1)
        told = asked(made, DONE)
        assert told["DialCallStatus"] == "completed"
        assert "DialCallDuration" not in told
        await end(made)
