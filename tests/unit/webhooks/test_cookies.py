"""The cookies of conversations: what an application sets goes back to it as it came. Source: RFC 6265, section 5.4."""

from __future__ import annotations

from cordboard.webhooks.cookies import KEPT_MS, MOST_CONVERSATIONS, MOST_COOKIES, Cookies
from cordboard.webhooks.http import Reply


def setting(*lines: str) -> Reply:
    return Reply(200, [("set-cookie", line) for line in lines], b"", "http://application.test/")


def test_a_value_goes_back_with_its_quotes_and_escapes_so_that_it_cannot_break_a_line() -> None:
    cookies = Cookies(lambda: 0)
    cookies.note("CA1", setting('step="a\\015\\012Evil: 1"; Path=/', "plain=b; HttpOnly"))
    assert cookies.of("CA1") == 'step="a\\015\\012Evil: 1"; plain=b'


def test_cookies_belong_to_their_conversation_and_are_forgotten_after_four_hours() -> None:
    now_ms = 0
    cookies = Cookies(lambda: now_ms)
    cookies.note("CA1", setting("step=2"))
    cookies.note("", setting("step=3"))
    assert [cookies.of(each) for each in ("CA1", "CA2", "")] == ["step=2", "", ""]
    now_ms = KEPT_MS + 1
    assert cookies.of("CA1") == ""


def test_neither_cookies_nor_conversations_grow_without_end() -> None:
    cookies = Cookies(lambda: 0)
    cookies.note("CA1", setting(*[f"c{each}=1" for each in range(MOST_COOKIES + 5)]))
    assert cookies.of("CA1").count("=") == MOST_COOKIES
    for each in range(MOST_CONVERSATIONS):
        cookies.note(f"SM{each}", setting("a=b"))
    assert (cookies.of("CA1"), cookies.of("SM0")) == ("", "a=b")
