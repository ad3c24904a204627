"""The pump: takes what waits for each sink to it, sink by sink, again and again until it is taken or too old.

Each sink has a round of its own under way, so that one that hangs holds up no other. An event waits on disk until an
attempt took it, so nothing is lost, and an event whose attempt was cut off comes again with the same id.
Source: reference of the Communications API, section 10.1.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from cordboard.base.clock import Clock, Timer
from cordboard.events.notices import Notices
from cordboard.events.ports import Carrier, EventStore, EventUnit, Fate, Outcome, Waiting
from cordboard.events.sink import Sink, SinkType
from cordboard.notifications.notification import Exchange

MOST_AT_ONCE = 1000  # events of one round, some 700 kB
MOST_BYTES = 1 << 20
KEPT_TRYING_MS = 4 * 3_600_000
FIRST_WAIT_MS, LONGEST_WAIT_MS = 1000, 600_000
_MOST_DOUBLINGS = 10  # 1,024 s are past the longest wait


class Pump:
    """Delivers events."""

    def __init__(
        self,
        *,
        store: EventStore,
        carriers: Mapping[SinkType, Carrier],
        sink_of: Callable[[str], Sink | None],
        lost: Callable[[EventUnit, Sink, Sequence[Waiting]], None],
        clock: Clock,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        random_64: Callable[[], int],
    ) -> None:
        """Take the ports; ``lost`` is told which events a sink will not be given again."""
        self._store = store
        self._carriers = carriers
        self._sink_of = sink_of
        self._lost = lost
        self._clock = clock
        self._spawn = spawn
        self._random_64 = random_64
        self._started_ms = clock.now_ms()
        self._notices = Notices()
        self._running: set[str] = set()
        self._timers: dict[str, Timer] = {}

    def resume(self) -> None:
        """Take up what an earlier run left."""
        for sink_sid in self._store.waiting_sinks():
            self.wake(sink_sid)

    def wake(self, sink_sid: str) -> None:
        """Begin rounds for a sink, unless one is under way, which looks again when it ends."""
        if sink_sid not in self._running:
            self._running.add(sink_sid)
            self._spawn(self._run(sink_sid))

    def clear(self) -> None:
        """Forget what is to be tried later, as a reset does."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    async def _run(self, sink_sid: str) -> None:
        try:
            with self._clock.work():
                while await self._round(sink_sid):
                    pass
        finally:
            self._running.discard(sink_sid)
        self._come_back(sink_sid)

    def _come_back(self, sink_sid: str) -> None:
        timer = self._timers.pop(sink_sid, None)
        if timer is not None:
            timer.cancel()
        due_ms = self._store.next_due_ms(sink_sid)
        if due_ms is not None:
            self._timers[sink_sid] = self._clock.call_at(due_ms, lambda: self.wake(sink_sid))

    async def _round(self, sink_sid: str) -> bool:
        """Make one attempt with what is due; tell whether there was anything."""
        events = within(self._store.due_events(sink_sid, self._clock.now_ms(), MOST_AT_ONCE))
        if not events:
            return False
        unit, sink = self._store.unit(), self._sink_of(sink_sid)
        if sink is None:
            unit.drop_events(sink_sid)
        else:
            outcomes = await self._carriers[sink.type].deliver(sink, events)
            self._settle(unit, sink, events, outcomes)
        await unit.commit()
        return True

    def _settle(self, unit: EventUnit, sink: Sink, events: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
        now, done, again, lost = self._clock.now_ms(), [], [], []
        for event, outcome in zip(events, outcomes, strict=True):
            due_ms = now + self._wait_ms(event.attempts)
            # A stop of the server is no fault of the sink: the hours are counted from its start.
            is_late = due_ms > max(event.at_ms, self._started_ms) + KEPT_TRYING_MS
            if outcome.fate is Fate.RETRY and not is_late:
                again.append((event.id, due_ms))
                continue
            done.append(event.id)
            if outcome.fate is not Fate.DELIVERED:
                lost.append(event)
        unit.settle_events(done, again)
        if lost:
            self._lost(unit, sink, lost)
        failed = [outcome for outcome in outcomes if outcome.fate is not Fate.DELIVERED]
        if failed and self._notices.is_due(sink.sid, now, len(failed)):
            self._notify(unit, sink, failed[0], now)

    def _wait_ms(self, attempts: int) -> int:
        """Return how long to wait: doubled each time, and between half of it and all, so that not all come at once."""
        longest = min(FIRST_WAIT_MS << min(attempts, _MOST_DOUBLINGS), LONGEST_WAIT_MS)
        return longest // 2 + self._random_64() % (longest // 2 + 1)

    def _notify(self, unit: EventUnit, sink: Sink, failed: Outcome, now_ms: int) -> None:
        method, place = self._carriers[sink.type].address(sink)
        exchange = Exchange(
            account_sid=sink.account_sid,
            subject_sid=sink.sid,
            at_ms=now_ms,
            method=method,
            url=place,
            variables="",
            response_headers=failed.response_headers,
            response_body=failed.response_body,
        )
        unit.add_problem(exchange, {"code": failed.code, "level": "error", "message": failed.sentence})


def within(events: list[Waiting]) -> list[Waiting]:
    """Return as many events as one request may hold, at least one."""
    size = 0
    for place, event in enumerate(events):
        size += len(event.body) + 1
        if size > MOST_BYTES and place:
            return events[:place]
    return events
