"""`agent key`, `agent versions`, `agent rollback` and `agent delete`."""

import click

from cordboard.faces.cli.agents import AGENTS, agent
from cordboard.faces.cli.client import Answer, segment
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.output import clean, facts, table
from cordboard.faces.cli.session import Session, asks_server, limit_option

KEY_FACTS = {"Key": "sid", "Secret": "secret"}
VERSION_COLUMNS = {"version": "version", "at": "at", "areas": "areas"}


@agent.group("key", epilog=examples("agent key add support", "agent key rotate support"))
def agent_key() -> None:
    """Give agents further keys, and take keys from them."""


@agent_key.command("add", epilog=examples("agent key add support"))
@click.argument("name")
@asks_server
def add_key(session: Session, name: str) -> None:
    """Give an agent another key. Its secret is shown now and never again."""
    _tell_key(session, session.client.send_json("POST", f"{AGENTS}/{segment(name)}/keys", {}))


@agent_key.command("rotate", epilog=examples("agent key rotate support"))
@click.argument("name")
@asks_server
def rotate_keys(session: Session, name: str) -> None:
    """Give an agent a new key, and revoke all that it had."""
    _tell_key(session, session.client.send_json("POST", f"{AGENTS}/{segment(name)}/rotation", {}))


@agent_key.command("revoke", epilog=examples("agent key revoke support SK0123…"))
@click.argument("name")
@click.argument("key")
@asks_server
def revoke_key(session: Session, name: str, key: str) -> None:
    """Revoke one key of an agent."""
    found = session.client.delete(f"{AGENTS}/{segment(name)}/keys/{segment(key)}")
    session.tell(found, f"{clean(key)} opens nothing any more.")


@agent.command("delete", epilog=examples("agent delete support"))
@click.argument("name")
@asks_server
def delete_agent(session: Session, name: str) -> None:
    """Delete an agent with its keys and its policies."""
    found = session.client.delete(f"{AGENTS}/{segment(name)}")
    session.tell(found, f"{clean(name)} is gone, and its keys open nothing any more.")


@agent.command("versions", epilog=examples("agent versions support"))
@click.argument("name")
@limit_option("How many rows to show at most.")
@asks_server
def list_versions(session: Session, name: str, limit: int) -> None:
    """List the policies that an agent has had, newest first."""
    rows = session.client.list(f"{AGENTS}/{segment(name)}/policies", "policies", limit)
    shown = [{**row, "areas": _areas(row)} for row in rows]
    session.tell({"policies": rows}, table(shown, VERSION_COLUMNS) if rows else f"{clean(name)} has had no policy.")


@agent.command("rollback", epilog=examples("agent rollback support 3"))
@click.argument("name")
@click.argument("version", type=click.IntRange(1))
@asks_server
def roll_back(session: Session, name: str, version: int) -> None:
    """Go back to an earlier policy, which becomes the newest version."""
    found = session.client.send_json("POST", f"{AGENTS}/{segment(name)}/policies/{version}/rollback", {})
    session.tell(found, f"{clean(name)} has version {clean(found.get('version'))}, which is version {version} again.")


def _tell_key(session: Session, found: Answer) -> None:
    key = found.get("api_key")
    lines = facts(key, KEY_FACTS) if isinstance(key, dict) else ""
    session.tell(found, f"{lines}\nKeep the secret now: it is not shown again.")


def _areas(row: Answer) -> str:
    policy = row.get("policy")
    areas = policy.get("areas") if isinstance(policy, dict) else None
    return ", ".join(f"{clean(area)} {clean(level)}" for area, level in areas.items()) if areas else "nothing"
