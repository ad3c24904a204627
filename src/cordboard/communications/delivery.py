"""How posts are delivered: mails by a mailer, notifications to the devices of the simulated network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import json

from cordboard.base.attachment import Attachment
from cordboard.base.mail import Letter, Mailbox
from cordboard.base.mailer import Mailer, MailResult
from cordboard.base.typeid import key_of_type_id
from cordboard.communications.post_rows import PostUnit
from cordboard.communications.post_work import Outcome, Parcel
from cordboard.communications.words import Status
from cordboard.messaging.handset import HandsetMessage

DEVICE = "push:"
"""What the inbox of a device begins with, among those of the handsets."""
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

    def __init__(self, mailer: Mailer, files_of: Callable[[int], Sequence[Attachment]]) -> None:
        """Take ``files_of``, which returns those of an operation by its key."""
        self._mailer = mailer
        self._files_of = files_of

    async def deliver(self, parcels: Sequence[Parcel], unit: PostUnit) -> Sequence[Outcome]:
        """Return an outcome for each."""
        has_files = bool(parcels) and bool(parcels[0].content.get("attachments"))
        files = self._files_of(key_of_type_id(parcels[0].post.operation_id)) if has_files else ()
        results = await self._mailer.send([letter_of(each, files) for each in parcels], unit)
        return [OUTCOMES[each] for each in results]


class Notifications:
    """Delivers notifications to devices of the simulated network, in the transaction that says so."""

    def __init__(self, key: Callable[[], int]) -> None:
        self._key = key

    async def deliver(self, parcels: Sequence[Parcel], unit: PostUnit) -> Sequence[Outcome]:
        """Return an outcome for each."""
        for parcel in parcels:
            unit.add_handset_message(self._shown(parcel))
        return [Outcome(Status.SENT)] * len(parcels)

    def _shown(self, parcel: Parcel) -> HandsetMessage:
        post, device = parcel.post, f"{DEVICE}{parcel.post.to.address}"
        return HandsetMessage(
            key=self._key(),
            number=device,
            sid=post.id,
            direction="inbound",
            sender=f"{DEVICE}{parcel.origin.get('app_name', '')}",
            recipient=device,
            body=json.encode({"provider": post.to.provider, **parcel.content}).decode(),
            at_ms=post.updated_ms,
            media=tuple(parcel.content.get("images") or ()),
        )


def letter_of(parcel: Parcel, files: Sequence[Attachment]) -> Letter:
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
        files=files,
    )
