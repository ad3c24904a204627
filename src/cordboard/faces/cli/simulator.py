"""`handset`, `webhooks` and `clock`: the simulated network, what was called, and time."""

from collections import deque
from itertools import islice
from urllib.parse import parse_qsl

import click

from cordboard.faces.cli.client import MAX_PAGE_SIZE, Answer, segment
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.output import clean, everything, facts, table
from cordboard.faces.cli.session import Session, asks_server, limit_option

CONDITIONS = ("on", "off", "unreachable", "slow", "lossy", "reject")
HANDSET_FACTS = {
    "Number": "number",
    "Condition": "condition",
    "Error code": "error_code",
    "Latency (ms)": "latency_ms",
}
INBOX_COLUMNS = {"at": "at", "status": "status", "with": "with", "body": "body"}
WEBHOOK_COLUMNS = {"id": "id", "at": "at", "answer": "answer", "url": "url"}

YEAR_S = 366 * 86_400
"""How far the control API lets a clock go at once."""


@click.group(epilog=examples("handset show +14155550123", "handset set +14155550123 off"))
def handset() -> None:
    """Look at virtual handsets, break them, and let them call and be called.

    Any number you do not own is one.
    """


@handset.command("show", epilog=examples("handset show +14155550123"))
@click.argument("number")
@asks_server
def show_handset(session: Session, number: str) -> None:
    """Show the condition of a handset."""
    found = session.client.get(handset_path(number))
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
@click.option("--error-code", type=click.IntRange(10_000, 99_999), metavar="CODE", help="What reject rejects with.")
@click.option(
    "--latency-ms",
    type=click.IntRange(0, 3_600_000),
    metavar="MS",
    help="How long receipts take, in milliseconds; without it slow takes twenty times as long as on.",
)
@asks_server
def set_handset(session: Session, number: str, condition: str, error_code: int | None, latency_ms: int | None) -> None:
    """Set the condition of a handset; what is not given goes back to its default."""
    given: dict[str, object] = {"condition": condition, "error_code": error_code, "latency_ms": latency_ms}
    body = {name: value for name, value in given.items() if value is not None}
    found = session.client.send_json("PUT", handset_path(number), body)
    session.tell(found, facts(found, HANDSET_FACTS))


@handset.command("inbox", epilog=examples("handset inbox +14155550123", "handset inbox +14155550123 --limit 1 --json"))
@click.argument("number")
@limit_option("How many of the latest messages to show.")
@asks_server
def show_inbox(session: Session, number: str, limit: int) -> None:
    """Show what a handset received and sent, oldest first."""
    # The API tells them oldest first, so that the latest are found by walking.
    rows = list(deque(session.client.walk(handset_path(number) + "/messages", "messages", MAX_PAGE_SIZE), limit))
    shown = [{**row, "with": row.get("from") if row.get("direction") == "inbound" else row.get("to")} for row in rows]
    empty = f"{clean(number)} has no message yet."
    session.tell({"messages": rows}, table(shown, INBOX_COLUMNS) if rows else empty)


@click.group(epilog=examples("webhooks list", "webhooks show 117677200791502849"))
def webhooks() -> None:
    """See every web hook that was called."""


@webhooks.command(
    "list", epilog=examples("webhooks list", "webhooks list --sid SM00000000000000000000000000000001 --json")
)
@click.option("--sid", metavar="SID", help="Only calls about this message.")
@limit_option("How many of the latest calls to show.")
@asks_server
def list_webhooks(session: Session, sid: str | None, limit: int) -> None:
    """List attempts to call a web hook, newest first.

    The answer is the HTTP status, the code of what went wrong, or both.
    """
    query = [("sid", sid)] if sid else []
    rows = list(islice(session.client.walk("/cordboard/v1/webhooks", "webhooks", limit, query), limit))
    shown = [{**row, "answer": _outcome(row)} for row in rows]
    empty = "No web hook was called yet. Next: `cordboard number update NUMBER --sms-url URL` sets one."
    empty = f"No web hook was called about {clean(sid)} yet." if sid else empty
    session.tell({"webhooks": rows}, table(shown, WEBHOOK_COLUMNS) if rows else empty)


@webhooks.command(
    "show", epilog=examples("webhooks show 117677200791502849", "webhooks show 117677200791502849 --json")
)
@click.argument("identifier", metavar="ID")
@asks_server
def show_webhook(session: Session, identifier: str) -> None:
    """Show one attempt: request, answer, how long it took and how it ended."""
    found = session.client.get(f"/cordboard/v1/webhooks/{segment(identifier)}")
    session.tell(found, everything({**found, "request_body": _form_fields(found)}))


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
@click.option("--seconds", type=click.IntRange(1, YEAR_S), metavar="SECONDS", help="How far.")
@click.option("--to", metavar="INSTANT", help="To which instant, in ISO 8601.")
@click.option("--until-idle", is_flag=True, help="Until nothing is waiting for a time.")
@asks_server
def advance_clock(session: Session, seconds: int | None, to: str | None, until_idle: bool) -> None:
    """Move a test clock, and with it everything that waits."""
    given: dict[str, object] = {"advance_s": seconds, "to": to, "until": "idle" if until_idle else None}
    body = {name: value for name, value in given.items() if value is not None}
    if len(body) != 1:
        raise click.UsageError("Give exactly one of --seconds, --to and --until-idle.")
    _tell_time(session, session.client.send_json("POST", "/cordboard/v1/clock", body))


def _tell_time(session: Session, answer: Answer) -> None:
    state = "frozen" if answer.get("frozen") else "running"
    session.tell(answer, f"{clean(answer.get('now'))} ({state})")


def handset_path(number: str) -> str:
    """Return where a handset is found in the control API."""
    return f"/cordboard/v1/handsets/{segment(number)}"


def _outcome(attempt: Answer) -> str | None:
    """Tell how an attempt ended: an answer may have come and still be of no use, such as TwiML that is broken."""
    codes = (attempt.get("response_status"), attempt.get("error_code"))
    return "/".join(str(code) for code in codes if code is not None) or None


def _form_fields(attempt: Answer) -> object:
    """Take a form apart, which nobody reads as it travels; other bodies stay as they are."""
    try:
        return dict(parse_qsl(str(attempt.get("request_body") or ""), keep_blank_values=True, strict_parsing=True))
    except ValueError:
        return attempt.get("request_body")
