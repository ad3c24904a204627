"""What telephones make a link, and what is none."""

from __future__ import annotations

import time

import pytest

from cordboard.access.links import links_in
from cordboard.access.patterns import hosts

GOOD = hosts(["good.com", "*.good.com", "xn--vil-bma.com"])

LEADS_ELSEWHERE = [
    "evil.com",
    "Go to evil.com now",
    "EVIL.COM",
    "evil.com.",
    "evil.com, and soon",
    "(evil.com)",
    "see:evil.com",
    "evil.com/x",
    "evil.com:80/x",
    "evil.com?x=1",
    "evil.com#x",
    "evil.museum",
    "a.b.c.evil.co.uk",
    "evil.com-x",
    "evil.com.123",
    "www.evil.com",
    "//evil.com/x",
    "\\\\evil.com\\x",
    "http:evil.com",
    "http:/evil.com",
    "https:\\\\evil.com",
    "http://evil.com",
    "HTTP://EVIL.COM/",
    "http://evil.com./",
    "_http://evil.com",
    "ftp://evil.com",
    "intent://evil.com/",
    "http://evil",
    "http://[::1]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "10.0.0.1",
    "10.0.0.1/x",
    "10.0.0.1:8080",
    # Two hosts, one of which is known
    "good.com evil.com",
    "good.com,evil.com",
    "good.com|evil.com",
    "https://good.com|evil.com",
    "https://good.com/x|evil.com",
    "https://good.com/x“evil.com",
    "http://good.com@evil.com",
    "good.com@evil.com",
    "https://good.com\\@evil.com",
    "https://good.com%2eevil.com/",
    "https://good.com;evil.com",
    "https://good.com:80@evil.com",
    "good.com.evil.com",
    "evilgood.com",
    "write@evil.com",
    "mailto:write@evil.com",
    # Letters of other kinds
    "évil.com/x",
    "xn--vil-cma.com",
    "пример.рф",
    "gооd.com",  # o of Cyrillic
    "ｅｖｉｌ．ｃｏｍ",
    "evil․com",  # one dot leader
    "https://evil。com/",
    "evil.ｃom",
    # What cannot be seen
    "evil\u200b.com",
    "evil.\u200bcom",
    "evil.c\u00adom",
    "ev\u2060il.com",
    "evil.com\u200b.good.com",
    "evil.com⒈good.com",
    "evil.com\u202e",
    "https://good.com\u200b.evil.com/",
    "evil.c\u0332om",
    "evil.co\ufe0fm",
]
LEADS_NOWHERE_ELSE = [
    "Your order 1234 is ready.",
    "It costs 3.50, or 12.99.",
    "On 12.11.2026 at 8.30",
    "Version 1.2.3",
    "Wait... what?",
    "e.g. this, i.e. that",
    "Dr. Who, Mr. X",
    "你好。谢谢",
    "Ça va. Très bien.",
    "good.com",
    "GOOD.COM.",
    "https://good.com/a,b?c=evil.com&d=(e)",
    "https://www.good.com/x.",
    "write@good.com",
    "(see https://good.com/x)",
    "xn--vil-bma.com",
    "good.com 👍🏽 ❤️",
]


@pytest.mark.parametrize("text", LEADS_ELSEWHERE)
def test_what_leads_elsewhere_is_found_however_it_is_written(text: str) -> None:
    assert not all(map(GOOD.holds, links_in(text)))


@pytest.mark.parametrize("text", LEADS_NOWHERE_ELSE)
def test_what_leads_nowhere_else_passes(text: str) -> None:
    assert all(map(GOOD.holds, links_in(text)))


@pytest.mark.parametrize("text", ["a." * 50_000, "." * 100_000, "a" * 100_000 + ".", "a://" * 25_000, "[" * 100_000])
def test_a_text_that_is_made_to_take_long_takes_no_longer_than_others(text: str) -> None:
    """Fifty times as long as a message may be: what grows with the square of that would take minutes."""
    began = time.process_time()
    list(links_in(text))
    assert time.process_time() - began < 5
