"""Sinks and subscriptions: made, tested, changed, and deleted with what waits for them.

Source: https://www.twilio.com/docs/events/event-streams/sink-resource and subscription-resource.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from cordboard.base.clock import Clock
from cordboard.base.problem import Problem
from cordboard.base.sid import uuid_of
from cordboard.events.event import Event
from cordboard.events.ports import EventStore, EventUnit, Waiting
from cordboard.events.sink import (
    FIRST_STATUS,
    SINK,
    SUBSCRIPTION,
    Sink,
    SinkStatus,
    SinkType,
    Subscription,
    configuration_of,
)
from cordboard.events.streams import Streams
from cordboard.events.types import TEST
from cordboard.shelf.shelf import Shelf

MOST_SINKS = 100  # of an account: each has a connection and a worker of its own


class Sinks:
    """The sinks and subscriptions of all accounts; both are few, and kept in memory."""

    def __init__(
        self,
        *,
        shelf: Shelf,
        store: EventStore,
        streams: Streams,
        clock: Clock,
        random_128: Callable[[], int],
        missing: Mapping[SinkType, str],
    ) -> None:
        """Take the ports, and what is said of kinds of sinks that this installation cannot serve."""
        self._shelf = shelf
        self._store = store
        self._streams = streams
        self._clock = clock
        self._random_128 = random_128
        self._missing = missing
        self._sinks: dict[str, Sink] = {}
        self._subscriptions: dict[str, Subscription] = {}

    async def load(self) -> None:
        """Read what is kept."""
        self._sinks = {each.sid: each for each in await self._shelf.all(SINK, None)}
        self._subscriptions = {each.sid: each for each in await self._shelf.all(SUBSCRIPTION, None)}
        for account_sid in {each.account_sid for each in self._subscriptions.values()}:
            self._watch(account_sid)

    def _watch(self, account_sid: str) -> None:
        own = [each for each in self._subscriptions.values() if each.account_sid == account_sid]
        self._streams.watch(account_sid, [(each.sink_sid, each.types) for each in own])

    def find(self, sid: str) -> Sink | None:
        """Return a sink of any account."""
        return self._sinks.get(sid)

    def sink(self, account_sid: str, sid: str) -> Sink:
        """Return a sink of an account. Raises: Problem 20404."""
        found = self._sinks.get(sid)
        if found is None or found.account_sid != account_sid:
            raise Problem(20404)
        return found

    def subscription(self, account_sid: str, sid: str) -> Subscription:
        """Return a subscription of an account. Raises: Problem 20404."""
        found = self._subscriptions.get(sid)
        if found is None or found.account_sid != account_sid:
            raise Problem(20404)
        return found

    async def add_sink(self, account_sid: str, description: str, kind: SinkType, given: Mapping[str, Any]) -> Sink:
        """Make a sink. Raises: Problem 20001."""
        if kind in self._missing:
            raise Problem(20001, parameter="SinkType", message=self._missing[kind])
        if sum(each.account_sid == account_sid for each in self._sinks.values()) >= MOST_SINKS:
            raise Problem(20001, parameter="SinkType", message=f"An account may have at most {MOST_SINKS} sinks.")
        made = self._shelf.make(
            SINK,
            account_sid,
            description=description,
            type=kind,
            status=FIRST_STATUS.get(kind, SinkStatus.INITIALIZED),
            configuration=configuration_of(kind, given),
        )
        return await self._put_sink(made)

    async def change_sink(self, sink: Sink, **values: object) -> Sink:
        """Write new values into a sink."""
        return await self._put_sink(replace(sink, updated_ms=self._clock.now_ms(), **values))

    async def _put_sink(self, sink: Sink) -> Sink:
        await self._shelf.put(SINK, sink)
        self._sinks[sink.sid] = sink
        return sink

    async def remove_sink(self, sink: Sink) -> None:
        """Delete a sink with what waits for it. Raises: Problem 20001 while a subscription uses it."""
        _refuse_used(sink)
        unit = self._store.unit()
        unit.drop_events(sink.sid)
        unit.drop_kept(sink.sid)
        self._sinks.pop(sink.sid, None)
        await unit.commit()

    async def test(self, sink: Sink) -> None:
        """Send an event that carries a new id to a sink; an earlier id is worth nothing any more."""
        test_id, now = uuid_of(self._random_128()), self._clock.now_ms()
        status = sink.status if sink.status is SinkStatus.ACTIVE else SinkStatus.VALIDATING
        tested = replace(sink, test_id=test_id, status=status, updated_ms=now)
        unit = self._store.unit()
        unit.put_kept(SINK.name, tested)
        event = Event(sink.account_sid, TEST, "Sink", now, sink.account_sid, {"test_id": test_id})
        unit.stream_to([self._streams.to(sink.sid)], event)
        self._sinks[sink.sid] = tested
        await unit.commit()

    async def validate(self, sink: Sink, test_id: str) -> None:
        """Make a sink active whose owner knows what arrived there. Raises: Problem 20001."""
        if not sink.test_id or test_id.lower() != sink.test_id:
            raise Problem(20001, parameter="TestId", message="TestId is not that of the latest test of this sink.")
        await self.change_sink(sink, status=SinkStatus.ACTIVE)

    def lost(self, unit: EventUnit, sink: Sink, events: Sequence[Waiting]) -> None:
        """Let the test of a sink fail whose event was not taken; an active sink stays so, whatever it loses."""
        current = self._sinks.get(sink.sid)
        if current is None or current.status is not SinkStatus.VALIDATING:
            return
        if any(current.test_id.encode() in event.body for event in events):
            failed = replace(current, status=SinkStatus.FAILED, updated_ms=self._clock.now_ms())
            self._sinks[sink.sid] = failed
            unit.put_kept(SINK.name, failed)

    async def subscribe(self, sink: Sink, description: str, types: Sequence[str]) -> Subscription:
        """Send types of events to a sink. Raises: Problem 20001 for a sink that is in use or not active."""
        _refuse_used(sink)
        if sink.status is not SinkStatus.ACTIVE:
            raise Problem(20001, parameter="SinkSid", message=f"Sink with SID {sink.sid} is not active")
        made = self._shelf.make(
            SUBSCRIPTION,
            sink.account_sid,
            description=description,
            sink_sid=sink.sid,
            types=tuple(dict.fromkeys(types)),
        )
        used = replace(sink, in_use=True)
        self._sinks[sink.sid], self._subscriptions[made.sid] = used, made  # before waiting: nobody else takes the sink
        unit = self._store.unit()
        unit.put_kept(SINK.name, used)
        unit.put_kept(SUBSCRIPTION.name, made)
        await unit.commit()
        self._watch(sink.account_sid)
        return made

    async def change_subscription(self, subscription: Subscription, **values: object) -> Subscription:
        """Write new values into a subscription."""
        changed = replace(subscription, updated_ms=self._clock.now_ms(), **values)
        self._subscriptions[changed.sid] = changed
        await self._shelf.put(SUBSCRIPTION, changed)
        self._watch(changed.account_sid)
        return changed

    async def unsubscribe(self, subscription: Subscription) -> None:
        """Delete a subscription; its sink stays as it is, and what waits for it is still delivered."""
        free = replace(self._sinks[subscription.sink_sid], in_use=False)
        unit = self._store.unit()
        unit.put_kept(SINK.name, free)
        unit.drop_kept(subscription.sid)
        self._sinks[free.sid] = free
        self._subscriptions.pop(subscription.sid, None)
        await unit.commit()
        self._watch(subscription.account_sid)


def _refuse_used(sink: Sink) -> None:
    if sink.in_use:
        raise Problem(20001, parameter="SinkSid", message=f"Sink with SID {sink.sid} is in use")
