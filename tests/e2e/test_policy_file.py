"""The file with policies: a good text counts within a second, a broken one changes nothing and says where and why."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

STAFF, STRANGER = "+14155550100", "+19005550199"
GOOD = """\
version: 1
groups: {staff: [+14155550100]}
agents:
  support:
    owner: ops@example.com
    areas: {messaging: send, voice: off}
    rules:
      - for: messaging.create
        to: {allow: [group:staff], countries: [US, NO]}
    budgets: {usd_per_day: 5, calls_per_month: 100, alert_at: [0.8]}
"""


def write(path: Path, text: str) -> None:
    """Write a file as editors do: another in its place."""
    new = path.with_suffix(".new")
    new.write_text(text)
    os.replace(new, path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write(tmp_path / "policies.yaml", GOOD)
    return tmp_path / "policies.yaml"


@pytest.fixture(scope="module")
def shared(start_module: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """Start a server with a file of its own, which is good again at the end of each test."""
    path = tmp_path_factory.mktemp("policies") / "policies.yaml"
    write(path, GOOD)
    return start_module(policy=str(path)), path


def sender(live: Any) -> Any:
    made = live.control("POST", "agents/support/keys", {})
    return live.client(made["api_key"]["sid"], made["api_key"]["secret"])


def may_send(live: Any, client: Any, to: str = STAFF) -> bool:
    try:
        return bool(client.messages.create(to=to, from_=live.number, body="Hi").sid)
    except TwilioRestException as refused:
        if refused.code != 70051:
            raise
        return False


def test_agents_have_the_policies_of_the_file_and_follow_it_while_the_server_runs(
    launch: Any, path: Path, eventually: Any
) -> None:
    live = launch(policy=str(path))
    client = sender(live)
    assert may_send(live, client)
    assert not may_send(live, client, STRANGER)
    kept = live.control("GET", "agents/support")["policy"]
    assert kept["areas"]["voice"] == "off"
    assert kept["groups"]["staff"] == [STAFF]
    assert kept["rules"][0]["to"]["countries"] == ["US", "NO"]
    write(path, GOOD.replace("messaging: send", "messaging: read"))
    assert eventually(lambda: live.control("GET", "agents/support")["version"] == 2)
    assert not may_send(live, client)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("messaging: send", "messaging: sometimes", 6, "a level is one of"),
        ("for: messaging.create", "for: mesaging.create", 8, "support: rules[0].for"),
        ("usd_per_day: 5", "usd_per_week: 5", 10, "usd_per_week is not known here"),
        ("owner: ops@example.com", "owner: [", 7, "expected"),
        ("owner: ops@example.com", "secrets: [AC0]", 5, "secrets is not known here"),
        ("owner: ops@example.com", "keys: [AC0]", 5, "it is not the SID of an API key"),
        ("agents:", "agent:", None, "it has no agents"),
    ],
)
def test_a_broken_file_changes_nothing_and_says_where_and_why(
    shared: tuple[Any, Path], eventually: Any, old: str, new: str, line: int | None, reason: str
) -> None:
    live, path = shared
    client = sender(live)
    write(path, GOOD.replace(old, new))
    assert eventually(lambda: live.control("GET", "policy_file")["status"] == "broken")
    told = live.control("GET", "policy_file")
    assert told["line"] == line
    assert reason in told["reason"]
    assert may_send(live, client)
    assert live.control("GET", "agents/support")["version"] == 1
    write(path, GOOD)
    assert eventually(lambda: live.control("GET", "policy_file")["status"] == "loaded")
    assert live.control("GET", "agents/support")["version"] == 1


def test_an_upstream_of_the_file_that_is_not_there_is_told_and_refuses_nothing_else(
    shared: tuple[Any, Path], eventually: Any, ask: Any
) -> None:
    live, path = shared
    write(path, GOOD.replace("owner: ops@example.com", "upstream: nowhere"))
    assert eventually(lambda: live.control("GET", "policy_file")["warnings"])
    told = live.control("GET", "policy_file")
    warning = "There is no upstream nowhere: every call is refused (90024) until there is one."
    assert (told["status"], told["warnings"]) == ("loaded", [f"support: {warning}"])
    assert live.control("GET", "agents/support")["warnings"] == [warning]


def test_a_file_of_more_agents_than_there_may_be_makes_none_of_them(shared: tuple[Any, Path], eventually: Any) -> None:
    live, path = shared
    write(path, GOOD + "".join(f"  agent-{number}: {{areas: {{}}}}\n" for number in range(1000)))
    assert eventually(lambda: live.control("GET", "policy_file")["status"] == "broken")
    assert "more than 1000 agents" in live.control("GET", "policy_file")["reason"]
    assert [each["name"] for each in live.control("GET", "agents")["agents"]] == ["support"]
    write(path, GOOD)
    assert eventually(lambda: live.control("GET", "policy_file")["status"] == "loaded")


def test_a_text_that_cannot_be_set_now_is_told_and_set_as_soon_as_it_can_be(
    shared: tuple[Any, Path], eventually: Any
) -> None:
    live, path = shared
    full = (
        "CREATE TRIGGER full BEFORE INSERT ON kept WHEN NEW.kind = 'agent_policy' BEGIN SELECT RAISE(FAIL, 'full'); END"
    )
    version = live.control("GET", "agents/support")["version"]
    with closing(sqlite3.connect(live.data / "cordboard.db")) as database:
        database.execute(full)
        write(path, GOOD.replace("messaging: send", "messaging: read"))
        assert eventually(lambda: live.control("GET", "policy_file")["status"] == "broken")
        assert "it is understood, and could not be set: " in live.control("GET", "policy_file")["reason"]
        assert live.control("GET", "agents/support")["policy"]["areas"]["messaging"] == "send"
        database.execute("DROP TRIGGER full")
    assert eventually(lambda: live.control("GET", "policy_file")["status"] == "loaded")
    assert live.control("GET", "agents/support")["policy"]["areas"]["messaging"] == "read"
    assert live.control("GET", "agents/support")["version"] == version + 1
    write(path, GOOD)
    assert eventually(lambda: live.control("GET", "agents/support")["version"] == version + 2)


def test_a_server_starts_with_a_file_that_is_broken_or_not_there(launch: Any, tmp_path: Path) -> None:
    live = launch(policy=str(tmp_path / "nowhere.yaml"))
    told = live.control("GET", "policy_file")
    assert (told["status"], told["reason"]) == ("broken", "it cannot be read: No such file or directory")
    live.client().messages.create(to=STAFF, from_=live.number, body="the owner is not shut out")


def test_a_policy_can_be_compared_with_what_agents_did(ask: Any, live: Any, tmp_path: Path) -> None:
    name = "compared"
    made = live.control("POST", "agents", {"name": name})
    live.control("PUT", f"agents/{name}/policy", {"areas": {"messaging": "send"}, "rules": [{"to": [STAFF]}]})
    client = live.client(made["api_key"]["sid"], made["api_key"]["secret"])
    assert [may_send(live, client, to) for to in (STAFF, STAFF, STRANGER)] == [True, True, False]
    body = "agents:\n  compared:\n    areas: {messaging: send}\n    rules: [{daily: 1, to: [+1415*]}]\n"
    (tmp_path / "new.yaml").write_text(body)
    told = ask("policy", "compare", "new.yaml", "--json").json
    assert (told["replayed"], told["same"]) == (3, 2)
    assert [each["sentence"] for each in told["changes"]] == [
        "compared wanted to send a message to +1 415 ••• 0100."
        " It passed, and it would be refused: its 1 of this day are used up."
    ]
    (tmp_path / "words.yaml").write_text(body.replace("daily: 1", "body: {deny: [secret]}"))
    told = ask("policy", "compare", "words.yaml", "--json").json
    assert (told["replayed"], told["same"], told["unjudged"], told["changes"]) == (3, 1, 2, [])
    assert told["not_judged"][0]["sentence"] == (
        "compared wanted to send a message to +1 415 ••• 0100. It passed, and whether it would pass cannot be told:"
        " its text is not kept, which rules[0].body.deny reads."
    )
    assert "2 cannot be judged" in ask("policy", "compare", "words.yaml").out


def test_versions_are_listed_and_an_earlier_one_comes_back(ask: Any, live: Any) -> None:
    live.control("POST", "agents", {"name": "versions"})
    for level in ("read", "send"):
        live.control("PUT", "agents/versions/policy", {"areas": {"messaging": level}})
    assert live.control("GET", "agents/versions/policies/1")["policy"] == {"areas": {"messaging": "read"}}
    done = ask("agent", "rollback", "versions", "1")
    assert done.out.strip() == "versions has version 3, which is version 1 again."
    assert live.control("GET", "agents/versions")["policy"] == {"areas": {"messaging": "read"}}


def test_a_switch_ends_when_it_expires(launch: Any) -> None:
    live = launch(clock="test", clock_start="2026-11-25T12:00:00Z")
    made = live.control("POST", "agents", {"name": "paused"})
    live.control("PUT", "agents/paused/policy", {"areas": {"messaging": "send"}})
    client = live.client(made["api_key"]["sid"], made["api_key"]["secret"])
    live.control("PUT", "agent_switches/all", {"stopped": True, "reason": "Lunch", "expires": "2026-11-25T13:00:00Z"})
    assert not may_send(live, client)
    live.control("POST", "clock", {"advance_s": 3600})
    assert may_send(live, client)
