"""The server, put together: every part and what it is given, read top to bottom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from cordboard import __version__, startup
from cordboard.access.call import Call as GateCall
from cordboard.access.credentials import Authenticator
from cordboard.access.gate import Gate
from cordboard.access.permissions import CONTROL, KEYLESS_AREAS
from cordboard.api.call import Call, Services
from cordboard.api.surfaces import SURFACES, UNSERVED
from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox, TaskKind
from cordboard.base.page import PageRequest
from cordboard.base.sid import SidMaker
from cordboard.base.webhook import Purpose
from cordboard.carriers.simulator.carrier import Simulator
from cordboard.catalogue.derive.documents import Documents
from cordboard.catalogue.route import Router
from cordboard.clocks import FrozenClock
from cordboard.content.content import Contents
from cordboard.errors import sentence
from cordboard.messaging.answer import Answering
from cordboard.messaging.dispatch import Dispatcher
from cordboard.messaging.fetch import MediaFetcher
from cordboard.numbers.geo import GeoPermissions
from cordboard.numbers.lookup_limits import LookupLimits
from cordboard.numbers.number import Numbers
from cordboard.settings import Settings
from cordboard.shelf.shelf import Shelf
from cordboard.store.recorder import BatchRecorder
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault, PageSeal, secret_of
from cordboard.webhooks.deliver import Deliverer, Unit
from cordboard.webhooks.http import HttpClient
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
from cordboard.wiring.api_requests import followers_of_calls
from cordboard.wiring.audit import Audit
from cordboard.wiring.communications import CommunicationsWires, wire_communications
from cordboard.wiring.comparing import Comparing
from cordboard.wiring.events import EventWires, wire_events
from cordboard.wiring.fetching import may_go_private, wire_fetching
from cordboard.wiring.ground import Background, make_clock, make_randomness
from cordboard.wiring.handset_file import read_handsets, setting
from cordboard.wiring.mail import wire_mail
from cordboard.wiring.messaging import Wires as MessagingWires
from cordboard.wiring.messaging import wire_messaging
from cordboard.wiring.news import NewsStand
from cordboard.wiring.numbers import wire_numbers
from cordboard.wiring.policy_file import PolicyFile
from cordboard.wiring.reach import wire_reach
from cordboard.wiring.replaying import replaying
from cordboard.wiring.running import Server, resetting
from cordboard.wiring.sends import ScheduledSends
from cordboard.wiring.texting import texts_of_calls
from cordboard.wiring.upstream import Gateway, wire_upstreams
from cordboard.wiring.usage import wire_usage
from cordboard.wiring.voice import Wires, wire_voice

FIRST_PAGE = PageRequest(50)


async def make_server(settings: Settings) -> Server:  # noqa: PLR0915 - the wiring, read top to bottom
    """Wire everything. Raises: StoreError, SettingsError."""
    clock = make_clock(settings)
    now_ms = clock.now_ms
    random_64, random_128 = make_randomness(settings)
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
    policy = DestinationPolicy(may_go_private(settings))
    client = HttpClient(policy)
    fetch, fetch_media = wire_fetching(client)
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
    outbox.own(TaskKind.RELEASE, releaser.take)
    usage = wire_usage(
        engine=engine,
        store=store,
        numbers=numbers,
        outbox=outbox,
        shelf=shelf,
        clock=clock,
        sids=sids,
        random_128=random_128,
        spawn=spawn,
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
    mailer = wire_mail(settings, sids)
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
            mailer=mailer,
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
            mailer=mailer,
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
    handsets = read_handsets(settings.handsets, numbers.owned)
    router = Router(SURFACES, UNSERVED)
    audit = Audit(engine, now_ms, vault.digest, settings)
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
            board=voice.board,
            mailer=mailer,
            audit=audit,
            feed=feed,
            router=router,
            clock=clock,
            sids=sids,
            spawn=spawn,
        )
    )
    receiving.listeners.append(lambda message: spawn(agents.replies.heard(message)))
    receiving.is_private = agents.replies.has_code
    releaser.is_allowed = agents.overseer.may_release
    worker.ask(ScheduledSends(agents.overseer.judge, agents.answers, communications, now_ms).may_begin)
    voice.board.oversight = agents.overseer
    voice.board.led = receiving.led = agents.led.by
    answering.judging = agents.overseer
    deliverer.may_follow = agents.overseer.hook_redirected
    fetcher.may_follow = agents.overseer.media_redirected
    voice.board.text = texts_of_calls(sending, agents.overseer)
    feed.listen(agents.overseer.happened)
    await agents.load()
    upstreams, upstream_client = wire_upstreams(shelf, vault)
    await upstreams.load()
    gateway = Gateway(upstreams, upstream_client, agents, shelf, clock, spawn)
    await gateway.load()
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
        audit=audit,
        policy_file=policy_file,
        upstreams=upstreams,
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
        replay_webhook=replaying(deliverer),
        write_records=lambda: server.write_records(),
        is_ready=lambda: server.is_ready(),
        documents=Documents(SURFACES, version=__version__, server=lambda: server.url),
        base_url=lambda: server.url,
        advance_clock=clock.advance if isinstance(clock, FrozenClock) else None,
        reset=resetting(
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
        audit=audit,
        upstreams=gateway,
        seal=PageSeal(vault, now_ms),
        keyless=frozenset({CONTROL}) if settings.standard_keys_reach_all else KEYLESS_AREAS,
        followers=followers_of_calls(store, now_ms),
        around=agents.led.around(),
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
        upstream_client,
        now_ms,
        audit.checkpoints,
        setting(services, handsets),
    )
    return server


def _context(call: GateCall, services: Services) -> Call:
    caller_sid = call.principal.account_sid if call.principal is not None else ""
    agent = call.ruling.agent if call.ruling is not None else None
    return Call(
        call.account,
        call.page or FIRST_PAGE,
        services,
        call.exchange.extension,
        caller_sid,
        agent.sid if agent is not None else "",
        call.ruling.decision.id if agent is not None and call.ruling is not None else "",
        call.request.headers.get("last-event-id", ""),
    )
