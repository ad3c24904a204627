"""`send` and `inbound`: a message to a handset, and one from it."""

import time
from collections.abc import Iterator

import click

from cordboard.faces.cli.client import Answer, Client, segment
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import Unsuccessful
from cordboard.faces.cli.output import clean
from cordboard.faces.cli.session import Session, asks_server

# Source: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values (documented).
FINAL = frozenset({"delivered", "undelivered", "failed", "read", "canceled", "received"})
UNSUCCESSFUL = frozenset({"undelivered", "failed", "canceled"})

POLL_S = 0.1
"""The default latency of a simulated receipt; asking more often would show nothing new."""

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
@click.option("--wait", is_flag=True, help="Wait for the final status; each status on the way goes to standard error.")
@click.option("--wait-s", type=click.FloatRange(0, 86_400), default=60, show_default=True, help="How long to wait.")
@asks_server
def send(
    session: Session,
    to: str,
    sender: str | None,
    body: str | None,
    media: tuple[str, ...],
    wait: bool,
    wait_s: float,
) -> None:
    """Send a message from a number you own.

    With --wait, a message that ends undelivered, failed or canceled makes the exit code 1.
    """
    _require_content(body, media)
    pairs = [("To", to), ("From", sender or _first_number(session.client))]
    pairs += [("Body", body)] if body is not None else []
    pairs += [("MediaUrl", url) for url in media]
    message = session.client.post_form(f"{session.client.account}/Messages.json", pairs)
    if wait:
        message = _wait(session.client, message, wait_s)
    readable = f"{clean(message.get('sid'))} to {clean(message.get('to'))} is {clean(message.get('status'))}."
    session.tell(message, readable)
    if wait:
        _require_success(message)


@click.command(
    epilog=examples(
        "inbound --from +14155550123 --to +12015550100 --body STOP",
        "inbound --from +14155550123 --to +12015550100 --media https://example.com/cat.png",
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


def _first_number(client: Client) -> str:
    numbers = client.list(f"{client.account}/IncomingPhoneNumbers.json", "incoming_phone_numbers", 1)
    if not numbers:
        raise click.UsageError("The account owns no number to send from: give --from.")
    return str(numbers[0].get("phone_number"))


def _wait(client: Client, message: Answer, wait_s: float) -> Answer:
    seen: object = None
    for latest in _states(client, message, wait_s):
        if latest.get("status") != seen:
            seen = latest.get("status")
            click.echo(clean(seen), err=True)
        if seen in FINAL:
            return latest
    raise Unsuccessful(
        f"{clean(message.get('sid'))} is still {clean(seen)} after {wait_s:g} s.\n"
        "Next: if the server runs with --clock test, move its clock with `cordboard clock advance`."
    )


def _states(client: Client, message: Answer, wait_s: float) -> Iterator[Answer]:
    """Yield the message as it is, again and again until the time is up."""
    path = f"{client.account}/Messages/{segment(str(message.get('sid')))}.json"
    deadline_s = time.monotonic() + wait_s
    yield message
    while time.monotonic() < deadline_s:
        time.sleep(POLL_S)
        yield client.get(path)


def _require_success(message: Answer) -> None:
    if message.get("status") in UNSUCCESSFUL:
        code = message.get("error_code")
        raise Unsuccessful(
            f"The message did not arrive: {clean(message.get('status'))}, error code {clean(code)}.\n"
            f"Next: read https://www.twilio.com/docs/errors/{clean(code)}, or see `cordboard handset show`."
        )
