"""`approvals`: what agents ask people for."""

import json

import click

from cordboard.faces.cli.client import segment
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.output import clean, facts, table
from cordboard.faces.cli.session import Session, asks_server, limit_option

APPROVALS = "/cordboard/v1/approvals"
COLUMNS = {"id": "id", "status": "status", "agent": "agent", "operation": "operation", "expires": "expires_at"}
FACTS = {
    "Approval": "id",
    "Status": "status",
    "Asked": "sentence",
    "Rule": "rule",
    "Expires": "expires_at",
    "Decided by": "decided_by",
    "Reason": "reason",
    "Used": "used_at",
}
STATUSES = click.Choice(["pending", "approved", "refused", "used", "expired"])
NOTHING = "Nobody asks for anything."


@click.group(epilog=examples("approvals list", "approvals approve AQ0123…", 'approvals refuse AQ0123… --reason "No"'))
def approvals() -> None:
    """Answer what agents may only do once a person has approved it."""


@approvals.command("list", epilog=examples("approvals list", "approvals list --status used --json"))
@click.option("--status", type=STATUSES, default=None, help="Only approvals of this status.")
@limit_option("How many rows to show at most.")
@asks_server
def list_approvals(session: Session, status: str | None, limit: int) -> None:
    """List approvals, newest first."""
    query = [("status", status)] if status else []
    rows = session.client.list(APPROVALS, "approvals", limit, query)
    session.tell({"approvals": rows}, table(rows, COLUMNS) if rows else NOTHING)


@approvals.command("show", epilog=examples("approvals show AQ0123…"))
@click.argument("approval")
@asks_server
def show_approval(session: Session, approval: str) -> None:
    """Show an approval, with the parameters of the call."""
    found = session.client.get(f"{APPROVALS}/{segment(approval)}")
    session.tell(found, f"{facts(found, FACTS)}\n{json.dumps(found.get('parameters'), indent=2)}")


@approvals.command("approve", epilog=examples("approvals approve AQ0123…", "approvals approve AQ0123… --widen"))
@click.argument("approval")
@click.option("--reason", default="", metavar="TEXT", help="What the agent is told.")
@click.option("--widen", is_flag=True, help="Ask no more about these recipients: it becomes part of the policy.")
@asks_server
def approve(session: Session, approval: str, reason: str, widen: bool) -> None:
    """Let exactly this call pass, once."""
    given = {"decision": "approve", "reason": reason, "widen": widen}
    found = session.client.send_json("POST", f"{APPROVALS}/{segment(approval)}", given)
    session.tell(found, f"Approved until {clean(found.get('expires_at'))}: the agent repeats the call, and it passes.")


@approvals.command("refuse", epilog=examples('approvals refuse AQ0123… --reason "Call instead"'))
@click.argument("approval")
@click.option("--reason", default="", metavar="TEXT", help="What the agent is told.")
@asks_server
def refuse(session: Session, approval: str, reason: str) -> None:
    """Refuse a call."""
    given = {"decision": "refuse", "reason": reason}
    found = session.client.send_json("POST", f"{APPROVALS}/{segment(approval)}", given)
    session.tell(found, f"Refused: {clean(found.get('agent'))} is told when it asks again.")
