"""Decisions of policies: levels and rules, one table each, and what holds for every policy."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.access.check import Check, Stop
from cordboard.access.counts import Tally
from cordboard.access.decide import checks, decide
from cordboard.access.facts import Facts, Reached
from cordboard.access.patterns import Unreadable, expression, hosts
from cordboard.access.policy import LEVELS, NOTHING, Policy
from cordboard.access.policy_text import Known, PolicyFault, read_policy
from cordboard.base.clock import to_ms

KNOWN = Known(("messaging", "voice", "recordings", "api_keys"), ("CreateMessage", "CreateCall", "FetchMessage"))
NOON = to_ms(datetime.fromisoformat("2026-11-25T12:00:00+00:00"))  # a Wednesday
STAFF, STRANGER = "+14155550100", "+19005550199"


def message(to: str = STAFF, **more: Any) -> Facts:
    country = "US" if to.startswith("+1") else "GB"
    told: dict[str, Any] = {"recipients": (Reached(to, country),), "senders": ("+15005550006",), "reaches": True}
    return Facts("CreateMessage", "messaging", "create", 2, NOON, NOON, **told).replace(**more)


def judged(rule: dict[str, Any], facts: Facts, tally: Tally | None = None) -> Check:
    policy = read_policy({"areas": {"messaging": "send"}, "rules": [rule]}, KNOWN)
    return decide(policy, facts, tally or Tally())


@pytest.mark.parametrize("have", LEVELS)
@pytest.mark.parametrize("need", ["read", "send", "full"])
def test_a_level_allows_what_needs_no_more(have: str, need: str) -> None:
    policy = read_policy({"areas": {"messaging": have}}, KNOWN)
    facts = Facts("FetchMessage", "messaging", "read", LEVELS[need], NOON, NOON)
    order = ["off", "read", "send", "full"]
    found = decide(policy, facts, Tally())
    assert found.passes == (order.index(have) >= order.index(need))
    assert (found.have, found.need, found.rule) == (have, need, "areas.messaging")


def test_an_agent_without_a_policy_may_do_nothing() -> None:
    assert not decide(NOTHING, message(), Tally()).passes


def test_recordings_follow_voice_until_they_are_named() -> None:
    listen = Facts("FetchRecording", "recordings", "read", 1, NOON, NOON)
    follows = read_policy({"areas": {"voice": "full"}}, KNOWN)
    named = read_policy({"areas": {"voice": "full", "recordings": "off"}}, KNOWN)
    assert decide(follows, listen, Tally()).passes
    assert not decide(named, listen, Tally()).passes


RULES: list[tuple[str, dict[str, Any], Facts, bool, str]] = [
    ("a recipient on the list", {"to": {"allow": [STAFF]}}, message(), True, ""),
    ("a list alone is what is allowed", {"to": [STAFF]}, message(STRANGER), False, "rules[0].to.allow"),
    ("a beginning", {"to": {"allow": ["+1415555*"]}}, message(), True, ""),
    ("another beginning", {"to": {"allow": ["+1415555*"]}}, message(STRANGER), False, "rules[0].to.allow"),
    ("a number written by hand", {"to": {"allow": ["+1 (415) 555-0100"]}}, message(), True, ""),
    ("denied first", {"to": {"allow": ["*"], "deny": ["+1900*"]}}, message(STRANGER), False, "rules[0].to.deny"),
    (
        "a channel is no way round",
        {"to": {"deny": ["+1900*"]}},
        message(f"whatsapp:{STRANGER}"),
        False,
        "rules[0].to.deny",
    ),
    (
        "nor is a telephone of SIP",
        {"to": {"deny": ["+1900*"]}},
        message("sip:+19005550199@a"),
        False,
        "rules[0].to.deny",
    ),
    ("a channel alone", {"to": {"allow": ["whatsapp:+1*"]}}, message(), False, "rules[0].to.allow"),
    ("a country", {"to": {"countries": ["US", "CA"]}}, message(), True, ""),
    ("another country", {"to": {"countries": ["CA"]}}, message(), False, "rules[0].to.countries"),
    ("Norway is not false", {"to": {"countries": ["NO"]}}, message(), False, "rules[0].to.countries"),
    ("a sender", {"from": ["+15005550006"]}, message(), True, ""),
    ("another sender", {"from": ["+15005550006"]}, message(senders=("+15005550007",)), False, "rules[0].from"),
    (
        "every sender of a pool",
        {"from": ["+15005550006"]},
        message(senders=("+15005550006", "N")),
        False,
        "rules[0].from",
    ),
    (
        "a service by its SID",
        {"from": ["MG" + "0" * 32]},
        message(senders=("x",), service_sid="MG" + "0" * 32),
        True,
        "",
    ),
    ("no sender", {"from": ["+15005550006"]}, message(senders=("",)), False, "rules[0].from"),
    ("a text that is short", {"body": {"longest": "5"}}, message(body="Hello"), True, ""),
    ("a text of one segment", {"body": {"max_segments": "1"}}, message(body="x" * 160), True, ""),
    ("a text of two", {"body": {"max_segments": 1}}, message(body="x" * 161), False, "rules[0].body.max_segments"),
    (
        "a text of two in UCS-2",
        {"body": {"max_segments": 1}},
        message(body="д" * 71),
        False,
        "rules[0].body.max_segments",
    ),
    ("a text that is long", {"body": {"longest": 5}}, message(body="Hello!"), False, "rules[0].body.longest"),
    (
        "a forbidden word",
        {"body": {"deny": [r"(?i)\bpassword\b"]}},
        message(body="My PASSWORD"),
        False,
        "rules[0].body.deny[0]",
    ),
    (
        "a link",
        {"body": {"link_hosts": ["a.example"]}},
        message(body="x", links=("https://b.example/",)),
        False,
        "rules[0].body.link_hosts",
    ),
    ("a host", {"urls": {"hosts": ["hooks.example"]}}, message(urls=("https://hooks.example/x",)), True, ""),
    (
        "another host",
        {"urls": {"hosts": ["hooks.example"]}},
        message(urls=("https://evil.example/",)),
        False,
        "rules[0].urls.hosts",
    ),
    ("a document elsewhere", {"to": [STAFF]}, message(documents=("https://a.example/",)), False, "rules[0].urls"),
    (
        "a document on a trusted host",
        {"to": [STAFF], "urls": {"hosts": ["a.example"]}},
        message(documents=("https://a.example/",)),
        True,
        "",
    ),
    ("a document in the request", {"to": [STAFF]}, message(is_free_document=True), False, "rules[0].urls"),
    ("any document", {"to": [STAFF], "urls": {"documents": "any"}}, message(is_free_document=True), True, ""),
    ("dear", {"spend": {"per_call": "0.05"}}, message(cost_micros=50_001), False, "rules[0].spend.per_call"),
    ("not dear", {"spend": {"per_call": "0.05"}}, message(cost_micros=50_000), True, ""),
    ("of unknown cost", {"spend": {"per_day": 5}}, message(cost_micros=None), False, "rules[0].spend.per_day"),
    ("a rule for an action", {"for": "messaging.create", "to": []}, message(), False, "rules[0].to.allow"),
    ("a rule for another action", {"for": "messaging.update", "to": []}, message(), True, ""),
    ("a rule for an operation", {"for": "CreateMessage", "to": []}, message(), False, "rules[0].to.allow"),
    ("a rule for another area", {"for": "voice", "to": []}, message(), True, ""),
]


@pytest.mark.parametrize(("rule", "facts", "passes", "at"), [row[1:] for row in RULES], ids=[row[0] for row in RULES])
def test_a_rule_decides_and_is_named(rule: dict[str, Any], facts: Facts, passes: bool, at: str) -> None:
    found = judged(rule, facts)
    assert found.passes == passes
    assert found.rule == (at or "areas.messaging")


@pytest.mark.parametrize(
    ("hours", "at", "passes"),
    [
        ({"between": "08:00-20:00", "days": "mon-fri"}, "2026-11-25T12:00:00+00:00", True),
        ({"between": "08:00-20:00", "days": "mon-fri"}, "2026-11-25T20:00:00+00:00", False),
        ({"between": "08:00-20:00", "days": "mon-fri"}, "2026-11-28T12:00:00+00:00", False),
        ({"between": "08:00-20:00", "tz": "America/New_York"}, "2026-11-25T12:59:00+00:00", False),
        ({"between": "08:00-20:00", "tz": "America/New_York"}, "2026-11-25T13:00:00+00:00", True),
        ({"between": "08:00-20:00", "tz": "America/New_York"}, "2026-07-25T12:00:00+00:00", True),  # summer time
        ({"between": "22:00-06:00", "days": "fri"}, "2026-11-28T05:00:00+00:00", True),  # the night of Friday
        ({"between": "22:00-06:00", "days": "fri"}, "2026-11-27T05:00:00+00:00", False),
        ({"days": "sat-mon"}, "2026-11-29T23:59:59+00:00", True),
        ({"days": "sat-mon"}, "2026-11-24T00:00:00+00:00", False),
    ],
)
def test_hours_are_those_of_their_zone(hours: dict[str, str], at: str, passes: bool) -> None:
    at_ms = to_ms(datetime.fromisoformat(at))
    assert judged({"hours": hours}, message(acts_at_ms=at_ms)).passes == passes


def test_a_daily_count_begins_anew_with_the_day_of_its_zone() -> None:
    rule = {"daily": 1, "hours": {"tz": "America/New_York"}}
    policy = read_policy({"areas": {"messaging": "send"}, "rules": [rule]}, KNOWN)
    tally = Tally()
    tally.reserve(message().plan(policy), NOON, 0)
    late = to_ms(datetime.fromisoformat("2026-11-26T04:59:00+00:00"))  # still the 25th in New York
    assert not decide(policy, message().replace(now_ms=late), tally).passes
    assert decide(policy, message().replace(now_ms=late + 60_000), tally).passes


def test_a_clock_that_is_set_back_gives_no_second_day() -> None:
    policy = read_policy({"areas": {"messaging": "send"}, "rules": [{"daily": 1}]}, KNOWN)
    tally = Tally()
    tally.reserve(message().plan(policy), NOON, 0)
    assert not decide(policy, message().replace(now_ms=NOON - 86_400_000), tally).passes


def test_what_is_given_back_can_be_used_again_and_a_rate_stays_used() -> None:
    rule = {"daily": 1, "spend": {"per_day": "0.01"}}
    policy = read_policy({"areas": {"messaging": "send"}, "rules": [rule, {"rate": "2/min"}]}, KNOWN)
    tally = Tally()
    for _ in range(2):
        assert decide(policy, message(cost_micros=10_000), tally).passes
        tally.give_back(tally.reserve(message().plan(policy), NOON, 10_000))
    found = decide(policy, message(), tally)
    assert (found.passes, found.reason, found.wait_ms) == (False, "rate", 60_000)
    assert decide(policy, message().replace(now_ms=NOON + 60_000), tally).passes


def test_a_switch_an_end_and_another_account_come_before_all_else() -> None:
    policy = read_policy({"areas": {"messaging": "full"}, "expires": "2026-11-25T12:00:00Z"}, KNOWN)
    assert (
        decide(policy, message(), Tally(), Stop("agent.switch", "too chatty")).why == "it is switched off (too chatty)"
    )
    assert decide(policy, message(), Tally()).reason == "expired"
    assert decide(policy, message().replace(now_ms=NOON - 1, is_own_account=False), Tally()).reason == "account"
    assert decide(policy, message().replace(now_ms=NOON - 1, gives_credentials=True), Tally()).reason == "credentials"
    assert decide(policy, message().replace(now_ms=NOON - 1, is_operators=True), Tally()).reason == "operators"


WRONG: list[tuple[Any, str]] = [
    ({"areas": {"messaging": False}}, "areas.messaging"),
    ({"areas": {"messaging": "Send"}}, "areas.messaging"),
    ({"areas": {"mesaging": "send"}}, "areas.mesaging"),
    ({"area": {}}, "area"),
    ([], "policy"),
    ({"rules": {}}, "rules"),
    ({"rules": [{}]}, "rules[0]"),
    ({"rules": [{"daily": 1}, {"rate": "30 per minute"}]}, "rules[1].rate"),
    ({"rules": [{"for": "messaging.send", "daily": 1}]}, "rules[0].for"),
    ({"rules": [{"to": {"allow": ["group:staff"]}}]}, "rules[0].to.allow[0]"),
    ({"rules": [{"to": {"allow": [14155550100]}}]}, "rules[0].to.allow[0]"),
    ({"rules": [{"to": {"allow": ["+1*5"]}}]}, "rules[0].to.allow"),
    ({"rules": [{"to": {"countries": [False]}}]}, "rules[0].to.countries[0]"),
    ({"rules": [{"hours": {"between": "8-20"}}]}, "rules[0].hours.between"),
    ({"rules": [{"hours": {"tz": "Mars/Olympus"}}]}, "rules[0].hours.tz"),
    ({"rules": [{"hours": {"tz": "../../etc/passwd"}}]}, "rules[0].hours.tz"),
    ({"rules": [{"body": {"deny": ["(a+)+b"]}}]}, "rules[0].body.deny[0]"),
    ({"rules": [{"spend": {"per_day": "NaN"}}]}, "rules[0].spend.per_day"),
    ({"rules": [{"spend": {"per_day": -1}}]}, "rules[0].spend.per_day"),
    ({"rules": [{"approve": {"when": []}}]}, "rules[0].approve.when"),
    ({"rules": [{"approve": {"when": ["sometimes"]}}]}, "rules[0].approve.when[0]"),
    ({"rules": [{"approve": {"by": []}}]}, "rules[0].approve.by"),
    ({"rules": [{"approve": {"ttl": "1y"}}]}, "rules[0].approve.ttl"),
    ({"budgets": {"usd_per_week": "1"}}, "budgets.usd_per_week"),
    ({"budgets": [{"for": "nothing", "usd_per_day": "1"}]}, "budgets[0].for"),
    ({"budgets": {"alert_at": ["0.5"]}}, "budgets"),
    ({"rules": [{"daily": True}]}, "rules[0].daily"),
    ({"rules": [{"daily": 1}] * 51}, "rules"),
    ({"expires": "tomorrow"}, "expires"),
    ({"mode": "off"}, "mode"),
    ({"accounts": ["AC1"]}, "accounts[0]"),
]


@pytest.mark.parametrize(("document", "at"), WRONG, ids=[row[1] for row in WRONG])
def test_a_policy_that_is_not_understood_is_refused_by_its_place(document: Any, at: str) -> None:
    with pytest.raises(PolicyFault) as refused:
        read_policy(document, KNOWN)
    assert refused.value.at == at


@pytest.mark.parametrize(
    "text", ["a*", "a+", "a{2,}", "(a|aa){1,9}", r"(a)\1", "(?=a)", "x{0,90}y{0,90}", "a?" * 9, "("]
)
def test_an_expression_that_could_take_long_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        expression(text)


@pytest.mark.parametrize(
    ("url", "is_held"),
    [
        ("https://hooks.example.com/a", True),
        ("HTTPS://HOOKS.EXAMPLE.COM.:8443/", True),
        ("https://a.b.trusted.example/", True),
        ("https://trusted.example/", False),
        ("https://hooks.example.com@evil.example/", False),
        ("https://evil.example\\@hooks.example.com/", False),
        ("https://evil.example/?hooks.example.com", False),
        ("https://hooks.example.com.evil.example/", False),
        ("https://[::1/", False),
    ],
)
def test_a_host_is_that_of_the_url_and_nothing_like_it(url: str, is_held: bool) -> None:
    assert hosts(["hooks.example.com", "*.trusted.example"]).holds(url) == is_held


LEVEL = st.sampled_from(list(LEVELS))
RULE = st.fixed_dictionaries(
    {"daily": st.integers(0, 3)},
    optional={"to": st.lists(st.sampled_from([STAFF, "+1900*", "*"])), "rate": st.sampled_from(["1/s", "3/min"])},
)


@given(level=LEVEL, rules=st.lists(RULE, max_size=4), to=st.sampled_from([STAFF, STRANGER, f"whatsapp:{STAFF}"]))
def test_a_call_passes_only_if_every_check_passes_and_one_more_rule_never_allows_more(
    level: str, rules: list[dict[str, Any]], to: str
) -> None:
    policy = read_policy({"areas": {"messaging": level}, "rules": rules}, KNOWN)
    passes = decide(policy, message(to), Tally()).passes
    assert passes == all(check.passes for check in checks(policy, message(to), Tally()))
    stricter = read_policy({"areas": {"messaging": level}, "rules": [*rules, {"to": [STAFF]}]}, KNOWN)
    assert not (decide(stricter, message(to), Tally()).passes and not passes)


NAMES = st.sampled_from(["areas", "rules", "for", "to", "allow", "hours", "x"])
PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
ANYTHING = st.recursive(PLAIN, lambda each: st.lists(each, max_size=3) | st.dictionaries(NAMES, each), max_leaves=12)


@given(ANYTHING)
def test_whatever_is_no_policy_is_refused_as_such_and_nothing_else_happens(document: Any) -> None:
    with suppress(PolicyFault):
        assert not decide(read_policy(document, KNOWN), message(), Tally()).passes


HALVES = read_policy({"areas": {"messaging": "send"}, "budgets": {"calls_per_day": 4, "alert_at": [1, 0.5]}}, KNOWN)
DAY_MS = 86_400_000


def alerted(tally: Tally, at_ms: int = NOON, policy: Policy = HALVES, cost: int = 0) -> list[tuple[float, int]]:
    """Reserve one call; return the parts of limits that are told, and how much was used."""
    plan = message().plan(policy)
    tally.reserve(plan, at_ms, cost)
    return [(alert.part, alert.used) for alert in tally.alerts(plan.meters)]


def test_a_budget_tells_once_of_each_part_that_is_used() -> None:
    tally = Tally()
    assert [alerted(tally) for _ in range(4)] == [[], [(0.5, 2)], [], [(1.0, 4)]]


def test_a_budget_begins_anew_with_its_day_and_not_when_something_is_given_back() -> None:
    tally = Tally()
    assert [alerted(tally), alerted(tally)] == [[], [(0.5, 2)]]
    tally.correct([("budgets.calls_per_day", "2026-11-25")], -1, 0)
    assert alerted(tally) == []
    assert [alerted(tally, NOON + DAY_MS), alerted(tally, NOON + DAY_MS)] == [[], [(0.5, 2)]]


def test_a_clock_that_goes_back_repeats_no_alert() -> None:
    tally = Tally()
    assert [alerted(tally), alerted(tally)] == [[], [(0.5, 2)]]
    assert [alerted(tally, NOON - DAY_MS), alerted(tally, NOON - DAY_MS)] == [[], [(1.0, 4)]]
    assert alerted(tally) == []


def test_one_call_may_reach_several_parts_of_a_budget_of_money() -> None:
    budget = {"usd_per_day": "0.01", "alert_at": [0.5, 0.8, 1]}
    policy = read_policy({"areas": {"messaging": "send"}, "budgets": budget}, KNOWN)
    assert alerted(Tally(), policy=policy, cost=8_500) == [(0.5, 8_500), (0.8, 8_500)]


def test_a_budget_counts_what_costs_or_reaches_and_no_reading() -> None:
    policy = read_policy({"areas": {"messaging": "full"}, "budgets": {"calls_per_month": 1}}, KNOWN)
    tally = Tally()
    tally.reserve(message().plan(policy), NOON, 0)
    read = Facts("FetchMessage", "messaging", "read", 1, NOON, NOON)
    assert decide(policy, read, tally).passes
    assert decide(policy, message(), tally).rule == "budgets.calls_per_month"
    assert decide(policy, message().replace(now_ms=NOON + 6 * 86_400_000), tally).passes  # the first of December


def test_the_order_of_names_does_not_make_another_policy() -> None:
    one = read_policy({"areas": {"messaging": "send", "voice": "off"}, "mode": "enforce"}, KNOWN)
    other = read_policy({"mode": "enforce", "areas": {"voice": "off", "messaging": "send"}}, KNOWN)
    assert one.digest == other.digest != read_policy({"areas": {"messaging": "send"}}, KNOWN).digest
