"""The decision about one call: the object that every face, log and answer is told from."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from cordboard.catalogue.sentence import tell

PREFIX = "DE"
REFUSED = 70051


class Outcome(StrEnum):
    """What was decided; what would have been denied, had the policy not only observed, was let pass."""

    ALLOW = "allow"
    DENY = "deny"
    HOLD = "hold"
    WOULD_DENY = "would_deny"


ALLOW, WOULD_DENY = Outcome.ALLOW, Outcome.WOULD_DENY  # looking one up takes 0.2 us (Python 3.11)
LOG_WORDS = {
    Outcome.ALLOW: "allowed",
    Outcome.DENY: "refused",
    Outcome.HOLD: "held",
    Outcome.WOULD_DENY: "observed",
}
_WORDS = {Outcome.ALLOW: "Allowed: ", Outcome.WOULD_DENY: "Only observed: "}


class Decision(Struct, frozen=True):
    """What was decided about one call, why, and by which setting.

    ``agent`` is the name of an agent, empty for a restricted key; ``policy_hash`` is the SHA-256 of the policy's
    document, ``args_sha256`` that of the call's parameters as they were read (`arguments.digest`). ``says`` and
    ``told`` are the sentence of the operation and its facts. Units: ``cost_micros`` in millionths of a dollar.
    """

    id: str
    at_ms: int
    agent: str
    agent_sid: str
    key_sid: str
    account_sid: str
    operation: str
    area: str
    outcome: Outcome
    reason_code: str
    why: str
    rule: str
    have: str = ""
    need: str = ""
    fix: str = ""
    policy_version: int = 0
    policy_hash: str = ""
    args_sha256: str = ""
    cost_micros: int = 0
    approval_sid: str = ""
    says: str = ""
    told: tuple[str, ...] = ()

    @property
    def passes(self) -> bool:
        """Tell whether the call is carried out."""
        return self.outcome is ALLOW or self.outcome is WOULD_DENY

    @property
    def reason(self) -> str:
        """Return the second half of the sentence."""
        return f"{_WORDS.get(self.outcome, '')}{self.why}."

    @property
    def sentence(self) -> str:
        """Tell the decision in plain English, numbers masked: what may be done, since nothing is done yet."""
        return self.sentence_of(200 if self.passes else 403, REFUSED, is_ahead=True)

    def sentence_of(self, status: int, code: int, *, is_ahead: bool = False) -> str:
        """Tell what was decided, and what was answered."""
        return tell(
            self.says,
            self.told,
            who=self.key_sid,
            status=status,
            code=code,
            name=self.agent,
            why=self.reason,
            is_held=self.outcome is Outcome.HOLD,
            is_ahead=is_ahead,
        )

    @property
    def details(self) -> dict[str, object]:
        """Return what a refusal carries beside its sentence."""
        return {
            "decision": self.outcome.value,
            "decision_id": self.id,
            "agent": self.agent or None,
            "reason_code": self.reason_code,
            "area": self.area,
            "rule": self.rule,
            "have": self.have or None,
            "need": self.need or None,
            "fix": self.fix or None,
            "policy_version": self.policy_version,
            "policy_hash": self.policy_hash,
            "args_sha256": self.args_sha256,
        }
