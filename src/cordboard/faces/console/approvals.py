"""Approvals: what waits for the operator, one of them in full, and what the operator says."""

from __future__ import annotations

from cordboard.catalogue.request import Answer
from cordboard.faces.console.answers import PREFIX, page, redirection
from cordboard.faces.console.desk import Refused
from cordboard.faces.console.looks import render
from cordboard.faces.console.visit import Visit

MOST_PENDING, MOST_DECIDED = 1000, 100
CONFLICT = 409


async def waiting(visit: Visit) -> Answer:
    """Show what waits, and what was decided last. Numbers are masked here: looking at one in full is recorded."""
    pending = (await visit.desk.ask("ListApproval", status="pending", page_size=MOST_PENDING))["approvals"]
    pending.sort(key=lambda each: str(each["expires_at"]))
    latest = (await visit.desk.ask("ListApproval", page_size=MOST_DECIDED))["approvals"]
    decided = [each for each in latest if each["status"] != "pending"]
    html = render("approvals.html", visit, here="approvals", pending=pending, decided=decided)
    return page(visit.request, html)


async def one(visit: Visit, approval: str, *, fault: str = "", status: int = 200) -> Answer:
    """Show one in full: exactly what would be done, and the answers there are."""
    found = await visit.desk.ask("FetchApproval", Id=approval)
    return page(visit.request, render("approval.html", visit, here="approvals", each=found, fault=fault), status)


async def decided(visit: Visit, approval: str) -> Answer:
    """Approve or refuse, as the form says; what cannot be decided any more is shown with the reason."""
    answer = visit.form.get("answer", "")
    try:
        await visit.desk.ask(
            "UpdateApproval",
            Id=approval,
            decision="approve" if answer == "widen" else answer,
            reason=visit.form.get("reason", "").strip(),
            widen=answer == "widen",
        )
    except Refused as refused:
        if refused.status not in (400, CONFLICT):
            raise
        return await one(visit, approval, fault=str(refused), status=refused.status)
    return redirection(visit.request, f"{PREFIX}/approvals/{approval}")
