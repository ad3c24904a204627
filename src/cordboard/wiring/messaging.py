"""The part of the composition root that puts messaging together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from cordboard.accounts.account import Accounts
from cordboard.base.outbox import TaskKind
from cordboard.carriers.simulator.carrier import Simulator
from cordboard.messaging.arrivals import Arrivals
from cordboard.messaging.callbacks import Callbacks
from cordboard.messaging.ceiling import Ceiling
from cordboard.messaging.channel import Channels
from cordboard.messaging.choose import Chooser
from cordboard.messaging.dispatch import Dispatcher, SenderQueues
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
from cordboard.wiring.ground import Clearable, Ground


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
    simulator: Simulator
    dispatcher: Dispatcher

    @property
    def holders(self) -> tuple[Clearable, ...]:
        """What holds messages and their turns in memory."""
        return (
            self.dispatcher,
            self.simulator,
            self.queues,
            self.releaser,
            self.chooser,
            self.arrivals,
            self.ceiling,
        )

    async def load(self) -> None:
        """Read what is kept in memory, at the start."""
        await self.pools.load()
        await self.channels.load()


def wire_messaging(ground: Ground, accounts: Accounts, numbers: Numbers, geo: GeoPermissions) -> Messaging:
    """Make the parts of messaging, and the simulated network under them."""
    store, sids, clock, spawn = ground.store, ground.sids, ground.clock, ground.spawn
    queues, pools, ceiling = SenderQueues(), Pools(ground.shelf), Ceiling()
    numbers.left = pools.leave
    chooser = Chooser(store=store, numbers=numbers, queues=queues)

    def is_verified(account_sid: str, number: str) -> bool:
        return store.has_kept(CALLER_ID, account_sid, "phone_number", number)

    standing = Standing(accounts, is_verified, partial(geo.is_off, Use.MESSAGES))
    opt_outs, callbacks = OptOuts(store, pools), Callbacks(sids, ground.random_128)
    releaser = Releaser(
        store=store,
        pools=pools,
        chooser=chooser,
        queues=queues,
        opt_outs=opt_outs,
        callbacks=callbacks,
        clock=clock,
        spawn=spawn,
    )
    through = ServiceSending(
        pools=pools,
        chooser=chooser,
        queues=queues,
        opt_outs=opt_outs,
        standing=standing,
        sids=sids,
        now_ms=clock.now_ms,
        scheduled=releaser.scheduled,
    )
    rate = ground.settings.sender_rate
    sending = Sending(
        store=store,
        numbers=numbers,
        queues=queues,
        opt_outs=opt_outs,
        through=through,
        standing=standing,
        sids=sids,
        now_ms=clock.now_ms,
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
        now_ms=clock.now_ms,
        base_url=ground.base_url,
    )
    arrivals = Arrivals(store=store, receiving=receiving, ceiling=ceiling, clock=clock, spawn=spawn)
    simulator = Simulator(
        store=store,
        numbers=numbers,
        receiving=receiving,
        clock=clock,
        spawn=spawn,
        latency_ms=ground.settings.sim_latency_ms,
    )
    dispatcher = Dispatcher(
        store=store,
        queues=queues,
        opt_outs=opt_outs,
        standing=standing,
        callbacks=callbacks,
        clock=clock,
        carrier=simulator,
        spawn=spawn,
    )
    simulator.report = dispatcher.report
    ground.outbox.own(TaskKind.RELEASE, releaser.take)
    ground.outbox.own(TaskKind.SUBMIT, dispatcher.take)
    ground.outbox.own(TaskKind.RECEIPT, simulator.take)
    ground.outbox.own(TaskKind.ARRIVAL, arrivals.take)
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
        channels=Channels(ground.shelf, numbers, pools),
        typing=Typing(store, sids, clock.now_ms),
        simulator=simulator,
        dispatcher=dispatcher,
    )
