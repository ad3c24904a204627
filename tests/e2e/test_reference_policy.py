"""A policy with every setting at once, as those who decided what a policy says wrote it down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

STAFF, SERVICE = "+14155550100", "MG" + "0" * 32
SAMPLE = """\
version: 1
mode: enforce                      # or observe: log "would deny", let through
groups: {staff: ["+14155550100", "+1415555*"]}
agents:
  notifications:
    name: Notifications Agent
    owner: ops@example.com
    keys: [KEY]
    accounts: [ACCOUNT]            # default: the key's own account only
    areas: {messaging: LEVEL, phone_numbers: read}     # anything unnamed is off
    rules:
      - for: messaging.create      # not "on:"
        to: {allow: [group:staff], deny: ["+1900*"], countries: [US, CA]}
        from: ["+15005550006", "SENDER"]
        rate: 30/min
        daily: 500
        spend: {per_call: 0.05, per_day: 5.00}
        hours: {tz: America/New_York, days: mon-fri, between: "08:00-20:00"}
        body: {max_segments: 3, deny: ['(?i)\\bpassword\\b'], link_hosts: [example.com]}
        urls: {hosts: [hooks.example.com]}             # StatusCallback, MediaUrl, Url, SmsUrl…
        approve: {when: [new_recipient, "cost > 0.04"], ttl: 15m, by: [ops@example.com]}
    budgets: {usd_per_month: 50, alert_at: [0.8, 1.0]} # across operations
UPSTREAM"""
UPSTREAM = "    upstream: twilio-prod          # gateway mode: vaulted real credential\n"


def written(path: Path, key: str, live: Any = None, *, upstream: str = "", level: str = "send") -> None:
    text = SAMPLE.replace("KEY", key).replace("LEVEL", level).replace("UPSTREAM", upstream)
    account, sender = (live.account_sid, live.number) if live else ("AC" + "0" * 32, SERVICE)
    path.write_text(text.replace("ACCOUNT", account).replace("SENDER", sender))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("policy") / "agents.yaml"
    found.write_text("version: 1\nagents: {}\n")
    return found


@pytest.fixture(scope="module")
def live(start_module: Any, path: Path) -> Any:
    """Run a server whose clock stands on a Monday at 9 in New York."""
    return start_module(policy=str(path), clock="test", clock_start="2026-11-23T14:00:00Z", sim_latency_ms="1")


def loaded(live: Any) -> dict[str, Any]:
    return dict(live.control("POST", "policy_file/reload", {}))


def test_the_policy_loads_as_it_is_written(live: Any, path: Path) -> None:
    key = live.client().new_keys.create(friendly_name="theirs")
    for level in ("use", "send"):
        written(path, key.sid, upstream=UPSTREAM, level=level)
        state = loaded(live)
        assert (state["status"], state["reason"]) == ("loaded", None)
    agent = live.control("GET", "agents/notifications")
    assert (agent["policy"]["name"], agent["keys"]) == ("Notifications Agent", [key.sid])


def test_a_key_that_was_somebody_elses_is_held_to_the_policy_from_then_on(
    live: Any, path: Path, eventually: Any
) -> None:
    key = live.client().new_keys.create(friendly_name="the application's")
    path_of = f"/2010-04-01/Accounts/{live.account_sid}/Calls.json"
    auth = (key.sid, key.secret)
    assert live.raw("GET", path_of, auth=auth)[0] == 200
    written(path, key.sid, live)
    assert loaded(live)["status"] == "loaded"
    assert live.raw("GET", path_of, auth=auth)[0] == 403
    body = f"To=%2B{STAFF[1:]}&From=%2B{live.number[1:]}&Body=Hi".encode()
    status, _, answer = live.raw("POST", path_of.replace("Calls", "Messages"), body, auth=auth)
    assert (status, b"a person must approve it first" in answer) == (403, True)

    def mailed() -> list[dict[str, Any]]:
        return list(live.control("GET", "mailboxes/ops@example.com/messages")["messages"])

    assert eventually(mailed)
    [asked] = live.control("GET", "approvals?status=pending")["approvals"]
    told = str(mailed()[0])
    assert f"cordboard approvals approve {asked['id']}" in told
    assert STAFF not in told


@pytest.mark.parametrize("kind", ["nobody's", "of another agent", "restricted"])
def test_a_file_that_gives_an_agent_a_key_it_cannot_have_changes_nothing(live: Any, path: Path, kind: str) -> None:
    if kind == "of another agent":
        key = live.control("POST", "agents", {"name": "other"})["api_key"]["sid"]
    elif kind == "restricted":
        made = live.client().iam.v1.new_api_key.create(
            account_sid=live.account_sid, key_type="restricted", policy={"allow": ["/twilio/messaging/messages/read"]}
        )
        key = made.sid
    else:
        key = "SK" + "0" * 32
    before = live.control("GET", "agents/notifications")
    written(path, key, live)
    state = loaded(live)
    assert (state["status"], state["line"]) == ("broken", 8)
    assert "keys[0]" in state["reason"]
    assert live.control("GET", "agents/notifications") == before
