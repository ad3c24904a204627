"""The feed of a run that was stopped, for the next one to go on with: its readers keep their places.

It is written once, at the stop, because a row for each happening would cost every send. So a crash leaves none, and
what was left is deleted before anything else happens: after a crash, places of the run before it mean nothing.
"""

from __future__ import annotations

import logging

import msgspec

from cordboard.base.feed import Feed, Happening
from cordboard.store.sqlite.engine import Batch, Engine

_log = logging.getLogger(__name__)
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(list[Happening]).decode


class LeftFeed:
    """Keeps a feed from a stop to the next start."""

    def __init__(self, engine: Engine, feed: Feed) -> None:
        self._engine = engine
        self._feed = feed

    def take_up(self) -> None:
        """Go on with what was left, if anything was."""
        for run, place, happenings in self._engine.read("SELECT run, place, happenings FROM left_feed"):
            try:
                latest = _decode(bytes(happenings))  # type: ignore[call-overload]  # a BLOB, by declaration
            except msgspec.MsgspecError as fault:
                _log.error("row.unreadable", exc_info=fault, extra={"table": "left_feed", "key": run})
                continue
            self._feed.go_on(str(run), int(str(place)), latest)

    async def forget(self) -> None:
        """Delete what was left; done when it is gone from the disk."""
        await self._write()

    async def leave(self) -> None:
        """Write the feed for the next run; done when it is on disk."""
        feed = self._feed
        await self._write((feed.run, feed.end, _encode(feed.latest)))

    async def _write(self, *rows: tuple[str, int, bytes]) -> None:
        batch = Batch()
        batch.steps = [("DELETE FROM left_feed", (), False)]
        batch.steps += [("INSERT INTO left_feed VALUES (?,?,?)", row, False) for row in rows]
        await self._engine.submit(batch)
