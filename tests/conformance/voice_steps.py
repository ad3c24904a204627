"""The steps of voice: recordings, what runs beside a call, queues, conferences, and what was dictated."""

from __future__ import annotations

from typing import Any

import add_on_steps
from steps import NONE, Step

TALKING, MEETING, DICTATING = "+14155550193", "+14155550194", "+14155550195"
ANSWERS = [{"action": "answer"}]
SCRIPTS = {
    TALKING: ANSWERS,
    MEETING: ANSWERS,
    DICTATING: [*ANSWERS, {"action": "wait_for", "text": "[beep]"}, {"action": "speak", "text": "call me back"}],
}
CALL, OF_CALL = {"Sid": "{call}"}, {"CallSid": "{call}"}
SPOKEN = {"To": TALKING, "From": "{own}", "Twiml": "<Response><Pause length='60'/></Response>"}
RECORDING = {**OF_CALL, "Sid": "{recording}"}
QUEUE, FRONT = {"Sid": "{queue}"}, {"QueueSid": "{queue}", "CallSid": "Front"}
PAYMENT = {"IdempotencyKey": "once", "StatusCallback": "{url}/health"}
MEET = "<Response><Dial><Conference>room</Conference></Dial></Response>"
INVITED = {"To": MEETING, "From": "{own}", "ConferenceRecord": "true", "Label": "guest"}
ROOM, IN_ROOM = {"Sid": "{conference}"}, {"ConferenceSid": "{conference}"}
GUEST, ROOM_RECORDING = {**IN_ROOM, "CallSid": "guest"}, {**IN_ROOM, "Sid": "{recording}"}
DICTATION = {"To": DICTATING, "From": "{own}", "Twiml": "<Response><Record timeout='1' transcribe='true'/></Response>"}
TRANSCRIPTION, DICTATED = {"Sid": "{transcription}"}, {"RecordingSid": "{recording}"}
STEPS = (
    Step("CreateCall", NONE, SPOKEN, "call"),
    Step("FetchCall", CALL, NONE, "", "in-progress"),
    # Recordings of a call
    Step("CreateCallRecording", OF_CALL, NONE, "recording"),
    Step("UpdateCallRecording", RECORDING, {"Status": "paused", "PauseBehavior": "skip"}),
    Step("UpdateCallRecording", RECORDING, {"Status": "in-progress"}),
    Step("UpdateCallRecording", {**OF_CALL, "Sid": "Twilio.CURRENT"}, {"Status": "stopped"}),
    Step("ListCallRecording", OF_CALL),
    Step("FetchCallRecording", RECORDING),
    Step("ListRecording", NONE, {"CallSid": "{call}"}),
    Step("FetchRecording", {"Sid": "{recording}"}, then=add_on_steps.give),
    *add_on_steps.STEPS,
    Step("DeleteCallRecording", RECORDING),
    Step("CreateCallRecording", OF_CALL, NONE, "recording"),
    Step("UpdateCallRecording", RECORDING, {"Status": "stopped"}),
    Step("DeleteRecording", {"Sid": "{recording}"}),
    Step("ListRecording", NONE, {"IncludeSoftDeleted": "true"}),
    # What else runs beside it
    Step("CreateStream", OF_CALL, {"Url": "wss://localhost/stream", "Name": "ear"}, "stream"),
    Step("UpdateStream", {**OF_CALL, "Sid": "{stream}"}, {"Status": "stopped"}),
    Step("CreateSiprec", OF_CALL, {"Name": "ear"}, "siprec"),
    Step("UpdateSiprec", {**OF_CALL, "Sid": "ear"}, {"Status": "stopped"}),
    Step("CreateRealtimeTranscription", OF_CALL, {"LanguageCode": "en-US"}, "live"),
    Step("UpdateRealtimeTranscription", {**OF_CALL, "Sid": "{live}"}, {"Status": "stopped"}),
    Step("CreatePayments", OF_CALL, PAYMENT, "payment"),
    Step("UpdatePayments", {**OF_CALL, "Sid": "{payment}"}, {**PAYMENT, "Status": "cancel"}),
    Step("CreateUserDefinedMessage", OF_CALL, {"Content": "text"}),
    Step("CreateUserDefinedMessageSubscription", OF_CALL, {"Callback": "{url}/health"}, "subscription"),
    Step("DeleteUserDefinedMessageSubscription", {**OF_CALL, "Sid": "{subscription}"}),
    # In a queue
    Step("CreateQueue", NONE, {"FriendlyName": "desk"}, "queue"),
    Step("UpdateQueue", QUEUE, {"MaxSize": "10"}),
    Step("UpdateCall", CALL, {"Twiml": "<Response><Enqueue>desk</Enqueue></Response>"}),
    Step(
        "ListQueue",
    ),
    Step("FetchQueue", QUEUE),
    Step("ListMember", {"QueueSid": "{queue}"}),
    Step("FetchMember", FRONT),
    Step("UpdateMember", FRONT, {"Url": "{url}/health"}),
    Step("DeleteQueue", QUEUE),
    Step("ListCallEvent", OF_CALL, NONE, "", "rows"),
    Step("FetchCall", CALL, NONE, "", "completed"),
    Step("ListCall", NONE, {"To": TALKING}),
    Step("DeleteCall", CALL),
    # In a conference
    Step("CreateParticipant", {"ConferenceSid": "room"}, INVITED, "guest"),
    Step("CreateCall", NONE, {**SPOKEN, "Twiml": MEET}),
    Step("ListConference", NONE, NONE, "conference", "rows"),
    Step("FetchConference", ROOM),
    Step("ListParticipant", IN_ROOM),
    Step("FetchParticipant", GUEST),
    Step("UpdateParticipant", GUEST, {"Muted": "true"}),
    Step("ListConferenceRecording", IN_ROOM, NONE, "recording"),
    Step("UpdateConferenceRecording", ROOM_RECORDING, {"Status": "paused"}),
    Step("FetchConferenceRecording", ROOM_RECORDING),
    Step("DeleteParticipant", GUEST),
    Step("UpdateConference", ROOM, {"Status": "completed"}),
    Step("DeleteConferenceRecording", ROOM_RECORDING),
    # Dictated
    Step("CreateCall", NONE, DICTATION, "call"),
    Step("ListTranscription", NONE, NONE, "transcription", "rows"),
    Step("FetchTranscription", TRANSCRIPTION),
    Step("ListRecording", NONE, {"CallSid": "{call}"}, "recording"),
    Step("ListRecordingTranscription", DICTATED),
    Step("FetchRecordingTranscription", {**DICTATED, **TRANSCRIPTION}),
    Step("DeleteRecordingTranscription", {**DICTATED, **TRANSCRIPTION}),
    Step("CreateCall", NONE, DICTATION, "call"),
    Step("ListTranscription", NONE, NONE, "transcription", "rows"),
    Step("DeleteTranscription", TRANSCRIPTION),
)


def prepare(live: Any) -> None:
    """Give the handsets their scripts."""
    for number, script in SCRIPTS.items():
        live.control("PUT", f"handsets/{number.replace('+', '%2B')}", {"voice_script": script})
