"""`agent`: callers with a policy of their own."""

import json
from pathlib import Path

import click

from cordboard.faces.cli.agent_file import BadFile, place_of, read_agent
from cordboard.faces.cli.client import Answer, segment
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import Refused, Unsuccessful
from cordboard.faces.cli.output import clean, facts, table, warnings
from cordboard.faces.cli.session import Session, asks_server, limit_option

AGENTS = "/cordboard/v1/agents"
AGENT_COLUMNS = {"name": "name", "key": "key_sid", "version": "version", "stopped": "stopped", "areas": "areas"}
AGENT_FACTS = {"Name": "name", "Key": "key_sid", "Version": "version", "Stopped": "stopped", "Reason": "stop_reason"}
MATRIX_COLUMNS = {"area": "area", "operation": "operation", "needs": "needs", "decision": "decision", "rules": "rules"}
CHECK_COLUMNS = {"rule": "rule", "passes": "passes", "why": "why", "fix": "fix"}
NO_AGENT = "There is no agent yet. Next: make one with `cordboard agent create NAME`."


@click.group(epilog=examples("agent create support", "agent policy support policy.yaml", "agent matrix support"))
def agent() -> None:
    """Give agents a key that does what their policy allows, and nothing else."""


@agent.command("create", epilog=examples("agent create support", "agent create support --json"))
@click.argument("name")
@asks_server
def create_agent(session: Session, name: str) -> None:
    """Make an agent, which may do nothing yet. The secret of its key is shown now and never again."""
    made = session.client.send_json("POST", AGENTS, {"name": name})
    key = made.get("api_key")
    shown = {**made, **{f"key_{each}": value for each, value in key.items()}} if isinstance(key, dict) else made
    lines = facts(shown, {"Name": "name", "Key": "key_sid", "Secret": "key_secret"})
    step = f"Next: `cordboard agent policy {clean(name)} FILE` says what it may do."
    session.tell(made, f"{lines}\nKeep the secret now: it is not shown again.\n{step}")


@agent.command("list", epilog=examples("agent list", "agent list --json"))
@limit_option("How many rows to show at most.")
@asks_server
def list_agents(session: Session, limit: int) -> None:
    """List the agents, newest first."""
    rows = [row for row, _ in zip(session.client.walk(AGENTS, "agents", limit), range(limit), strict=False)]
    shown = [{**row, "areas": _areas(row)} for row in rows]
    session.tell({"agents": rows}, table(shown, AGENT_COLUMNS) if rows else NO_AGENT)


@agent.command("show", epilog=examples("agent show support", "agent show support --json"))
@click.argument("name")
@asks_server
def show_agent(session: Session, name: str) -> None:
    """Show an agent and its policy."""
    found = session.client.get(f"{AGENTS}/{segment(name)}")
    session.tell(found, f"{facts(found, AGENT_FACTS)}\n{json.dumps(found.get('policy'), indent=2)}{warnings(found)}")


@agent.command("policy", epilog=examples("agent policy support policy.yaml", "agent policy support policy.json"))
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@asks_server
def set_policy(session: Session, name: str, file: Path) -> None:
    """Set what an agent may do, from a YAML or JSON file.

    The file is of this agent alone, or has several under `agents`. One that
    cannot be read, or that the server does not understand, changes nothing.
    """
    try:
        body, lines = read_agent(file, name)
    except BadFile as bad:
        raise Unsuccessful(f"{clean(file)}: {bad}\nNext: correct the file; nothing was changed.") from bad
    try:
        found = session.client.send_json("PUT", f"{AGENTS}/{segment(name)}/policy", body)
    except Refused as refused:
        place = "" if session.as_json else place_of(file, lines, refused.answer)
        if not place:
            raise
        answer = {**refused.answer, "message": f"{place}{refused.answer.get('message')}"}
        raise Refused(answer, session.client.credentials.source) from refused
    told = f"{clean(name)} has version {clean(found.get('version'))} of its policy: {_areas(found)}."
    session.tell(found, f"{told}{warnings(found)}")


@agent.command("matrix", epilog=examples("agent matrix support", "agent matrix support --json"))
@click.argument("name")
@asks_server
def show_matrix(session: Session, name: str) -> None:
    """Show every operation that an agent can call.

    The decision is allow, or conditional where rules limit it.
    """
    found = session.client.get(f"{AGENTS}/{segment(name)}/matrix")
    rows = [row for row in _rows(found, "operations") if row.get("decision") != "deny"]
    shown = [{**row, "rules": _joined(row.get("rules"))} for row in rows]
    session.tell(found, table(shown, MATRIX_COLUMNS) if rows else f"{clean(name)} can call nothing.")


@agent.command("explain", epilog=examples("agent explain support CreateMessage To=+14155550100 Body=Hi"))
@click.argument("name")
@click.argument("operation")
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]...")
@asks_server
def explain(session: Session, name: str, operation: str, parameters: tuple[str, ...]) -> None:
    """Tell what would be decided of a call, and what would allow it.

    Nobody makes the call, and nothing is counted.
    """
    given: dict[str, object] = {}
    for pair in parameters:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise click.UsageError(f"Write parameters as NAME=VALUE, not {clean(pair)}.")
        given[key] = value
    asked = {"agent": name, "operation": operation, "parameters": given}
    found = session.client.send_json("POST", "/cordboard/v1/explain", asked)
    session.tell(found, f"{clean(found.get('sentence'))}\n\n{table(_rows(found, 'checks'), CHECK_COLUMNS)}")


@agent.command("stop", epilog=examples('agent stop support --reason "It repeats itself"'))
@click.argument("name")
@click.option("--reason", default="", metavar="TEXT", help="What the agent is told.")
@asks_server
def stop_agent(session: Session, name: str, reason: str) -> None:
    """Switch an agent off, from its next call on."""
    given = {"stopped": True, "reason": reason}
    found = session.client.send_json("PUT", f"{AGENTS}/{segment(name)}/switch", given)
    session.tell(found, f"{clean(name)} is off. Next: `cordboard agent start {clean(name)}` lets it act again.")


@agent.command("start", epilog=examples("agent start support"))
@click.argument("name")
@asks_server
def start_agent(session: Session, name: str) -> None:
    """Switch an agent on again."""
    found = session.client.send_json("PUT", f"{AGENTS}/{segment(name)}/switch", {"stopped": False})
    session.tell(found, f"{clean(name)} is on.")


def _rows(found: Answer, key: str) -> list[Answer]:
    rows = found.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _joined(value: object) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else ""


def _areas(row: Answer) -> str:
    policy = row.get("policy")
    areas = policy.get("areas") if isinstance(policy, dict) else None
    if not isinstance(areas, dict) or not areas:
        return "nothing"
    return ", ".join(f"{clean(area)} {clean(level)}" for area, level in areas.items())
