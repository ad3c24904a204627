"""What all parts stand on: the clock, randomness, the store, and what runs beside the requests."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from cordboard import startup
from cordboard.base.clock import to_ms
from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.base.sid import SidMaker
from cordboard.clocks import FrozenClock, SystemClock
from cordboard.settings import ClockKind, Settings
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.left_feed import LeftFeed
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault, secret_of

log = logging.getLogger("cordboard")
Random = Callable[[], int]


def make_clock(settings: Settings) -> SystemClock | FrozenClock:
    """Return the clock that the settings ask for."""
    if settings.clock is ClockKind.SYSTEM:
        return SystemClock()
    start = settings.clock_start
    return FrozenClock(to_ms(start) if start is not None else SystemClock().now_ms())


def make_randomness(settings: Settings) -> tuple[Random, Random]:
    """Return sources of 64 and of 128 random bits; with a seed, the same ones each time."""
    if settings.seed is None:
        random_64: Random = startup.random_64()
    else:
        seeded = random.Random(random.Random(settings.seed).getrandbits(256))  # noqa: S311 - meant to repeat
        random_64 = partial(seeded.getrandbits, 64)
    return random_64, lambda: random_64() << 64 | random_64()


class Clearable(Protocol):
    """What holds work in memory."""

    def clear(self) -> None:
        """Forget it."""


class Background:
    """Runs coroutines beside the requests; what fails there is logged, and the next start takes it up."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def __call__(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine."""
        if self._is_closed:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("background.failed", exc_info=task.exception())

    async def close(self, patience_s: float) -> None:
        """Let what runs end, for a while; take nothing new."""
        self._is_closed = True
        if self._running:
            _, left = await asyncio.wait(self._running, timeout=patience_s)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)


@dataclass(slots=True, kw_only=True)
class Ground:
    """What all parts stand on. The URL is known once the server listens, and is asked for when it is needed."""

    settings: Settings
    clock: SystemClock | FrozenClock
    random_64: Random
    random_128: Random
    sids: SidMaker
    outbox: Outbox
    feed: Feed
    spawn: Background
    vault: AesVault
    engine: Engine
    store: SqliteStore
    left_feed: LeftFeed
    shelf: Shelf
    url: str = ""

    @property
    def now_ms(self) -> Callable[[], int]:
        """What tells the time, in epoch milliseconds."""
        return self.clock.now_ms

    def base_url(self) -> str:
        """Return the server's own URL."""
        return self.url


def make_ground(settings: Settings) -> Ground:
    """Open the store, and go on with SIDs where it ends. Raises: StoreError, SettingsError."""
    clock = make_clock(settings)
    random_64, random_128 = make_randomness(settings)
    sids = SidMaker(clock.now_ms, random_64)
    outbox, feed = Outbox(), Feed()
    vault = AesVault(secret_of(settings.secret_key, settings.data))
    engine = Engine(startup.database(settings), outbox, feed)
    store = SqliteStore(engine, vault, sids)
    sids.never_below(store.highest_key())
    left_feed = LeftFeed(engine, feed)
    left_feed.take_up()
    if isinstance(clock, FrozenClock):
        clock.is_busy = lambda: engine.is_busy
    return Ground(
        settings=settings,
        clock=clock,
        random_64=random_64,
        random_128=random_128,
        sids=sids,
        outbox=outbox,
        feed=feed,
        spawn=Background(),
        vault=vault,
        engine=engine,
        store=store,
        left_feed=left_feed,
        shelf=Shelf(store, sids, clock.now_ms),
    )
