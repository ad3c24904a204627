"""`account`, `number` and `key`: what the core API keeps for an account."""

import click

from cordboard.faces.cli.client import Answer, Client, segment
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import Unsuccessful
from cordboard.faces.cli.output import MASK, clean, facts, table
from cordboard.faces.cli.session import Session, asks_server, limit_option

ACCOUNT_FACTS = {"SID": "sid", "Name": "friendly_name", "Status": "status", "Type": "type", "Auth token": "auth_token"}
ACCOUNT_COLUMNS = {"sid": "sid", "status": "status", "type": "type", "name": "friendly_name"}
NUMBER_COLUMNS = {"number": "phone_number", "name": "friendly_name", "sms url": "sms_url"}
NUMBER_FACTS = {
    "Number": "phone_number",
    "Name": "friendly_name",
    "SID": "sid",
    "SMS": "sms_url",
    "SMS method": "sms_method",
    "SMS fallback": "sms_fallback_url",
    "Status callback": "status_callback",
    "Voice": "voice_url",
}
KEY_COLUMNS = {"sid": "sid", "created": "date_created", "name": "friendly_name"}
KEY_FACTS = {"SID": "sid", "Name": "friendly_name", "Created": "date_created", "Updated": "date_updated"}

# The option, the parameter of the core API, what is to be given, and what it is.
NUMBER_OPTIONS = (
    ("--friendly-name", "FriendlyName", "TEXT", "What the number is called."),
    ("--sms-url", "SmsUrl", "URL", "Called when a message comes in."),
    ("--sms-method", "SmsMethod", "METHOD", "How: GET or POST."),
    ("--sms-fallback-url", "SmsFallbackUrl", "URL", "Called when the first URL fails."),
    ("--sms-fallback-method", "SmsFallbackMethod", "METHOD", "How: GET or POST."),
    ("--status-callback", "StatusCallback", "URL", "Told of the number's own changes."),
    ("--status-callback-method", "StatusCallbackMethod", "METHOD", "How: GET or POST."),
    ("--voice-url", "VoiceUrl", "URL", "Called when a call comes in."),
    ("--voice-method", "VoiceMethod", "METHOD", "How: GET or POST."),
)

limited = limit_option("How many rows to show at most.")


@click.group(epilog=examples("account list", "account show"))
def account() -> None:
    """Show accounts."""


@account.command("list", epilog=examples("account list", "account list --json"))
@limited
@asks_server
def list_accounts(session: Session, limit: int) -> None:
    """List the account and its subaccounts."""
    found = session.client.list("/2010-04-01/Accounts.json", "accounts", limit)
    rows = [_without_token(row) for row in found]
    session.tell({"accounts": rows}, table(rows, ACCOUNT_COLUMNS))


@account.command("show", epilog=examples("account show", "account show --show-token"))
@click.argument("sid", required=False)
@click.option("--show-token", is_flag=True, help="Show the auth token, which is left out otherwise.")
@asks_server
def show_account(session: Session, sid: str | None, show_token: bool) -> None:
    """Show one account [default: your own]."""
    chosen = session.client.credentials.account_sid if sid is None else sid
    found = session.client.get(f"/2010-04-01/Accounts/{segment(chosen)}.json")
    shown = found if show_token else _without_token(found)
    session.tell(shown, facts(shown if show_token else {**shown, "auth_token": MASK}, ACCOUNT_FACTS))


@click.group(epilog=examples("number list", "number update +12015550100 --sms-url http://127.0.0.1:5000/sms"))
def number() -> None:
    """Show and set up the numbers you own."""


@number.command("list", epilog=examples("number list", "number list --json"))
@limited
@asks_server
def list_numbers(session: Session, limit: int) -> None:
    """List the numbers you own."""
    rows = session.client.list(f"{session.client.account}/IncomingPhoneNumbers.json", "incoming_phone_numbers", limit)
    empty = "You own no number yet. Next: start `cordboard serve` on an empty data folder with --phone-number."
    session.tell({"incoming_phone_numbers": rows}, table(rows, NUMBER_COLUMNS) if rows else empty)


@number.command("show", epilog=examples("number show +12015550100"))
@click.argument("number")
@asks_server
def show_number(session: Session, number: str) -> None:
    """Show one number, given as itself or as its SID."""
    found = session.client.get(_number_path(session.client, number))
    session.tell(found, facts(found, NUMBER_FACTS))


@click.argument("number")
@asks_server
def _update_number(session: Session, /, number: str, **given: str | None) -> None:
    """Change a number, given as itself or as its SID. An empty value takes a URL away."""
    wire_names = {_python_name(option): parameter for option, parameter, *_ in NUMBER_OPTIONS}
    pairs = [(wire_names[name], value) for name, value in given.items() if value is not None]
    if not pairs:
        raise click.UsageError("Nothing to change: give at least one option, such as --sms-url.")
    found = session.client.post_form(_number_path(session.client, number), pairs)
    session.tell(found, facts(found, NUMBER_FACTS))


def _add_number_options() -> None:
    update = _update_number
    for option, _, metavar, sentence in reversed(NUMBER_OPTIONS):
        update = click.option(option, metavar=metavar, help=sentence)(update)
    epilog = examples(
        "number update +12015550100 --sms-url http://127.0.0.1:5000/sms",
        'number update +12015550100 --sms-url ""',
    )
    number.command("update", epilog=epilog)(update)


_add_number_options()


@click.group(epilog=examples("key create --name ci", "key delete SK00000000000000000000000000000001"))
def key() -> None:
    """Make, show and delete API keys."""


@key.command("create", epilog=examples("key create --name ci", "key create --name ci --json"))
@click.option("--name", metavar="TEXT", help="What the key is called, up to 64 characters.")
@asks_server
def create_key(session: Session, name: str | None) -> None:
    """Make an API key. Its secret is shown now and never again."""
    made = session.client.post_form(f"{session.client.account}/Keys.json", [("FriendlyName", name)] if name else [])
    lines = facts(made, {"SID": "sid", "Secret": "secret", "Name": "friendly_name"})
    session.tell(made, f"{lines}\nKeep the secret now: it is not shown again.")


@key.command("list", epilog=examples("key list", "key list --json"))
@limited
@asks_server
def list_keys(session: Session, limit: int) -> None:
    """List the API keys."""
    rows = session.client.list(f"{session.client.account}/Keys.json", "keys", limit)
    empty = "There is no API key yet. Next: make one with `cordboard key create --name NAME`."
    shown = [{**row, "date_created": _short_date(row.get("date_created"))} for row in rows]
    session.tell({"keys": rows}, table(shown, KEY_COLUMNS) if rows else empty)


@key.command("show", epilog=examples("key show SK00000000000000000000000000000001"))
@click.argument("sid")
@asks_server
def show_key(session: Session, sid: str) -> None:
    """Show one API key, without its secret."""
    found = session.client.get(f"{session.client.account}/Keys/{segment(sid)}.json")
    session.tell(found, facts(found, KEY_FACTS))


@key.command("delete", epilog=examples("key delete SK00000000000000000000000000000001"))
@click.argument("sid")
@asks_server
def delete_key(session: Session, sid: str) -> None:
    """Delete an API key, which stops at once."""
    session.client.delete(f"{session.client.account}/Keys/{segment(sid)}.json")
    session.tell({"sid": sid, "deleted": True}, f"{clean(sid)} is deleted and opens nothing any more.")


def _without_token(row: Answer) -> Answer:
    return {**row, "auth_token": None}


def _short_date(written: object) -> object:
    """Write a date of the core API (RFC 2822) as the control API writes its own, which takes a third less space."""
    from email.utils import parsedate_to_datetime  # 20 ms to import, which the other commands can do without

    try:
        return parsedate_to_datetime(str(written)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return written


def _python_name(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")


def _number_path(client: Client, given: str) -> str:
    """Find the path of a number, which the core API knows by its SID only."""
    base = f"{client.account}/IncomingPhoneNumbers"
    if given.startswith("PN"):
        return f"{base}/{segment(given)}.json"
    rows = client.list(f"{base}.json", "incoming_phone_numbers", 1, [("PhoneNumber", given)])
    # The filter of the list also matches parts of numbers.
    if not rows or rows[0].get("phone_number") != given:
        raise Unsuccessful(f"You do not own {clean(given)}.\nNext: `cordboard number list` shows what you own.")
    return f"{base}/{segment(str(rows[0].get('sid')))}.json"
