"""Every setting, once: its flag, its environment variable and its file key follow from one row of a table.

`sim_latency_ms` is `--sim-latency-ms`, `CORDBOARD_SIM_LATENCY_MS` and the key `sim_latency_ms` of `cordboard.toml`.
"""

# ruff: noqa: RUF009  (a row of the table is a dataclass field with its description, made once and never shared)

import ipaddress
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from cordboard.setting_kinds import (
    ACCOUNT,
    CIPHERS,
    E164,
    HOST,
    INSTANT,
    KEY,
    PATH,
    PATHS,
    RATE,
    RELAY,
    STORE,
    SWITCH,
    TOKEN,
    WEB,
    WORD,
    AuditMasking,
    ClockKind,
    Kind,
    LogLevel,
    Region,
    SenderRate,
    SmtpTls,
    TlsVersion,
    WebhookPrivate,
    number,
    one_of,
    whole,
)

__all__ = [
    "SETTINGS",
    "AuditMasking",
    "ClockKind",
    "Kind",
    "LogLevel",
    "Region",
    "SenderRate",
    "Setting",
    "Settings",
    "SettingsError",
    "SmtpTls",
    "TlsVersion",
    "WebhookPrivate",
]

T = TypeVar("T")
D = TypeVar("D")

PREFIX: Final = "CORDBOARD_"


class SettingsError(Exception):
    """A setting is wrong; the text is one sentence for whoever starts the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the table, with the names that follow from it."""

    name: str
    kind: Kind[object]
    default: object
    unit: str
    sentence: str
    secret: bool

    @property
    def flag(self) -> str:
        """The option of `cordboard serve`."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return PREFIX + self.name.upper()


def _row(default: D, kind: Kind[T], sentence: str, *, unit: str = "", secret: bool = False) -> T | D:
    about = {"kind": kind, "unit": unit, "sentence": sentence, "secret": secret}
    return field(default=default, repr=not secret, metadata=about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a server was started with. Each field is one row of the table `SETTINGS`.

    Units: in the names (`_ms`, `_bytes`) or in the row's `unit`.
    """

    host: str = _row("127.0.0.1", HOST, "The address to listen on.")
    port: int = _row(2010, whole(0, 65535), "The port to listen on; 0 picks a free one.")
    proxy_port: int | None = _row(
        None, whole(0, 65535), "The port of the proxy for `cordboard env`; unset is no proxy, 0 a free port."
    )
    proxy_offline: bool = _row(False, SWITCH, "Lets the proxy refuse every host but Twilio's and this machine.")
    data: Path = _row(Path("~/.local/share/cordboard"), PATH, "The folder of the database, media and keys.")
    store: str | None = _row(None, STORE, "The database; unset is cordboard.db in the data folder.")
    secret_key: str | None = _row(
        None, KEY, "Encrypts stored secrets; unset keeps a key file beside the data.", secret=True
    )
    account_sid: str | None = _row(None, ACCOUNT, "The SID of the first account; unset makes one.")
    auth_token: str | None = _row(None, TOKEN, "The auth token of the first account; unset makes one.", secret=True)
    # 555-0100 to 555-0199 belong to nobody (ATIS-0300115, NANPA), and libphonenumber takes them for real.
    phone_number: str = _row("+12015550100", E164, "The first number that a new installation owns.")
    seed: int | None = _row(None, whole(0, 2**63 - 1), "Makes a run repeat exactly: SIDs, losses, delays.")
    clock: ClockKind = _row(ClockKind.SYSTEM, one_of(ClockKind), "What tells the time; test is frozen until moved.")
    clock_start: datetime | None = _row(
        None, INSTANT, "Where the test clock starts; unset is now, or 2026-01-01T00:00:00Z with a seed."
    )
    policy: Path | None = _row(None, PATH, "The file with the policies of agents, which counts as it changes.")
    handsets: Path | None = _row(None, PATH, "The file with handsets and their scripts, which are set at each start.")
    openapi: tuple[Path, ...] = _row(
        (), PATHS, "OpenAPI documents of others that models can search, too; the flag may repeat."
    )
    allow_reset: bool = _row(False, SWITCH, "Lets the control API delete everything.")
    sender_rate: SenderRate | float = _row(
        SenderRate.UNLIMITED, RATE, "How fast a number sends; real is the rate of its kind.", unit="segments/s"
    )
    sim_latency_ms: int = _row(100, whole(0, 3_600_000), "How long a simulated receipt takes.", unit="ms")
    # People speak some 15 characters a second; 100,000 says the longest text in a twentieth of one.
    sim_speech_rate: float = _row(15.0, number(1, 100_000), "How fast the network speaks.", unit="characters/s")
    calls_per_second: float | None = _row(
        None, number(0.01, 10_000), "Calls that an account may make a second; unset is no limit.", unit="calls/s"
    )
    call_concurrency: int | None = _row(
        None, whole(1, 100_000), "Calls of an account that may go on at a time; unset is no limit.", unit="calls"
    )
    max_subaccounts: int = _row(1000, whole(0, 100_000), "Subaccounts that are not closed.", unit="accounts")
    standard_keys_reach_all: bool = _row(False, SWITCH, "Lets standard API keys manage accounts and keys.")
    # Source: reference 06: from 13 July 2026 only conferences in progress are listed where no status is asked for.
    list_ended_conferences: bool = _row(False, SWITCH, "Lists ended conferences, too, where no Status is given.")
    request_concurrency: int = _row(100, whole(1, 10_000), "Open requests of one account.", unit="requests")
    webhook_private: WebhookPrivate = _row(
        WebhookPrivate.AUTO,
        one_of(WebhookPrivate),
        "Whether web hooks may call private addresses; auto allows it while the host is loopback.",
    )
    webhook_concurrency: int = _row(64, whole(1, 1000), "Web hooks under way at a time.", unit="calls")
    segment_url: str = _row("https://api.segment.io", WEB, "Where events for Segment go; another region has another.")
    kinesis_url: str | None = _row(None, WEB, "Where events for Kinesis go, and roles are asked for; unset is AWS.")
    smtp_relay: str | None = _row(None, RELAY, "The relay that mail goes over; unset keeps it in simulated mailboxes.")
    smtp_user: str | None = _row(None, WORD, "Who the relay knows this server as; unset signs in nowhere.")
    smtp_password: str | None = _row(None, WORD, "The password for the relay.", secret=True)
    smtp_tls: SmtpTls = _row(SmtpTls.STARTTLS, one_of(SmtpTls), "How mail is kept secret on its way to the relay.")
    # 2 MiB is a thousand times the longest message of 1,600 characters; 64 MiB is what one request may hold of memory.
    max_body_bytes: int = _row(2 << 20, whole(1 << 10, 64 << 20), "The longest request body.", unit="bytes")
    # Ten thousand people with a kilobyte of variables each, or a mail of 10,000,000 characters with its attachments.
    max_send_bytes: int = _row(
        10 << 20, whole(1 << 10, 64 << 20), "The longest body of a send to many people.", unit="bytes"
    )
    tls_certificate: Path | None = _row(None, PATH, "The certificate chain to serve HTTPS with, in PEM.")
    tls_key: Path | None = _row(None, PATH, "The private key of the certificate, in PEM.")
    tls_minimum: TlsVersion = _row(TlsVersion.TLS_1_2, one_of(TlsVersion), "The oldest version of TLS that is spoken.")
    tls_ciphers: str | None = _row(
        None, CIPHERS, "The ciphers of TLS 1.2; unset are those of Python. TLS 1.3 has its own and no choice."
    )
    home_region: Region = _row(Region.US, one_of(Region), "The region that answers and web hooks name as their home.")
    insecure: bool = _row(False, SWITCH, "Allows plain HTTP on a host that others can reach.")
    keep_requests: int = _row(100_000, whole(0, 10**9), "Rows kept of the request log.", unit="rows")
    keep_webhooks: int = _row(100_000, whole(0, 10**9), "Rows kept of the web hook log.", unit="rows")
    audit_masking: AuditMasking = _row(
        AuditMasking.ON, one_of(AuditMasking), "Whether the audit leaves out numbers, and all but the hashes of texts."
    )
    # 1000 rows are 300 kB of the audit and two seconds of a busy agent; a checkpoint is a line of 200 bytes.
    audit_checkpoint_rows: int = _row(
        1000, whole(0, 10**9), "After how many rows of the audit one is signed; 0 is never.", unit="rows"
    )
    audit_checkpoints: Path | None = _row(
        None, PATH, "The file of signed checkpoints of the audit; unset is audit-checkpoints.jsonl in the data folder."
    )
    log_level: LogLevel = _row(LogLevel.INFO, one_of(LogLevel), "The least level that is logged.")

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host.lower() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def private_webhooks(self) -> bool:
        """Whether web hooks may call loopback and private addresses."""
        if self.webhook_private is WebhookPrivate.AUTO:
            return self.loopback
        return self.webhook_private is WebhookPrivate.ALLOW

    @property
    def scheme(self) -> str:
        """The scheme of the server's own URL."""
        return "https" if self.tls_certificate else "http"


SETTINGS: Final = tuple(Setting(name=row.name, default=row.default, **row.metadata) for row in fields(Settings))
