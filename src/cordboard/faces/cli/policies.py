"""`policy`: the file with the policies of all agents."""

from pathlib import Path

import click

from cordboard.faces.cli.agent_file import BadFile, read_agents
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import Unsuccessful
from cordboard.faces.cli.output import clean, facts, table, warnings
from cordboard.faces.cli.session import Session, asks_server

FILE_FACTS = {"File": "path", "Status": "status", "Loaded": "loaded_at", "Line": "line", "Reason": "reason"}
CHANGE_COLUMNS = {"at": "at", "what would change": "sentence"}


@click.group(epilog=examples("policy status", "policy compare policies.yaml"))
def policy() -> None:
    """Look at the file that gives agents their policies, and try another."""


@policy.command("status", epilog=examples("policy status", "policy status --json"))
@asks_server
def show_status(session: Session) -> None:
    """Tell whether the latest text of the file counts, and if not where and why."""
    found = session.client.get("/cordboard/v1/policy_file")
    session.tell(found, facts(found, FILE_FACTS) + warnings(found))


@policy.command("reload", epilog=examples("policy reload"))
@asks_server
def reload_file(session: Session) -> None:
    """Read the file at once, instead of within a second."""
    found = session.client.send_json("POST", "/cordboard/v1/policy_file/reload", {})
    session.tell(found, facts(found, FILE_FACTS) + warnings(found))


@policy.command("compare", epilog=examples("policy compare policies.yaml", "policy compare policies.yaml --json"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@asks_server
def compare(session: Session, file: Path) -> None:
    """Tell which past calls would be decided otherwise by the policies of a file.

    Nothing is changed. What a call said is not in the log: where a rule would
    read it, the call is told apart as one that cannot be judged.
    """
    try:
        bodies = read_agents(file)
    except BadFile as bad:
        raise Unsuccessful(f"{clean(file)}: {bad}\nNext: correct the file.") from bad
    found = session.client.send_json("POST", "/cordboard/v1/policy_comparisons", {"agents": bodies})
    shown = [row for name in ("changes", "not_judged") for row in _rows(found.get(name))]
    counted = f"{found.get('same')} of {found.get('replayed')} calls would be decided as they were."
    if found.get("unjudged"):
        counted += f" {found.get('unjudged')} cannot be judged."
    session.tell(found, f"{counted}\n\n{table(shown, CHANGE_COLUMNS)}" if shown else counted)


def _rows(found: object) -> list[dict[str, object]]:
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
