"""`call` and `transcript`, from a shell."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

SID = r"CA[0-9a-f]{32}"


def answering(live: Any, number: str, *steps: dict[str, object]) -> None:
    live.control("PUT", f"handsets/%2B{number[1:]}", {"voice_script": [{"action": "answer"}, *steps]})


def test_a_call_is_made_waited_for_and_its_transcript_shown(ask: Callable[..., Any], live: Any) -> None:
    answering(live, "+14155550120")
    done = ask("call", "--to", "+14155550120", "--say", "Tom & <Jerry>", "--wait")
    assert done.code == 0
    sid = done.out.split()[0]
    assert re.fullmatch(SID, sid)
    assert done.out == f"{sid} to +14155550120 is completed.\n"
    assert "Tom & <Jerry>" in done.err
    shown = ask("transcript", sid)
    assert (shown.code, "Tom & <Jerry>" in shown.out) == (0, True)
    assert ask("transcript", sid, "--json").json["transcript"][0]["text"] == "Tom & <Jerry>"


def test_a_call_that_is_not_completed_ends_with_1(ask: Callable[..., Any], live: Any) -> None:
    live.control("PUT", "handsets/%2B14155550121", {"voice_script": [{"action": "busy"}]})
    done = ask("call", "--to", "+14155550121", "--twiml", "<Response/>", "--wait")
    assert done.code == 1
    assert "it is busy" in done.err


def test_a_call_needs_one_thing_to_say(ask: Callable[..., Any]) -> None:
    assert ask("call", "--to", "+14155550122").code == 2
    assert ask("call", "--to", "+14155550122", "--say", "a", "--twiml", "<Response/>").code == 2
    assert ask("call", "--to", "nonsense", "--say", "a").code == 1
