"""The files that calls play: how long each lasts, known for a while so that a loop fetches it once."""

from __future__ import annotations

from cordboard.base.clock import Clock
from cordboard.voice.ports import Listen, Sound

KEPT_MS, MOST = 60_000, 1000


class Library:
    """Knows the files that were played in the last minute."""

    def __init__(self, clock: Clock, listen: Listen) -> None:
        self._clock = clock
        self._listen = listen
        self._known: dict[str, tuple[int, Sound]] = {}

    async def sound(self, url: str) -> Sound:
        """Return what is known of a file; it is fetched when that is too little, or too old."""
        known = self._known.get(url)
        if known is not None and self._clock.now_ms() < known[0]:
            return known[1]
        sound = await self._listen(url)
        if sound.fault is None:
            if len(self._known) >= MOST:
                self._known.pop(next(iter(self._known)))
            self._known[url] = (self._clock.now_ms() + KEPT_MS, sound)
        return sound
