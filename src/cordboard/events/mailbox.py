"""Events by mail: each is a mail of its own, whose text is the event.

What the original's e-mail sinks look like is unknown: these are ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cordboard.base.mail import Letter, Mailbox
from cordboard.base.mailer import Mailer, MailResult
from cordboard.base.sid import SidMaker
from cordboard.events.ports import DELIVERED, EventStore, Fate, Outcome, Waiting
from cordboard.events.sink import Sink

SENDER = Mailbox("events@cordboard.invalid")  # Source: RFC 2606, section 2: a name that belongs to nobody
SUBJECT = "Event"
WRITE_FAILED = 93101  # Source: reference of the Communications API, section 10.1
OUTCOMES: Mapping[MailResult, Outcome] = {
    MailResult.DELIVERED: DELIVERED,
    MailResult.TAKEN: DELIVERED,
    MailResult.REFUSED: Outcome(Fate.DROPPED, WRITE_FAILED, "The relay refuses mail for the address."),
    MailResult.LATER: Outcome(Fate.RETRY, WRITE_FAILED, "The relay takes no mail now."),
}


class MailSinks:
    """Mails each event."""

    def __init__(self, store: EventStore, mailer: Mailer, sids: SidMaker) -> None:
        self._store = store
        self._mailer = mailer
        self._sids = sids

    def address(self, sink: Sink) -> tuple[str, str]:
        """Return where mail goes."""
        return "", f"mailto:{sink.configuration['to']}"

    async def deliver(self, sink: Sink, events: Sequence[Waiting]) -> Sequence[Outcome]:
        """Return an outcome for each event."""
        unit, to = self._store.unit(), Mailbox(str(sink.configuration["to"]))
        results = await self._mailer.send([self._letter(to, event) for event in events], unit)
        await unit.commit()
        return [OUTCOMES[each] for each in results]

    def _letter(self, to: Mailbox, event: Waiting) -> Letter:
        sid = self._sids.sid("EZ")
        return Letter(id=sid, sender=SENDER, to=to, subject=SUBJECT, text=event.body.decode(), at_ms=event.at_ms)
