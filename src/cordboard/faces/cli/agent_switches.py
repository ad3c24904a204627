"""`agent switch`: what is switched off for every agent, an area or all."""

import click

from cordboard.faces.cli.agents import agent
from cordboard.faces.cli.client import Answer, segment
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.output import clean, table
from cordboard.faces.cli.session import Session, asks_server

SWITCHES = "/cordboard/v1/agent_switches"
SWITCH_COLUMNS = {"off": "area", "until": "expires_at", "reason": "reason"}


@agent.group("switch", epilog=examples("agent switch off all --reason Incident", "agent switch list"))
def agent_switch() -> None:
    """Switch an area, or all, off and on for every agent."""


@agent_switch.command("off", epilog=examples("agent switch off voice --until 2027-01-31T18:00:00Z"))
@click.argument("area")
@click.option("--reason", default="", metavar="TEXT", help="What agents are told.")
@click.option("--until", metavar="INSTANT", help="When it is on again by itself.")
@asks_server
def switch_off(session: Session, area: str, reason: str, until: str | None) -> None:
    """Switch an area, or all, off for every agent, from its next call on."""
    given = {"stopped": True, "reason": reason, **({"expires": until} if until else {})}
    _tell(session, session.client.send_json("PUT", f"{SWITCHES}/{segment(area)}", given))


@agent_switch.command("on", epilog=examples("agent switch on voice"))
@click.argument("area")
@asks_server
def switch_on(session: Session, area: str) -> None:
    """Switch an area, or all, on again. An agent that is off by itself stays off."""
    _tell(session, session.client.send_json("PUT", f"{SWITCHES}/{segment(area)}", {"stopped": False}))


@agent_switch.command("list", epilog=examples("agent switch list"))
@asks_server
def list_switches(session: Session) -> None:
    """List what is off for every agent."""
    _tell(session, session.client.get(SWITCHES))


def _tell(session: Session, found: Answer) -> None:
    rows = found.get("switches")
    off = [{**row, "expires_at": clean(row.get("expires_at") or "-")} for row in rows] if isinstance(rows, list) else []
    session.tell(found, table(off, SWITCH_COLUMNS) if off else "Nothing is off for every agent.")
