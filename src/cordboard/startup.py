"""Starting: the data folder, the port, the first account and number, the banner."""

from __future__ import annotations

import errno
import json
import os
import secrets
import shlex
import socket
import sqlite3
import ssl
import struct
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from cordboard.accounts.account import Account, Accounts
from cordboard.base.sid import ACCOUNT, SidMaker
from cordboard.numbers.number import Numbers
from cordboard.setting_sources import load
from cordboard.settings import ClockKind, SenderRate, Settings, SettingsError, TlsVersion
from cordboard.shelf.shelf import Kept
from cordboard.store.sqlite.engine import StoreError, migrations
from cordboard.store.sqlite.spoilt import spoilt_in
from cordboard.store.sqlite.store import SqliteStore

MOST_NAMED = 5  # of what cannot be read
RANDOM_NUMBERS = struct.Struct(">512Q")  # 4 KiB


def random_64() -> Callable[[], int]:
    """Return a source of 64 random bits that asks the system for a block at a time.

    A system call for each SID would cost half a microsecond more.
    """
    block: list[int] = []

    def draw() -> int:
        if not block:
            block.extend(RANDOM_NUMBERS.unpack(os.urandom(RANDOM_NUMBERS.size)))
        return block.pop()

    return draw


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner only, and see that it can be written. Raises: SettingsError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        trial = folder / f".trial-{os.getpid()}"
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as fault:
        reason = "it is a file" if isinstance(fault, FileExistsError) else fault.strerror
        raise SettingsError(
            f"The data folder {folder} cannot be written: {reason}. Change that, or name another folder with --data."
        ) from fault


def database(settings: Settings) -> Path:
    """Return the database's file. Raises: SettingsError for a store of another kind."""
    store = settings.store
    if store is None:
        return settings.data / "cordboard.db"
    scheme, _, path = store.partition("://")
    if not path:
        return Path(store)
    if scheme != "sqlite":
        raise SettingsError(f"The store {scheme}:// is not supported. Give --store a file or sqlite:///path.")
    return Path(path.removeprefix("/") if path.startswith("//") else path)


def listen(settings: Settings) -> socket.socket:
    """Return a listening socket. Raises: SettingsError when the port is taken or not allowed, or TLS cannot work."""
    try_certificate(settings)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(2048)
    except (OSError, UnicodeError) as fault:
        listener.close()
        raise SettingsError(_cannot_listen(settings, fault)) from fault
    listener.setblocking(False)
    return listener


def _cannot_listen(settings: Settings, fault: OSError | UnicodeError) -> str:
    place = f"{settings.host}:{settings.port}"
    number = fault.errno if isinstance(fault, OSError) and not isinstance(fault, socket.gaierror) else None
    if number == errno.EADDRINUSE:
        return (
            f"{place} is in use, perhaps by another Cordboard. Stop what listens there, or choose another port with"
            " --port; 0 picks a free one."
        )
    if number == errno.EACCES:
        return f"{place} is not yours to listen on. Choose a port above 1023 with --port; 0 picks a free one."
    return (
        f"The server cannot listen on {settings.host}: this machine has no such address. Give --host one that it has,"
        " such as 127.0.0.1."
    )


def try_certificate(settings: Settings) -> None:
    """See whether the certificate and its key can be used. Raises: SettingsError."""
    if settings.tls_certificate is not None:
        tls_context(settings, settings.tls_certificate)


VERSIONS = {TlsVersion.TLS_1_2: ssl.TLSVersion.TLSv1_2, TlsVersion.TLS_1_3: ssl.TLSVersion.TLSv1_3}


def tls_context(settings: Settings, certificate: Path) -> ssl.SSLContext:
    """Return what TLS is served with: the certificate and the policy. Raises: SettingsError."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = VERSIONS[settings.tls_minimum]
    if settings.tls_ciphers is not None:
        try:
            context.set_ciphers(settings.tls_ciphers)
        except ssl.SSLError as fault:
            raise SettingsError(
                f"OpenSSL knows no cipher of --tls-ciphers {settings.tls_ciphers}. `openssl ciphers` lists its names."
            ) from fault
    try:
        # Without a password to give, OpenSSL would ask the terminal for one.
        context.load_cert_chain(certificate, settings.tls_key, password=lambda: b"")
        return context
    except (OSError, ValueError) as fault:
        is_absent = isinstance(fault, FileNotFoundError)
        reason = "one of them does not exist" if is_absent else "they are not in PEM, or do not belong together"
        raise SettingsError(
            f"The certificate {settings.tls_certificate} and the key {settings.tls_key} cannot be used: {reason}. Give"
            " others with --tls-certificate and --tls-key, the key without a password."
        ) from fault


def try_store(path: Path) -> None:
    """See whether a database can be opened and is of a version known here. Raises: SettingsError."""
    if path.parent.exists() and not path.parent.is_dir():
        raise SettingsError(f"The database {path} cannot be made: {path.parent} is a file. Name another folder.")
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as fault:
        raise SettingsError(
            f"The database {path} cannot be opened ({fault}). Restore it, or give this server another --data."
        ) from fault
    newest = migrations()[-1][0]
    if version > newest:
        raise SettingsError(
            f"The database is of version {version}, this Cordboard knows {newest}. Install the newer Cordboard, or"
            " give this one another --data."
        )


def try_rows(path: Path, types: Mapping[str, type[Kept]]) -> None:
    """See whether every plain resource in a database can be read. Raises: SettingsError, StoreError."""
    spoilt = [f"{kind} {sid}" for kind, sid in spoilt_in(path, types)]
    if spoilt:
        more = f" and {len(spoilt) - MOST_NAMED} more" if len(spoilt) > MOST_NAMED else ""
        raise SettingsError(
            f"{', '.join(spoilt[:MOST_NAMED])}{more} in {path} cannot be read. A server starts without them. Make them"
            " anew, or restore the database."
        )


def probe(name: str, trial: Callable[[], object], well: str) -> tuple[str, bool, str]:
    """Try something; return its name, whether it went well, and a sentence."""
    try:
        trial()
    except (SettingsError, StoreError) as fault:
        return (name, False, str(fault))
    return (name, True, well)


async def first_account(settings: Settings, store: SqliteStore, accounts: Accounts, sids: SidMaker) -> Account:
    """Return the installation's own account: the one in the settings, else the one there is, else a new one."""
    found = await store.first_account()
    sid = settings.account_sid or (found.sid if found else sids.sid(ACCOUNT))
    known = await store.account(sid)
    token = settings.auth_token or (known.auth_token if known else secrets.token_hex(16))
    return await accounts.create_first(sid, token, "My first account")


async def first_number(settings: Settings, numbers: Numbers, owner: Account) -> None:
    """Give a new installation its first number."""
    if not any(number.account_sid == owner.sid for number in numbers.owned_by_anyone.values()):
        await numbers.add(owner.sid, settings.phone_number)


def write_credentials(folder: Path, owner: Account, url: str) -> None:
    """Write where the server is and how to sign in, for the owner's eyes only, so that the other commands find it."""
    path, fresh = folder / "credentials.json", folder / f".credentials-{os.getpid()}"
    text = json.dumps({"account_sid": owner.sid, "auth_token": owner.auth_token, "url": url})
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)


def keep_credentials(folder: Path, owner: Account, url: str, accounts: Accounts) -> None:
    """Write the credentials, and write them anew whenever the owner's token changes."""
    write_credentials(folder, owner, url)
    written = owner.auth_token

    async def changed(account: Account) -> None:
        nonlocal written
        if account.sid == owner.sid and account.auth_token != written:
            write_credentials(folder, account, url)
            written = account.auth_token

    accounts.followers.append(changed)


class Ready(NamedTuple):
    """What is told when the server is ready. ``console`` is the link that signs in to the console, once."""

    settings: Settings
    owner: Account
    url: str
    console: str
    numbers: Sequence[str]

    def json(self) -> str:
        """Return one line for programs, which has the token, too."""
        ready = {
            "url": self.url,
            "console": self.console,
            "account_sid": self.owner.sid,
            "auth_token": self.owner.auth_token,
            "phone_numbers": list(self.numbers),
        }
        return json.dumps(ready)

    def banner(self, *, is_seen: bool) -> str:
        """Return what a person reads; the link has its code only where they see it, and no file keeps it."""
        settings = self.settings
        rate = settings.sender_rate
        pace = "at once" if rate is SenderRate.UNLIMITED else f"at {rate} segments/s"
        if rate is SenderRate.REAL:
            pace = "at the rate of their kind"
        is_test = settings.clock is ClockKind.TEST
        clock = "stands still until `cordboard clock advance` moves it" if is_test else "the system's"
        return "\n".join(
            [
                "Cordboard is at the switchboard.",
                f"  API           {self.url}",
                f"  Console       {self.console if is_seen else self.url + '/console'}",
                f"  Account SID   {self.owner.sid}",
                f"  Auth token    in {settings.data / 'credentials.json'}",
                f"  Numbers       {', '.join(self.numbers)}",
                f"  Network       simulated; numbers send {pace}",
                f"  Clock         {clock}",
                f"  Try           cordboard send --to +14155550123 --body Hello{_where(settings)}",
            ]
        )


def _where(settings: Settings) -> str:
    """Return the option that lets another terminal find this server, unless it looks in the right place by itself."""
    users = {name: os.environ[name] for name in ("HOME", "XDG_DATA_HOME") if name in os.environ}
    folder = settings.data.resolve()
    return "" if folder == load({}, users, None).settings.data.resolve() else f" --data {shlex.quote(str(folder))}"
