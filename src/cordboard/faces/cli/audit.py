"""`audit`: what agents did, and whether that was changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from cordboard.access.audit_export import Form
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import REFUSED, Unsuccessful
from cordboard.faces.cli.output import as_json, clean, table
from cordboard.faces.cli.session import Session, asks_server, limit_option, load_settings
from cordboard.setting_sources import Loaded

if TYPE_CHECKING:
    from cordboard.access.audit import Row, Verdict, Watch

AUDIT = "/cordboard/v1/audit"
COLUMNS = {"row": "seq", "at": "at", "kind": "kind", "decision": "decision", "what": "sentence"}
BETWEEN = 5_000  # rows that are verified in some 50 ms, between one look at the terminal and the next
NOTHING = "No agent has asked for anything."
DATA = click.option("--data", metavar="PATH", help="The data folder. [CORDBOARD_DATA]")


class Audits(Protocol):
    """Reads the audit of a data folder, without a server."""

    def verify(self, loaded: Loaded, checkpoints: Iterable[Path], watch: Watch) -> Verdict:
        """Verify it, held against checkpoints in files, while ``watch`` shows how far it is.

        Raises: ValueError, which says why it cannot be.
        """

    def export(self, loaded: Loaded, form: Form) -> Iterator[str]:
        """Write it out. Raises: ValueError, which says why it cannot be."""


def audit_command(audits: Audits) -> click.Group:
    """Make `audit` from what reads the audit of a data folder without a server."""
    group = click.Group(
        "audit",
        help="Read, export and verify what agents asked for.",
        epilog=examples("audit list", "audit export --format csv", "audit verify --data ./data"),
        commands=[list_audit, make_checkpoint, _export_command(audits), _verify_command(audits)],
    )
    return group


@click.command("list", epilog=examples("audit list", "audit list --agent support-bot --decision deny"))
@click.option("--agent", metavar="NAME", help="Only rows of this agent.")
@click.option("--decision", type=click.Choice(["allow", "deny", "hold", "would_deny"]), help="Only calls decided so.")
@click.option("--operation", metavar="NAME", help="Only calls of this operation, such as CreateMessage.")
@click.option("--key", metavar="SID", help="Only decisions about this API key, restricted ones too.")
@click.option("--id", metavar="ID", help="Only this decision (DE…), what came of it, and what it led to.")
@click.option("--since", metavar="TIME", help="Only rows from this time on, such as 2026-11-25T08:00:00Z.")
@click.option("--until", metavar="TIME", help="Only rows before this time.")
@click.option("--text", metavar="TEXT", help="Only rows whose sentence holds this.")
@limit_option("How many rows to show at most.")
@asks_server
def list_audit(session: Session, limit: int, **wanted: str | None) -> None:
    """List rows, newest first: decisions, outcomes, and what calls led to."""
    query = [(name, value) for name, value in wanted.items() if value]
    rows = [row for row, _ in zip(session.client.walk(AUDIT, "audit", limit, query), range(limit), strict=False)]
    session.tell({"audit": rows}, table(rows, COLUMNS) if rows else NOTHING)


@click.command("checkpoint", epilog=examples("audit checkpoint"))
@asks_server
def make_checkpoint(session: Session) -> None:
    """Print how long the audit is and how it ends, signed.

    Keep it where who can write the data folder cannot: `verify --checkpoint`
    then finds rows that were cut off, or written anew up to it.
    """
    found = session.client.get(f"{AUDIT}/checkpoint")
    click.echo(as_json(found))


def _export_command(audits: Audits) -> click.Command:
    @click.command("export", epilog=examples("audit export", "audit export --format csv --data ./data"))
    @click.option(
        "--format",
        "form",
        type=click.Choice([each.value for each in Form]),
        default=Form.JSONL.value,
        help="How rows are written. [default: jsonl]",
    )
    @click.option("--json", "wants_json", is_flag=True, help="The same as --format jsonl.")
    @DATA
    def run(form: str, wants_json: bool, data: str | None) -> None:
        """Print every row, oldest first, without asking a server.

        JSON lines hold the text that each hash is made of.
        """
        try:
            for line in audits.export(_loaded(data), Form.JSONL if wants_json else Form(form)):
                click.echo(line, nl=False)
        except ValueError as fault:
            raise Unsuccessful(str(fault)) from fault

    return run


def _verify_command(audits: Audits) -> click.Command:
    @click.command("verify", epilog=examples("audit verify --data ./data", "audit verify --checkpoint kept.json"))
    @click.option(
        "--checkpoint",
        "checkpoints",
        type=click.Path(path_type=Path, dir_okay=False),
        multiple=True,
        metavar="FILE",
        help="Hold it against the checkpoints in this file, too. May repeat.",
    )
    @click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
    @DATA
    @click.pass_context
    def run(context: click.Context, /, checkpoints: Sequence[Path], wants_json: bool, data: str | None) -> None:
        """Verify every row, without asking a server.

        The exit code is 1 when a row was changed, moved or removed; the first
        such row is told. It is held against the checkpoints that the server
        makes by itself, and rows cut off at the end are found with those. Who
        can write the data folder can take them away: keep some elsewhere.
        """
        try:
            verdict = audits.verify(_loaded(data), checkpoints, _watched)
        except ValueError as fault:
            raise Unsuccessful(str(fault)) from fault
        click.echo(json.dumps(_report(verdict)) if wants_json else _told(verdict))
        if verdict.fault is not None:
            context.exit(REFUSED)

    return run


def _watched(rows: Iterable[Row], length: int) -> Iterable[Row]:
    """Show on a terminal how far it is: twenty thousand rows take 0.2 s, and there may be millions."""
    with click.progressbar(
        rows,
        length=length,
        label="Verifying",
        show_pos=True,
        update_min_steps=BETWEEN,
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as shown:
        yield from shown


def _loaded(data: str | None) -> Loaded:
    return load_settings({"data": data, "insecure": True}, None)


def _report(verdict: Verdict) -> dict[str, object]:
    fault = verdict.fault
    return {
        "ok": fault is None,
        "count": verdict.rows,
        "head": verdict.head,
        "row": fault.seq if fault else None,
        "why": fault.why if fault else None,
        "checkpoints": verdict.checkpoints,
    }


def _told(verdict: Verdict) -> str:
    if verdict.fault is not None:
        return f"Row {verdict.fault.seq} is not as it was written: {clean(verdict.fault.why)}."
    held = f", and hold against {verdict.checkpoints} checkpoint(s)" if verdict.checkpoints else ""
    return f"{verdict.rows} rows are as they were written{held}. The last has the hash {verdict.head}."
