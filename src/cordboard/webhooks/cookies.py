"""The cookies of conversations: what an application sets is sent back to it with the next request about the same.

Source: reference 03, section 1; RFC 6265.
"""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from cordboard.webhooks.http import Reply

KEPT_MS = 4 * 3600 * 1000
MOST_CONVERSATIONS, MOST_COOKIES, MOST_CHARACTERS = 10_000, 20, 4096


class Cookies:
    """The jars of the latest conversations."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._jars: dict[str, tuple[int, SimpleCookie]] = {}

    def of(self, conversation: str) -> str:
        """Return the header of a request, empty where nothing was set."""
        known = self._jars.get(conversation)
        if known is None or self._now_ms() - known[0] > KEPT_MS:
            return ""
        return "; ".join(f"{name}={morsel.coded_value}" for name, morsel in known[1].items())

    def note(self, conversation: str, reply: Reply) -> None:
        """Keep what an answer sets; an empty conversation keeps nothing."""
        given = [value for name, value in reply.headers if name == "set-cookie"]
        if not conversation or not given:
            return
        jar = self._jars.get(conversation, (0, SimpleCookie()))[1]
        for line in given[:MOST_COOKIES]:
            try:
                jar.load(line[:MOST_CHARACTERS])
            except CookieError:  # a cookie that cannot be read is one that was not set
                continue
        if len(self._jars) >= MOST_CONVERSATIONS:
            self._jars.pop(next(iter(self._jars)))
        self._jars[conversation] = (self._now_ms(), jar)
