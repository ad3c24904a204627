"""Who does not want messages of whom: pairs of addresses, or a recipient and a whole service.

Source: reference 02, section 12: a STOP to a number of a service counts for the service; of RCS and SMS alike.
"""

from __future__ import annotations

from cordboard.messaging.pool import Pools
from cordboard.messaging.ports import MessageStore, MessageUnit


class OptOuts:
    """Answers and changes who opted out. A sender in a pool shares the list of its service."""

    def __init__(self, store: MessageStore, pools: Pools) -> None:
        self._store = store
        self._pools = pools

    def is_out(self, account_sid: str, sender: str, recipient: str, service_sid: str | None = None) -> bool:
        """Tell whether a recipient does not want messages of a sender, or of its service."""
        if self._store.is_opted_out(account_sid, sender, recipient):
            return True
        service = service_sid or self._pools.home(account_sid, sender)
        return service is not None and self._store.is_opted_out(account_sid, service, audience(recipient))

    def put(self, account_sid: str, sender: str, recipient: str, unit: MessageUnit, *, is_out: bool) -> None:
        """Write that a recipient does not, or does again, want messages of a sender, or of its service."""
        service = self._pools.home(account_sid, sender)
        if service is not None:
            unit.put_opt_out(account_sid, service, audience(recipient), is_out=is_out)
        if service is None or not is_out:
            unit.put_opt_out(account_sid, sender, recipient, is_out=is_out)


def audience(recipient: str) -> str:
    """Return the recipient as the list of a service knows it."""
    return recipient.removeprefix("rcs:")
