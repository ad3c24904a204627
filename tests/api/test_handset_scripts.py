"""What handsets do in calls, by the control API: shown, kept over a restart, forgotten by a reset, refused by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

GUEST = "handsets/%2B14155550151"
STEPS = [{"action": "answer", "after_s": 1.5}, {"action": "wait_for", "text": "press one"}, {"action": "hangup"}]


def stop(live: Any) -> None:
    live.process.terminate()
    assert live.process.wait(timeout=30) == 0


def test_a_script_is_still_there_after_a_restart_and_gone_after_a_reset(launch: Callable[..., Any]) -> None:
    first = launch(allow_reset="true")
    assert first.control("PUT", GUEST, {"voice_script": STEPS})["voice_script"] == STEPS
    stop(first)
    second = launch(first.data, allow_reset="true")
    assert second.control("GET", GUEST)["voice_script"] == STEPS
    second.control("POST", "reset")
    assert second.control("GET", GUEST)["voice_script"] == []
    stop(second)
    assert launch(first.data).control("GET", GUEST)["voice_script"] == []


def test_a_condition_that_is_set_leaves_the_script(live: Any) -> None:
    live.control("PUT", GUEST, {"voice_script": STEPS})
    assert live.control("PUT", GUEST, {"condition": "off"})["voice_script"] == STEPS
    assert live.control("PUT", GUEST, {"voice_script": []})["voice_script"] == []
