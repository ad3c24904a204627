"""How mails are delivered: by a mailer, which is the simulated network's or a relay's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cordboard.base.mail import Letter, Mailbox
from cordboard.base.mailer import MailResult, Mailer
from cordboard.communications.post_rows import PostUnit
from cordboard.communications.post_work import Outcome, Parcel
from cordboard.communications.words import Status

BAD_ADDRESS = 21217
"""A relay does not take mail for the address. Ours: the documents have no code for it."""
OUTCOMES: Mapping[MailResult, Outcome] = {
    MailResult.DELIVERED: Outcome(Status.DELIVERED),
    MailResult.TAKEN: Outcome(Status.SENT),
    MailResult.REFUSED: Outcome(Status.UNDELIVERED, BAD_ADDRESS),
    MailResult.LATER: Outcome(Status.QUEUED),
}


class Emails:
    """Delivers mails."""

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    async def deliver(self, parcels: Sequence[Parcel], unit: PostUnit) -> Sequence[Outcome]:
        """Return an outcome for each."""
        results = await self._mailer.send([letter_of(each) for each in parcels], unit)
        return [OUTCOMES[each] for each in results]


def letter_of(parcel: Parcel) -> Letter:
    """Return a mail as it is written."""
    post, content, origin = parcel.post, parcel.content, parcel.origin
    headers: Mapping[str, Any] = content.get("headers") or {}
    return Letter(
        id=post.id,
        sender=Mailbox(origin["address"], origin.get("name", "")),
        to=Mailbox(post.to.address, post.to.name or ""),
        subject=content.get("subject", ""),
        text=content.get("text", ""),
        html=content.get("html", ""),
        headers=headers,
        at_ms=post.created_ms,
    )
