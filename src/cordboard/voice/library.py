"""The files that calls play: how long each lasts, known for a while so that a loop fetches it once."""

from __future__ import annotations

from cordboard.base.clock import Clock
from cordboard.base.webhook import MayFollow
from cordboard.voice.ports import Listen, Sound

KEPT_MS, MOST, MOST_BYTES = 60_000, 1000, 64 << 20


class Library:
    """Knows the files that were played in the last minute."""

    def __init__(self, clock: Clock, listen: Listen) -> None:
        self._clock = clock
        self._listen = listen
        self._known: dict[str, tuple[int, Sound]] = {}
        self._bytes = 0

    async def sound(self, url: str, may_follow: MayFollow | None = None) -> Sound:
        """Return what is known of a file; it is fetched when that is too little, or too old."""
        known = self._known.get(url)
        if known is not None and self._clock.now_ms() < known[0]:
            return known[1]
        sound = await self._listen(url, may_follow)
        if sound.fault is None:
            self._bytes += len(sound.samples) - self._forget(url)
            while self._known and (len(self._known) >= MOST or self._bytes > MOST_BYTES):
                self._bytes -= self._forget(next(iter(self._known)))
            self._known[url] = (self._clock.now_ms() + KEPT_MS, sound)
        return sound

    def _forget(self, url: str) -> int:
        """Forget a file, and tell how many bytes of sound it had."""
        known = self._known.pop(url, None)
        return len(known[1].samples) if known is not None else 0
