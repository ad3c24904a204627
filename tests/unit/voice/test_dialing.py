"""Dialing on a clock that stands still: what the caller hears meanwhile, and who answers in the last second."""

from __future__ import annotations

import pytest
from test_voice_engine import ACCOUNT, OTHER, World, world

from cordboard.twiml.voice.effects import Inline
from cordboard.voice.call import Call, CallOptions, CallStatus, Told
from cordboard.voice.handset import Act, Step
from cordboard.voice.oversight import NoOversight

CALLER, CALLEE = "+14155550901", "+14155550902"
ANSWER = Step(Act.ANSWER)
WAITING = "<Response><Pause length='30'/></Response>"


async def heard(made: World, sid: str) -> list[str]:
    await made.board.write()
    return [each.text for each in await made.calls.heard(sid)]


@pytest.mark.parametrize(
    ("attribute", "signal"),
    [("", "[ringing]"), ("ringTone='uk'", "[ringing uk]"), ("ringTone='us-old'", "[ringing us-old]")],
)
async def test_the_caller_hears_the_ringing_of_the_country_that_is_asked_for(attribute: str, signal: str) -> None:
    with world() as made:
        await made.phones.set_script(CALLER, (ANSWER,))
        await made.phones.set_script(CALLEE, (Step(Act.BUSY, 2.0),))
        sid = await made.call(CALLER, f"<Dial {attribute}>{CALLEE}</Dial>")
        await made.advance(5)
        assert signal in await heard(made, sid)


async def test_a_ringing_tone_that_there_is_not_is_noted_and_the_usual_one_is_heard() -> None:
    with world() as made:
        await made.phones.set_script(CALLER, (ANSWER,))
        await made.phones.set_script(CALLEE, (Step(Act.BUSY, 2.0),))
        sid = await made.call(CALLER, f"<Dial ringTone='xx'>{CALLEE}</Dial>")
        await made.advance(5)
        found = await heard(made, sid)
        assert found[0].startswith("13220: ")
        assert "[ringing]" in found


# Source: https://www.twilio.com/docs/voice/answering-machine-detection: without AsyncAmd the document waits for it.
@pytest.mark.parametrize("mode", ["Enable", "DetectMessageEnd"])
async def test_who_answers_in_the_last_second_has_answered_however_long_it_takes_to_find_out_who_it_is(
    mode: str,
) -> None:
    with world() as made:
        await made.phones.set_script(CALLEE, (Step(Act.ANSWER, 9.8, answered_by="machine_start"),))
        options = CallOptions(
            twiml="<Response><Pause length='1'/></Response>",
            timeout_s=10,
            machine_detection=mode,
            is_machine_async=False,
        )
        call = await made.board.create(ACCOUNT, OTHER, CALLEE, options)
        await made.advance(60)
        await made.board.write()
        ended = await made.calls.call(call.account_sid, call.sid)
        assert ended is not None
        assert (ended.status, ended.answered_by is not None) == (CallStatus.COMPLETED, True)
        await made.assert_nothing_is_left()


async def test_who_is_dialed_and_answers_in_the_last_second_is_connected_while_it_is_found_out_who_it_is() -> None:
    with world() as made:
        await made.phones.set_script(CALLER, (ANSWER,))
        await made.phones.set_script(CALLEE, (Step(Act.ANSWER, 9.8, answered_by="machine_start"), Step(Act.HANG_UP, 9)))
        number = f"<Number machineDetection='DetectMessageEnd'>{CALLEE}</Number>"
        await made.call(CALLER, f"<Dial timeout='10' action='https://example.com/done'>{number}</Dial>")
        await made.advance(60)
        await made.board.write()
        [asked] = [dict(each.parameters) for each in made.asked if each.url == "https://example.com/done"]
        assert (asked["DialCallStatus"], asked["DialBridged"], asked["DialCallDuration"]) == ("completed", "true", "9")


async def test_a_redirect_of_a_dialed_call_leaves_no_timer_that_ends_it() -> None:
    with world() as made:
        await made.phones.set_script(CALLER, (ANSWER,))
        await made.phones.set_script(CALLEE, (ANSWER,))
        await made.call(CALLER, f"<Dial timeout='10'>{CALLEE}</Dial>")
        await made.advance(2)
        [child] = [leg for leg in made.board.legs.values() if leg.call.parent_sid]
        made.board.redirect(child.call, Inline("<Response><Pause length='30'/></Response>"))
        await made.advance(20)
        assert child.call.status is CallStatus.IN_PROGRESS
        made.board.end(child.call, CallStatus.COMPLETED)
        await made.assert_nothing_is_left()


class Watching(NoOversight):
    """Takes note of whom calls of agents reach."""

    def __init__(self) -> None:
        self.reached: list[str] = []

    async def dial(self, call: Call) -> str | None:
        self.reached.append(call.recipient)
        return None


@pytest.mark.parametrize(("agent_sid", "reached"), [("AG1", ["AP1"]), ("", [])])
async def test_an_application_that_an_agents_call_dials_is_judged_by_its_own_name(
    agent_sid: str, reached: list[str]
) -> None:
    with world() as made:
        made.board.oversight = watching = Watching()
        await made.phones.set_script(CALLER, (ANSWER,))
        twiml = "<Response><Dial><Application copyParentTo='true'>AP1</Application></Dial></Response>"
        await made.board.create(ACCOUNT, OTHER, CALLER, CallOptions(twiml=twiml, agent_sid=agent_sid))
        await made.advance(5)
        assert watching.reached == reached
        await made.assert_nothing_is_left()


# Source: https://www.twilio.com/docs/voice/answering-machine-detection: thresholds, in milliseconds.
@pytest.mark.parametrize(
    ("by", "options", "took_ms"),
    [
        ("human", {"speech_end_ms": 1500}, 1500),
        ("machine_start", {"speech_ms": 3000}, 3000),
        ("unknown", {}, 5000),
        ("unknown", {"silence_ms": 2000}, 2000),
        ("unknown", {"silence_ms": 9000, "machine_timeout_s": 4}, 4000),
    ],
)
async def test_finding_out_who_answers_takes_as_long_as_its_thresholds_say(
    by: str, options: dict[str, int], took_ms: int
) -> None:
    told = Told(url="https://example.com/amd")
    with world() as made:
        await made.phones.set_script(CALLEE, (Step(Act.ANSWER, answered_by=by),))
        asked = CallOptions(
            twiml=WAITING, machine_detection="Enable", is_machine_async=True, machine_told=told, **options
        )
        await made.board.create(ACCOUNT, OTHER, CALLEE, asked)
        await made.advance(40)
        await made.board.write()
        [hook] = [dict(each.parameters) for each in made.told if each.url == told.url]
        assert (hook["AnsweredBy"], hook["MachineDetectionDuration"]) == (by, str(took_ms))
