"""The part of the composition root that puts messaging together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cordboard.accounts.account import Accounts
from cordboard.base.clock import Clock, Spawn
from cordboard.base.sid import SidMaker
from cordboard.messaging.arrivals import Arrivals
from cordboard.messaging.callbacks import Callbacks
from cordboard.messaging.ceiling import Ceiling
from cordboard.messaging.channel import Channels
from cordboard.messaging.choose import Chooser
from cordboard.messaging.dispatch import SenderQueues
from cordboard.messaging.opt_out import OptOuts
from cordboard.messaging.pool import Pools
from cordboard.messaging.receive import Receiving
from cordboard.messaging.release import Releaser
from cordboard.messaging.send import Sending
from cordboard.messaging.service_send import ServiceSending
from cordboard.messaging.standing import Standing
from cordboard.messaging.typing import Typing
from cordboard.numbers.caller_id import CALLER_ID
from cordboard.numbers.geo import GeoPermissions, Use
from cordboard.numbers.number import Numbers
from cordboard.settings import SenderRate
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.store import SqliteStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """What messaging is connected to. Units: ``sender_rate`` in segments a second."""

    store: SqliteStore
    shelf: Shelf
    sids: SidMaker
    clock: Clock
    spawn: Spawn
    numbers: Numbers
    accounts: Accounts
    geo: GeoPermissions
    random_128: Callable[[], int]
    base_url: Callable[[], str]
    sender_rate: SenderRate | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Messaging:
    """The parts of messaging."""

    queues: SenderQueues
    pools: Pools
    chooser: Chooser
    opt_outs: OptOuts
    standing: Standing
    callbacks: Callbacks
    releaser: Releaser
    sending: Sending
    receiving: Receiving
    ceiling: Ceiling
    arrivals: Arrivals
    channels: Channels
    typing: Typing

    @property
    def waiting(self) -> tuple[Arrivals, Ceiling]:
        """What holds messages that come in, and their turns."""
        return self.arrivals, self.ceiling

    async def load(self) -> None:
        """Read what is kept in memory, at the start."""
        await self.pools.load()
        await self.channels.load()


def wire_messaging(wires: Wires) -> Messaging:
    """Make the parts of messaging."""
    store, sids, now_ms = wires.store, wires.sids, wires.clock.now_ms
    queues, pools, ceiling = SenderQueues(), Pools(wires.shelf), Ceiling()
    wires.numbers.left = pools.leave
    chooser = Chooser(store=store, numbers=wires.numbers, queues=queues)

    def is_verified(account_sid: str, number: str) -> bool:
        return store.has_kept(CALLER_ID, account_sid, "phone_number", number)

    standing = Standing(wires.accounts, is_verified, partial(wires.geo.is_off, Use.MESSAGES))
    opt_outs, callbacks = OptOuts(store, pools), Callbacks(sids, wires.random_128)
    releaser = Releaser(
        store=store,
        pools=pools,
        chooser=chooser,
        queues=queues,
        opt_outs=opt_outs,
        callbacks=callbacks,
        clock=wires.clock,
        spawn=wires.spawn,
    )
    through = ServiceSending(
        pools=pools,
        chooser=chooser,
        queues=queues,
        opt_outs=opt_outs,
        standing=standing,
        sids=sids,
        now_ms=now_ms,
        scheduled=releaser.scheduled,
    )
    rate = wires.sender_rate
    sending = Sending(
        store=store,
        numbers=wires.numbers,
        queues=queues,
        opt_outs=opt_outs,
        through=through,
        standing=standing,
        sids=sids,
        now_ms=now_ms,
        sender_rate=rate if isinstance(rate, float | int) else None,
        use_real_rates=rate is SenderRate.REAL,
    )
    queues.rate_of = sending.rate
    receiving = Receiving(
        queues=queues,
        pools=pools,
        opt_outs=opt_outs,
        standing=standing,
        ceiling=ceiling,
        callbacks=callbacks,
        sids=sids,
        now_ms=now_ms,
        base_url=wires.base_url,
    )
    arrivals = Arrivals(store=store, receiving=receiving, ceiling=ceiling, clock=wires.clock, spawn=wires.spawn)
    return Messaging(
        queues=queues,
        pools=pools,
        chooser=chooser,
        opt_outs=opt_outs,
        standing=standing,
        callbacks=callbacks,
        releaser=releaser,
        sending=sending,
        receiving=receiving,
        ceiling=ceiling,
        arrivals=arrivals,
        channels=Channels(wires.shelf, wires.numbers, pools),
        typing=Typing(store, sids, now_ms),
    )
