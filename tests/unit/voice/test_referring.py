"""SIP devices that want somebody else in their place, and others that are not asked for it.

Source: https://www.twilio.com/docs/voice/twiml/refer, /docs/voice/api/refer-to-twilio; reference 10, 13801 and 13802.
"""

from __future__ import annotations

from test_voice_engine import ACCOUNT, World, world

from cordboard.voice.call import CallStatus
from cordboard.voice.handset import Act, Step
from cordboard.voice.leg import Leg

CALLER, AMY, BOB = "+14155550931", "sip:amy@example.com", "sip:bob@example.com"
REFER, DONE = "https://example.com/refer", "https://example.com/done"
ANSWER, WISH = Step(Act.ANSWER), Step(Act.REFER, 2.0, to=BOB)


async def call(made: World, number: str, twiml: str, amy: tuple[Step, ...] = (ANSWER, WISH)) -> str:
    """Call a number, and let what follows happen."""
    await made.phones.set_script(CALLER, (ANSWER,))
    await made.phones.set_script(AMY, amy)
    sid = await made.call(number, twiml)
    await made.advance(5)
    await made.board.write()
    return sid


async def noted(made: World, sid: str) -> list[str]:
    return [each.text[:5] for each in await made.calls.heard(sid) if each.what in ("error", "warning")]


def child_of(made: World, sid: str) -> Leg | None:
    return next((leg for leg in made.board.legs.values() if leg.call.parent_sid == sid), None)


async def end(made: World) -> None:
    await made.board.end_all(ACCOUNT)
    await made.advance(60)
    await made.assert_nothing_is_left()


async def test_nobody_but_a_sip_device_is_asked_to_call_somebody_else() -> None:
    with world() as made:
        sid = await call(made, CALLER, f"<Refer action='{DONE}'><Sip>{BOB}</Sip></Refer>")
        assert await noted(made, sid) == ["13801"]
        [told] = [dict(each.parameters) for each in made.asked if each.url == DONE]
        assert told["ReferCallStatus"] == "failed"
        assert "ReferSipResponseCode" not in told
        await end(made)


async def test_who_is_dialed_leaves_and_who_dialed_runs_the_document_of_refer_url() -> None:
    with world() as made:
        sid = await call(made, CALLER, f"<Dial referUrl='{REFER}' referMethod='GET'><Sip>{AMY}</Sip></Dial>")
        [asked] = [each for each in made.asked if each.url == REFER]
        told = dict(asked.parameters)
        assert (asked.method, told["CallSid"], told["ReferTransferTarget"]) == ("GET", sid, BOB)
        assert child_of(made, sid) is None
        assert "Please wait" in [each.text for each in await made.calls.heard(sid)]
        await end(made)


async def test_who_dialed_leaves_and_who_was_dialed_runs_the_document() -> None:
    with world() as made:
        sid = await call(made, AMY, f"<Dial referUrl='{REFER}'>{CALLER}</Dial>")
        [asked] = [dict(each.parameters) for each in made.asked if each.url == REFER]
        assert (asked["ParentCallSid"], asked["ReferTransferTarget"]) == (sid, BOB)
        assert sid not in made.board.legs
        await end(made)


async def test_a_wish_that_nobody_said_what_to_do_with_is_noted_and_the_call_goes_on() -> None:
    with world() as made:
        sid = await call(made, CALLER, f"<Dial><Sip>{AMY}</Sip></Dial>")
        child = child_of(made, sid)
        assert child is not None
        assert child.call.status is CallStatus.IN_PROGRESS
        assert await noted(made, child.call.sid) == ["13802"]
        await end(made)


async def test_who_hangs_up_before_the_device_has_called_is_told_to_the_action() -> None:
    hasty = (ANSWER, Step(Act.HANG_UP, 0.05))
    with world() as made:
        await call(made, AMY, f"<Refer action='{DONE}'><Sip>{BOB}</Sip></Refer>", amy=hasty)
        [told] = [dict(each.parameters) for each in made.asked if each.url == DONE]
        assert told["ReferCallStatus"] == "canceled"
        assert (told["ReferSipResponseCode"], told["NotifySipResponseCode"]) == ("202", "180")
        await end(made)
