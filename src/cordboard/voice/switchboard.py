"""The switchboard: every call that is alive, and the only place where calls begin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from msgspec.structs import replace

from cordboard.base.clock import Clock
from cordboard.base.outbox import Task
from cordboard.base.problem import Problem
from cordboard.base.sid import SidMaker
from cordboard.numbers.number import Numbers
from cordboard.shelf.shelf import Kept, Kind, Shelf
from cordboard.twiml.voice.effects import Fetch, Inline, Note
from cordboard.twiml.voice.offer import NOTHING_OFFERED, Offer
from cordboard.voice.activities import ACTIVITIES
from cordboard.voice.activity import Activity
from cordboard.voice.arriving import Arrivals
from cordboard.voice.attachments import Attachments
from cordboard.voice.barring import NOTHING_BARRED, OVER_TRIAL_LIMIT
from cordboard.voice.call import Call, CallDirection, CallOptions, CallStatus, Event, move
from cordboard.voice.callbacks import API_VERSION, CallHooks
from cordboard.voice.conferences import Conferences
from cordboard.voice.connecting import telephone_of
from cordboard.voice.leg import Leg, Owner
from cordboard.voice.library import Library
from cordboard.voice.limits import Limits
from cordboard.voice.noting import write_note
from cordboard.voice.occurrence import Occurrence
from cordboard.voice.oversight import NoOversight, Oversight
from cordboard.voice.pacing import Pacing
from cordboard.voice.payments import Payments
from cordboard.voice.ports import Ask, CallStore, Heard, Lines, Listen, Network, Render, SendText, Spawn, Synthesize
from cordboard.voice.queue import Queues
from cordboard.voice.recording import Recording
from cordboard.voice.recordings import Recordings
from cordboard.voice.room import Rooms
from cordboard.voice.runner import Runner
from cordboard.voice.user_messages import UserMessages


async def _no_text(call: Call, to: str, from_: str, body: str, callback: str | None) -> str:
    """Refuse every message, until messaging is wired."""
    raise Problem(21603)


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
        is_active: Callable[[str], bool],
        render: Render,
        listen: Listen,
        synthesize: Synthesize,
        lines: Lines,
    ) -> None:
        """Take the ports.

        ``may_show`` tells whether an account may show a number as its caller id, ``is_active`` whether it takes calls.
        """
        self.store = store
        self.shelf = shelf
        self.hooks = hooks
        self.clock = clock
        self.spawn = spawn
        self.ask = ask
        self.numbers = numbers
        self.limits = limits
        self.may_show = may_show
        self.is_active = is_active
        self.render = render
        self.synthesize = synthesize
        self.lines = lines
        self.library = Library(clock, listen)
        self.network: Network | None = None
        self.text: SendText = _no_text
        self.oversight: Oversight = NoOversight()
        self.barring = NOTHING_BARRED
        self.legs: dict[str, Leg] = {}
        self.rooms = Rooms(self)
        self.queues = Queues(self)
        self.recordings = Recordings(self)
        self.conferences = Conferences(self)
        self.attachments = Attachments(self)
        self.payments = Payments(self)
        self.user_messages = UserMessages(self)
        self.arrivals = Arrivals(self)
        self.pacing = Pacing(self, limits.calls_per_s, limits.concurrency)
        self._sids = sids
        self._base_url = base_url

    # Beginning

    async def create(
        self,
        account_sid: str,
        sender: str,
        recipient: str,
        options: CallOptions,
        phone_number_sid: str | None = None,
        offer: Offer = NOTHING_OFFERED,
    ) -> Call:
        """Accept a call and return it, queued, once it is on disk; it is made at the account's rate."""
        leg = self.new_leg(
            account_sid=account_sid,
            direction=CallDirection.API,
            sender=sender,
            recipient=recipient,
            options=options,
            phone_number_sid=phone_number_sid,
            offer=offer,
        )
        accepted = leg.call
        self.pacing.add(leg)
        await (leg.written or self.write(accepted))  # one that begins at once is written as it begins
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
        offer: Offer = NOTHING_OFFERED,
    ) -> Leg:
        """Return a new leg, queued."""
        now = self.clock.now_ms()
        limit_s = self.barring.limit_s(account_sid, options.time_limit_s)
        if limit_s != options.time_limit_s:
            options = replace(options, time_limit_s=limit_s)
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
        leg.owner, leg.offer = owner, offer
        return leg

    def connect(self, leg: Leg) -> None:
        """Let the network ring a leg's telephone; it is given up when nobody answers in time."""
        self.pacing.began(leg)
        leg.tell(Event.INITIATED)
        bar = self.barring.bar(leg.call.account_sid, leg.call.recipient)
        if bar is not None:
            caller = self.legs.get(leg.call.parent_sid or "", leg)
            self.note(caller, Note(bar.dialed, bar.sentence.format(to=leg.call.recipient)))
            leg.end(CallStatus.FAILED)
            return
        telephone = telephone_of(self, leg)
        if telephone is None:
            leg.end(CallStatus.FAILED)
            return
        leg.telephone = telephone
        due_ms = self.clock.now_ms() + leg.call.options.timeout_s * 1000
        leg.patience = self.clock.call_at(due_ms, lambda: self._unanswered(leg))
        telephone.ring(leg.call, leg.offer)

    def cut(self, leg: Leg) -> None:
        """End a call that has lasted as long as it may."""
        if self.barring.is_cut(leg.call.account_sid, leg.call.options.time_limit_s):
            self.note(leg, Note(OVER_TRIAL_LIMIT, "Calls of an account on trial end after ten minutes."))
        leg.end(CallStatus.COMPLETED)

    @staticmethod
    def _unanswered(leg: Leg) -> None:
        if leg.call.started_ms is None:
            leg.end(CallStatus.NO_ANSWER)

    def adopt(self, call_sid: str, agent_sid: str, decision_id: str) -> None:
        """Take a call for an agent's from now on, because it is about to run what the agent gave it."""
        leg = self.legs.get(call_sid)
        if leg is not None and agent_sid:
            leg.change_options(agent_sid=agent_sid, decision_id=decision_id, is_led=True)

    # What legs ask of it

    def activity(self, runner: Runner, effect: Any) -> Activity:
        """Return the activity of an effect."""
        return ACTIVITIES[type(effect)](runner, effect)

    def ended(self, leg: Leg) -> None:
        """Forget a leg that has ended."""
        self.legs.pop(leg.call.sid, None)
        self.pacing.ended(leg)
        self.oversight.ended(leg.call)

    def talking(self, call_sid: str) -> Leg:
        """Return the leg of a call that goes on. Raises: Problem 21220."""
        leg = self.legs.get(call_sid)
        if leg is None or leg.call.status is not CallStatus.IN_PROGRESS:
            raise Problem(21220, message="Call is not in-progress.")
        return leg

    def note(self, leg: Leg, note: Note, *, is_told: bool = False) -> None:
        """Note what was wrong with a document; nothing more is told of what was told where it happened."""
        write_note(leg, note, is_told=is_told)

    def recording_url(self, recording: Recording) -> str:
        """Return where a recording can be had; the extension decides the format."""
        return f"{self.account_url(recording.account_sid)}/Recordings/{recording.sid}"

    def account_url(self, account_sid: str) -> str:
        """Return where the resources of an account are."""
        return f"{self._base_url()}/{API_VERSION}/Accounts/{account_sid}"

    def write(
        self,
        call: Call | None = None,
        *,
        tasks: Sequence[Task] = (),
        heard: Heard | None = None,
        kept: tuple[Kind[Any], Kept] | None = None,
        occurred: Occurrence | None = None,
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
        if occurred is not None:
            unit.add_occurrence(occurred)
        written: Awaitable[None] = unit.commit()
        return written

    # Changing calls that are alive

    def redirect(self, call: Call, entry: Fetch | Inline) -> Call:
        """Go on with another document, at once."""
        leg = self.legs[call.sid]
        leg.redirect(entry)
        return leg.call

    def end(self, call: Call, status: CallStatus) -> Call:
        """End a call, at once."""
        leg = self.legs[call.sid]
        leg.end(status)
        return leg.call

    async def end_all(self, account_sid: str) -> None:
        """End every call of an account, as when it may not call any more."""
        for leg in [each for each in self.legs.values() if each.call.account_sid == account_sid]:
            leg.end(CallStatus.CANCELED if leg.call.started_ms is None else CallStatus.COMPLETED)
        await self.write()

    def clear(self) -> None:
        """Forget every call without a word, as a reset does."""
        for leg in list(self.legs.values()):
            leg.forget()
        self.legs.clear()
        for each in (self.pacing, self.rooms, self.queues):
            each.clear()

    async def resume(self) -> None:
        """End the calls, conferences and recordings that an earlier run left open: their lines are gone."""
        for call in await self.store.open_calls():
            ended = move(call, CallStatus.FAILED, self.clock.now_ms())
            ended, task = self.hooks.progress(ended, Event.COMPLETED)
            self.write(ended, tasks=[task] if task else [])
        await self.conferences.resume()
        await self.recordings.resume()
