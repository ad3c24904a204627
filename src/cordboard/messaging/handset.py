"""Virtual handsets: any number that nobody here owns is one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Condition(StrEnum):
    """How a handset is doing."""

    ON = "on"
    OFF = "off"
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    LOSSY = "lossy"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handset:
    """A handset and its condition. ``latency_ms`` is how long its receipts take; None is the network's usual."""

    number: str
    condition: Condition = Condition.ON
    error_code: int | None = None
    latency_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsetMessage:
    """A message as the handset shows it; redacting or deleting it at the server does not reach here.

    The direction ``typing`` is no message: somebody is answering the one whose SID it has.
    """

    key: int
    number: str
    sid: str
    direction: str
    sender: str
    recipient: str
    body: str
    at_ms: int
    media: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """Return what the handset would show."""
        return {"inbound": "received", "typing": "typing"}.get(self.direction, "sent")
