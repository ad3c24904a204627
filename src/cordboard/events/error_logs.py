"""Events of errors and warnings. Source: https://www.twilio.com/docs/events/event-types/error-logs."""

from __future__ import annotations

from urllib.parse import parse_qsl

from cordboard.events.event import Event, iso_ms
from cordboard.events.types import ERROR_LOGGED
from cordboard.notifications.notification import Log, Notification


def of_notification(found: Notification) -> Event:
    """Return the event of an error or a warning; its id is that of the notification."""
    code = str(found.error_code)
    data: dict[str, object] = {
        "sid": found.sid,
        "account_sid": found.account_sid,
        "timestamp": iso_ms(found.at_ms),
        "level": "ERROR" if found.log is Log.ERROR else "WARNING",
        "error_code": code,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
    }
    facts = dict(parse_qsl(found.message_text))
    resource_sid = found.call_sid or facts.get("MessageSid")
    if resource_sid:
        data["resource_sid"] = resource_sid
    if found.request_url:
        request = {
            "url": found.request_url,
            "method": found.request_method or "",
            "parameters": dict(parse_qsl(found.request_variables, keep_blank_values=True)),
        }
        response = {"headers": dict(parse_qsl(found.response_headers)), "body": found.response_body}
        data["webhook"] = {"request": request, "response": response}
    return Event(found.sid, ERROR_LOGGED, resource_sid or found.sid, found.at_ms, found.account_sid, data)
