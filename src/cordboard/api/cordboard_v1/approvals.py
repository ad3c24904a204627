"""Approvals: what agents ask people for, and what people say."""

from __future__ import annotations

from dataclasses import replace as with_items
from enum import StrEnum
from typing import Any

from msgspec.structs import replace

from cordboard.agents.approval import APPROVAL, Approval, ApprovalStatus
from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import ANYTHING, INSTANT, SURFACE, TEXT, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path, query
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, OneOf, Text, Whole

INVALID = 90002
REASON = Text(200)
OPERATOR = "the operator"
SHOWN = View(
    "Approval",
    (
        out("id", TEXT, "sid"),
        out("agent", TEXT),
        out("operation", TEXT),
        out("status", TEXT),
        out("sentence", TEXT),
        out("why", TEXT),
        out("rule", TEXT),
        out("parameters", ANYTHING),
        out("recipients", ANYTHING),
        out("args_sha256", TEXT),
        out("policy_hash", TEXT),
        out("policy_version", Whole()),
        out("created_at", INSTANT, "created_ms"),
        out("expires_at", INSTANT, "expires_ms"),
        out("decided_by", TEXT),
        out("decided_at", INSTANT, "decided_ms"),
        out("reason", TEXT),
        out("used_at", INSTANT, "used_ms"),
        out("widened", Boolean(), "is_widened"),
    ),
)


class Verdict(StrEnum):
    """What a person says."""

    APPROVE = "approve"
    REFUSE = "refuse"


@described
class ListApprovals:
    """Which approvals to list."""

    status: ApprovalStatus | None = query("status", OneOf(ApprovalStatus), "Only those of a status.", invalid=INVALID)


@described
class ApprovalOf:
    """Which approval."""

    id: str = path("Id", TEXT, "The approval.")


@described
class DecideApproval:
    """An approval, and what a person says."""

    id: str = path("Id", TEXT, "The approval.")
    decision: Verdict = param("decision", OneOf(Verdict), "approve or refuse.", missing=INVALID, invalid=INVALID)
    reason: str = param("reason", REASON, "What the agent is told.", default="", invalid=INVALID)
    widen: bool = param(
        "widen", Boolean(), "Whether nobody is asked about these recipients again.", default=False, invalid=INVALID
    )


APPROVALS = Resource(SURFACE, "/approvals", view=SHOWN, key="approvals", by="Id")


@APPROVALS.list("ListApproval", says="listed the approvals", given=ListApprovals)
async def list_approvals(call: Call, given: ListApprovals) -> Page[Any]:
    """List approvals, newest first."""
    # What has expired was pending, approved or refused when it was written last.
    wanted = None if given.status is ApprovalStatus.EXPIRED else given.status
    found = await call.services.shelf.page(APPROVAL, call.account.sid, call.page, status=wanted)
    shown = [_as_now(call, each) for each in found.items]
    return with_items(found, items=[each for each in shown if given.status in (None, each.status)])


@APPROVALS.fetch("FetchApproval", says="looked at approval {Id}", given=ApprovalOf)
async def fetch_approval(call: Call, given: ApprovalOf) -> Approval:
    """Fetch an approval; an agent, too, may fetch those that it asked for itself."""
    found = await call.services.approvals.get(call.account.sid, given.id)
    if call.agent_sid and found.parent_sid != call.agent_sid:
        raise Problem(20404)
    return _as_now(call, found)


@APPROVALS.update("UpdateApproval", says="decided approval {Id}", given=DecideApproval)
async def decide_approval(call: Call, given: DecideApproval) -> Approval:
    """Approve a call or refuse it; only the operator can, and only while nobody has."""
    approvals = call.services.approvals
    found = await approvals.get(call.account.sid, given.id)
    is_approved = given.decision is Verdict.APPROVE
    return await approvals.decide(found, is_approved=is_approved, by=OPERATOR, reason=given.reason, widens=given.widen)


def _as_now(call: Call, approval: Approval) -> Approval:
    return replace(approval, status=approval.status_at(call.services.now_ms()))
