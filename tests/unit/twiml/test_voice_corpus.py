"""A corpus of voice documents: what each leads to, what is noted of it with code and line, and what is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from cordboard.errors import ERRORS
from cordboard.twiml.reader import MOST_BYTES, Document, Trouble, read
from cordboard.twiml.voice import (
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
    Background,
    Collected,
    Dequeued,
    Effect,
    Enqueue,
    Fetch,
    Gather,
    Note,
    Page,
    Play,
    Record,
    Recorded,
    ReferTo,
    Refuse,
    Say,
    SendDigits,
    Silence,
    Stream,
    Text,
)
from cordboard.twiml.voice.pay_effect import Pay
from cordboard.twiml.voice.relay_effect import Relay
from cordboard.twiml.voice.script import script
from cordboard.twiml.voice.step import VERBS

URL = "https://app.example/voice/start"
CORPUS = Path(__file__).parent / "corpus"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((CORPUS / "expected.toml").read_text())
# What a verb is told: that it went well.
RESULTS: dict[type, object] = {
    Gather: Collected(digits="1"),
    Record: Recorded("RE1", "https://api/RE1", 4, "#"),
    Dial: Dialed("completed", "CA1", 12, True),
    JoinConference: Dialed("answered"),
    TakeFromQueue: Dialed("completed"),
    Enqueue: Dequeued("bridged", "QU1", 33),
    Refuse: True,
    Text: "SM1",
    ReferTo: (("ReferCallStatus", "in-progress"),),
    Pay: (("Result", "success"),),
    Relay: (("SessionStatus", "ended"),),
}
# How an effect is written in the corpus, where its name alone says too little.
SHOWN: dict[type, Callable[[Any], str]] = {
    Say: lambda each: each.text,
    Play: lambda each: each.url,
    SendDigits: lambda each: each.digits,
    Silence: lambda each: str(each.length_s),
    Gather: lambda each: " ".join(gathered(each)),
    Fetch: lambda each: " ".join([each.method, each.url, *(f"{name}={value}" for name, value in each.parameters)]),
    Dial: lambda each: ", ".join(f"{target.kind} {target.address}" for target in each.targets),
    JoinConference: lambda each: each.name,
    TakeFromQueue: lambda each: each.name,
    Enqueue: lambda each: each.name,
    Refuse: lambda each: each.reason,
    ReferTo: lambda each: each.uri,
    Text: lambda each: each.body,
    Stream: lambda each: f"{each.url} {each.track}",
    Background: lambda each: f"{'start' if each.is_start else 'stop'} {each.kind}",
    Pay: lambda each: f"{each.method} {each.amount} {each.currency}",
    Relay: lambda each: f"{each.url} {each.interrupts}",
}


def gathered(gather: Gather) -> Iterator[str]:
    takes = {"dtmf": gather.takes_keys, "speech": gather.takes_speech}
    words = " ".join(word for word, is_taken in takes.items() if is_taken)
    prompts = ", ".join(shown(each) for each in gather.prompts)
    yield f"{words}: {prompts}" if prompts else words


def shown(effect: Effect) -> str:
    more = SHOWN.get(type(effect), lambda each: "")(effect)
    return f"{type(effect).__name__} {more}".strip()


def run(document: Document) -> list[Effect]:
    """Run a document to its end, or to the next one."""
    steps = script(Page(URL, document))
    seen: list[Effect] = []
    result: object = None
    while True:
        try:
            effect = steps.send(result)
        except StopIteration:
            return seen
        seen.append(effect)
        if isinstance(effect, Fetch):
            return seen
        result = RESULTS.get(type(effect))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_document_leads_to_what_its_rule_says(name: str) -> None:
    wanted = EXPECTED[name]
    found = read((CORPUS / f"{name}.xml").read_bytes())
    if isinstance(found, Trouble):
        assert f"{found.code} {found.line or ''}".strip() == wanted.get("problem")
        return
    assert "problem" not in wanted
    seen = run(found)
    notes = [each for each in seen if isinstance(each, Note)]
    assert [shown(each) for each in seen if not isinstance(each, Note)] == wanted["effects"]
    levels = [f"{each.code} {'warning' if each.is_warning else 'error'} {each.line}" for each in notes]
    assert levels == wanted.get("notes", [])


def test_every_document_is_expected_and_every_code_is_one_of_the_dictionary() -> None:
    assert {each.stem for each in CORPUS.glob("*.xml")} == set(EXPECTED)
    codes = {int(note.split()[0]) for each in EXPECTED.values() for note in each.get("notes", [])}
    codes |= {int(each["problem"].split()[0]) for each in EXPECTED.values() if "problem" in each}
    assert sorted(codes - set(ERRORS)) == []


def elements_of_corpus() -> Iterator[etree._Element]:
    for path in CORPUS.glob("*.xml"):
        if isinstance(read(path.read_bytes()), Document):
            yield from etree.fromstring(path.read_bytes().strip()).iter(tag=etree.Element)


def test_every_verb_and_every_attribute_of_the_tables_stands_in_the_corpus() -> None:
    modules = (control, dialing, gathering, paying, queueing, recording, relaying, speech, streaming)
    values = [value for module in modules for value in vars(module).values()]
    tables = [value for value in values if isinstance(value, tuple)]
    tables += [table for value in values if isinstance(value, dict) for table in value.values() if type(table) is tuple]
    known = {each.name for table in tables for each in table if isinstance(each, Attribute)}
    used = [element for element in elements_of_corpus() if isinstance(element.tag, str)]
    assert sorted(known - {str(name) for element in used for name in element.attrib}) == []
    assert sorted(set(VERBS) - {str(element.tag) for element in used}) == []


@pytest.mark.parametrize(("more", "code"), [(0, None), (1, 11750)])
def test_a_document_has_64_kilobytes_at_most(more: int, code: int | None) -> None:
    head, tail = b"<Response><!--", b"--></Response>"
    body = head + b"x" * (MOST_BYTES - len(head) - len(tail) + more) + tail
    found = read(body)
    assert (found.code if isinstance(found, Trouble) else None) == code
    assert MOST_BYTES == 65_536


NAMES = [*sorted(VERBS), "Number", "Conference", "Queue", "Stream", "ConversationRelay", "Prompt", "Parameter", "Shout"]
ATTRIBUTES = ["action", "method", "timeout", "url", "loop", "numDigits", "for", "chargeAmount", "track", "name", "x"]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
TREES = st.recursive(
    TEXTS,
    lambda inner: st.tuples(
        st.sampled_from(NAMES),
        st.dictionaries(st.sampled_from(ATTRIBUTES), TEXTS, max_size=4),
        st.lists(inner, max_size=4),
    ),
    max_leaves=15,
)


def written(tree: Any) -> str:
    if isinstance(tree, str):
        return tree.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")
    name, attributes, inner = tree
    given = "".join(f' {key}="{written(value).replace(chr(34), "&quot;")}"' for key, value in attributes.items())
    return f"<{name}{given}>{''.join(map(written, inner))}</{name}>"


def has_an_outcome(body: bytes) -> None:
    """Whatever a document is, it is refused with a known code, or runs to an end that says what is wrong."""
    found = read(body)
    notes = [found] if isinstance(found, Trouble) else [each for each in run(found) if isinstance(each, Note)]
    assert all(each.code in ERRORS and each.sentence for each in notes)


@given(st.lists(TREES, max_size=6))
def test_any_xml_leads_somewhere(trees: list[Any]) -> None:
    body = f"<Response>{''.join(map(written, trees))}</Response>".encode()
    assert isinstance(read(body), Document)
    has_an_outcome(body)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@example(b"<?xml version='1.0' encoding='UTF-7'?><Response/>")
@example(b"\x00<Response/>")
@example(b"<Response \xff/>")
@example(b"<Response><Say>" + b"<Say>" * 5000)
@example(b"")
def test_any_bytes_are_refused_with_a_code_or_run(body: bytes) -> None:
    has_an_outcome(body)


@given(st.sampled_from(sorted(EXPECTED)), st.integers(0, 2000), st.binary(max_size=4), st.integers(0, 20))
def test_a_document_that_was_damaged_is_refused_with_a_code_or_runs(name: str, at: int, put: bytes, cut: int) -> None:
    body = (CORPUS / f"{name}.xml").read_bytes()[:4000]
    at %= len(body) + 1
    has_an_outcome(body[:at] + put + body[at + cut :])
