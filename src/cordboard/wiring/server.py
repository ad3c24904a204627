"""The server, put together: everything that runs, how it starts and how it stops."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from cordboard import __version__, startup
from cordboard.access.credentials import Authenticator
from cordboard.access.gate import Call as GateCall
from cordboard.access.gate import Gate
from cordboard.access.permissions import CONTROL, KEYLESS_AREAS
from cordboard.accounts.account import Account, Accounts
from cordboard.api.call import Call, Services, Usage, Voice
from cordboard.api.surfaces import SURFACES, UNSERVED
from cordboard.base.clock import to_ms
from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox, Task, TaskKind
from cordboard.base.page import PageRequest
from cordboard.base.problem import Problem
from cordboard.base.sid import SidMaker
from cordboard.base.webhook import Purpose
from cordboard.carriers.simulator.carrier import Simulator
from cordboard.catalogue.derive.documents import Documents
from cordboard.catalogue.route import Router
from cordboard.clocks import FrozenClock, SystemClock
from cordboard.content.content import Contents
from cordboard.errors import sentence
from cordboard.events.pump import Pump
from cordboard.messaging.answer import Answering
from cordboard.messaging.dispatch import Dispatcher
from cordboard.messaging.fetch import Fetched, MediaFetcher, checked
from cordboard.numbers.geo import GeoPermissions
from cordboard.numbers.lookup_limits import LookupLimits
from cordboard.numbers.number import Numbers
from cordboard.settings import ClockKind, Settings, WebhookPrivate
from cordboard.shelf.shelf import Shelf
from cordboard.store.recorder import BatchRecorder
from cordboard.store.sqlite.engine import Engine, StoreError
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault, PageSeal, secret_of
from cordboard.webhooks.deliver import Deliverer, Unit
from cordboard.webhooks.directives import Directives
from cordboard.webhooks.http import Fault, HttpClient
from cordboard.webhooks.policy import DestinationPolicy
from cordboard.wiring.accounts import (
    Directory,
    follow_accounts,
    follow_calls,
    wire_accounts,
    wire_oauth,
    wire_rehearsals,
)
from cordboard.wiring.agents import AgentWires, wire_agents
from cordboard.wiring.communications import CommunicationsWires, wire_communications
from cordboard.wiring.comparing import Comparing
from cordboard.wiring.events import EventWires, wire_events
from cordboard.wiring.messaging import Wires as MessagingWires
from cordboard.wiring.messaging import wire_messaging
from cordboard.wiring.news import NewsStand
from cordboard.wiring.numbers import wire_numbers
from cordboard.wiring.policy_file import PolicyFile
from cordboard.wiring.reach import wire_reach
from cordboard.wiring.texting import texts_of_calls
from cordboard.wiring.usage import resume_usage, wire_usage
from cordboard.wiring.voice import Wires, wire_voice

log = logging.getLogger("cordboard")
MOST_MEDIA_BYTES = 5 << 20
FIRST_PAGE = PageRequest(50)
PATIENCE_S = 3.0  # what is under way at a stop may take; it is made again at the next start


@dataclass(slots=True)
class Server:
    """Everything that runs."""

    settings: Settings
    engine: Engine
    store: SqliteStore
    recorder: BatchRecorder
    client: HttpClient
    background: Background
    deliverer: Deliverer
    gate: Gate
    accounts: Accounts
    numbers: Numbers
    outbox: Outbox
    dispatcher: Dispatcher
    simulator: Simulator
    voice: Voice
    usage: Usage
    owner: Account
    policy_file: PolicyFile
    pump: Pump
    url: str = ""

    async def resume(self) -> None:
        """Take up what an earlier run left."""
        self.simulator.load(await self.store.handsets())
        left: dict[TaskKind, list[Task]] = {}
        for task in self.store.tasks():
            left.setdefault(task.kind, []).append(task)
        await self.dispatcher.resume(left.pop(TaskKind.SUBMIT, []))
        for kind, tasks in left.items():
            self.outbox.owners[kind](tasks)
        await self.voice.board.queues.load()
        await self.voice.board.resume()
        await resume_usage(self.usage)
        self.pump.resume()
        self.policy_file.watch(self.background)

    async def write_records(self) -> None:
        """Write the records that wait."""
        self.recorder.flush()
        await self.store.unit().commit()

    async def is_ready(self) -> bool:
        """Tell whether the store takes what is written."""
        try:
            await self.write_records()
        except StoreError:
            return False
        return True

    async def close(self) -> None:
        """Let what is under way end, write what waits, and close everything."""
        self.policy_file.close()
        await self.voice.board.lines.close()
        await self.background.close(PATIENCE_S)
        await self.deliverer.close(PATIENCE_S)
        await self.write_records()
        self.client.close()
        self.engine.close()


def make_clock(settings: Settings) -> SystemClock | FrozenClock:
    """Return the clock that the settings ask for."""
    if settings.clock is ClockKind.SYSTEM:
        return SystemClock()
    start = settings.clock_start
    return FrozenClock(to_ms(start) if start is not None else SystemClock().now_ms())


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


def _twice(random_64: Callable[[], int]) -> Callable[[], int]:
    """Return a source of 128 random bits."""
    return lambda: random_64() << 64 | random_64()


async def make_server(settings: Settings) -> Server:  # noqa: PLR0915 - the wiring, read top to bottom
    """Wire everything. Raises: StoreError, SettingsError."""
    clock = make_clock(settings)
    now_ms = clock.now_ms
    randomness: random.Random = random.Random(settings.seed) if settings.seed is not None else random.SystemRandom()  # noqa: S311
    pool = random.Random(randomness.getrandbits(256)) if settings.seed is not None else None  # noqa: S311
    random_64 = (lambda: pool.getrandbits(64)) if pool else startup.random_64()
    random_128 = _twice(random_64)
    sids = SidMaker(now_ms, random_64)
    outbox, feed, spawn = Outbox(), Feed(), Background()
    vault = AesVault(secret_of(settings.secret_key, settings.data))
    engine = Engine(startup.database(settings), outbox, feed)
    store = SqliteStore(engine, vault, sids)
    sids.never_below(store.highest_key())

    # Products
    forgotten: list[Callable[[str], None]] = []
    accounts, keys = wire_accounts(store, vault, sids, now_ms, lambda sid: forgotten[0](sid), settings.max_subaccounts)
    numbers = Numbers(store, sids, now_ms)
    shelf = Shelf(store, sids, now_ms)
    apps, roles = wire_oauth(shelf, vault, sids, now_ms)
    geo, lookup_limits = GeoPermissions(shelf), LookupLimits(shelf, now_ms)
    messaging = wire_messaging(
        MessagingWires(
            store=store,
            shelf=shelf,
            sids=sids,
            clock=clock,
            spawn=spawn,
            numbers=numbers,
            accounts=accounts,
            geo=geo,
            random_128=random_128,
            base_url=lambda: server.url,
            sender_rate=settings.sender_rate,
        )
    )
    queues, callbacks, sending = messaging.queues, messaging.callbacks, messaging.sending
    receiving, releaser = messaging.receiving, messaging.releaser
    simulator = Simulator(
        store=store, numbers=numbers, receiving=receiving, clock=clock, spawn=spawn, latency_ms=settings.sim_latency_ms
    )
    dispatcher = Dispatcher(
        store=store,
        queues=queues,
        opt_outs=messaging.opt_outs,
        standing=messaging.standing,
        callbacks=callbacks,
        clock=clock,
        carrier=simulator,
        spawn=spawn,
    )
    simulator.report = dispatcher.report
    follow_accounts(accounts, dispatcher, numbers)

    # The world outside
    policy = DestinationPolicy(_may_go_private(settings))
    client = HttpClient(policy)

    async def fetch(url: str) -> Fetched:
        try:
            reply = await client.request("GET", url, directives=Directives(), most_bytes=MOST_MEDIA_BYTES)
        except Fault as fault:
            return Fetched(None, b"", 11751 if fault.code == 11750 else fault.code)
        if not 200 <= reply.status < 300:
            return Fetched(None, b"", 11200)
        return Fetched(reply.header("content-type"), reply.body)

    async def fetch_media(url: str) -> tuple[str, str, bytes]:
        fetched = checked(await fetch(url))
        if fetched.error_code is not None:
            raise Problem(90002, parameter="media", reason=f"the media could not be fetched ({fetched.error_code})")
        return fetched.content_type or "", url, fetched.data

    fetcher = MediaFetcher(store=store, dispatcher=dispatcher, fetch=fetch, clock=clock, sids=sids, spawn=spawn)

    async def token_of(account_sid: str) -> str:
        account = accounts.find(account_sid)
        return account.auth_token if account else ""

    answering = Answering(sending, callbacks, now_ms, sentence)
    deliverer = Deliverer(
        client=client,
        clock=clock,
        sids=sids,
        unit=cast(Callable[[], Unit], store.unit),
        token_of=token_of,
        concurrency=settings.webhook_concurrency,
        answered={Purpose.INBOUND_MESSAGE: cast(Any, answering.answered)},
        keep=settings.keep_webhooks,
        region=settings.home_region.value,
    )
    voice, phones = wire_voice(
        Wires(
            engine=engine,
            store=store,
            shelf=shelf,
            sids=sids,
            clock=clock,
            spawn=spawn,
            numbers=numbers,
            is_active=accounts.is_active,
            is_trial=messaging.standing.is_trial,
            geo=geo,
            simulator=simulator,
            deliverer=deliverer,
            fetch=fetch,
            random_128=random_128,
            base_url=lambda: server.url,
            token_of=token_of,
            policy=policy,
        ),
        settings,
    )
    follow_calls(accounts, voice.board)
    voice.board.text = texts_of_calls(sending)
    outbox.own(TaskKind.RELEASE, releaser.take)
    usage = wire_usage(
        engine=engine, store=store, shelf=shelf, clock=clock, sids=sids, random_128=random_128, spawn=spawn
    )
    outbox.own(TaskKind.SUBMIT, dispatcher.take)
    outbox.own(TaskKind.RECEIPT, simulator.take)
    outbox.own(TaskKind.ARRIVAL, messaging.arrivals.take)
    outbox.own(TaskKind.MEDIA, fetcher.take)
    outbox.own(TaskKind.WEBHOOK, deliverer.take)
    if isinstance(clock, FrozenClock):
        clock.is_busy = lambda: engine.is_busy

    provisioning = wire_numbers(
        store=store,
        numbers=numbers,
        accounts=accounts,
        shelf=shelf,
        sids=sids,
        now_ms=now_ms,
        random_128=random_128,
        seed=settings.seed or 0,
    )

    # The gate and what is behind it
    await accounts.load()
    await messaging.load()
    await geo.load()
    contents = Contents(shelf)
    await contents.load()
    reach = wire_reach(shelf, numbers, messaging.channels, messaging.pools)
    await reach.load()
    communications, worker = wire_communications(
        CommunicationsWires(
            engine=engine,
            store=store,
            sids=sids,
            random_64=random_64,
            clock=clock,
            spawn=spawn,
            outbox=outbox,
            dispatcher=dispatcher,
            receiving=receiving,
            sending=sending,
            contents=contents,
            reach=reach,
        )
    )
    sinks, pump = wire_events(
        EventWires(
            engine=engine,
            store=store,
            shelf=shelf,
            clock=clock,
            sids=sids,
            spawn=spawn,
            random_64=random_64,
            random_128=random_128,
            client=client,
            token_of=token_of,
            segment_url=settings.segment_url,
            kinesis_url=settings.kinesis_url,
        )
    )
    await sinks.load()
    owner = await startup.first_account(settings, store, accounts, sids)
    test_account = accounts.test_account(owner)
    await provisioning.load()
    await lookup_limits.load()
    await startup.first_number(settings, numbers, owner)
    router = Router(SURFACES, UNSERVED)
    agents = wire_agents(
        AgentWires(
            store=store,
            shelf=shelf,
            keys=keys,
            vault=vault,
            numbers=numbers,
            messaging=messaging,
            applications=provisioning.applications,
            reach=reach,
            contents=contents,
            router=router,
            clock=clock,
            sids=sids,
            spawn=spawn,
        )
    )
    receiving.listeners.append(lambda message: spawn(agents.heard(message)))
    releaser.is_allowed = agents.overseer.may_release
    voice.board.oversight = agents.overseer
    feed.listen(agents.overseer.happened)
    await agents.load()
    policy_file = PolicyFile(settings.policy, agents.agents, owner.sid, now_ms)
    await policy_file.load()
    services = Services(
        accounts=accounts,
        keys=keys,
        apps=apps,
        roles=roles,
        agents=agents.agents,
        advisor=agents.advisor,
        approvals=agents.approvals,
        policy_file=policy_file,
        comparing=Comparing(store.requests),
        test_account=test_account,
        rehearsals=wire_rehearsals(sids, now_ms),
        numbers=numbers,
        provisioning=provisioning,
        lookup_limits=lookup_limits,
        geo=geo,
        shelf=shelf,
        voice=voice,
        usage=usage,
        messages=store,
        pools=messaging.pools,
        channels=messaging.channels,
        contents=contents,
        reach=reach,
        communications=communications,
        sinks=sinks,
        news=NewsStand(feed, f"{random_128():032x}"[:16]),
        typing=messaging.typing,
        releaser=releaser,
        sending=sending,
        receiving=receiving,
        handsets=simulator,
        logs=store,
        now_ms=now_ms,
        fetch_media=fetch_media,
        write_records=lambda: server.write_records(),
        is_ready=lambda: server.is_ready(),
        documents=Documents(SURFACES, version=__version__, server=lambda: server.url),
        base_url=lambda: server.url,
        advance_clock=clock.advance if isinstance(clock, FrozenClock) else None,
        reset=_reset(
            engine,
            store,
            (
                dispatcher,
                worker,
                pump,
                deliverer,
                simulator,
                queues,
                releaser,
                messaging.chooser,
                phones,
                voice.board,
                geo,
                lookup_limits,
                *messaging.waiting,
            ),
        )
        if settings.allow_reset
        else None,
    )
    directory = Directory(accounts, keys, apps, test_account)
    authenticator = Authenticator(directory)
    forgotten.append(authenticator.forget)
    recorder = BatchRecorder(engine, keep=settings.keep_requests)
    gate = Gate(
        router=router,
        authenticator=authenticator,
        directory=directory,
        recorder=recorder,
        ids=sids,
        now_ms=now_ms,
        context=lambda call: _context(call, services),
        owner_sid=owner.sid,
        concurrency=settings.request_concurrency,
        judge=agents.judge,
        seal=PageSeal(vault, now_ms),
        keyless=frozenset({CONTROL}) if settings.standard_keys_reach_all else KEYLESS_AREAS,
    )
    server = Server(
        settings,
        engine,
        store,
        recorder,
        client,
        spawn,
        deliverer,
        gate,
        accounts,
        numbers,
        outbox,
        dispatcher,
        simulator,
        voice,
        usage,
        owner,
        policy_file,
        pump,
    )
    return server


def _context(call: GateCall, services: Services) -> Call:
    caller_sid = call.principal.account_sid if call.principal is not None else ""
    agent = call.ruling.agent if call.ruling is not None else None
    agent_sid = agent.sid if agent is not None else ""
    last_id = call.request.headers.get("last-event-id", "")
    return Call(
        call.account, call.page or FIRST_PAGE, services, call.exchange.extension, caller_sid, agent_sid, last_id
    )


def _may_go_private(settings: Settings) -> bool:
    if settings.webhook_private is WebhookPrivate.AUTO:
        return settings.loopback
    return settings.webhook_private is WebhookPrivate.ALLOW


class Clearable(Protocol):
    """What holds work in memory."""

    def clear(self) -> None:
        """Forget it."""


def _reset(engine: Engine, store: SqliteStore, holders: Iterable[Clearable]) -> Callable[[], Awaitable[None]]:
    async def reset() -> None:
        for holder in holders:
            holder.clear()
        await engine.clear()
        store.forget()

    return reset
