"""The record of a call: who, what, where, the decision, and an English sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from cordboard.base.phone import mask

DEFINITE = {401: "was not let in", 403: "was refused", 404: "asked for something that is not there"}
_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One call, as the request log keeps it. Units: ``duration_us`` in microseconds."""

    id: int
    at_ms: int
    sid: str
    account_sid: str
    credential_sid: str
    operation: str
    area: str
    method: str
    path: str
    status: int
    code: int
    duration_us: int
    decision: str
    says: str
    facts: Mapping[str, str]
    unknown: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Tell the call in plain English; phone numbers are masked."""
        who = self.credential_sid[:8] + "…" if self.credential_sid else "Somebody unknown"
        what = _HOLE.sub(lambda hole: _shown(self.facts.get(hole[1], "")), self.says) or self.method.lower()
        if self.status < 400:
            return f"{who} {what}."
        why = DEFINITE.get(self.status, "was answered with an error")
        return f"{who} {why} (error {self.code}): {what}."


def _shown(value: str) -> str:
    return mask(value) if value[:1] in "+(0123456789" or ":" in value else value[:40]


class Recorder(Protocol):
    """Where records go. It gathers them and writes in batches; the answer does not wait."""

    def record(self, record: Record) -> None:
        """Keep a record."""
