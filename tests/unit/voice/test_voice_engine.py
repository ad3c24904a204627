"""Calls on a clock that stands still: whatever happens on them, nothing is left when they have ended."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from weakref import ref

from hypothesis import given, settings
from hypothesis import strategies as st

from cordboard.base.feed import Feed
from cordboard.base.manner import Manner
from cordboard.base.outbox import Outbox, Task, TaskKind
from cordboard.base.sid import SidMaker
from cordboard.base.webhook import MayFollow, Webhook
from cordboard.carriers.simulator.phones import MOST_ENDED, Phones
from cordboard.clocks import FrozenClock
from cordboard.messaging.handset import Handset
from cordboard.numbers.number import Numbers
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.calls import SqliteCalls
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault
from cordboard.twiml.voice.effects import Fetch, Inline
from cordboard.voice.call import CallOptions, CallStatus, Event, Told
from cordboard.voice.callbacks import CallHooks
from cordboard.voice.handset import Act, Script, Step
from cordboard.voice.limits import Limits
from cordboard.voice.ports import LineEar, Reply, Sound
from cordboard.voice.recording import Recording
from cordboard.voice.switchboard import Switchboard

ACCOUNT, SENDER, OTHER = "AC" + "1" * 32, "+12015550100", "+14155550999"
START_MS = 1_700_000_000_000
DOCUMENTS = {
    "gather": "<Gather timeout='20' numDigits='3'><Say>Press three keys</Say></Gather>",
    "speech": "<Gather input='speech dtmf' timeout='20'><Play>https://example.com/file.wav</Play></Gather>",
    "record": "<Record timeout='9' transcribe='true'/>",
    "dial": f"<Dial timeout='30' record='record-from-answer-dual' hangupOnStar='true'>{OTHER}</Dial>",
    "conference": "<Dial hangupOnStar='true'><Conference record='true' beep='true'>room</Conference></Dial>",
    "enqueue": "<Enqueue waitUrl='https://example.com/wait'>line</Enqueue>",
    "take": "<Dial timeout='30'><Queue url='https://example.com/wait'>line</Queue></Dial>",
    "music": "<Play loop='5'>https://example.com/file.wav</Play>",
    "say": "<Say loop='3'>A sentence of some length that takes its time</Say>",
    "pause": "<Pause length='15'/>",
    "echo": "<Echo/>",
    "stream": "<Start><Stream url='wss://example.com' track='both_tracks'/></Start><Pause length='3'/>",
    "pay": "<Pay maxAttempts='2'/>",
    "relay": "<Connect><ConversationRelay url='wss://example.com' welcomeGreeting='Hello'/></Connect>",
    "connect": "<Connect><Stream url='wss://example.com'/></Connect><Say>After the stream</Say>",
}


class Socket:
    """A web socket without a network, and the application at its other end."""

    def __init__(self, url: str, ear: LineEar) -> None:
        self.url = url
        self.ear = ear
        self.sent: list[dict[str, Any]] = []
        self.is_closed = False
        self.close_code = 0
        self.is_full = False

    def send(self, text: str) -> bool:
        assert not self.is_closed
        self.sent.append(json.loads(text))
        return not self.is_full

    def close(self, code: int = 1000) -> None:
        if not self.is_closed:
            self.is_closed, self.close_code = True, code

    def say(self, event: str, **more: object) -> None:
        """Send something to the server."""
        self.ear.on_text(json.dumps({"event": event, "streamSid": self.sent[1]["streamSid"], **more}))

    def events(self, *wanted: str) -> list[dict[str, Any]]:
        """Return what came of some events."""
        return [each for each in self.sent if each["event"] in wanted]


class Sockets:
    """Opens web sockets to applications that take each, unless they refuse with a code."""

    def __init__(self) -> None:
        self.opened: list[Socket] = []
        self.refusal: int | None = None

    def open(self, url: str, account_sid: str, ear: LineEar) -> Socket:
        socket = Socket(url, ear)
        self.opened.append(socket)
        asyncio.get_running_loop().call_soon(self._answer, socket)
        return socket

    def _answer(self, socket: Socket) -> None:
        if socket.is_closed:
            return
        if self.refusal is None:
            socket.ear.on_open()
        else:
            socket.is_closed = True
            socket.ear.on_end(self.refusal, "It is refused.")

    async def close(self) -> None:
        """Nothing is kept."""


class World:
    """A switchboard with a database, a clock that stands still, telephones, and an application."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.clock = FrozenClock(START_MS)
        random = count(1)
        sids = SidMaker(self.clock.now_ms, lambda: next(random))
        self.told: list[Webhook] = []
        self.asked: list[Webhook] = []
        outbox = Outbox()
        outbox.own(TaskKind.WEBHOOK, self._take)
        self.engine = Engine(folder / "cordboard.db", outbox, Feed())
        store = SqliteStore(self.engine, AesVault(b"k" * 32), sids)
        numbers = Numbers(store, sids, self.clock.now_ms)
        self.running: set[asyncio.Task[None]] = set()
        self.sockets = Sockets()
        self.calls = SqliteCalls(self.engine, store)
        self.board = Switchboard(
            store=self.calls,
            shelf=Shelf(store, sids, self.clock.now_ms),
            hooks=CallHooks(sids, lambda: next(random)),
            clock=self.clock,
            spawn=self._spawn,
            ask=self._ask,
            numbers=numbers,
            sids=sids,
            limits=limits or Limits(),
            base_url=lambda: "https://example.com",
            may_show=lambda account_sid, number: True,
            is_active=lambda account_sid: True,
            render=self._render,
            listen=self._listen,
            synthesize=self._synthesize,
            lines=self.sockets,
        )
        self.phones = Phones(
            self.clock, numbers, lambda number: Handset(number=number), self.board.arrivals.receive, self._keep
        )
        self.board.network = self.phones

    async def _keep(self, number: str, script: Script) -> None:
        pass  # these scripts end with the test

    def _take(self, tasks: list[Task]) -> None:
        self.told += [task.held for task in tasks if isinstance(task.held, Webhook)]

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def _ask(self, webhook: Webhook) -> Reply:
        self.asked.append(webhook)
        await asyncio.sleep(0)
        return Reply(webhook.url, "text/xml", b"<Response><Say>Please wait</Say></Response>")

    async def _listen(self, url: str, may_follow: MayFollow | None) -> Sound:
        await asyncio.sleep(0)
        return Sound(2.5)

    async def _synthesize(self, what: str, text: str, who: str, lasts_ms: int | None, manner: Manner) -> bytes:
        await asyncio.sleep(0)
        return text.encode() * 40  # so that a frame of 160 bytes is four letters

    async def _render(self, recording: Recording, channels: int, form: str) -> bytes:
        return b""

    async def call(self, number: str, twiml: str) -> str:
        """Call a telephone with a document, and tell of everything."""
        told = Told(url="https://example.com/status", events=tuple(Event))
        options = CallOptions(twiml=f"<Response>{twiml}</Response>", told=told)
        return (await self.board.create(ACCOUNT, SENDER, number, options)).sid

    async def advance(self, seconds: float) -> None:
        """Let time pass."""
        await self.clock.advance(self.clock.now_ms() + round(seconds * 1000))

    async def assert_nothing_is_left(self) -> None:
        """Whatever was under way has ended, and nothing is due any more."""
        await self.board.write()  # what was written before is on disk, too
        assert self.board.legs == {}
        assert len(self.board.rooms) == 0
        assert self.board.queues.is_empty
        assert self.board.pacing.is_idle
        now = self.clock.now_ms()
        await self.clock.advance(None)
        assert self.clock.now_ms() == now
        assert self.running == set()
        assert all(socket.is_closed for socket in self.sockets.opened)
        assert await self.calls.open_calls() == []
        assert await self.calls.open_conferences() == []
        assert await self.calls.open_recordings() == []


@contextmanager
def world(limits: Limits | None = None) -> Iterator[World]:
    with TemporaryDirectory() as folder:
        made = World(Path(folder), limits)
        try:
            yield made
        finally:
            made.engine.close()


def numbered(index: int) -> str:
    return f"+1415555{index:04d}"


async def test_a_thousand_calls_of_every_kind_leave_nothing_behind() -> None:
    with world() as made:
        made.phones.load({OTHER: (Step(Act.ANSWER), Step(Act.HANG_UP, after_s=7))})
        for index in range(1000):
            made.phones.load({numbered(index): (Step(Act.ANSWER), Step(Act.HANG_UP, after_s=index % 40))})
        documents = list(DOCUMENTS.values())
        await asyncio.gather(*(made.call(numbered(each), documents[each % len(documents)]) for each in range(1000)))
        assert len(made.board.legs) == 1000
        await made.advance(120)
        await made.assert_nothing_is_left()
        statuses = [dict(each.parameters) for each in made.told if each.url.endswith("/status")]
        assert sum(each["CallStatus"] == "completed" for each in statuses) == 1000


async def test_the_network_remembers_the_last_thousand_calls_that_ended_and_every_one_that_goes_on() -> None:
    lasting = numbered(MOST_ENDED + 5)
    with world() as made:
        made.phones.load({lasting: (Step(Act.ANSWER),)})
        await made.call(lasting, '<Pause length="60"/>')
        for index in range(MOST_ENDED + 5):
            made.phones.load({numbered(index): (Step(Act.ANSWER), Step(Act.HANG_UP, after_s=index // 100))})
        await asyncio.gather(*(made.call(numbered(index), '<Pause length="60"/>') for index in range(MOST_ENDED + 5)))
        await made.advance(30)
        remembered = [len(made.phones.calls(numbered(index))) for index in range(MOST_ENDED + 6)]
        assert remembered == [0] * 5 + [1] * (MOST_ENDED + 1)
        await made.advance(60)
        assert (len(made.phones.calls(numbered(5))), len(made.phones.calls(lasting))) == (0, 1)
        await made.assert_nothing_is_left()


async def test_a_call_that_has_ended_goes_without_the_collector() -> None:
    with world() as made:
        made.phones.load({OTHER: (Step(Act.ANSWER), Step(Act.PRESS, after_s=5, digits="123"))})
        gc.disable()
        try:
            leg = ref(made.board.legs[await made.call(OTHER, DOCUMENTS["gather"])])
            await made.advance(30)
            await made.assert_nothing_is_left()
            assert leg() is None
        finally:
            gc.enable()


async def test_a_thousand_calls_that_nobody_answers_leave_nothing_behind() -> None:
    with world(Limits(concurrency=100)) as made:
        await asyncio.gather(*(made.call(numbered(index), "<Pause/>") for index in range(1000)))
        await made.advance(601)  # ten rounds of a minute each
        await made.assert_nothing_is_left()


async def test_a_thousand_queued_calls_to_nowhere_end_without_growing_the_stack() -> None:
    with world(Limits(concurrency=1)) as made:
        made.board.network = Nowhere()
        await asyncio.gather(*(made.call(numbered(index), "<Pause/>") for index in range(1000)))
        await made.advance(1)
        await made.assert_nothing_is_left()


class Nowhere:
    """A network on which nobody can be reached."""

    def telephone(self, address: str, ear: object) -> None:
        """Return nobody."""


async def test_a_reset_in_the_middle_leaves_nothing_behind() -> None:
    with world() as made:
        for index, twiml in enumerate(DOCUMENTS.values()):
            made.phones.load({numbered(index): (Step(Act.ANSWER),)})
            await made.call(numbered(index), twiml)
        await made.advance(2)
        made.board.clear()
        made.phones.clear()
        assert made.board.legs == {}
        assert len(made.board.rooms) == 0
        told = len(made.told)
        now = made.clock.now_ms()
        await made.clock.advance(None)
        assert (made.clock.now_ms(), len(made.told)) == (now, told)


Acting = Callable[["World", str], None]


def act(step: Step) -> Acting:
    def perform(made: World, sid: str) -> None:
        for number in [numbered(index) for index in range(3)]:
            for each in made.phones.calls(number):
                if each.sid == sid and each.ear is not None and each.status == "in-progress":
                    each.act(step)

    return perform


def redirect(twiml: str) -> Acting:
    def perform(made: World, sid: str) -> None:
        leg = made.board.legs.get(sid)
        if leg is not None and leg.call.status is CallStatus.IN_PROGRESS:
            made.board.redirect(leg.call, Inline(f"<Response>{twiml}</Response>"))

    return perform


def fetch(made: World, sid: str) -> None:
    leg = made.board.legs.get(sid)
    if leg is not None and leg.call.status is CallStatus.IN_PROGRESS:
        made.board.redirect(leg.call, Fetch("https://example.com/next", "POST"))


def end(made: World, sid: str) -> None:
    leg = made.board.legs.get(sid)
    if leg is not None:
        made.board.end(leg.call, CallStatus.COMPLETED if leg.call.started_ms is not None else CallStatus.CANCELED)


ACTS: dict[str, Acting] = {
    "press 1": act(Step(Act.PRESS, digits="1")),
    "press *": act(Step(Act.PRESS, digits="*")),
    "speak": act(Step(Act.SPEAK, text="hello there")),
    "hang up": act(Step(Act.HANG_UP)),
    "end": end,
    "fetch": fetch,
    **{f"redirect to {name}": redirect(twiml) for name, twiml in DOCUMENTS.items()},
}
DOINGS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 2), st.sampled_from([0, 0.05, 0.4, 3, 8])), max_size=12
)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(sorted(DOCUMENTS)), min_size=3, max_size=3), DOINGS)
def test_whatever_is_done_to_three_calls_nothing_is_left(
    names: list[str], doings: list[tuple[str, int, float]]
) -> None:
    async def run() -> None:
        with world() as made:
            made.phones.load({OTHER: (Step(Act.ANSWER, after_s=1), Step(Act.HANG_UP, after_s=30))})
            sids = []
            for index, name in enumerate(names):
                made.phones.load({numbered(index): (Step(Act.ANSWER, after_s=index / 4),)})
                sids.append(await made.call(numbered(index), DOCUMENTS[name]))
            for name, index, seconds in doings:
                await made.advance(seconds)
                ACTS[name](made, sids[index])
            await made.advance(1)
            for sid in sids:
                end(made, sid)
            await made.advance(60)
            await made.assert_nothing_is_left()
            assert_told_in_order(made.told)

    asyncio.run(run())


def assert_told_in_order(told: list[Webhook]) -> None:
    """The callbacks of a call count up, and the last tells its end; nothing is told after it."""
    calls: dict[str, list[dict[str, str]]] = {}
    for each in told:
        if each.url.endswith("/status"):
            parameters = dict(each.parameters)
            calls.setdefault(parameters["CallSid"], []).append(parameters)
    ends = {"completed", "canceled", "busy", "failed", "no-answer"}
    for found in calls.values():
        assert [int(each["SequenceNumber"]) for each in found] == list(range(len(found)))
        assert [each["CallStatus"] in ends for each in found] == [False] * (len(found) - 1) + [True]
