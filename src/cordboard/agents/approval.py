"""An approval: a question about one exact call, and what a person said to it.

It is bound to the SHA-256 of the call's parameters, of what they stand for, and of the policy; it is used once and
ends by the clock.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cordboard.shelf.shelf import Kept, Kind


class ApprovalStatus(StrEnum):
    """How an approval stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    USED = "used"
    EXPIRED = "expired"


OPEN = frozenset({ApprovalStatus.PENDING, ApprovalStatus.APPROVED, ApprovalStatus.REFUSED})


class Approval(Kept, frozen=True, kw_only=True):
    """One question and its answer; the agent is its parent.

    ``by`` are the numbers that were told and may answer, from ``sender``; of the code that they were told only a keyed
    hash is kept. Units: ``ttl_ms`` is how long a question stands, and then its answer.
    """

    agent: str
    operation: str
    args_sha256: str
    policy_hash: str
    policy_version: int
    rule: str
    sentence: str
    why: str
    parameters: dict[str, object]
    recipients: tuple[str, ...]
    expires_ms: int
    ttl_ms: int
    status: ApprovalStatus = ApprovalStatus.PENDING
    decided_by: str = ""
    reason: str = ""
    decided_ms: int | None = None
    used_ms: int | None = None
    is_widened: bool = False
    by: tuple[str, ...] = ()
    sender: str = ""
    callback: str = ""
    code_hash: str = ""
    tries: int = 0
    is_told: bool = False
    meant_sha256: str = ""

    def status_at(self, now_ms: int) -> ApprovalStatus:
        """Return how it stands at an instant."""
        return ApprovalStatus.EXPIRED if self.status in OPEN and now_ms >= self.expires_ms else self.status

    @property
    def place(self) -> tuple[str, str, str, str]:
        """Return what it is bound to."""
        return self.parent_sid, self.args_sha256, self.meant_sha256, self.policy_hash


class Reached(Kept, frozen=True, kw_only=True):
    """Somebody whom an agent has reached; the agent is its parent."""

    address: str


APPROVAL = Kind("approval", "AQ", Approval)
REACHED = Kind("agent_reached", "AH", Reached)


class Question(NamedTuple):
    """What is asked, all that the answer is bound to, and who may answer."""

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
    ttl_ms: int
    by: tuple[str, ...] = ()
    sender: str = ""
    callback: str = ""
