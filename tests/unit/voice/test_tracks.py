"""A track of a media stream, frame by frame: what lasts fills what is free, until it is quiet."""

from __future__ import annotations

from cordboard.voice.frames import FRAME_BYTES, SILENCE, Track

STILL = SILENCE * FRAME_BYTES


def test_what_lasts_goes_round_until_the_track_is_quiet() -> None:
    track = Track()
    track.last(b"a" * FRAME_BYTES + b"b" * FRAME_BYTES)
    assert [track.take()[:1] for _ in range(5)] == [b"a", b"b", b"a", b"b", b"a"]
    track.quiet()
    assert track.take() == STILL


def test_what_is_said_goes_before_what_lasts() -> None:
    track = Track()
    track.last(b"a" * FRAME_BYTES)
    track.add(b"s" * FRAME_BYTES)
    assert [track.take()[:1] for _ in range(2)] == [b"s", b"a"]


def test_what_lasts_and_is_still_being_made_is_not_wanted_after_quiet() -> None:
    track = Track()
    track.wait("music", "")
    track.quiet()
    (*_, turn) = track.texts.popleft()
    assert turn != track.turn


def test_breaking_off_ends_what_lasts_too() -> None:
    track = Track()
    track.last(b"a" * FRAME_BYTES)
    track.hush()
    assert track.take() == STILL
