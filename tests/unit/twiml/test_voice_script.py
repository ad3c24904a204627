"""Documents of calls, run as a generator: what they ask for, in order, and where they go."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.voice_response import Dial as OfficialDial
from twilio.twiml.voice_response import Gather as OfficialGather
from twilio.twiml.voice_response import VoiceResponse

from cordboard.errors import ERRORS
from cordboard.twiml.reader import Document, read
from cordboard.twiml.voice import (
    attributes,
    control,
    dialing,
    gathering,
    paying,
    queueing,
    recording,
    relaying,
    speech,
    streaming,
)
from cordboard.twiml.voice.attributes import Attribute
from cordboard.twiml.voice.dial_effects import Dial, Dialed, JoinConference, TakeFromQueue
from cordboard.twiml.voice.effects import (
    Collected,
    Dequeued,
    Effect,
    Enqueue,
    Fetch,
    Gather,
    HangUp,
    Leave,
    Note,
    Page,
    Play,
    Reason,
    Record,
    Recorded,
    Refuse,
    Say,
    SendDigits,
    Silence,
    Stream,
    Text,
)
from cordboard.twiml.voice.script import script

URL = "https://app.example/voice/start"


def perform(*documents: str, results: dict[type, Any] | None = None) -> list[Effect]:
    """Run a script on these documents, one for each fetch; returns every effect but the first fetch."""
    pages, answers = list(documents), results or {}
    run = script(Fetch(URL, "POST"))
    effect: Effect = next(run)
    seen: list[Effect] = []
    try:
        while True:
            if isinstance(effect, Fetch):
                document = read(pages.pop(0).encode()) if pages else None
                answer: Any = Page(effect.url, document) if isinstance(document, Document) else None
            else:
                answer = answers.get(type(effect))
            effect = run.send(answer)
            seen.append(effect)
    except StopIteration:
        return seen


def body(inner: str) -> str:
    return f"<Response>{inner}</Response>"


def codes(effects: list[Effect]) -> list[int]:
    return [effect.code for effect in effects if isinstance(effect, Note)]


def test_a_document_runs_from_top_to_bottom_and_hangs_up() -> None:
    seen = perform(body("<Say>One</Say><Pause length='2'/><Play>tone.mp3</Play><Play digits='1w2'/>"))
    assert seen == [
        Say("One", "man", "en-US"),
        Silence(2),
        Play("https://app.example/voice/tone.mp3"),
        SendDigits("1w2"),
        HangUp(),
    ]


def test_speech_with_markup_is_spoken_in_order_and_loops_are_written_out() -> None:
    said = body('<Say loop="2" voice="Polly.Joanna">Hello <w role="n">dear</w> <sub alias="World">W</sub>!</Say>')
    assert perform(said)[:2] == [Say("Hello dear World!", "Polly.Joanna", "en-US")] * 2
    assert len(perform(body("<Say loop='0'>For ever</Say>"))) == 1001


def test_what_is_gathered_goes_to_the_action_and_the_rest_of_the_document_is_left() -> None:
    document = VoiceResponse()
    menu = OfficialGather(num_digits=1, action="/menu?lang=en", input="dtmf speech", timeout=3)
    menu.say("Press one")
    document.append(menu)
    document.say("Nothing was entered")
    answers = {Gather: Collected(digits="1")}
    seen = perform(str(document), body("<Hangup/>"), results=answers)
    gather, fetch, hang_up = seen
    assert isinstance(gather, Gather)
    assert gather.prompts == (Say("Press one", "man", "en-US"),)
    assert (gather.num_digits, gather.timeout_s, gather.takes_keys, gather.takes_speech) == (1, 3, True, True)
    assert fetch == Fetch("https://app.example/menu?lang=en", "POST", (("Digits", "1"),), Reason.GATHERED)
    assert hang_up == HangUp()


def test_speech_goes_to_the_action_with_its_confidence() -> None:
    answers = {Gather: Collected(speech="an agent please", confidence=0.9)}
    seen = perform(body("<Gather input='speech'/>"), body(""), results=answers)
    assert seen[1] == Fetch(
        URL, "POST", (("SpeechResult", "an agent please"), ("Confidence", "0.90000000")), Reason.GATHERED
    )


def test_nothing_gathered_goes_on_unless_the_document_wants_to_know() -> None:
    silent = {Gather: Collected()}
    assert perform(body("<Gather/><Say>Still there?</Say>"), results=silent)[1] == Say("Still there?", "man", "en-US")
    seen = perform(body("<Gather actionOnEmptyResult='true'/>"), body(""), results=silent)
    assert seen[1] == Fetch(URL, "POST", (("Digits", ""),), Reason.GATHERED)


def test_a_recording_goes_to_the_action_and_silence_does_not() -> None:
    answers = {Record: Recorded("RE1", "https://api/RE1", 4, "#")}
    seen = perform(body("<Record action='done' method='GET' maxLength='10'/>"), body(""), results=answers)
    assert isinstance(seen[0], Record)
    assert (seen[0].max_length_s, seen[0].plays_beep, seen[0].finish_on_key) == (10, True, "1234567890*#")
    expected = (
        ("RecordingUrl", "https://api/RE1"),
        ("RecordingSid", "RE1"),
        ("RecordingDuration", "4"),
        ("Digits", "#"),
    )
    assert seen[1] == Fetch("https://app.example/voice/done", "GET", expected, Reason.RECORDED)
    assert perform(body("<Record/><Say>Too quiet</Say>"))[1] == Say("Too quiet", "man", "en-US")
    assert perform(body("<Record transcribe='true'/>"))[0].max_length_s == 120  # type: ignore[union-attr]


def test_the_official_dial_calls_its_targets_and_tells_the_action() -> None:
    document = VoiceResponse()
    dial = OfficialDial(action="/after", timeout=20, caller_id="+12015550100", record="record-from-answer-dual")
    dial.number("+14155550101", send_digits="ww12", status_callback="/told", status_callback_event="initiated answered")
    dial.client("alice")
    dial.sip("sip:bob@example.com", username="u", password="p")
    document.append(dial)
    answers = {Dial: Dialed("completed", "CA1", 12, True)}
    seen = perform(str(document), body(""), results=answers)
    assert isinstance(seen[0], Dial)
    number, client, sip = seen[0].targets
    assert (number.kind, number.address, number.send_digits) == ("Number", "+14155550101", "ww12")
    assert number.progress.url == "https://app.example/told"
    assert number.progress.events == {"initiated", "answered"}
    assert (client.kind, client.address, sip.kind, sip.address) == ("Client", "alice", "Sip", "sip:bob@example.com")
    assert (seen[0].settings.timeout_s, seen[0].settings.caller_id) == (20, "+12015550100")
    assert seen[1] == Fetch(
        "https://app.example/after",
        "POST",
        (
            ("DialCallStatus", "completed"),
            ("DialCallSid", "CA1"),
            ("DialBridged", "true"),
            ("DialCallDuration", "12"),
        ),
        Reason.DIALED,
    )


def test_a_dial_without_an_action_goes_on_with_the_next_verb() -> None:
    answers = {Dial: Dialed("no-answer", "CA1")}
    seen = perform(body("<Dial>+14155550101</Dial><Say>Nobody home</Say>"), results=answers)
    assert isinstance(seen[0], Dial)
    assert [target.address for target in seen[0].targets] == ["+14155550101"]
    assert seen[1] == Say("Nobody home", "man", "en-US")


def test_conferences_and_queues_stand_alone_in_a_dial() -> None:
    answers = {JoinConference: Dialed("answered"), TakeFromQueue: Dialed("completed")}
    seen = perform(body("<Dial><Conference beep='false' waitUrl=''>Room 1</Conference></Dial>"), results=answers)
    assert isinstance(seen[0], JoinConference)
    assert (seen[0].name, seen[0].beep, seen[0].wait_url, seen[0].starts_on_enter) == ("Room 1", "false", "", True)
    seen = perform(body("<Dial><Queue url='whisper'>support</Queue></Dial>"), results=answers)
    assert isinstance(seen[0], TakeFromQueue)
    assert codes(perform(body("<Dial><Conference>a</Conference><Number>+14155550101</Number></Dial>"))) == [13000]
    assert codes(perform(body("<Dial/>"))) == [13223]


def test_waiting_in_a_queue_ends_with_an_action() -> None:
    answers = {Enqueue: Dequeued("bridged", "QU1", 33)}
    seen = perform(body("<Enqueue waitUrl='wait' action='after'>support</Enqueue>"), body("<Leave/>"), results=answers)
    assert isinstance(seen[0], Enqueue)
    assert (seen[0].name, seen[0].wait_url) == ("support", "https://app.example/voice/wait")
    assert seen[1] == Fetch(
        "https://app.example/voice/after",
        "POST",
        (("QueueResult", "bridged"), ("QueueSid", "QU1"), ("QueueTime", "33")),
        Reason.ENQUEUED,
    )
    assert seen[2:] == [Leave()]


def test_a_redirect_goes_on_elsewhere_and_resolves_against_the_new_place() -> None:
    seen = perform(body("<Redirect method='GET'>../other/x</Redirect><Say>never</Say>"), body("<Play>y.mp3</Play>"))
    assert seen == [
        Fetch("https://app.example/other/x", "GET", reason=Reason.REDIRECTED),
        Play("https://app.example/other/y.mp3"),
        HangUp(),
    ]


def test_reject_refuses_only_as_the_first_verb() -> None:
    assert perform(body("<Reject reason='busy'/>"), results={Refuse: True}) == [Refuse("busy")]
    assert perform(body("<Say>Hi</Say><Reject/>"), results={Refuse: True}) == [Say("Hi", "man", "en-US"), HangUp()]


def test_a_message_is_sent_during_a_call() -> None:
    seen = perform(body("<Sms to='+14155550101' statusCallback='/told'>On my way</Sms>"), results={Text: "SM1"})
    assert seen[0] == Text("+14155550101", None, "On my way", "https://app.example/told")


def test_streams_are_started_beside_the_document_and_connected_instead_of_it() -> None:
    seen = perform(
        body(
            "<Start><Stream url='wss://app.example/a' track='both_tracks'><Parameter name='k' value='v'/></Stream>"
            "</Start>"
            "<Connect action='done'><Stream url='wss://app.example/b'/></Connect><Say>never</Say>"
        ),
        body(""),
    )
    first, second, fetch, _ = seen
    assert isinstance(first, Stream)
    assert isinstance(second, Stream)
    assert (first.url, first.track, first.is_connected, first.parameters) == (
        "wss://app.example/a",
        "both_tracks",
        False,
        (("k", "v"),),
    )
    assert second.is_connected
    assert fetch == Fetch("https://app.example/voice/done", "POST")
    assert codes(perform(body("<Start><Stream url='https://app.example/a'/></Start>"))) == [31922]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<Shout>loud</Shout>", [12200]),
        ("<Say color='red'>x</Say>", [12200]),
        ("<Say/>", [13520]),
        ("<Say>" + "a" * 5000 + "</Say>", [13521]),
        ("<Play/>", [13410]),
        ("<Pause length='-1'/>", [13910]),
        ("<Gather timeout='soon'/>", [13313]),
        ("<Gather finishOnKey='x'/>", [13310]),
        ("<Gather><Dial>+14155550101</Dial></Gather>", [13320]),
        ("<Dial timeout='x'>+14155550101</Dial>", [13212]),
        ("<Enqueue>" + "q" * 65 + "</Enqueue>", [14205]),
        ("<Enqueue></Enqueue>", [14204]),
        ("<Sms>  </Sms>", [14103]),
        ("<Connect><Room>x</Room></Connect>", [12200]),
    ],
)
def test_what_cannot_be_used_is_noted_with_its_code_and_its_line(inner: str, expected: list[int]) -> None:
    seen = perform(body("\n" + inner), results={Dial: Dialed("completed"), Gather: Collected()})
    assert codes(seen) == expected
    assert [effect.line for effect in seen if isinstance(effect, Note)] == [2]


def test_an_inline_document_needs_absolute_actions() -> None:
    run = script(Fetch(URL, "POST"))
    next(run)
    document = read(body("<Gather action='/relative'/>").encode())
    assert isinstance(document, Document)
    effect = run.send(Page("", document))
    assert isinstance(effect, Gather)
    note = run.send(Collected(digits="5"))
    assert isinstance(note, Note)
    assert (note.code, note.is_warning) == (15004, False)
    assert run.send(None) == HangUp()


def test_closing_a_script_ends_it_at_any_point() -> None:
    run = script(Fetch(URL, "POST"))
    next(run)
    document = read(body("<Gather/><Say>never</Say>").encode())
    assert isinstance(document, Document)
    run.send(Page(URL, document))
    run.close()
    with pytest.raises(StopIteration):
        next(run)


def test_every_code_of_a_verb_is_one_that_the_debugger_knows() -> None:
    modules = (attributes, control, dialing, gathering, paying, queueing, recording, relaying, speech, streaming)
    tables = [value for module in modules for value in vars(module).values() if isinstance(value, tuple)]
    found = {each.code for table in tables for each in table if isinstance(each, Attribute)}
    found |= {
        value
        for module in modules
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, int) and 10_000 <= value < 100_000
    }
    assert sorted(code for code in found if code not in ERRORS and code != 86_400) == []


NAMES = st.sampled_from(
    ["Say", "Play", "Pause", "Gather", "Record", "Dial", "Number", "Conference", "Enqueue", "Redirect", "Start", "X"]
)
TREES = st.recursive(
    st.builds(lambda name: f"<{name}/>", NAMES),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", NAMES, st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(TREES, max_size=6), st.lists(st.text("0123456789#", max_size=4), min_size=1, max_size=3))
def test_no_nesting_whatsoever_stops_the_interpreter(trees: list[str], digits: list[str]) -> None:
    results = {Gather: Collected(digits=digits[0]), Dial: Dialed("busy"), Enqueue: Dequeued("hangup", "QU", 1)}
    results |= {JoinConference: Dialed("completed"), TakeFromQueue: Dialed("completed")}
    seen = perform(body("".join(trees)), results=results)
    assert len(seen) <= 3000
