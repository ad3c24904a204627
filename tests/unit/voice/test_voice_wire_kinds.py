"""The wire kinds of voice: prices as JSON numbers, names of recordings with an ending, URLs of streams."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from cordboard.api.v2010.call_attachments import StreamUrl
from cordboard.api.v2010.recordings import Named, RecordingName
from cordboard.catalogue.wire import Amount, Malformed, Style

STYLE = Style(str)
SID = "RE" + "0123456789abcdef" * 2


@pytest.mark.parametrize(("text", "number"), [("-0.0025", -0.0025), ("12", 12.0), ("0.05", 0.05)])
def test_an_amount_is_read_as_a_decimal_and_written_as_a_number(text: str, number: float) -> None:
    kind = Amount()
    write = kind.writer(STYLE)
    assert kind.read(text) == Decimal(text)
    assert kind.load(number) == Decimal(text)
    assert write is not None
    assert write(Decimal(text)) == number
    assert kind.schema() == {"type": "number"}


@pytest.mark.parametrize(("ending", "form"), [("", None), (".wav", "wav"), (".mp3", "mp3")])
def test_a_recording_is_named_with_the_ending_of_its_sound(ending: str, form: str | None) -> None:
    kind = RecordingName()
    assert kind.read(SID + ending) == kind.load(SID + ending) == Named(SID, form)
    assert re.fullmatch(str(kind.schema()["pattern"]), SID + ending)


@pytest.mark.parametrize("text", ["", "RE1", SID + ".", SID + ".ogg", SID + ".wav.mp3", "CA" + SID[2:], SID + "/.wav"])
def test_another_name_is_none_of_a_recording(text: str) -> None:
    with pytest.raises(Malformed):
        RecordingName().read(text)


@pytest.mark.parametrize("text", ["wss://example.com/ear", "ws://127.0.0.1:8080/ear?x=1"])
def test_a_stream_goes_to_a_web_socket(text: str) -> None:
    assert StreamUrl().read(text) == text


@pytest.mark.parametrize("text", ["https://example.com", "wss://", "wss:example.com", "wss://a b", ""])
def test_a_stream_goes_nowhere_else(text: str) -> None:
    with pytest.raises(Malformed):
        StreamUrl().read(text)
