"""A web hook to be made: the words that products write and the deliverer reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import NamedTuple

MayFollow = Callable[[str], Awaitable[str | None]]
"""Returns why a redirect may not be followed to a URL, or None."""


class Purpose(StrEnum):
    """Why a web hook is made, which decides what its answer means."""

    MESSAGE_STATUS = "message-status"
    INBOUND_MESSAGE = "inbound-message"
    CALL_DOCUMENT = "call-document"
    CALL_STATUS = "call-status"
    RECORDING_STATUS = "recording-status"
    CONFERENCE_STATUS = "conference-status"
    TRANSCRIPTION = "transcription"
    QUEUE = "queue"
    CALLER_ID = "caller-id"
    USAGE_TRIGGER = "usage-trigger"
    APPROVAL = "approval"
    BUDGET = "budget"


class Webhook(NamedTuple):
    """One request to a user's application.

    ``token`` is the idempotency token: it stays the same over every attempt. ``conversation`` names the cookie jar.
    ``hops`` counts the TwiML redirects that led here. ``agent_sid`` is the agent that had the document set, by the
    decision ``decision_id``; both are empty for everybody else.
    """

    account_sid: str
    subject_sid: str
    purpose: Purpose
    method: str
    url: str
    parameters: tuple[tuple[str, str], ...]
    token: str
    fallback_url: str | None = None
    fallback_method: str = "POST"
    conversation: str = ""
    hops: int = 0
    agent_sid: str = ""
    decision_id: str = ""
