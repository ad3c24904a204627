"""What can go wrong between here and an upstream."""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """The code of each way to fail."""

    UNREACHED = 90020
    LATE = 90021
    BROKEN = 90022


class Fault(Exception):
    """A call that got no answer. Only with UNREACHED it certainly did nothing."""

    def __init__(self, kind: Kind, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
