"""`handset`, `webhooks` and `clock`: the simulated network, what was called, and time."""

import click

from cordboard.faces.cli.client import Answer, segment
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.output import clean, everything, facts, table
from cordboard.faces.cli.session import Session, asks_server

CONDITIONS = ("on", "off", "unreachable", "slow", "lossy", "reject")
HANDSET_FACTS = {
    "Number": "number",
    "Condition": "condition",
    "Error code": "error_code",
    "Latency (ms)": "latency_ms",
}
INBOX_COLUMNS = {"at": "at", "direction": "direction", "from": "from", "to": "to", "status": "status", "body": "body"}
WEBHOOK_COLUMNS = {
    "id": "id",
    "about": "sid",
    "method": "method",
    "url": "url",
    "attempt": "attempt",
    "status": "response_status",
    "error": "error_code",
}

limited = click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many rows to show at most."
)


@click.group(epilog=examples("handset show +14155550123", "handset set +14155550123 off"))
def handset() -> None:
    """Look at virtual handsets, and break them.

    Any number you do not own is one.
    """


@handset.command("show", epilog=examples("handset show +14155550123"))
@click.argument("number")
@asks_server
def show_handset(session: Session, number: str) -> None:
    """Show the condition of a handset."""
    found = session.client.get(_handset_path(number))
    session.tell(found, facts(found, HANDSET_FACTS))


@handset.command(
    "set",
    epilog=examples(
        "handset set +14155550123 off",
        "handset set +14155550123 reject --error-code 30007",
        "handset set +14155550123 slow --latency-ms 5000",
    ),
)
@click.argument("number")
@click.argument("condition", type=click.Choice(CONDITIONS))
@click.option("--error-code", type=click.IntRange(10_000, 99_999), help="The error that rejected messages get.")
@click.option("--latency-ms", type=click.IntRange(0, 3_600_000), help="How long receipts take, in milliseconds.")
@asks_server
def set_handset(session: Session, number: str, condition: str, error_code: int | None, latency_ms: int | None) -> None:
    """Set the condition of a handset; what is not given goes back to its default."""
    given: dict[str, object] = {"condition": condition, "error_code": error_code, "latency_ms": latency_ms}
    body = {name: value for name, value in given.items() if value is not None}
    found = session.client.send_json("PUT", _handset_path(number), body)
    session.tell(found, facts(found, HANDSET_FACTS))


@handset.command("inbox", epilog=examples("handset inbox +14155550123"))
@click.argument("number")
@asks_server
def show_inbox(session: Session, number: str) -> None:
    """Show what a handset sent and received, oldest first."""
    found = session.client.get(_handset_path(number) + "/messages")
    rows = _rows(found, "messages")
    session.tell(found, table(rows, INBOX_COLUMNS) if rows else f"{clean(number)} has no message yet.")


@click.group(epilog=examples("webhooks list", "webhooks show WEBHOOK_ID"))
def webhooks() -> None:
    """See every web hook that was called."""


@webhooks.command("list", epilog=examples("webhooks list", "webhooks list --limit 5 --json"))
@limited
@asks_server
def list_webhooks(session: Session, limit: int) -> None:
    """List the latest attempts to call a web hook."""
    found = session.client.get("/cordboard/v1/webhooks", [("limit", str(limit))])
    rows = _rows(found, "webhooks")[:limit]
    empty = "No web hook was called yet. Next: `cordboard number update NUMBER --sms-url URL` sets one."
    session.tell(found, table(rows, WEBHOOK_COLUMNS) if rows else empty)


@webhooks.command("show", epilog=examples("webhooks show WEBHOOK_ID", "webhooks show WEBHOOK_ID --json"))
@click.argument("identifier", metavar="ID")
@asks_server
def show_webhook(session: Session, identifier: str) -> None:
    """Show one attempt: request, answer, how long it took and how it ended."""
    found = session.client.get(f"/cordboard/v1/webhooks/{segment(identifier)}")
    session.tell(found, everything(found))


@click.group(epilog=examples("clock show", "clock advance --seconds 3600"))
def clock() -> None:
    """Tell and move the server's time.

    It can be moved when the server runs with --clock test.
    """


@clock.command("show", epilog=examples("clock show"))
@asks_server
def show_clock(session: Session) -> None:
    """Show the server's time."""
    _tell_time(session, session.client.get("/cordboard/v1/clock"))


@clock.command(
    "advance",
    epilog=examples(
        "clock advance --seconds 3600",
        "clock advance --to 2026-01-02T00:00:00Z",
        "clock advance --until-idle",
    ),
)
@click.option("--seconds", type=click.FloatRange(0, min_open=True), help="How far.")
@click.option("--to", metavar="INSTANT", help="To which instant.")
@click.option("--until-idle", is_flag=True, help="Until nothing is waiting for a time.")
@asks_server
def advance_clock(session: Session, seconds: float | None, to: str | None, until_idle: bool) -> None:
    """Move a test clock, and with it everything that waits."""
    given: dict[str, object] = {"advance_s": seconds, "to": to, "until": "idle" if until_idle else None}
    body = {name: value for name, value in given.items() if value is not None}
    if len(body) != 1:
        raise click.UsageError("Give exactly one of --seconds, --to and --until-idle.")
    _tell_time(session, session.client.send_json("POST", "/cordboard/v1/clock", body))


def _tell_time(session: Session, answer: Answer) -> None:
    state = "frozen" if answer.get("frozen") else "running"
    session.tell(answer, f"{clean(answer.get('now'))} ({state})")


def _handset_path(number: str) -> str:
    return f"/cordboard/v1/handsets/{segment(number)}"


def _rows(answer: Answer, key: str) -> list[Answer]:
    rows = answer.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
