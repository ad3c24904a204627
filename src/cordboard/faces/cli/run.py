"""`run` and `env`: other people's programs, with what they ask of Twilio answered here."""

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from types import FrameType

import click

from cordboard.faces.cli.client import Client, Credentials, Origin
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import Misconfigured, Refused, Unreachable, Unsuccessful
from cordboard.faces.cli.session import (
    CREDENTIALS_FILE,
    Session,
    asks_server,
    find_client,
    load_settings,
    warn,
)
from cordboard.setting_sources import Loaded
from cordboard.settings import Settings

START_S = 30.0  # a server starts within a second; a machine that is busy may take ten times as long
STOP_S = 30.0  # it lets requests under way take ten


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A program to run, the server that answers it, and what to tell the program."""

    command: tuple[str, ...]
    origin: Origin
    authority: Path | None
    credentials: Credentials
    data: Path
    is_offline: bool


Run = Callable[[Job], int]
Surroundings = Callable[[Path, Credentials], Mapping[str, str]]
"""Returns the variables for a server's standing proxy, by its data folder. Raises: LookupError when there is none."""


def run_command(run: Run) -> click.Command:
    """Make `run`, which hands on the program and the server, and exits with what the program exited with."""

    @click.pass_context
    def ask(
        context: click.Context,
        /,
        command: tuple[str, ...],
        offline: bool,
        url: str | None,
        data: str | None,
        config: Path | None,
    ) -> None:
        """Run a program whose requests to *.twilio.com are answered here.

        The program gets environment variables and nothing else: a proxy, roots to trust, and an account unless it has
        one. Uses the server of the data folder when it runs, and starts one for the time of the program otherwise. The
        exit code is the program's.
        """
        loaded = load_settings({"data": data, "insecure": True}, config)
        warn(loaded)
        with _stopping_cleanly(), _server(url, loaded, config) as client:
            job = Job(
                command=command,
                origin=client.origin,
                authority=client.authority,
                credentials=client.credentials,
                data=loaded.settings.data,
                is_offline=offline,
            )
            try:
                code = run(job)
            except OSError as error:
                raise Misconfigured(
                    f"The proxy cannot be prepared: {error}.\n"
                    "Next: check who owns the data folder, and the files that SSL_CERT_FILE and its like name."
                ) from error
        context.exit(code)

    epilog = examples(
        "run -- python app.py",
        "run --offline -- npm test",
        "run --data ./data -- curl https://api.twilio.com/2010-04-01.json",
    )
    return click.Command(
        "run",
        callback=ask,
        params=[
            click.Argument(["command"], nargs=-1, required=True, type=click.UNPROCESSED, metavar="COMMAND..."),
            click.Option(["--offline"], is_flag=True, help="Refuse every host but Twilio's and this machine."),
            click.Option(
                ["--url"], metavar="URL", help="The server. [default: that of the data folder; CORDBOARD_URL]"
            ),
            click.Option(["--data"], metavar="PATH", help="The data folder. [CORDBOARD_DATA]"),
            click.Option(
                ["--config"],
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="The settings file. [CORDBOARD_CONFIG]",
            ),
        ],
        help=ask.__doc__,
        epilog=epilog,
        # What follows the command's name is the command's, options too.
        context_settings={"allow_interspersed_args": False},
    )


def env_command(surroundings: Surroundings) -> click.Command:
    """Make `env`, which prints the variables for a shell."""

    @asks_server
    def ask(session: Session) -> None:
        """Print the variables for programs started by hand.

        For `eval` in a shell. The server has to run with --proxy-port; the variables hold as long as it does.
        """
        client = session.client
        client.get(f"{client.account}.json")
        try:
            found = surroundings(session.loaded.settings.data, client.credentials)
        except LookupError as error:
            raise Unsuccessful(
                f"The server at {client.origin} has no proxy.\n"
                "Next: start it with `cordboard serve --proxy-port 2011`, or use `cordboard run -- COMMAND`."
            ) from error
        except OSError as error:
            raise Misconfigured(f"The roots cannot be read or written: {error}.\nNext: check --data.") from error
        lines = [f"export {name}={shlex.quote(value)}" for name, value in found.items()]
        session.tell(dict(found), "\n".join(lines))

    return click.command("env", epilog=examples("env", "env --json", "env --data ./data"))(ask)


def _check(origin: Origin) -> None:
    """Refuse a server to which requests that came over TLS would travel in plain text, or whose paths differ."""
    if origin.prefix:
        raise Misconfigured(f"{origin} has a path, and programs ask Twilio at none.\nNext: give a URL without a path.")
    if not origin.is_tls and not Settings(host=origin.host).loopback:
        raise Misconfigured(
            f"{origin} is another machine, and credentials would travel there in plain text.\n"
            "Next: give its HTTPS address, or run the program beside the server."
        )


@contextmanager
def _server(url: str | None, loaded: Loaded, config: Path | None) -> Iterator[Client]:
    """Find the server that runs, or start one for the time of a block."""
    known = _running(url, loaded)
    if known is not None:
        yield known
        return
    with _started(loaded, config) as client:
        yield client


def _running(url: str | None, loaded: Loaded) -> Client | None:
    """Return the server that runs, or None where one is to be started: nobody named one, and none answers as ours."""
    settings, is_named = loaded.settings, bool(url or os.environ.get("CORDBOARD_URL"))
    has_credentials = settings.account_sid or (settings.data / CREDENTIALS_FILE).exists()
    if not is_named and (settings.port == 0 or not has_credentials):
        return None
    client = find_client(url, loaded)
    _check(client.origin)
    try:
        client.get(f"{client.account}.json")
    except Unreachable:
        if is_named:
            raise
        return None
    except Refused:
        if is_named or loaded.sources["port"] != "default":
            raise
        return None  # the port of a server that is no more became another's
    return client


@contextmanager
def _started(loaded: Loaded, config: Path | None) -> Iterator[Client]:
    command = [sys.executable, "-m", "cordboard", "serve", "--host", "127.0.0.1", "--port", "0", "--json"]
    command += ["--data", str(loaded.settings.data)]
    command += ["--config", str(config)] if config else []
    command += ["--log-level", "warning"] if loaded.sources["log_level"] == "default" else []
    # A group of its own: Ctrl-C is for the program, which may still have something to ask.
    process = subprocess.Popen(  # noqa: S603 - ourselves
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield _ready(process, loaded)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _ready(process: subprocess.Popen[str], loaded: Loaded) -> Client:
    patience = Timer(START_S, process.kill)
    patience.start()
    try:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        line = process.stdout.readline()
    finally:
        patience.cancel()
    if not line:
        raise Misconfigured("No server runs, and none could be started.\nNext: `cordboard doctor` tries what it needs.")
    said = json.loads(line)
    return Client(
        origin=Origin.parse(said["url"]),
        credentials=Credentials(
            account_sid=said["account_sid"], auth_token=said["auth_token"], source="the server that was started"
        ),
        authority=loaded.settings.tls_certificate,
    )


@contextmanager
def _stopping_cleanly() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end what was begun, before there is a program to hand them to and after it."""

    def stop(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
