"""Past calls under another policy: what can be told is told, and what cannot is never taken for a yes."""

from __future__ import annotations

from typing import Any

import pytest

from cordboard.access.facts import Facts, Reached, without_words
from cordboard.wiring.known import policy_of
from cordboard.wiring.rejudging import Replay

NOON = 1_795_608_000_000  # 2026-11-25T12:00:00Z
STAFF, STRANGER = "+14155550100", "+19005550199"
TEXT = "Hello"


def message(to: str = STAFF, body: str = TEXT, **more: Any) -> Facts:
    """Return a message as the log has it."""
    facts = Facts("CreateMessage", "messaging", "create", 2, NOON, NOON, reaches=True, spends=True, body=body)
    return without_words(facts.replace(recipients=(Reached(to, ""),), senders=("+12015550100",), **more))


def judged(rule: dict[str, Any], *calls: Facts, **policy: Any) -> list[str]:
    """Judge calls that had passed; returns for each what is said of it."""
    replay = Replay(policy_of({"areas": {"messaging": "send"}, "rules": [{"for": "any", **rule}], **policy}))
    found = [replay.judge(each, has_passed=True) for each in calls]
    return ["unknown" if each.unknown else "pass" if each.check.passes else each.check.reason for each in found]


@pytest.mark.parametrize(
    ("rule", "call", "said"),
    [
        ({"to": [STAFF]}, message(), "pass"),
        ({"to": [STAFF]}, message(STRANGER), "recipient"),
        ({"to": {"countries": ["GB"]}}, message(), "country"),
        ({"body": {"longest": 4}}, message(), "content"),
        ({"body": {"longest": 5}}, message(), "pass"),
        ({"body": {"max_segments": 1}}, message(), "pass"),
        ({"body": {"max_segments": 1}}, message(body="x" * 161), "content"),
        ({"body": {"max_segments": 1}}, message(body="x" * 150), "unknown"),
        ({"body": {"deny": ["secret"]}}, message(), "unknown"),
        ({"body": {"deny": ["x"]}}, message(), "unknown"),
        ({"body": {"deny": ["secret"]}}, message(body=""), "pass"),
        ({"body": {"deny": ["secret"]}, "to": [STAFF]}, message(STRANGER), "recipient"),
        ({"body": {"link_hosts": ["a.b"]}}, message(), "unknown"),
        ({"body": {"link_hosts": ["a.b"]}}, message(has_links=True), "pass"),
        ({"body": {"link_hosts": ["a.b"]}}, message(has_links=True, links=("http://evil.example/x",)), "content"),
        ({"spend": {"per_call": "0.001"}}, message(), "cost"),
        ({"spend": {"per_call": "0.05"}}, message(), "pass"),
        ({"spend": {"per_call": "0.05"}}, message(body=TEXT * 8), "unknown"),
        ({"spend": {"per_call": "0.05"}}, message(body=TEXT * 8, cost_micros=60_000), "cost"),
        ({"approve": "always"}, message(), "approval_required"),
        ({"approve": {"when": "always", "except": [STAFF]}}, message(), "pass"),
        ({"approve": "cost > 0.005"}, message(), "approval_required"),
        ({"approve": "new_recipient"}, message(), "unknown"),
    ],
)
def test_what_another_policy_says_of_a_call(rule: dict[str, Any], call: Facts, said: str) -> None:
    assert judged(rule, call) == [said]


def test_who_was_reached_in_the_log_is_known_from_then_on() -> None:
    assert judged({"approve": "new_recipient"}, message(), message()) == ["unknown", "pass"]


def test_counts_count_what_cannot_be_judged_as_if_it_passed() -> None:
    rule = {"daily": 1, "body": {"deny": ["secret"]}}
    assert judged(rule, message(), message()) == ["unknown", "budget"]


def test_a_policy_that_only_observes_lets_all_of_them_pass() -> None:
    assert judged({"body": {"deny": ["secret"]}}, message(), message(STRANGER), mode="observe") == ["pass", "pass"]


def test_what_a_lookup_would_cost_is_not_told_of_packages_that_are_not_kept() -> None:
    looked_up = Facts("FetchPhoneNumber", "lookups", "read", 2, NOON, NOON, spends=True)
    calls = (looked_up, looked_up.replace(cost_micros=8_000))
    assert judged({"spend": {"per_day": "1.00"}}, *calls, areas={"lookups": "send"}) == ["unknown", "pass"]
