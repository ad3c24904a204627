"""Events by mail, into the mailbox that the simulated network keeps for every address.

What the original's e-mail sinks look like is unknown: these are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from cordboard.base.sid import SidMaker
from cordboard.events.ports import DELIVERED, EventStore, Outcome, Waiting
from cordboard.events.sink import Sink
from cordboard.messaging.handset import HandsetMessage

CHANNEL = "email:"  # mailboxes stand among the handsets, as addresses of a channel
SENDER = "email:events@cordboard.invalid"  # Source: RFC 2606, section 2: a name that belongs to nobody


class _MailUnit(Protocol):
    def add_handset_message(self, shown: HandsetMessage) -> None: ...


class MailboxSinks:
    """Puts each event into a mailbox, as a message whose body is the event."""

    def __init__(self, store: EventStore, sids: SidMaker) -> None:
        self._store = store
        self._sids = sids

    def address(self, sink: Sink) -> tuple[str, str]:
        """Return where mail goes."""
        return "", f"mailto:{sink.configuration['to']}"

    async def deliver(self, sink: Sink, events: Sequence[Waiting]) -> Sequence[Outcome]:
        """Return an outcome for each event."""
        unit, to = self._store.unit(), f"{CHANNEL}{sink.configuration['to']}"
        for event in events:
            key = self._sids.key()
            shown = HandsetMessage(
                key=key,
                number=to,
                sid=self._sids.sid("EZ", key),
                direction="inbound",
                sender=SENDER,
                recipient=to,
                body=event.body.decode(),
                at_ms=event.at_ms,
            )
            cast(_MailUnit, unit).add_handset_message(shown)
        await unit.commit()
        return [DELIVERED] * len(events)
