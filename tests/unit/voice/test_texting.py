"""Messages of documents, on a clock that stands still: who sends them to whom, and what becomes of a refused one."""

from __future__ import annotations

from test_voice_engine import ACCOUNT, OTHER, SENDER, World, world

from cordboard.base.problem import Problem
from cordboard.voice.call import Call, CallOptions
from cordboard.voice.handset import Act, Step

TEXT = "<Message{}>On my way</Message><Say>Sent</Say>"


class Texts:
    """Messaging: takes each message, unless it refuses all."""

    def __init__(self, made: World, refusal: Problem | None = None) -> None:
        self.sent: list[tuple[str, ...]] = []
        self._refusal = refusal
        made.board.text = self.send

    async def send(self, call: Call, to: str, from_: str, body: str, callback: str | None) -> str:
        if self._refusal is not None:
            raise self._refusal
        self.sent.append((call.account_sid, to, from_, body))
        return "SM1"


async def text(made: World, attributes: str = "", agent_sid: str = "") -> list[str]:
    """Let a document send a message; returns what was heard and noted."""
    made.phones.load({OTHER: (Step(Act.ANSWER),)})
    twiml = f"<Response>{TEXT.format(attributes)}</Response>"
    call = await made.board.create(ACCOUNT, SENDER, OTHER, CallOptions(twiml=twiml, agent_sid=agent_sid))
    await made.advance(5)
    await made.board.write()
    return [line.text for line in await made.calls.heard(call.sid)]


async def test_a_message_goes_from_the_number_of_the_call_to_the_other_side() -> None:
    with world() as made:
        texts = Texts(made)
        assert await text(made) == ["Sent"]
        assert texts.sent == [(ACCOUNT, OTHER, SENDER, "On my way")]
        await text(made, " to='+14155550777' from='+12015550111'")
        assert texts.sent[1] == (ACCOUNT, "+14155550777", "+12015550111", "On my way")
        await made.assert_nothing_is_left()


async def test_a_refused_message_is_noted_and_the_document_goes_on() -> None:
    with world() as made:
        Texts(made, Problem(21606))
        noted, said = await text(made)
        assert (noted[:5], said) == ("21606", "Sent")
        await made.assert_nothing_is_left()


async def test_why_a_message_of_an_agents_call_was_refused_stands_in_the_transcript() -> None:
    with world() as made:
        texts = Texts(made, Problem(70051, message="It was not let send a message."))
        assert await text(made, agent_sid="AG1") == ["70051: It was not let send a message.", "Sent"]
        assert texts.sent == []
        await made.assert_nothing_is_left()
