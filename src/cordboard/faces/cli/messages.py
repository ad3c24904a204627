"""`send` and `inbound`: a message to a handset, and one from it."""

import time
from collections.abc import Iterator

import click

from cordboard.faces.cli.client import Answer, Client, segment
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import Refused, Unsuccessful, next_step
from cordboard.faces.cli.output import clean
from cordboard.faces.cli.session import Session, asks_server

# Source: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values (documented).
FINAL = frozenset({"delivered", "undelivered", "failed", "read", "canceled", "received"})
UNSUCCESSFUL = frozenset({"undelivered", "failed", "canceled"})

POLL_S = 0.1
"""The default latency of a simulated receipt; asking more often would show nothing new."""

WAIT_S = 60.0

MEDIA_HELP = "The URL of a picture or other media; may repeat."


@click.command(
    epilog=examples(
        'send --to +14155550123 --body "Your code is 1234"',
        "send --to +14155550123 --media https://example.com/cat.png --wait",
        "send --to +14155550123 --body Hi --json",
    )
)
@click.option("--to", required=True, metavar="NUMBER", help="Who gets it, in E.164 form.")
@click.option("--from", "sender", metavar="NUMBER", help="The sender [default: the first number you own].")
@click.option("--body", metavar="TEXT", help="The text, up to 1600 characters.")
@click.option("--media", multiple=True, metavar="URL", help=MEDIA_HELP)
@click.option("--status-callback", metavar="URL", help="Called with each status of the message.")
@click.option("--wait", is_flag=True, help="Wait for the final status; those on the way go to standard error.")
@click.option(
    "--wait-s", type=click.FloatRange(0, 86_400), metavar="SECONDS", help="Wait that long at most. [default: 60]"
)
@asks_server
def send(
    session: Session,
    to: str,
    sender: str | None,
    body: str | None,
    media: tuple[str, ...],
    status_callback: str | None,
    wait: bool,
    wait_s: float | None,
) -> None:
    """Send a message from a number you own.

    With --wait or --wait-s, the exit code is 1 when the message ends undelivered, failed or canceled, or is still on
    its way when the time is up.
    """
    _require_content(body, media)
    pairs = [("To", to), ("From", first_number(session.client) if sender is None else sender)]
    pairs += [("Body", body)] if body is not None else []
    pairs += [("MediaUrl", url) for url in media]
    pairs += [("StatusCallback", status_callback)] if status_callback is not None else []
    message = session.client.post_form(f"{session.client.account}/Messages.json", pairs)
    is_waiting = wait or wait_s is not None
    if is_waiting:
        _tell_if_time_stands_still(session.client)
        message = _wait(session.client, message, WAIT_S if wait_s is None else wait_s)
    readable = f"{clean(message.get('sid'))} to {clean(message.get('to'))} is {clean(message.get('status'))}."
    session.tell(message, readable)
    if is_waiting:
        _require_success(message)


@click.command(
    epilog=examples(
        "inbound --from +14155550123 --to +12015550100 --body STOP",
        "inbound --from +14155550123 --to +12015550100 --body Hello --json",
    )
)
@click.option("--from", "handset", required=True, metavar="NUMBER", help="The handset that writes.")
@click.option("--to", required=True, metavar="NUMBER", help="The number you own that gets it.")
@click.option("--body", metavar="TEXT", help="The text.")
@click.option("--media", multiple=True, metavar="URL", help=MEDIA_HELP)
@asks_server
def inbound(session: Session, handset: str, to: str, body: str | None, media: tuple[str, ...]) -> None:
    """Write to a number you own, as a virtual handset."""
    _require_content(body, media)
    path = f"/cordboard/v1/handsets/{segment(handset)}/messages"
    content: dict[str, object] = {"to": to, "body": body or "", "media": list(media)}
    message = session.client.send_json("POST", path, content)
    session.tell(message, f"{clean(message.get('sid'))} from {clean(handset)} to {clean(to)} was received.")


def _require_content(body: str | None, media: tuple[str, ...]) -> None:
    if not body and not media:
        raise click.UsageError("A message needs --body or --media.")


def first_number(client: Client) -> str:
    """Return the first number that the account owns. Raises: Unsuccessful."""
    numbers = client.list(f"{client.account}/IncomingPhoneNumbers.json", "incoming_phone_numbers", 1)
    if not numbers:
        raise Unsuccessful("The account owns no number to send from.\nNext: give a sender with --from.")
    return str(numbers[0].get("phone_number"))


def _tell_if_time_stands_still(client: Client) -> None:
    """Say what to do before the wait, not after it, since without that nothing arrives."""
    try:
        is_frozen = client.get("/cordboard/v1/clock").get("frozen")
    except Refused:  # the clock is shown to the first account only, and others may wait, too
        return
    if is_frozen:
        click.echo("The clock stands still: move it with `cordboard clock advance` in another terminal.", err=True)


def _wait(client: Client, message: Answer, wait_s: float) -> Answer:
    """Ask for a message until its status is final or the time is up, and return what it was last."""
    latest, seen = message, None
    for latest in _states(client, message, wait_s):
        status = latest.get("status")
        if status in FINAL:
            break
        if status != seen:
            click.echo(f"{clean(latest.get('sid'))} is {clean(status)}", err=True)
        seen = status
    return latest


def _states(client: Client, message: Answer, wait_s: float) -> Iterator[Answer]:
    """Yield the message as it is, again and again until the time is up."""
    path = f"{client.account}/Messages/{segment(str(message.get('sid')))}.json"
    deadline_s = time.monotonic() + wait_s
    yield message
    while (left_s := deadline_s - time.monotonic()) > 0:
        time.sleep(min(POLL_S, left_s))
        yield client.get(path)


def _require_success(message: Answer) -> None:
    status, to = clean(message.get("status")), clean(message.get("to"))
    if status in UNSUCCESSFUL:
        code, reason = message.get("error_code"), message.get("error_message")
        because = f": {clean(reason)} ({clean(code)})" if code is not None else ""
        advice = next_step({"code": code}) if code is not None else f"Next: see `cordboard handset show {to}`."
        raise Unsuccessful(f"The message is {status}{because}.\n{advice}")
    if status not in FINAL:
        raise Unsuccessful(
            f"The message is still {status}, and the time to wait is up.\n"
            f"Next: see `cordboard handset show {to}`; a test clock moves with `cordboard clock advance`."
        )
