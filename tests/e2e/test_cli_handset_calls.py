"""Handsets in calls, from a shell: scripts in YAML, and acting by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GUEST = "+14155550131"
MENU = '<Response><Gather numDigits="1"><Say>Press one</Say></Gather></Response>'


def owned(live: Any) -> str:
    return str(live.client().incoming_phone_numbers.list(limit=1)[0].phone_number)


def test_a_script_in_yaml_is_set_shown_and_followed(ask: Callable[..., Any], tmp_path: Path, live: Any) -> None:
    file = tmp_path / "guest.yaml"
    file.write_text("- answer\n- wait_for: press one\n- press: 1\n  after_s: 0.1\n- hangup\n")
    done = ask("handset", "script", GUEST, str(file), "--json")
    assert done.json["voice_script"] == [
        {"action": "answer"},
        {"action": "wait_for", "text": "press one"},
        {"action": "press", "digits": "1", "after_s": 0.1},
        {"action": "hangup"},
    ]
    assert "press one" in ask("handset", "script", GUEST).out
    made = ask("call", "--to", GUEST, "--twiml", MENU, "--wait")
    assert made.code == 0
    heard = ask("transcript", made.out.split()[0], "--json").json["transcript"]
    assert [(each["who"], each["text"]) for each in heard][:2] == [("callee", "Press one"), ("caller", "1")]
    assert "rings until you act" in ask("handset", "script", GUEST, "--clear").out


def test_setting_a_script_leaves_the_condition(ask: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "guest.yaml"
    file.write_text("steps:\n  - busy\n")
    ask("handset", "set", "+14155550132", "slow", "--latency-ms", "700")
    assert ask("handset", "script", "+14155550132", str(file)).code == 0
    shown = ask("handset", "show", "+14155550132", "--json").json
    assert (shown["condition"], shown["latency_ms"]) == ("slow", 700)
    assert shown["voice_script"] == [{"action": "busy"}]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- answer\n- press: 1x\n", "line 2: Parameter voice_script[1].digits"),
        ("- answer\n- dance\n", "line 2, step 2: a step names one of answer"),
        ("- answer\n- press: 1\n  after_s: soon\n", "line 2, step 2: after_s is a number of seconds"),
        ("- hangup\n- answer\n", "line 2: Parameter voice_script[1].action"),
        ("- wait_for:\n", "line 1: Parameter voice_script[0].text"),
        ("- answer\n- speak: [\n", "line 3:"),
        ("answer\n", "a script is a list of steps"),
    ],
)
def test_a_bad_script_is_refused_with_its_line_and_the_reason(
    ask: Callable[..., Any], tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text)
    done = ask("handset", "script", "+14155550133", str(file))
    assert done.code == 1
    assert says in done.err
    assert ask("handset", "script", "+14155550133", "--json").json["voice_script"] == []


def test_a_call_is_answered_spoken_in_and_hung_up_by_hand(ask: Callable[..., Any], live: Any) -> None:
    twiml = '<Response><Gather input="speech dtmf" timeout="60"><Say>Hello</Say></Gather></Response>'
    sid = ask("call", "--to", "+14155550134", "--twiml", twiml, "--json").json["sid"]
    assert "in-progress" in ask("handset", "answer", "+14155550134").out
    assert ask("handset", "answer", "+14155550134", "--sid", sid).code == 1
    assert ask("handset", "press", "+14155550134", "1").code == 0
    assert ask("handset", "hangup", "+14155550134").out.startswith(sid)
    listed = ask("handset", "calls", "+14155550134", "--json").json["calls"]
    assert [(each["sid"], each["status"], each["direction"]) for each in listed] == [(sid, "completed", "inbound")]
    assert ask("handset", "speak", "+14155550134", "Hello?").code == 1


def test_a_handset_calls_an_owned_number(ask: Callable[..., Any], live: Any) -> None:
    number = owned(live)
    made = ask("handset", "call", "+14155550135", number, "--json").json
    assert (made["from"], made["to"], made["direction"]) == ("+14155550135", number, "outbound")
    assert ask("handset", "call", "+14155550135", "+14155550136").code == 1


@pytest.mark.parametrize(("command", "status"), [("decline", "busy"), ("busy", "busy"), ("ignore", "no-answer")])
def test_a_call_is_refused_by_hand(ask: Callable[..., Any], live: Any, command: str, status: str) -> None:
    number = f"+1415555014{('decline', 'busy', 'ignore').index(command)}"
    sid = ask("call", "--to", number, "--twiml", "<Response/>", "--json").json["sid"]
    assert ask("handset", command, number).code == 0
    assert live.client().calls(sid).fetch().status == status
