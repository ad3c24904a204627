"""Notifications of the 2010 API: what went wrong with web hooks, TwiML and messages. Source: reference 08."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, VERSION, always, out, uri
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.dates import DateFilter, Instant, Span
from cordboard.catalogue.describe import Property, View, described, path, query
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf, Whole
from cordboard.errors import more_info
from cordboard.notifications.notification import KEPT_MS, Notification, NotificationFilter

AREA = "notifications"
NOTIFICATION_SID, CALL_SID = SidOf(("NO",)), SidOf(("CA",))
LIST, CALL_LIST = "/Accounts/{AccountSid}/Notifications", "/Accounts/{AccountSid}/Calls/{CallSid}/Notifications"
_HEAD = (
    out("account_sid", TEXT),
    always("api_version", VERSION),
    out("call_sid", TEXT),
    out("date_created", Instant(), "at_ms"),
    out("date_updated", Instant(), "at_ms"),
    out("error_code", Whole(as_text=True)),
    out("log", Whole(as_text=True)),
    out("message_date", Instant(), "at_ms"),
    out("message_text", TEXT),
    Property("more_info", TEXT, lambda notification: more_info(notification.error_code)),
    out("request_method", TEXT),
    out("request_url", TEXT),
)
_DETAILS = (out("request_variables", TEXT), out("response_body", TEXT), out("response_headers", TEXT))


def _view(place: str, *details: Property) -> View:
    return View("Notification", (*_HEAD, *details, out("sid", TEXT), uri(f"/Accounts/{{account_sid}}{place}/{{sid}}")))


OF_CALL = "/Calls/{call_sid}/Notifications"


@described
class ListNotifications:
    """Which notifications to list."""

    log: int | None = query("Log", Whole(0, 1), "Only errors (0) or only warnings (1).")
    message_date: Span | None = query("MessageDate", DateFilter(), "Only those of this day.")
    message_date_before: Span | None = query("MessageDate<", DateFilter(), "Only those of this day or before.")
    message_date_after: Span | None = query("MessageDate>", DateFilter(), "Only those of this day or later.")


@described
class ListCallNotifications(ListNotifications):
    """Which notifications of a call to list."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")


@described
class NotificationOf:
    """Which notification."""

    sid: str = path("Sid", NOTIFICATION_SID, "The notification.")


@described
class CallNotificationOf:
    """Which notification of a call."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    sid: str = path("Sid", NOTIFICATION_SID, "The notification.")


async def _page(call: Call, given: ListNotifications, call_sid: str | None) -> Page[Notification]:
    first = [span.first_ms for span in (given.message_date, given.message_date_after) if span]
    end = [span.end_ms for span in (given.message_date, given.message_date_before) if span]
    wanted = NotificationFilter(
        call_sid=call_sid,
        log=given.log,
        from_ms=max(*first, call.services.now_ms() - KEPT_MS) if first else call.services.now_ms() - KEPT_MS,
        before_ms=min(end, default=None),
    )
    return await call.services.usage.notifications.notifications(call.account.sid, wanted, call.page)


async def _fetch(call: Call, sid: str, call_sid: str | None) -> Notification:
    found = await call.services.usage.notifications.notification(call.account.sid, sid)
    if found is None or (call_sid is not None and found.call_sid != call_sid):
        raise Problem(20404)
    return found


async def _check_call(call: Call, call_sid: str) -> None:
    if await call.services.voice.calls.call(call.account.sid, call_sid) is None:
        raise Problem(20404)


NOTIFICATIONS = Resource(
    SURFACE, "/Accounts/{AccountSid}/Notifications", view=_view("/Notifications"), key="notifications", area=AREA
)


@NOTIFICATIONS.list("ListNotification", says="listed notifications", given=ListNotifications)
async def list_notifications(call: Call, given: ListNotifications) -> Page[Notification]:
    """List what went wrong in the last thirty days, newest first."""
    return await _page(call, given, None)


@NOTIFICATIONS.fetch(
    "FetchNotification",
    says="looked at notification {Sid}",
    given=NotificationOf,
    view=_view("/Notifications", *_DETAILS),
)
async def fetch_notification(call: Call, given: NotificationOf) -> Notification:
    """Fetch a notification with the request and the answer at fault."""
    return await _fetch(call, given.sid, None)


CALL_NOTIFICATIONS = Resource(
    SURFACE, "/Accounts/{AccountSid}/Calls/{CallSid}/Notifications", view=_view(OF_CALL), key="notifications", area=AREA
)


@CALL_NOTIFICATIONS.list(
    "ListCallNotification", says="listed notifications of call {CallSid}", given=ListCallNotifications
)
async def list_call_notifications(call: Call, given: ListCallNotifications) -> Page[Notification]:
    """List what went wrong with a call."""
    await _check_call(call, given.call_sid)
    return await _page(call, given, given.call_sid)


@CALL_NOTIFICATIONS.fetch(
    "FetchCallNotification",
    says="looked at notification {Sid} of call {CallSid}",
    given=CallNotificationOf,
    view=_view(OF_CALL, *_DETAILS),
)
async def fetch_call_notification(call: Call, given: CallNotificationOf) -> Notification:
    """Fetch a notification of a call."""
    return await _fetch(call, given.sid, given.call_sid)
