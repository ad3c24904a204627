"""The part of the composition root that puts voice together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from cordboard.api.call import Voice
from cordboard.base.clock import Clock, Spawn
from cordboard.base.sid import SidMaker
from cordboard.base.webhook import MayFollow, Webhook
from cordboard.carriers.simulator.carrier import Simulator
from cordboard.carriers.simulator.phones import Phones
from cordboard.messaging.fetch import Fetch
from cordboard.numbers.caller_id import CALLER_ID
from cordboard.numbers.geo import GeoPermissions, Use
from cordboard.numbers.number import Numbers
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.calls import SqliteCalls
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.scripts import SqliteScripts
from cordboard.store.sqlite.store import SqliteStore
from cordboard.streams.lines import SocketLines
from cordboard.voice.barring import Barring
from cordboard.voice.callbacks import CallHooks
from cordboard.voice.placing import Placing
from cordboard.voice.ports import Reply, Sound
from cordboard.voice.switchboard import Limits, Switchboard
from cordboard.webhooks.deliver import Deliverer
from cordboard.webhooks.http import Fault
from cordboard.webhooks.policy import DestinationPolicy
from cordboard.webhooks.request import USER_AGENT
from cordboard.webhooks.signature import signature
from cordboard.wiring.sound import Listener, Renderer


class VoiceSettings(Protocol):
    """What voice reads of the settings."""

    @property
    def calls_per_second(self) -> float | None:
        """How many calls an account may make a second."""

    @property
    def call_concurrency(self) -> int | None:
        """How many calls of an account may go on at a time."""

    @property
    def list_ended_conferences(self) -> bool:
        """Whether a list of conferences without a status shows ended ones."""

    @property
    def sim_speech_rate(self) -> float:
        """How fast the simulated network speaks, in characters a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """What voice is connected to."""

    engine: Engine
    store: SqliteStore
    shelf: Shelf
    sids: SidMaker
    clock: Clock
    spawn: Spawn
    numbers: Numbers
    is_active: Callable[[str], bool]
    is_trial: Callable[[str], bool]
    geo: GeoPermissions
    simulator: Simulator
    deliverer: Deliverer
    fetch: Fetch
    random_128: Callable[[], int]
    base_url: Callable[[], str]
    token_of: Callable[[str], Awaitable[str]]
    policy: DestinationPolicy


def wire_voice(wires: Wires, settings: VoiceSettings) -> tuple[Voice, Phones]:
    """Put voice together: the switchboard, its telephones, and what handlers see of both."""

    async def ask(webhook: Webhook) -> Reply:
        outcome = await wires.deliverer.ask(webhook)
        if isinstance(outcome, Fault):
            return Reply(webhook.url, None, b"", outcome.code, outcome.sentence)
        if not 200 <= outcome.status < 300:
            sentence = f"The answer has the status {outcome.status}."
            return Reply(outcome.url, None, outcome.body, 11200, sentence, outcome.status)
        return Reply(outcome.url, outcome.header("content-type"), outcome.body, status=outcome.status)

    async def listen(url: str, may_follow: MayFollow | None) -> Sound:
        fetched = await wires.fetch(url, may_follow)
        if fetched.error_code is not None:
            sentence = fetched.sentence or f"The file {url[:200]} could not be fetched."
            return Sound(0.0, fetched.error_code, sentence)
        return await listener.heard_of(fetched.content_type, fetched.data)

    def may_show(account_sid: str, number: str) -> bool:
        owned = wires.numbers.owned(number)
        if owned is not None:
            return owned.account_sid == account_sid and owned.can_voice
        return wires.store.has_kept(CALLER_ID, account_sid, "phone_number", number)

    async def sign(account_sid: str, url: str) -> str:
        return signature(await wires.token_of(account_sid), url)

    renderer = Renderer()
    listener = Listener()
    lines = SocketLines(refusal=wires.policy.refusal, sign=sign, clock=wires.clock, user_agent=USER_AGENT)
    calls = SqliteCalls(wires.engine, wires.store)
    board = Switchboard(
        store=calls,
        shelf=wires.shelf,
        hooks=CallHooks(wires.sids, wires.random_128),
        clock=wires.clock,
        spawn=wires.spawn,
        ask=ask,
        numbers=wires.numbers,
        sids=wires.sids,
        limits=Limits(
            characters_per_s=settings.sim_speech_rate,
            calls_per_s=settings.calls_per_second,
            concurrency=settings.call_concurrency,
            lists_ended=settings.list_ended_conferences,
        ),
        base_url=wires.base_url,
        may_show=may_show,
        is_active=wires.is_active,
        render=renderer.render,
        listen=listen,
        synthesize=renderer.synthesize,
        lines=lines,
    )
    scripts = SqliteScripts(wires.engine, wires.store)
    phones = Phones(wires.clock, wires.numbers, wires.simulator.handset, board.receive, scripts.keep)
    phones.load(scripts.all())
    board.network = phones
    board.barring = Barring(
        is_trial=wires.is_trial,
        is_verified=may_show,
        is_off=partial(wires.geo.is_off, Use.CALLS),
    )
    return Voice(calls=calls, placing=Placing(board, wires.numbers), board=board, phones=phones), phones
