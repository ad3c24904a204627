"""`handset`, calls: what a handset does in calls, by a script or by hand."""

from pathlib import Path
from typing import Any

import click

from cordboard.faces.cli.agent_file import BadFile, place_of
from cordboard.faces.cli.client import MAX_PAGE_SIZE, Answer, Client
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import Refused, Unsuccessful
from cordboard.faces.cli.output import clean, table
from cordboard.faces.cli.script_file import STEPS, read_script
from cordboard.faces.cli.session import Session, asks_server, limit_option
from cordboard.faces.cli.simulator import handset, handset_path

CALL_COLUMNS = {"sid": "sid", "at": "at", "direction": "direction", "with": "with", "status": "status"}
STEP_COLUMNS = {"action": "action", "after (s)": "after_s", "digits": "digits", "text": "text", "who": "answered_by"}
ALIVE = frozenset({"ringing", "in-progress"})
LATEST = "The call [default: the one that goes on]."


@handset.command("calls", epilog=examples("handset calls +14155550123", "handset calls +14155550123 --limit 1 --json"))
@click.argument("number")
@limit_option("How many of the latest calls to show.")
@asks_server
def list_calls(session: Session, number: str, limit: int) -> None:
    """List the calls of a handset, oldest first."""
    rows = _calls(session.client, number)[-limit:]
    shown = [{**row, "with": row.get("from") if row.get("direction") == "inbound" else row.get("to")} for row in rows]
    session.tell({"calls": rows}, table(shown, CALL_COLUMNS) if rows else f"{clean(number)} has no call yet.")


@handset.command("call", epilog=examples("handset call +14155550123 +12015550100"))
@click.argument("number")
@click.argument("to")
@asks_server
def place_call(session: Session, number: str, to: str) -> None:
    """Call a number that you own from a handset.

    Once the call is answered, the handset's script goes on, or you act for it.
    """
    made = session.client.send_json("POST", f"{handset_path(number)}/calls", {"to": to})
    _tell(session, made)


@handset.command(
    "script",
    epilog=examples(
        "handset script +14155550123 caller.yaml", "handset script +14155550123", "handset script +14155550123 --clear"
    ),
)
@click.argument("number")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--clear", is_flag=True, help="Take the script away.")
@asks_server
def script(session: Session, number: str, file: Path | None, clear: bool) -> None:
    """Show what a handset does in calls, or set it from a YAML or JSON file.

    The file is a list of steps, such as `- answer`, `- wait_for: press one`,
    `- press: 1`, `- speak: two pizzas`, `- hangup`. A script stays until it is
    replaced or taken away, also when the server starts again. A file that
    cannot be read, or holds a step that cannot be done, changes nothing.
    """
    if clear and file is not None:
        raise click.UsageError("Give a file or --clear, not both.")
    found = session.client.get(handset_path(number))
    if clear:
        found = _set_script(session.client, found, [])
    elif file is not None:
        found = _read_and_set(session, found, file)
    steps = _dictionaries(found.get(STEPS))
    empty = f"{clean(number)} has no script: it rings until you act for it."
    session.tell(found, table(steps, STEP_COLUMNS) if steps else empty)


def _read_and_set(session: Session, found: Answer, file: Path) -> Answer:
    try:
        steps, lines = read_script(file)
    except BadFile as bad:
        raise Unsuccessful(f"{clean(file)}: {bad}\nNext: correct the file; nothing was changed.") from bad
    try:
        return _set_script(session.client, found, steps)
    except Refused as refused:
        place = "" if session.as_json else place_of(file, lines, refused.answer)
        if not place:
            raise
        answer = {**refused.answer, "message": f"{place}{refused.answer.get('message')}"}
        raise Refused(answer, session.client.credentials.source) from refused


def _set_script(client: Client, found: Answer, steps: list[dict[str, Any]]) -> Answer:
    """Set the script alone: the condition of the handset is sent as it is."""
    kept = {name: found[name] for name in ("condition", "error_code", "latency_ms") if found.get(name) is not None}
    return client.send_json("PUT", handset_path(str(found.get("number"))), {**kept, STEPS: steps})


def _calls(client: Client, number: str) -> list[Answer]:
    return list(client.walk(f"{handset_path(number)}/calls", "calls", MAX_PAGE_SIZE))


def _dictionaries(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _tell(session: Session, made: Answer) -> None:
    session.tell(made, f"{clean(made.get('sid'))} from {clean(made.get('from'))} is {clean(made.get('status'))}.")


def _act(session: Session, number: str, sid: str | None, action: str, **given: str) -> None:
    if sid is None:
        alive = [each for each in _calls(session.client, number) if each.get("status") in ALIVE]
        if not alive:
            raise Unsuccessful(
                f"{clean(number)} has no call that goes on.\nNext: cordboard handset calls {clean(number)}."
            )
        sid = str(alive[-1].get("sid"))
    _tell(session, session.client.send_json("POST", f"{handset_path(number)}/calls/{sid}", {"action": action, **given}))


def _plain_act(name: str, action: str, says: str) -> None:
    """Make the command of an action to which nothing belongs."""

    @handset.command(name, help=says, epilog=examples(f"handset {name} +14155550123"))
    @click.argument("number")
    @click.option("--sid", metavar="SID", help=LATEST)
    @asks_server
    def act(session: Session, number: str, sid: str | None) -> None:
        _act(session, number, sid, action)


for names in (
    ("decline", "decline", "Decline the call that rings on a handset."),
    ("busy", "busy", "Let the caller find a handset busy."),
    ("ignore", "noanswer", "Let a handset ring out."),
    ("hangup", "hangup", "Hang up on a handset."),
):
    _plain_act(*names)


@handset.command(
    "answer", epilog=examples("handset answer +14155550123", "handset answer +14155550123 --by machine_start")
)
@click.argument("number")
@click.option("--sid", metavar="SID", help=LATEST)
@click.option("--by", default="human", metavar="WHO", help="human, fax, unknown, or machine_start. [default: human]")
@asks_server
def answer(session: Session, number: str, sid: str | None, by: str) -> None:
    """Answer the call that rings on a handset."""
    _act(session, number, sid, "answer", answered_by=by)


def _act_with(name: str, field: str, says: str, example: str, number: str = "+14155550123") -> None:
    """Make the command of an action to which something belongs."""

    @handset.command(name, help=says, epilog=examples(f"handset {name} {number} {example}"))
    @click.argument("number")
    @click.argument(field)
    @click.option("--sid", metavar="SID", help=LATEST)
    @asks_server
    def act(session: Session, number: str, sid: str | None, **given: str) -> None:
        _act(session, number, sid, name, **given)


_act_with("press", "digits", "Press keys on a handset.", "1")
_act_with(
    "refer", "to", "Let somebody take a SIP device's place in a call.", "sip:bob@example.com", "sip:amy@example.com"
)
_act_with("speak", "text", "Say something on a handset.", '"Two pizzas, please"')
