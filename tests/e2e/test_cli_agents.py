"""`cordboard agent`: an agent's life from its key to its switch, and files that YAML readers get wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ask = Callable[..., Any]

POLICY = """\
version: 1
mode: enforce
groups: {staff: [+14155550100, "+1415555*"]}
agents:
  %s:
    areas:
      messaging: send
      voice: off        # which YAML 1.1 reads as false
    rules:
      - for: messaging.create
        to: {allow: [group:staff], deny: [+1900*], countries: [US, NO]}
        hours: {days: mon-sun, between: 00:00-23:59}
        daily: 500
        spend: {per_call: 0.05}
"""


def made(ask: Ask, name: str) -> dict[str, Any]:
    return dict(ask("agent", "create", name, "--json").json)


def test_a_policy_in_yaml_keeps_what_yaml_reads_otherwise(ask: Ask, live: Any, tmp_path: Path) -> None:
    made(ask, "yaml")
    (tmp_path / "policy.yaml").write_text(POLICY % "yaml")
    done = ask("agent", "policy", "yaml", "policy.yaml")
    assert done.code == 0, done.err
    assert done.out.strip() == "yaml has version 1 of its policy: messaging send, voice off."
    kept = ask("agent", "show", "yaml", "--json").json["policy"]
    assert kept["areas"] == {"messaging": "send", "voice": "off"}
    assert kept["groups"]["staff"][0] == "+14155550100"
    assert kept["rules"][0]["to"]["countries"] == ["US", "NO"]
    assert kept["rules"][0]["hours"]["between"] == "00:00-23:59"


def test_a_policy_that_names_a_missing_upstream_is_set_with_a_warning(ask: Ask, tmp_path: Path) -> None:
    made(ask, "early")
    (tmp_path / "policy.yaml").write_text("upstream: later\nareas: {messaging: send}\n")
    done = ask("agent", "policy", "early", "policy.yaml")
    assert (done.code, done.out.splitlines()) == (
        0,
        [
            "early has version 1 of its policy: messaging send.",
            "Warning: There is no upstream later: every call is refused (90024) until there is one.",
        ],
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("areas:\n  messaging: sometimes\n", "policy.yaml, line 2: Parameter areas.messaging"),
        ("areas: {}\nrules:\n  - for: any\n    dayly: 5\n", "line 4: Parameter rules[0].dayly"),
        ("areas: {messaging: read}\nareas: {messaging: full}\n", "line 2: areas stands there twice"),
        ("a: &a [x]\nb: [*a, *a]\n", "line 2: aliases are not read"),
        ("areas: [\n", "policy.yaml: line 2"),
        ("areas: !!python/object:os.system {}\n", "line 1: Parameter"),
        ("agents: {other: {areas: {}}}\n", "under agents there is no wrong"),
        ("- 1\n", "it holds no names"),
        ("[" * 500, "policy.yaml"),
    ],
)
def test_a_file_that_is_no_policy_is_refused_with_its_line(ask: Ask, tmp_path: Path, text: str, said: str) -> None:
    if ask("agent", "show", "wrong").code:
        made(ask, "wrong")
    (tmp_path / "policy.yaml").write_text(text)
    done = ask("agent", "policy", "wrong", "policy.yaml")
    if "python/object" in text:  # a tag makes nothing: the value is the plain one that stands there
        assert done.code == 0
        return
    assert done.code == 1
    assert said in " ".join(done.err.split())
    assert ask("agent", "show", "wrong", "--json").json["version"] in (0, 1)


def test_an_agent_is_made_explained_shown_stopped_and_started(ask: Ask, tmp_path: Path) -> None:
    done = ask("agent", "create", "life")
    assert "Keep the secret now: it is not shown again." in done.out
    assert ask("agent", "create", "life").code == 1
    (tmp_path / "policy.json").write_text('{"areas": {"messaging": "send"}, "rules": [{"to": ["+14155550100"]}]}')
    assert ask("agent", "policy", "life", "policy.json").code == 0
    asked = ("agent", "explain", "life", "CreateMessage", "From=+12015550100", "Body=Hi")
    assert "life may do this: its access to messaging is send." in ask(*asked, "To=+14155550100").out
    told = ask(*asked, "To=+14155550199").out
    assert "life may not do this: +1 415 ••• 0199 is not among the recipients it may reach." in told
    assert "Add the recipient to the list." in told
    matrix = ask("agent", "matrix", "life").out
    assert "CreateMessage" in matrix
    assert "CreateCall" not in matrix
    assert ask("agent", "stop", "life", "--reason", "Enough").code == 0
    assert "it is switched off (Enough)" in ask(*asked, "To=+14155550100").out
    assert ask("agent", "start", "life").out.strip() == "life is on."
    assert "life" in ask("agent", "list").out
    assert ask("agent", "show", "nobody").code == 1
    assert ask("agent", "explain", "life", "CreateMessage", "To").code == 2


def test_an_area_is_switched_off_for_every_agent_until_it_is_on_again(ask: Ask, tmp_path: Path) -> None:
    made(ask, "switched")
    (tmp_path / "policy.yaml").write_text("areas: {messaging: send}")
    assert ask("agent", "policy", "switched", "policy.yaml").code == 0
    asked = ("agent", "explain", "switched", "CreateMessage", "To=+14155550100", "From=+12015550100", "Body=Hi")
    for area in ("messaging", "all"):
        done = ask("agent", "switch", "off", area, "--reason", "Incident", "--until", "2999-01-31T18:00:00Z")
        assert (done.code, "Incident" in done.out, "2999-01-31" in done.out) == (0, True, True)
        assert "it is switched off (Incident)" in ask(*asked).out
        assert ask("agent", "switch", "list", "--json").json["switches"][0]["area"] == area
        assert ask("agent", "switch", "on", area).out.strip() == "Nothing is off for every agent."
        assert "switched may do this" in ask(*asked).out
    assert ask("agent", "switch", "off", "nowhere").code == 1
    assert ask("agent", "switch", "off", "all", "--until", "soon").code == 1
