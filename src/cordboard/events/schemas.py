"""The JSON Schemas of what events say, as tables. Source: reference of the Communications API, sections 9, 10.2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cordboard.events.event import schema_url
from cordboard.events.types import TYPES

Shape = dict[str, object]
DRAFT = "http://json-schema.org/draft-07/schema#"
TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
INSTANT: Shape = {"type": "string", "format": "date-time"}
TEXTS: Shape = {"type": "object", "additionalProperties": TEXT}
STATUSES = ("QUEUED", "FAILED", "SENT", "DELIVERED", "UNDELIVERED", "READ")


class Fields(NamedTuple):
    """The properties of an event's data: those that are always there, and those that may be."""

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape]


def _texts(names: str) -> dict[str, Shape]:
    return dict.fromkeys(names.split(), TEXT)


def _object(properties: Mapping[str, Shape]) -> Shape:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


_MESSAGE_STATUS = Fields(
    required={
        **_texts("messageSid accountSid eventName apiVersion from to"),
        "timestamp": INSTANT,
        "messageStatus": {"type": "string", "enum": list(STATUSES)},
    },
    optional={
        **_texts("messagingServiceSid body statusCallBackUrl mnc mcc rawDlrDoneDate"),
        "errorCode": WHOLE,
        "tags": TEXTS,
        "numberOfSegments": WHOLE,
        "dateUpdated": INSTANT,
    },
)
_PLACES = "toCountry toState toCity toZip fromCountry fromState fromCity fromZip"
_INBOUND = Fields(
    required={
        **_texts("messageSid accountSid eventName from to body"),
        "timestamp": INSTANT,
        "numMedia": WHOLE,
        "numSegments": WHOLE,
    },
    optional={
        **_texts(f"{_PLACES} mnc mcc messagingServiceSid referralCtwaClid optOutType"),
        "recipients": {"type": "array", "items": TEXT},
    },
)
_REQUEST = {**_texts("method url"), "parameters": TEXTS}
_RESPONSE = {"responseCode": WHOLE, "requestDuration": WHOLE, **_texts("contentType responseBody dateCreated")}
_WEBHOOK_EVENT = Fields(
    required={"sid": TEXT, "request": _object(_REQUEST) | {"required": list(_REQUEST)}},
    optional={**_texts("requestDateCreated eventSid"), "timestamp": INSTANT, "response": _object(_RESPONSE)},
)
_ERROR = Fields(
    required={
        **_texts("sid account_sid error_code more_info"),
        "level": {"type": "string", "enum": ["ERROR", "WARNING"]},
        "timestamp": INSTANT,
    },
    optional={
        "resource_sid": TEXT,
        "webhook": _object(
            {
                "request": _object({"url": TEXT, "method": TEXT, "parameters": TEXTS}),
                "response": _object({"headers": TEXTS, "body": TEXT}),
            }
        ),
    },
)
_END = _object(_texts("id address channel"))
_OPERATION = Fields(required={}, optional=_texts("operation_id"))
_ATTEMPT = Fields(
    required={},
    optional={
        **_texts("operation_id message_id account_sid downstream_id attempt error_code"),
        "from": _END,
        "to": _END,
        "tags": TEXTS,
    },
)
_COMMS_INBOUND = Fields(
    required={},
    optional={**_texts("operation_id message_id downstream_id session_id"), "to": _END, "tags": TEXTS},
)
_FIELDS: Mapping[str, Fields] = {
    "Messaging.MessageStatus": _MESSAGE_STATUS,
    "Messaging.InboundMessageV1": _INBOUND,
    "Voice.WebhookEvent": _WEBHOOK_EVENT,
    "ErrorLogs.Error": _ERROR,
    "CommsApi.OperationScheduled": _OPERATION,
    "CommsApi.OperationProcessing": _OPERATION,
    "CommsApi.OperationCompleted": _OPERATION,
    "CommsApi.MessageQueued": _ATTEMPT,
    "CommsApi.MessageSent": _ATTEMPT,
    "CommsApi.MessageFailed": _ATTEMPT,
    "CommsApi.MessageDelivered": _ATTEMPT,
    "CommsApi.MessageUndelivered": _ATTEMPT,
    "CommsApi.MessageRead": _ATTEMPT,
    "CommsApi.MessageInbound": _COMMS_INBOUND,
    "EventStreams.TestSink": Fields(required={"test_id": {"type": "string", "format": "uuid"}}, optional={}),
}
# One version of each schema is served: the one of which events are made.
SCHEMAS: Mapping[str, int] = {each.schema_id: each.version for each in TYPES.values()}


def json_schema(schema_id: str) -> Shape:
    """Return the JSON Schema of the data of events; nothing stands in it that is not described."""
    fields = _FIELDS[schema_id]
    return {
        "$schema": DRAFT,
        "$id": schema_url(schema_id, SCHEMAS[schema_id]),
        "title": schema_id,
        "type": "object",
        "properties": {**fields.required, **fields.optional},
        "required": list(fields.required),
        "additionalProperties": False,
    }
