"""Who delivers mail: the simulated network, which keeps a mailbox for every address, or a relay."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

from cordboard.base.mail import Letter


class MailResult(StrEnum):
    """What became of a mail."""

    DELIVERED = "delivered"
    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"


class Mailer(Protocol):
    """Delivers mail."""

    async def send(self, letters: Sequence[Letter], unit: Any) -> Sequence[MailResult]:
        """Return what became of each; what the simulated network shows is written into the transaction."""
