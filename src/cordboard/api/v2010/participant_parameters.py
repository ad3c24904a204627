"""How a participant is called into a conference: its parameters, and what they mean to the call and the conference.

Source: reference 06, Participants.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from cordboard.api.call import Call
from cordboard.api.v2010.call_parameters import LONGEST_REASON, SAYS_EVENTS, Channels, MachineDetection, Track, Trim
from cordboard.api.v2010.surface import TEXT
from cordboard.catalogue.describe import described, param, path
from cordboard.catalogue.links import Url
from cordboard.catalogue.wire import Boolean, Method, OneOf, SidOf, Text, Whole
from cordboard.twiml.voice.callback import ProgressCallback, RecordingCallback
from cordboard.twiml.voice.dial_effects import DialSettings, JoinConference
from cordboard.voice.call import CallOptions, Event, Told

LONGEST_LABEL = 128
SAYS_WAIT = "What it hears before the start; nothing if empty."


class Beep(StrEnum):
    """When the others hear a beep."""

    TRUE = "true"
    FALSE = "false"
    ENTER = "onEnter"
    EXIT = "onExit"


class ConferenceRecord(StrEnum):
    """Whether to record the conference."""

    TRUE = "true"
    FALSE = "false"
    START = "record-from-start"
    NOT = "do-not-record"


class ConferenceEvent(StrEnum):
    """What a conference tells of."""

    START = "start"
    END = "end"
    JOIN = "join"
    LEAVE = "leave"
    MUTE = "mute"
    HOLD = "hold"
    MODIFY = "modify"
    SPEAKER = "speaker"
    ANNOUNCEMENT = "announcement"


class RecordingEvent(StrEnum):
    """What the recording of a participant tells of."""

    STARTED = "started"
    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"
    COMPLETED = "completed"
    FAILED = "failed"
    ABSENT = "absent"


class ConferenceRecordingEvent(StrEnum):
    """What the recording of a conference tells of."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    FAILED = "failed"
    ABSENT = "absent"


class JitterBuffer(StrEnum):
    """How much sound is buffered."""

    OFF = "off"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@described
class CreateParticipant:
    """Whom to call into which conference, and how."""

    conference_sid: str = path("ConferenceSid", TEXT, "The conference: its SID, or a name.")
    from_: str = param("From", TEXT, "The caller to show.", missing=21213, invalid=21212)
    to: str = param("To", TEXT, "Whom to call: E.164, client: or sip:.", missing=21201, invalid=21211)
    status_callback: str | None = param("StatusCallback", Url(), "Told of the call.", default=None, invalid=21609)
    status_callback_method: str = param("StatusCallbackMethod", Method(), "How.", default="POST", invalid=21209)
    status_callback_event: list[str] | None = param("StatusCallbackEvent", TEXT, SAYS_EVENTS, default=None, many=True)
    label: str | None = param("Label", TEXT, "Its label, of its own in the conference.", default=None)
    timeout: int = param("Timeout", Whole(5, 600), "How long it may ring, in seconds.", default=60, invalid=21208)
    record: bool = param("Record", Boolean(), "Whether to record the call.", default=False)
    muted: bool = param("Muted", Boolean(), "Whether the others do not hear it.", default=False)
    beep: Beep = param("Beep", OneOf(Beep), "When the others hear a beep.", default=Beep.TRUE)
    start_conference_on_enter: bool = param(
        "StartConferenceOnEnter", Boolean(), "Whether the conference may start with it.", default=True
    )
    end_conference_on_exit: bool = param(
        "EndConferenceOnExit", Boolean(), "Whether the conference ends with it.", default=False
    )
    wait_url: str | None = param("WaitUrl", Url(), SAYS_WAIT, default=None, invalid=21205, keep_empty=True)
    wait_method: str = param("WaitMethod", Method(), "How to ask for it.", default="POST", invalid=21209)
    early_media: bool = param("EarlyMedia", Boolean(), "Read and not used.", default=True)
    max_participants: int = param("MaxParticipants", Whole(2, 250), "How many there may be.", default=250)
    conference_record: ConferenceRecord = param(
        "ConferenceRecord", OneOf(ConferenceRecord), "Whether to record the conference.", default=ConferenceRecord.FALSE
    )
    conference_trim: Trim = param("ConferenceTrim", OneOf(Trim), "Whether to cut silence off.", default=Trim.TRIM)
    conference_status_callback: str | None = param(
        "ConferenceStatusCallback", Url(), "Told of the conference.", default=None, invalid=21609
    )
    conference_status_callback_method: str = param(
        "ConferenceStatusCallbackMethod", Method(), "How.", default="POST", invalid=21209
    )
    conference_status_callback_event: list[ConferenceEvent] | None = param(
        "ConferenceStatusCallbackEvent", OneOf(ConferenceEvent), "Start and end if absent.", default=None, many=True
    )
    recording_channels: Channels = param("RecordingChannels", OneOf(Channels), "Mono or dual.", default=Channels.MONO)
    recording_status_callback: str | None = param(
        "RecordingStatusCallback", Url(), "Told of the call's recording.", default=None, invalid=21609
    )
    recording_status_callback_method: str = param(
        "RecordingStatusCallbackMethod", Method(), "How.", default="POST", invalid=21209
    )
    sip_auth_username: str | None = param(
        "SipAuthUsername", Text(255), "Who we are at a SIP address.", default=None, invalid=21221
    )
    sip_auth_password: str | None = param("SipAuthPassword", Text(255), "The proof of it.", default=None, invalid=21223)
    region: str = param("Region", TEXT, "The region that the conference shows, if it begins with it.", default="us1")
    conference_recording_status_callback: str | None = param(
        "ConferenceRecordingStatusCallback", Url(), "Told of the conference's recording.", default=None, invalid=21609
    )
    conference_recording_status_callback_method: str = param(
        "ConferenceRecordingStatusCallbackMethod", Method(), "How.", default="POST", invalid=21209
    )
    recording_status_callback_event: list[RecordingEvent] | None = param(
        "RecordingStatusCallbackEvent", OneOf(RecordingEvent), "Of which states.", default=None, many=True
    )
    conference_recording_status_callback_event: list[ConferenceRecordingEvent] | None = param(
        "ConferenceRecordingStatusCallbackEvent",
        OneOf(ConferenceRecordingEvent),
        "Of which states.",
        default=None,
        many=True,
    )
    coaching: bool = param("Coaching", Boolean(), "Whether one other alone hears it.", default=False)
    call_sid_to_coach: str | None = param("CallSidToCoach", SidOf(("CA",)), "Who does.", default=None)
    jitter_buffer_size: JitterBuffer | None = param(
        "JitterBufferSize", OneOf(JitterBuffer), "Read and not used.", default=None
    )
    byoc: str | None = param("Byoc", SidOf(("BY",)), "There are no trunks here; read and not used.", default=None)
    caller_id: str | None = param("CallerId", TEXT, "Read and not used.", default=None)
    call_reason: str | None = param("CallReason", Text(LONGEST_REASON), "Why; who is called sees it.", default=None)
    recording_track: Track = param("RecordingTrack", OneOf(Track), "Which side.", default=Track.BOTH)
    time_limit: int = param("TimeLimit", Whole(1, 86_400), "How long it may last.", default=14_400, invalid=21208)
    machine_detection: MachineDetection | None = param(
        "MachineDetection", OneOf(MachineDetection), "Whether to find out who answers.", default=None, invalid=21207
    )
    machine_detection_timeout: int = param(
        "MachineDetectionTimeout", Whole(3, 120), "How long to listen.", default=30, invalid=21234
    )
    speech_threshold: int = param(
        "MachineDetectionSpeechThreshold",
        Whole(1000, 6000),
        "The longest greeting.",
        default=2400,
        invalid=21234,
    )
    speech_end_threshold: int = param(
        "MachineDetectionSpeechEndThreshold", Whole(500, 5000), "The silence after it.", default=1200, invalid=21234
    )
    silence_timeout: int = param(
        "MachineDetectionSilenceTimeout", Whole(2000, 10_000), "The longest silence.", default=5000, invalid=21234
    )
    amd_status_callback: str | None = param(
        "AmdStatusCallback", Url(), "Told who answered.", default=None, invalid=21609
    )
    amd_status_callback_method: str = param("AmdStatusCallbackMethod", Method(), "How.", default="POST", invalid=21209)
    trim: Trim = param("Trim", OneOf(Trim), "Whether to cut silence off.", default=Trim.TRIM)
    call_token: str | None = param("CallToken", TEXT, "Read and not used.", default=None)
    client_notification_url: str | None = param("ClientNotificationUrl", Url(), "Read and not used.", default=None)
    caller_display_name: str | None = param(
        "CallerDisplayName", Text(255), "What a client shows; read and not used.", default=None
    )


def _words(events: Sequence[str] | None, *otherwise: str) -> tuple[str, ...]:
    return tuple(str(each) for each in events) if events else otherwise


def options_of(given: CreateParticipant, call: Call) -> CallOptions:
    """Return how to call."""
    return CallOptions(
        told=Told(
            url=given.status_callback,
            method=given.status_callback_method,
            events=_words(given.status_callback_event, Event.COMPLETED.value),
        ),
        timeout_s=given.timeout,
        time_limit_s=given.time_limit,
        records=given.record,
        recording_channels=2 if given.recording_channels is Channels.DUAL else 1,
        recording_track=given.recording_track.value,
        recording_told=Told(
            url=given.recording_status_callback,
            method=given.recording_status_callback_method,
            events=_words(given.recording_status_callback_event, "completed"),
        ),
        trims=given.trim is Trim.TRIM,
        machine_detection=given.machine_detection.value if given.machine_detection else None,
        machine_timeout_s=given.machine_detection_timeout,
        speech_ms=given.speech_threshold,
        speech_end_ms=given.speech_end_threshold,
        silence_ms=given.silence_timeout,
        is_machine_async=True,  # who answers is in the conference at once
        machine_told=Told(url=given.amd_status_callback, method=given.amd_status_callback_method),
        agent_sid=call.agent_sid,
        decision_id=call.decision_id,
    )


def joining_of(given: CreateParticipant) -> JoinConference:
    """Return how to join; the name is used where a conference begins with it."""
    records = given.conference_record in (ConferenceRecord.TRUE, ConferenceRecord.START)
    events = _words(given.conference_status_callback_event, "start", "end")
    recording_events = _words(given.conference_recording_status_callback_event, "completed")
    return JoinConference(
        name=given.conference_sid,
        settings=DialSettings(
            caller_id=None,
            timeout_s=given.timeout,
            time_limit_s=given.time_limit,
            hangs_up_on_star=False,
            answers_on_bridge=False,
            record="do-not-record",
            recording_track="both",
            trims=False,
            recording=RecordingCallback(),
            is_sequential=False,
        ),
        is_muted=given.muted,
        beep=given.beep.value,
        starts_on_enter=given.start_conference_on_enter,
        ends_on_exit=given.end_conference_on_exit,
        label=given.label,
        wait_url=given.wait_url,
        wait_method=given.wait_method,
        max_participants=given.max_participants,
        record="record-from-start" if records else "do-not-record",
        trims=given.conference_trim is Trim.TRIM,
        coach=given.call_sid_to_coach if given.coaching else None,
        callback=ProgressCallback(
            given.conference_status_callback, given.conference_status_callback_method, frozenset(events)
        ),
        recording=RecordingCallback(
            given.conference_recording_status_callback,
            given.conference_recording_status_callback_method,
            frozenset(recording_events),
        ),
        region=given.region,
    )
