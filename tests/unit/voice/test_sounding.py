"""How much is left of what is heard, at any moment of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.voice.burst import GAP_MS, Burst
from cordboard.voice.frames import BYTES_PER_MS, FRAME_MS, SILENCE
from cordboard.voice.pace import spoken_s
from cordboard.voice.sounding import Sounding

PACE = 15.0  # characters a second
FRAME = bytes([1]) * FRAME_MS * BYTES_PER_MS


@given(
    st.lists(st.sampled_from(["a", "one", "7", "2026", "switchboard"]), min_size=1, max_size=30), st.integers(0, 60_000)
)
def test_each_word_is_either_begun_or_left(words: list[str], passed_ms: int) -> None:
    said = Sounding("callee", "speech", " ".join(words), 1_000)
    rest = said.rest(1_000 + passed_ms, PACE)
    begun, left = said.begun(1_000 + passed_ms, PACE).split(), rest.text.split() if rest is not None else []
    assert begun + left == words
    assert begun
    assert spoken_s(" ".join(begun[:-1]), PACE) * 1000 <= passed_ms
    if left:
        assert spoken_s(" ".join(begun) + " ", PACE) * 1000 > passed_ms


def test_of_a_file_what_has_passed_is_skipped_more_at_each_pause_until_nothing_is_left() -> None:
    file = Sounding("callee", "clip", "", 0, FRAME * 50)
    once = file.rest(300, PACE)
    assert once is not None
    twice = once.rest(700, PACE)
    assert twice is not None
    assert (once.skipped_ms, twice.skipped_ms, twice.began_ms) == (300, 700, 700)
    assert twice.rest(1_000, PACE) is None


@pytest.mark.parametrize(("what", "goes_on"), [("music", True), ("ringing", True), ("beep", False), ("tones", False)])
def test_music_and_ringing_go_on_and_what_is_short_does_not(what: str, goes_on: bool) -> None:
    assert (Sounding("callee", what, "", 0).rest(60_000, PACE) is not None) is goes_on


def test_frames_that_follow_are_one_burst_and_short_gaps_are_silence_in_it() -> None:
    burst = Burst("callee", 0)
    for at_ms in (0, FRAME_MS, 100):
        assert burst.takes("callee", at_ms)
        burst.add(FRAME, at_ms)
    assert bytes(burst.samples) == FRAME * 2 + SILENCE * 60 * BYTES_PER_MS + FRAME
    end_ms = 100 + FRAME_MS
    assert burst.takes("callee", end_ms + GAP_MS - 1)
    assert not burst.takes("callee", end_ms + GAP_MS)
    assert not burst.takes("caller", end_ms)
