"""The answer to a call that was refused."""

from __future__ import annotations

from cordboard.access.agents import Ruling
from cordboard.access.approvals import ClaimState
from cordboard.access.decision import REFUSED
from cordboard.base.clock import to_datetime
from cordboard.base.problem import Problem

TOO_OFTEN = 20429


def refusal_of(ruling: Ruling) -> Problem:
    """Return the answer to a call that is refused: 70051, or 20429 where waiting a little is all it takes."""
    decision, claim = ruling.decision, ruling.claim
    details = decision.details
    if claim is not None and claim.sid:
        details["approval_id"] = claim.sid
        details["expires_at"] = to_datetime(claim.expires_ms).strftime("%Y-%m-%dT%H:%M:%SZ")
        details["retry"] = "identical" if claim.state is ClaimState.PENDING else "never"
    if decision.reason_code == "permission":
        details["permission"] = decision.need
        return Problem(REFUSED, message=f"Authorization Error: {decision.why}", details=details)
    message = f"{decision.agent} may not do this: {decision.why}."
    if ruling.wait_ms:
        return Problem(TOO_OFTEN, message=message, details=details, retry_after_s=-(-ruling.wait_ms // 1000))
    return Problem(REFUSED, message=message, details=details)
