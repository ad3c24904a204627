"""The mailboxes of the simulated network: every address has one, as an address of a channel among the handsets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from cordboard.base.mail import Letter, written
from cordboard.base.mailer import MailResult
from cordboard.messaging.handset import HandsetMessage

CHANNEL = "email:"


class MailUnit(Protocol):
    """A transaction that can write into an inbox."""

    def add_handset_message(self, shown: HandsetMessage) -> None:
        """Write a message into an inbox."""


class MailboxMailer:
    """Puts each mail into the mailbox of its address, in the transaction that says so."""

    def __init__(self, key: Callable[[], int]) -> None:
        self._key = key

    async def send(self, letters: Sequence[Letter], unit: MailUnit) -> Sequence[MailResult]:
        """Deliver all."""
        for letter in letters:
            to, mail = CHANNEL + letter.to.address.lower(), written(_without_data(letter)).as_bytes()
            shown = HandsetMessage(
                key=self._key(),
                number=to,
                sid=letter.id,
                direction="inbound",
                sender=CHANNEL + letter.sender.address,
                recipient=to,
                body=mail.decode("ascii", "surrogateescape").encode(errors="replace").decode(),
                at_ms=letter.at_ms,
            )
            unit.add_handset_message(shown)
        return [MailResult.DELIVERED] * len(letters)


def _without_data(letter: Letter) -> Letter:
    """Return a letter whose files stand elsewhere: ten thousand mailboxes need not hold them each."""
    return letter._replace(files=[each._replace(data=b"") for each in letter.files])
