"""A notification: one thing that went wrong, with the request and the answer at fault. Source: reference 08."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol
from urllib.parse import urlencode

from msgspec import Struct

from cordboard.base.page import Page, PageRequest

PREFIX = "NO"
CALL = "CA"
KEPT_MS = 30 * 86_400_000  # thirty days, as the original is said to keep them


class Log(IntEnum):
    """How bad it is; the values are the wire words."""

    ERROR = 0
    WARNING = 1


class Notification(Struct, frozen=True, kw_only=True):
    """What went wrong, when, and with which request."""

    sid: str
    account_sid: str
    at_ms: int
    log: Log
    error_code: int
    message_text: str
    call_sid: str | None = None
    request_method: str | None = None
    request_url: str = ""
    request_variables: str = ""
    response_headers: str = ""
    response_body: str = ""


class Exchange(Struct, frozen=True, kw_only=True):
    """The web hook at fault: what was asked and what was answered."""

    account_sid: str
    subject_sid: str
    at_ms: int
    method: str
    url: str
    variables: str
    response_headers: Sequence[tuple[str, str]] = ()
    response_body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationFilter:
    """Which notifications a list shows. Units: ``_ms`` instants; the end is not included."""

    call_sid: str | None = None
    log: int | None = None
    from_ms: int | None = None
    before_ms: int | None = None


class NotificationStore(Protocol):
    """Where notifications are kept."""

    async def notification(self, account_sid: str, sid: str) -> Notification | None:
        """Return a notification of an account."""

    async def notifications(
        self, account_sid: str, wanted: NotificationFilter, page: PageRequest
    ) -> Page[Notification]:
        """Return the notifications of an account, newest first."""

    def forget_notifications(self, before_ms: int) -> Awaitable[None]:
        """Delete those that are older."""


def of_problem(sid: str, exchange: Exchange, problem: Mapping[str, object]) -> Notification:
    """Return the notification of a problem that an attempt at a web hook had: its code, level, line and sentence."""
    is_warning = problem.get("level") == "warning"
    text = {
        "LogLevel": "WARN" if is_warning else "ERROR",
        "Msg": str(problem.get("message") or ""),
        "ErrorCode": str(problem["code"]),
        "line": "" if problem.get("line") is None else str(problem["line"]),
        "url": exchange.url,
    }
    return Notification(
        sid=sid,
        account_sid=exchange.account_sid,
        call_sid=exchange.subject_sid if exchange.subject_sid.startswith(CALL) else None,
        at_ms=exchange.at_ms,
        log=Log.WARNING if is_warning else Log.ERROR,
        error_code=int(str(problem["code"])),
        message_text=urlencode({name: value for name, value in text.items() if value}),
        request_method=exchange.method or None,  # a document that was given with the call was not asked for
        request_url=exchange.url,
        request_variables=exchange.variables,
        response_headers=urlencode(exchange.response_headers),
        response_body=exchange.response_body,
    )


def of_failure(sid: str, account_sid: str, message_sid: str, error_code: int, at_ms: int) -> Notification:
    """Return the notification of a message that did not arrive."""
    text = {"LogLevel": "WARN", "ErrorCode": str(error_code), "MessageSid": message_sid}
    return Notification(
        sid=sid,
        account_sid=account_sid,
        at_ms=at_ms,
        log=Log.WARNING,
        error_code=error_code,
        message_text=urlencode(text),
    )
