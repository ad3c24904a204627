"""What the judge asks of approvals: whether a person said yes to exactly this call."""

from __future__ import annotations

from collections.abc import Awaitable
from enum import StrEnum
from typing import NamedTuple, Protocol

from cordboard.access.policy import Approve


class ClaimState(StrEnum):
    """How a claim stands."""

    GRANTED = "granted"
    PENDING = "pending"
    REFUSED = "refused"
    TOO_MANY = "too_many"


class HeldCall(NamedTuple):
    """A call that is held until a person answers; everything that an approval is bound to is in it."""

    agent: str
    agent_sid: str
    account_sid: str
    operation: str
    args_sha256: str
    meant_sha256: str
    policy_hash: str
    policy_version: int
    rule: str
    sentence: str
    why: str
    recipients: tuple[str, ...]
    shown: dict[str, object]
    approve: Approve


class Claim(NamedTuple):
    """What there is for a held call: whether it was granted, which approval that is, and until when it counts."""

    state: ClaimState
    sid: str = ""
    expires_ms: int = 0
    reason: str = ""


class Approvals(Protocol):
    """Who asks people, and remembers what they said."""

    def claim(self, held: HeldCall, now_ms: int) -> Claim:
        """Use up a grant for exactly this call, or find or begin the question; nothing else runs in between."""

    def keep(self, sid: str) -> Awaitable[None]:
        """Write how an approval now stands; done when it is on disk."""

    def give_back(self, sid: str) -> None:
        """Make a grant usable again, because the call was refused after all and did nothing."""

    def is_known(self, agent_sid: str, recipient: str) -> bool:
        """Tell whether an agent has reached a recipient before."""

    def note(self, agent_sid: str, account_sid: str, recipients: tuple[str, ...]) -> None:
        """Remember whom an agent has reached."""
