"""The switchboard: every call that is alive, and the only place where calls begin."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, Protocol

from msgspec.structs import replace

from cordboard.base.clock import Clock
from cordboard.base.outbox import Task
from cordboard.base.sid import SidMaker
from cordboard.numbers.number import Numbers, PhoneNumber
from cordboard.shelf.shelf import Kept, Kind, Shelf
from cordboard.twiml.voice.effects import (
    Dial,
    Enqueue,
    Fetch,
    Gather,
    Inline,
    JoinConference,
    Note,
    Play,
    Record,
    Recorded,
    Say,
    SendDigits,
    Silence,
    TakeFromQueue,
)
from cordboard.voice.activity import Activity
from cordboard.voice.call import Call, CallDirection, CallOptions, CallStatus, Event, Told, move
from cordboard.voice.callbacks import CallHooks
from cordboard.voice.dialing import Dialing
from cordboard.voice.documents import Fetching, Reading
from cordboard.voice.leg import Leg, Owner
from cordboard.voice.ports import Ask, CallStore, Heard, Network, Spawn
from cordboard.voice.queue import Queueing, Queues, Taking
from cordboard.voice.recording import Recording, Source, Tape, Taping
from cordboard.voice.room import Joining, Rooms
from cordboard.voice.runner import Runner
from cordboard.voice.speaking import Gathering, Speaking, Waiting
from cordboard.voice.unsupported import Passing

ACTIVITIES: dict[type, type[Activity]] = {
    Fetch: Fetching,
    Inline: Reading,
    Say: Speaking,
    Play: Speaking,
    SendDigits: Speaking,
    Silence: Waiting,
    Gather: Gathering,
    Record: Taping,
    Dial: Dialing,
    JoinConference: Joining,
    Enqueue: Queueing,
    TakeFromQueue: Taking,
}


class Limits(NamedTuple):
    """How fast the simulated network speaks, and how many calls it takes. None is no limit."""

    characters_per_s: float = 15.0
    played_s: float = 3.0
    calls_per_s: float | None = None
    concurrency: int | None = None


class Shelfwriter(Protocol):
    """A transaction that can write plain resources, too."""

    def put_kept(self, kind: str, kept: Kept) -> None:
        """Write a plain resource."""


class Switchboard:
    """Makes calls, connects them, and ends them."""

    def __init__(
        self,
        *,
        store: CallStore,
        shelf: Shelf,
        hooks: CallHooks,
        clock: Clock,
        spawn: Spawn,
        ask: Ask,
        numbers: Numbers,
        sids: SidMaker,
        limits: Limits,
        base_url: Callable[[], str],
        may_show: Callable[[str, str], bool],
    ) -> None:
        """Take the ports; ``may_show`` tells whether an account may show a number as its caller id."""
        self.store = store
        self.shelf = shelf
        self.hooks = hooks
        self.clock = clock
        self.spawn = spawn
        self.ask = ask
        self.numbers = numbers
        self.limits = limits
        self.may_show = may_show
        self.network: Network | None = None
        self.legs: dict[str, Leg] = {}
        self.rooms = Rooms(self)
        self.queues = Queues(self)
        self._sids = sids
        self._base_url = base_url
        self._waiting: dict[str, deque[Leg]] = {}
        self._free_at_ms: dict[str, float] = {}

    # Beginning

    async def create(
        self, account_sid: str, sender: str, recipient: str, options: CallOptions, phone_number_sid: str | None = None
    ) -> Call:
        """Accept a call and return it, queued, once it is on disk; it is made at the account's rate."""
        leg = self.new_leg(
            account_sid=account_sid,
            direction=CallDirection.API,
            sender=sender,
            recipient=recipient,
            options=options,
            phone_number_sid=phone_number_sid,
        )
        accepted = leg.call
        written = self.write(leg.call)
        self._waiting.setdefault(account_sid, deque()).append(leg)
        self._dispatch(account_sid)
        await written
        return accepted

    def new_leg(
        self,
        *,
        account_sid: str,
        direction: CallDirection,
        sender: str,
        recipient: str,
        options: CallOptions,
        phone_number_sid: str | None = None,
        parent_sid: str | None = None,
        owner: Owner | None = None,
    ) -> Leg:
        """Return a new leg, queued."""
        now = self.clock.now_ms()
        call = Call(
            sid=self._sids.sid("CA"),
            account_sid=account_sid,
            direction=direction,
            sender=sender,
            recipient=recipient,
            status=CallStatus.QUEUED,
            created_ms=now,
            updated_ms=now,
            parent_sid=parent_sid,
            phone_number_sid=phone_number_sid,
            options=options,
        )
        leg = Leg(self, call)
        leg.owner = owner
        return leg

    def _dispatch(self, account_sid: str) -> None:
        """Make the calls that may be made now; come back for the others."""
        waiting, rate = self._waiting[account_sid], self.limits.calls_per_s
        while waiting:
            now = self.clock.now_ms()
            free_at_ms = self._free_at_ms.get(account_sid, 0.0)
            if rate is not None and free_at_ms > now:
                self.clock.call_at(int(-(-free_at_ms // 1)), lambda: self._dispatch(account_sid))
                return
            leg = waiting.popleft()
            if leg.call.is_final:
                continue
            if rate is not None:
                self._free_at_ms[account_sid] = max(free_at_ms, now) + 1000 / rate
            leg.call = replace(leg.call, queued_ms=now - leg.call.created_ms)
            self.connect(leg)

    def connect(self, leg: Leg) -> None:
        """Let the network ring a leg's telephone; it is given up when nobody answers in time."""
        leg.tell(Event.INITIATED)
        assert self.network is not None  # noqa: S101 - set when the parts are wired
        telephone = self.network.telephone(leg.call.recipient, leg)
        if telephone is None:
            leg.end(CallStatus.FAILED)
            return
        leg.telephone = telephone
        due_ms = self.clock.now_ms() + leg.call.options.timeout_s * 1000
        leg.patience = self.clock.call_at(due_ms, lambda: self._unanswered(leg))
        telephone.ring(leg.call)

    @staticmethod
    def _unanswered(leg: Leg) -> None:
        if leg.call.started_ms is None:
            leg.end(CallStatus.NO_ANSWER)

    def receive(self, number: PhoneNumber, sender: str, connect: Callable[[Leg], Any]) -> Call:
        """Take a call that comes in for a number; ``connect`` gives the leg its telephone."""
        routing = number.routing
        options = CallOptions(
            url=routing.voice_url,
            method=routing.voice_method,
            fallback_url=routing.voice_fallback_url,
            fallback_method=routing.voice_fallback_method,
            application_sid=routing.voice_application_sid,
            told=Told(url=routing.status_callback, method=routing.status_callback_method),
        )
        leg = self.new_leg(
            account_sid=number.account_sid,
            direction=CallDirection.INBOUND,
            sender=sender,
            recipient=number.phone_number,
            options=options,
            phone_number_sid=number.sid,
        )
        leg.telephone = connect(leg)
        leg.call = move(leg.call, CallStatus.RINGING, self.clock.now_ms())
        self.write(leg.call)
        if options.url is None:
            leg.end(CallStatus.FAILED)
        else:
            leg.run(Fetch(options.url, options.method))
        return leg.call

    # What legs ask of it

    def activity(self, runner: Runner, effect: Any) -> Activity:
        """Return the activity of an effect."""
        return ACTIVITIES.get(type(effect), Passing)(runner, effect)

    def answered(self, leg: Leg) -> None:
        """Run the first document of a call that was answered."""
        options = leg.call.options
        if options.send_digits:
            leg.hear(f"[tones {options.send_digits}]")
        if options.records:
            Tape(
                leg,
                Source.OUTBOUND_API,
                options.recording_told,
                channels=options.recording_channels,
                track=options.recording_track,
            )
        if options.machine_detection is not None and options.is_machine_async:
            extra = (("AnsweredBy", leg.call.answered_by or "unknown"), ("MachineDetectionDuration", "0"))
            task = self.hooks.told(leg.call, options.machine_told, extra)
            self.write(leg.call, tasks=[task] if task else [])
        if options.url is not None:
            leg.run(Fetch(options.url, options.method))
        else:
            leg.run(Inline(options.twiml or "<Response/>"))

    def ended(self, leg: Leg) -> None:
        """Forget a leg that has ended."""
        self.legs.pop(leg.call.sid, None)
        self.queues.leave(leg)

    def leave_queue(self, leg: Leg) -> None:
        """Take a leg out of the queue in which it waits."""
        self.queues.leave_by_document(leg)

    def note(self, leg: Leg, note: Note) -> None:
        """Note something that was wrong with a document."""
        kind = "warning" if note.is_warning else "error"
        where = f" (line {note.line})" if note.line else ""
        text = f"{note.code}: {note.sentence}{where}"
        self.write(heard=Heard(leg.call.sid, self.clock.now_ms(), "network", kind, text))

    def recording_url(self, recording: Recording) -> str:
        """Return where a recording can be had; the extension decides the format."""
        return f"{self._base_url()}/2010-04-01/Accounts/{recording.account_sid}/Recordings/{recording.sid}"

    def tell_action(self, leg: Leg, recorded: Recorded) -> None:
        """Tell a document of a recording that the end of the call has ended."""
        entry = leg.entry
        if isinstance(entry, Fetch):
            extra = (
                ("RecordingUrl", recorded.url),
                ("RecordingSid", recorded.sid),
                ("RecordingDuration", str(recorded.duration_s)),
                ("Digits", recorded.digits),
            )
            self.spawn(self._tell(leg, entry, extra))

    async def _tell(self, leg: Leg, entry: Fetch, extra: tuple[tuple[str, str], ...]) -> None:
        with self.clock.work():
            await self.ask(self.hooks.document(leg.call, entry.url, entry.method, extra))

    def write(
        self,
        call: Call | None = None,
        *,
        tasks: Sequence[Task] = (),
        heard: Heard | None = None,
        kept: tuple[Kind[Any], Kept] | None = None,
    ) -> Awaitable[None]:
        """Write what happened in one transaction."""
        unit: Any = self.store.unit()
        if call is not None:
            unit.put_call(call)
        for task in tasks:
            unit.put_task(task)
        if heard is not None:
            unit.add_heard(heard)
        if kept is not None:
            unit.put_kept(kept[0].name, kept[1])
        written: Awaitable[None] = unit.commit()
        return written

    # Changing calls that are alive

    def redirect(self, call: Call, entry: Fetch | Inline) -> Call:
        """Go on with another document, at once."""
        leg = self.legs[call.sid]
        leg.run(entry)
        return leg.call

    def end(self, call: Call, status: CallStatus) -> Call:
        """End a call, at once."""
        leg = self.legs[call.sid]
        leg.end(status)
        return leg.call

    async def resume(self) -> None:
        """End the calls that an earlier run left open: their lines are gone."""
        for call in await self.store.open_calls():
            ended = move(call, CallStatus.FAILED, self.clock.now_ms())
            ended, task = self.hooks.progress(ended, Event.COMPLETED)
            self.write(ended, tasks=[task] if task else [])
