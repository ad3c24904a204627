"""What the commands that ask a running server have in common: finding it, proving themselves, and answering."""

import functools
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate

import click

from cordboard.faces.cli.client import Answer, Client, Credentials, Origin
from cordboard.faces.cli.failures import Misconfigured, Refused
from cordboard.faces.cli.output import as_json
from cordboard.setting_sources import FILE_NAME, Loaded, load
from cordboard.settings import Settings, SettingsError

CREDENTIALS_FILE = "credentials.json"
BOTH_VARIABLES = "CORDBOARD_ACCOUNT_SID and CORDBOARD_AUTH_TOKEN"
MAX_CREDENTIALS_BYTES = 4096
"""A SID, a token and a URL take some 150 bytes."""

# A server on every interface is reached from here on the loopback one (RFC 1122 §3.2.1.3, RFC 4291 §2.5.2).
CONNECTABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - an address to translate, not to bind


@dataclass(frozen=True)
class Session:
    """A server to ask, and how to tell what it said."""

    loaded: Loaded
    url: str | None
    as_json: bool

    @functools.cached_property
    def client(self) -> Client:
        """The client; it is looked for at first use, so that wrong usage is told before absent credentials."""
        return find_client(self.url, self.loaded)

    def tell(self, answer: object, readable: str) -> None:
        """Print an answer: as JSON when that was asked for, else as a person reads it."""
        click.echo(as_json(answer) if self.as_json else readable)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a server on this machine wrote down about itself."""

    credentials: Credentials
    origin: Origin


def load_settings(flags: Mapping[str, object], config: Path | None) -> Loaded:
    """Load settings from flags, the environment and the file.

    Without `--config` and CORDBOARD_CONFIG, `cordboard.toml` in the working folder is read when there is one.
    """
    named = config or (Path(os.environ["CORDBOARD_CONFIG"]) if os.environ.get("CORDBOARD_CONFIG") else None)
    beside = Path(FILE_NAME)
    try:
        return load(flags, os.environ, named or (beside if beside.is_file() else None))
    except SettingsError as error:
        raise Misconfigured(f"{error}\nNext: `cordboard serve --help` lists every setting.") from error


def warn(loaded: Loaded) -> None:
    """Tell what was odd about the settings on standard error, where it does not disturb what reads the answer."""
    for warning in loaded.warnings:
        click.echo(f"Warning: {warning}", err=True)


def find_client(url: str | None, loaded: Loaded) -> Client:
    """Find the server and the credentials for it.

    The server is the one of `--url`, of CORDBOARD_URL, of a host or port that was set, of the data folder's
    credentials file, or of the default port, in this order.
    """
    settings = loaded.settings
    known = _read_known(settings.data / CREDENTIALS_FILE)
    is_placed = loaded.sources["port"] != "default" or loaded.sources["host"] != "default"
    named = url or os.environ.get("CORDBOARD_URL")
    if named:
        origin = _parse_url(named)
    elif known and not is_placed:
        origin = known.origin
    else:
        origin = _origin_of(settings)
    return Client(origin=origin, credentials=_credentials(loaded, known, origin), authority=settings.tls_certificate)


def limit_option(sentence: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make the option that says how many rows of a list are shown."""
    kind = click.IntRange(1, 100_000)
    return click.option("--limit", type=kind, default=50, metavar="ROWS", help=f"{sentence} [default: 50]")


def asks_server(command: Callable[Concatenate[Session, ...], None]) -> Callable[..., None]:
    """Give a command the options that say which server, and a session with it as first argument."""

    @click.option("--url", metavar="URL", help="The server. [default: that of the data folder; CORDBOARD_URL]")
    @click.option("--data", metavar="PATH", help="The data folder with its credentials. [CORDBOARD_DATA]")
    @click.option(
        "--config", type=click.Path(path_type=Path), metavar="FILE", help="The settings file. [CORDBOARD_CONFIG]"
    )
    @click.option("--json", "wants_json", is_flag=True, help="Print JSON, as the server answers it.")
    @functools.wraps(command)
    def ask(*, url: str | None, data: str | None, config: Path | None, wants_json: bool, **given: Any) -> None:
        # A client listens nowhere: that its server may be reached in plain text is for the server to refuse.
        loaded = load_settings({"data": data, "insecure": True}, config)
        warn(loaded)
        session = Session(loaded, url, wants_json)
        try:
            command(session, **given)
        except Refused as refused:
            if wants_json:
                click.echo(as_json(refused.answer))
            raise

    return ask


def _parse_url(url: str) -> Origin:
    try:
        return Origin.parse(url)
    except ValueError as error:
        # The URL itself is not repeated: what makes it wrong may be a password in it.
        raise click.UsageError(
            "--url or CORDBOARD_URL is no URL of a server; write it like http://127.0.0.1:2010."
        ) from error


def _origin_of(settings: Settings) -> Origin:
    if settings.port == 0:
        raise Misconfigured(
            "Port 0 means any free port, and no credentials file tells which one it became.\n"
            "Next: start `cordboard serve` with the same data folder, or give --url."
        )
    host = CONNECTABLE.get(settings.host, settings.host)
    return Origin(is_tls=settings.scheme == "https", host=host, port=settings.port, prefix="")


def _credentials(loaded: Loaded, known: _Known | None, origin: Origin) -> Credentials:
    settings, file = loaded.settings, loaded.settings.data / CREDENTIALS_FILE
    if settings.account_sid and settings.auth_token:
        source = {"file": "the settings file"}.get(loaded.sources["auth_token"], BOTH_VARIABLES)
        return Credentials(account_sid=settings.account_sid, auth_token=settings.auth_token, source=source)
    half = settings.account_sid or settings.auth_token
    if half and not (known and half in (known.credentials.account_sid, known.credentials.auth_token)):
        raise Misconfigured(
            "Of account_sid and auth_token, only one is set, and half of the credentials opens nothing.\n"
            f"Next: set {BOTH_VARIABLES}, or neither, so that {file} is read."
        )
    if known is None:
        raise Misconfigured(
            f"There are no credentials: {BOTH_VARIABLES} are not set, and there is no file {file}.\n"
            "Next: start `cordboard serve`, which writes the file, or name its data folder with --data."
        )
    if origin != known.origin and not Settings(host=origin.host).loopback:
        raise Misconfigured(
            f"The credentials in {file} belong to {known.origin} and are not sent to {origin}.\n"
            f"Next: set {BOTH_VARIABLES} for that server."
        )
    return known.credentials


def _read_known(file: Path) -> _Known | None:
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_CREDENTIALS_BYTES)
        written: Answer = json.loads(content)
        credentials = Credentials(
            account_sid=_text(written, "account_sid"), auth_token=_text(written, "auth_token"), source=str(file)
        )
        return _Known(credentials=credentials, origin=Origin.parse(_text(written, "url")))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Misconfigured(
            f"{file} cannot be read: {error.strerror}.\nNext: check --data, and who owns the file."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Misconfigured(
            f"{file} is damaged.\nNext: delete it and start `cordboard serve`, which writes it anew."
        ) from error


def _text(written: Answer, key: str) -> str:
    value = written[key]
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError(key)
    return value
