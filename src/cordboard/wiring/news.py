"""The feed as server-sent events: each reader has a place, and goes on from there at its own pace.

Nothing is kept for a reader: one that is slow misses what the feed forgets meanwhile, and is told how much.
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence

import msgspec

from cordboard.base.clock import to_datetime
from cordboard.base.feed import Feed, Happening
from cordboard.base.problem import Problem

MOST_READERS = 200  # of the whole server: consoles and programs of its operator; each takes some 100 kB
MOST_AT_ONCE = 500  # happenings of one piece, some 100 kB
BEAT_S = 15.0  # proxies are used to end what is silent for thirty seconds or a minute
_ID = re.compile(r"([0-9a-f]{16})-([0-9]{1,15})")
_BEAT = b": still here\n\n"
_encode = msgspec.json.Encoder().encode


class NewsStand:
    """Lets readers read the feed."""

    def __init__(self, feed: Feed, run: str, *, beat_s: float = BEAT_S) -> None:
        """Take the feed, and a name for its run, which ids begin with, unless it goes on with one that was stopped."""
        self._feed = feed
        self._run = feed.run = feed.run or run
        self._beat_s = beat_s
        self._readers = 0

    def stream(
        self, last_event_id: str, name: str | None, account_sid: str | None, latest: int = 0
    ) -> AsyncGenerator[bytes]:
        """Return server-sent events from a place on; without one, after so many of the latest.

        Raises: Problem for a place that is none, or too many readers.
        """
        place, is_restart = self._place(last_event_id)
        if not last_event_id:
            place = max(0, place - latest)
        if self._readers >= MOST_READERS:
            raise Problem(20429, retry_after_s=10)
        return self._read(place, is_restart, name, account_sid)

    def _place(self, last_event_id: str) -> tuple[int, bool]:
        """Return where to begin, and whether the id is of another run, whose places mean nothing in this one."""
        if not last_event_id:
            return self._feed.end, False
        if last_event_id == "0":
            return 0, False
        found = _ID.fullmatch(last_event_id)
        if found is None:
            raise Problem(90002, parameter="Last-Event-ID", reason="it is 0 or the id of an event")
        return (int(found[2]) + 1, False) if found[1] == self._run else (0, True)

    async def _read(
        self, place: int, is_restart: bool, name: str | None, account_sid: str | None
    ) -> AsyncGenerator[bytes]:
        more = asyncio.Event()
        end = self._feed.wake(more.set)
        self._readers += 1
        try:
            yield _BEAT  # the answer begins at once, whenever something happens
            if is_restart:
                yield _told("restart", {"kept": self._feed.end})
            while True:
                more.clear()
                start, found = self._feed.read(place, MOST_AT_ONCE)
                missed, place = start - place, start + len(found)
                lines = self._lines(start, found, name, account_sid)
                if missed > 0 and not (is_restart or start == missed):
                    lines.insert(0, _told("missed", {"count": missed}))
                is_restart = False
                if lines:
                    yield b"".join(lines)
                elif not found:
                    yield await self._silence(more)
        finally:
            self._readers -= 1
            end()

    async def _silence(self, more: asyncio.Event) -> bytes:
        try:
            async with asyncio.timeout(self._beat_s):
                await more.wait()
        except TimeoutError:
            return _BEAT
        return b""

    def _lines(self, start: int, found: Sequence[Happening], name: str | None, account_sid: str | None) -> list[bytes]:
        return [
            b"id: %b-%d\n%b" % (self._run.encode(), place, _told(each.name, _facts(each)))
            for place, each in enumerate(found, start)
            if name in (None, each.name, f"{each.name}.{each.state}") and account_sid in (None, each.account_sid)
        ]


def _told(name: str, data: object) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), _encode(data))


def _facts(each: Happening) -> dict[str, str]:
    at = to_datetime(each.at_ms)
    return {
        "at": f"{at:%Y-%m-%dT%H:%M:%S}.{each.at_ms % 1000:03d}Z",
        "type": f"{each.name}.{each.state}",
        "account_sid": each.account_sid,
        "sid": each.subject,
        "state": each.state,
    }
