"""The types of events, as tables: their names, their schemas, and what they say.

Source: https://www.twilio.com/docs/events/event-types; reference of the Communications API, sections 9 and 10.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

PUBLISHED_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z: the year of the tables, for all types and schemas


class EventType(NamedTuple):
    """A type of event. ``key`` orders the list of types, newest first as all lists."""

    type: str
    schema_id: str
    version: int
    description: str
    key: int

    @property
    def sid(self) -> str:
        """Return a SID around the key, for the tokens of pages."""
        return f"ET{self.key:016x}{0:016x}"


MESSAGE, INBOUND, VOICE = "com.twilio.messaging.message", "com.twilio.messaging.inbound-message", "com.twilio.voice"
COMMS = "com.twilio.comms-api"
RECEIVED = f"{INBOUND}.received"
ERROR_LOGGED = "com.twilio.error-logs.error.logged"
TEST = "com.twilio.eventstreams.test-event"

_STATUS, _HOOK = ("Messaging.MessageStatus", 7), ("Voice.WebhookEvent", 2)
_VOICE: tuple[tuple[str, str], ...] = (
    ("status-callback.call.initiated", "A call is on its way."),
    ("status-callback.call.ringing", "A call rings."),
    ("status-callback.call.answered", "A call was answered."),
    ("status-callback.call.completed", "A call has ended, however it ended."),
    ("status-callback.amd.detected", "It was found out whether a person answered."),
    ("status-callback.conference.updated", "A conference began or ended."),
    ("status-callback.conference-participant.updated", "A participant came, left, changed or spoke."),
    ("status-callback.announcement.processed", "An announcement ended, or could not be had."),
    ("status-callback.recording.processed", "A recording has begun, can be had, or is empty."),
    ("status-callback.stream.updated", "A media stream began, ended, or could not be had."),
    ("status-callback.transcription.processed", "A recording was transcribed."),
    ("api-request.call.created", "A call was made with the API."),
    ("api-request.call.modified", "A call was changed with the API."),
    ("api-request.conference.modified", "A conference was changed with the API."),
    ("api-request.conference-participant.created", "A participant was called with the API."),
    ("api-request.conference-participant.modified", "A participant was changed with the API."),
    ("api-request.conference-participant.deleted", "A participant was put out with the API."),
    ("twiml.call.requested", "The first document of a call was got."),
    ("twiml.call.redirected", "A document was got to which a call was redirected."),
    ("twiml.call.transferred", "The document behind a Refer was got."),
    ("twiml.dial.finished", "The document behind a Dial was got."),
    ("twiml.enqueue.finished", "The document behind an Enqueue was got."),
    ("twiml.gather.finished", "The document behind a Gather was got."),
    ("twiml.record.finished", "The document behind a Record was got."),
    ("twiml.request.failed", "There was no document, or none that could be got."),
)
_ROWS: tuple[tuple[str, tuple[str, int], str], ...] = (
    (f"{MESSAGE}.queued", _STATUS, "A message waits to be sent."),
    (f"{MESSAGE}.sent", _STATUS, "A message was handed to the carrier."),
    (f"{MESSAGE}.failed", _STATUS, "A message was not sent."),
    (f"{MESSAGE}.delivered", _STATUS, "A message arrived."),
    (f"{MESSAGE}.undelivered", _STATUS, "A message did not arrive."),
    (f"{MESSAGE}.read", _STATUS, "A message was read."),
    (RECEIVED, ("Messaging.InboundMessageV1", 6), "A message came in."),
    *((f"{VOICE}.{name}", _HOOK, says) for name, says in _VOICE),
    (ERROR_LOGGED, ("ErrorLogs.Error", 1), "An error or a warning was logged."),
    (f"{COMMS}.operation.scheduled", ("CommsApi.OperationScheduled", 2), "An operation waits for its time."),
    (f"{COMMS}.operation.processing", ("CommsApi.OperationProcessing", 2), "An operation has begun."),
    (f"{COMMS}.operation.completed", ("CommsApi.OperationCompleted", 2), "An operation has ended."),
    (f"{COMMS}.message.queued", ("CommsApi.MessageQueued", 3), "A message to a recipient waits to be sent."),
    (f"{COMMS}.message.sent", ("CommsApi.MessageSent", 4), "A message to a recipient was sent."),
    (f"{COMMS}.message.failed", ("CommsApi.MessageFailed", 4), "A message to a recipient was not sent."),
    (f"{COMMS}.message.delivered", ("CommsApi.MessageDelivered", 4), "A message to a recipient arrived."),
    (f"{COMMS}.message.undelivered", ("CommsApi.MessageUndelivered", 4), "A message to a recipient did not arrive."),
    (f"{COMMS}.message.read", ("CommsApi.MessageRead", 4), "A message to a recipient was read."),
    (f"{COMMS}.message.inbound-received", ("CommsApi.MessageInbound", 2), "A message came in from a recipient."),
)
_TEST = EventType(TEST, "EventStreams.TestSink", 1, "Proves that a sink is reached.", 0)
SUBSCRIBABLE: Mapping[str, EventType] = {
    name: EventType(name, schema_id, version, says, len(_ROWS) - place)
    for place, (name, (schema_id, version), says) in enumerate(_ROWS)
}
"""What can be subscribed to."""
TYPES: Mapping[str, EventType] = {**SUBSCRIBABLE, TEST: _TEST}
"""Everything that is ever delivered."""
