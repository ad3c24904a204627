"""`call` and `transcript`: a call from a number you own, and what was heard on one."""

import time

import click

from cordboard.faces.cli.client import Answer, Client, segment
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import Unsuccessful
from cordboard.faces.cli.messages import first_number
from cordboard.faces.cli.output import clean
from cordboard.faces.cli.session import Session, asks_server

# Source: https://www.twilio.com/docs/voice/api/call-resource#call-status-values (documented).
FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
POLL_S = 0.2
WAIT_S = 120.0
"""A handset rings for a minute; the other is for what is said then."""


@click.command(
    epilog=examples(
        'call --to +14155550123 --say "Your table is ready" --wait',
        "call --to +14155550123 --document https://app.example/voice",
        "call --to client:alice --twiml '<Response/>' --json",
    )
)
@click.option("--to", required=True, metavar="ADDRESS", help="Whom to call: E.164, client:name or sip:address.")
@click.option("--from", "sender", metavar="NUMBER", help="The caller shown [default: the first number you own].")
@click.option("--say", metavar="TEXT", help="Say this and hang up.")
@click.option("--twiml", metavar="XML", help="The document to run.")
@click.option("--document", metavar="URL", help="Where to get the document.")
@click.option("--wait", is_flag=True, help="Wait until the call has ended, and show what was heard on it.")
@asks_server
def call(
    session: Session,
    to: str,
    sender: str | None,
    say: str | None,
    twiml: str | None,
    document: str | None,
    wait: bool,
) -> None:
    """Make a call from a number you own.

    A virtual handset rings until somebody answers for it, or a script that it was given does. With --wait, the exit
    code is 1 when the call was not completed.
    """
    if sum(each is not None for each in (say, twiml, document)) != 1:
        raise click.UsageError("A call needs one of --say, --twiml and --document.")
    pairs = [("To", to), ("From", first_number(session.client) if sender is None else sender)]
    pairs += [("Url", document)] if document is not None else [("Twiml", twiml or _saying(say or ""))]
    made = session.client.post_form(f"{session.client.account}/Calls.json", pairs)
    if wait:
        made = _wait(session.client, made)
    session.tell(made, f"{clean(made.get('sid'))} to {clean(made.get('to'))} is {clean(made.get('status'))}.")
    if wait and made.get("status") != "completed":
        raise Unsuccessful(
            f"The call was not completed: it is {clean(made.get('status'))}.\nNext: cordboard handset show."
        )


def _saying(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<Response><Say>{escaped}</Say></Response>"


def _wait(client: Client, made: Answer) -> Answer:
    """Ask for a call until it has ended or the time is up; statuses on the way go to standard error."""
    path, seen = f"{client.account}/Calls/{segment(str(made.get('sid')))}.json", None
    deadline_s = time.monotonic() + WAIT_S
    latest = made
    while latest.get("status") not in FINAL and time.monotonic() < deadline_s:
        if latest.get("status") != seen:
            seen = latest.get("status")
            click.echo(f"{clean(latest.get('sid'))} is {clean(seen)}", err=True)
        time.sleep(POLL_S)
        latest = client.get(path)
    for line in _lines(client, str(made.get("sid"))):
        click.echo(line, err=True)
    return latest


def _lines(client: Client, sid: str) -> list[str]:
    found = client.get(f"/cordboard/v1/calls/{segment(sid)}/transcript").get("transcript")
    rows = found if isinstance(found, list) else []
    return [f"{clean(row.get('who')):8} {clean(row.get('what')):8} {clean(row.get('text'))}" for row in rows]


@click.command(epilog=examples("transcript CA00000000000000000000000000000001"))
@click.argument("sid")
@asks_server
def transcript(session: Session, sid: str) -> None:
    """Show what was heard on a call, oldest first.

    The caller is whoever is at the telephone, the callee the document's side.
    """
    answer = session.client.get(f"/cordboard/v1/calls/{segment(sid)}/transcript")
    session.tell(answer, "\n".join(_lines(session.client, sid)) or "Nothing was heard on this call.")
