"""What the recordings of a call and of a conference have in common: states that can be set, and filters.

Source: reference 06, Recordings.
"""

from __future__ import annotations

from enum import StrEnum

from cordboard.api.v2010.surface import TEXT, VERSION, always, out
from cordboard.catalogue.dates import DateFilter, Instant, Span
from cordboard.catalogue.describe import Property, described, param, query
from cordboard.catalogue.wire import OneOf, Whole
from cordboard.voice.recording import Source


class Settable(StrEnum):
    """The states of a recording that is under way or has ended; of these only three can be set."""

    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    STOPPED = "stopped"
    PROCESSING = "processing"
    COMPLETED = "completed"
    ABSENT = "absent"


class PauseBehavior(StrEnum):
    """What a pause leaves in the recording."""

    SKIP = "skip"
    SILENCE = "silence"


def head() -> tuple[Property, ...]:
    """Describe what both views begin with."""
    return (
        out("account_sid", TEXT),
        always("api_version", VERSION),
        out("call_sid", TEXT),
        out("conference_sid", TEXT),
        out("date_created", Instant(), "created_ms"),
        out("date_updated", Instant(), "updated_ms"),
        out("start_time", Instant(), "started_ms"),
        out("duration", Whole(as_text=True), "duration_s"),
        out("sid", TEXT),
    )


def state() -> tuple[Property, ...]:
    """Describe the state, the channels and the source."""
    return (
        out("status", OneOf(Settable)),
        out("channels", Whole()),
        out("source", OneOf(Source)),
        out("error_code", Whole()),
    )


@described
class Created:
    """When a recording was made."""

    created: Span | None = query("DateCreated", DateFilter(), "Only recordings of this day or second.")
    created_before: Span | None = query("DateCreated<", DateFilter(), "Only recordings of then or before.")
    created_after: Span | None = query("DateCreated>", DateFilter(), "Only recordings of then or after.")


@described
class SetStatus:
    """The state to set."""

    status: Settable = param("Status", OneOf(Settable), "paused, in-progress to go on, or stopped.")
    pause_behavior: PauseBehavior = param(
        "PauseBehavior", OneOf(PauseBehavior), "What a pause leaves: silence or nothing.", default=PauseBehavior.SILENCE
    )
