"""Connection overrides in the fragment of a URL. The facts are those of the reference, "Timeouts and retries"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.webhooks.directives import POLICIES, RANGES, Directives, read

URL = "https://example.com/hook?x=1"
BAD_OVERRIDE = 11243


def test_without_a_fragment_everything_is_at_its_default() -> None:
    assert read(URL) == (Directives(ct=5000, rt=15_000, tt=15_000, rc=1, rp=frozenset({"ct"})), None)


def test_the_published_example_is_read() -> None:
    found, fault = read("https://example.com/hook?q#rc=2&rp=ct,rt&ct=1000")
    assert (found.rc, found.rp, found.ct, fault) == (2, frozenset({"ct", "rt"}), 1000, None)
    assert (found.rt, found.tt) == (15_000, 15_000)


@pytest.mark.parametrize(("name", "least", "most"), [("ct", 100, 10_000), ("rt", 100, 15_000), ("rc", 0, 5)])
def test_each_number_has_its_published_range(name: str, least: int, most: int) -> None:
    for value in (least, most):
        found, fault = read(f"{URL}#{name}={value}")
        assert (getattr(found, name), fault) == (value, None)
    for value in (least - 1, most + 1):
        found, fault = read(f"{URL}#{name}={value}")
        assert (getattr(found, name), fault) == (getattr(Directives(), name), BAD_OVERRIDE)


@pytest.mark.parametrize("value", ["", "x", "1.5", "+5", "-1", "1e3", "٥٠٠", "5_0", " 500", "9" * 5000])
def test_what_is_no_number_is_left_at_its_default_and_told(value: str) -> None:
    found, fault = read(f"{URL}#tt={value}")
    assert (found.tt, fault) == (15_000, BAD_OVERRIDE)


@pytest.mark.parametrize("word", sorted(POLICIES))
def test_each_published_word_can_be_a_policy(word: str) -> None:
    assert read(f"{URL}#rp={word}") == (Directives(rp=frozenset({word})), None)


@pytest.mark.parametrize("words", ["", "2xx", "ct,", "ct;rt", "ALL", "ct,never"])
def test_an_unknown_policy_is_left_at_its_default_and_told(words: str) -> None:
    assert read(f"{URL}#rp={words}") == (Directives(), BAD_OVERRIDE)


def test_one_wrong_override_does_not_take_the_others_along() -> None:
    found, fault = read(f"{URL}#rc=9&ct=200&rp=all")
    assert (found.rc, found.ct, found.rp, fault) == (1, 200, frozenset({"all"}), BAD_OVERRIDE)


@pytest.mark.parametrize("fragment", ["", "section-2", "sni=y&e=dublin,ashburn", "=", "&&&", "%", "&" * 5000])
def test_a_fragment_that_overrides_nothing_is_no_fault(fragment: str) -> None:
    assert read(f"{URL}#{fragment}") == (Directives(), None)


@given(st.text(max_size=200))
def test_no_fragment_leaves_the_ranges(fragment: str) -> None:
    found, fault = read(f"{URL}#{fragment}")
    assert fault in (None, BAD_OVERRIDE)
    assert found.rp <= POLICIES
    for name, (least, most) in RANGES.items():
        assert least <= getattr(found, name) <= most


@pytest.mark.parametrize(
    ("policy", "status", "connected", "retries"),
    [
        ("ct", None, False, True),
        ("ct", None, True, False),
        ("rt", None, True, True),
        ("rt", None, False, False),
        ("4xx", 404, True, True),
        ("4xx", 500, True, False),
        ("5xx", 503, True, True),
        ("5xx", 404, True, False),
        ("all", 404, True, True),
        ("all", 503, True, True),
        ("all", None, True, True),
        ("all", None, False, True),
        ("all", 200, True, False),
        ("all", 302, True, False),
        ("4xx,5xx", None, False, False),
    ],
)
def test_a_policy_retries_what_it_names(policy: str, status: int | None, connected: bool, retries: bool) -> None:
    found, _ = read(f"{URL}#rp={policy}")
    assert found.wants_retry(status, connected=connected) is retries
