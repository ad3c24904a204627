"""A message as it was asked for, and what is checked and made of it whoever sends it."""

from __future__ import annotations

from msgspec import Struct

from cordboard.base.outbox import Task, TaskKind
from cordboard.base.problem import Problem
from cordboard.base.sid import MMS, SMS, SidMaker
from cordboard.base.text import segment, smart_encode
from cordboard.messaging.message import NO_OPTIONS, Direction, Message, Options, Origin, Status

QUEUED, MEDIA, SUBMIT = Status.QUEUED, TaskKind.MEDIA, TaskKind.SUBMIT
LONGEST_BODY = 1600
QUEUE_SECONDS = 36_000  # Ten hours. Source: the brief, "Request rate".


class Draft(Struct, frozen=True, kw_only=True):
    """A message as it was asked for. Units: ``validity_s`` in seconds; None is as long as its sender's queue may be."""

    to: str
    from_: str | None = None
    service_sid: str | None = None
    body: str | None = None
    media_urls: tuple[str, ...] = ()
    content_sid: str | None = None
    status_callback: str | None = None
    validity_s: int | None = None
    provide_feedback: bool = False
    smart_encoded: bool = False
    send_as_mms: bool = False
    is_scheduled: bool = False
    send_at_ms: int | None = None
    direction: Direction = Direction.API
    origin: Origin | None = None
    agent_sid: str = ""
    decision_id: str = ""
    is_private: bool = False


def checked_body(draft: Draft, *, is_smart: bool) -> str:
    """Return the text that is sent. Raises: Problem 21602, 21655 or 21617."""
    if not draft.body and not draft.media_urls:
        raise Problem(21655 if draft.content_sid else 21602, content_sid=draft.content_sid)
    body = draft.body or ""
    if is_smart:
        body = smart_encode(body)
    if len(body) > LONGEST_BODY:
        raise Problem(21617, parameter="Body")
    return body


def options_of(draft: Draft) -> Options:
    """Return what of a draft is kept beside the message."""
    if not (
        draft.status_callback
        or draft.media_urls
        or draft.validity_s is not None
        or draft.provide_feedback
        or draft.send_at_ms is not None
        or draft.origin is not None
        or draft.agent_sid
        or draft.is_private
    ):
        return NO_OPTIONS
    return Options(
        status_callback=draft.status_callback,
        validity_s=QUEUE_SECONDS if draft.validity_s is None else draft.validity_s,
        provide_feedback=draft.provide_feedback,
        media_urls=draft.media_urls,
        send_at_ms=draft.send_at_ms,
        origin=draft.origin,
        agent_sid=draft.agent_sid,
        decision_id=draft.decision_id,
        is_private=draft.is_private,
    )


def segments_of(body: str, *, is_media: bool) -> int:
    """Return how many segments a message counts as."""
    return 1 if is_media else segment(body).segments


def message_of(
    draft: Draft, sids: SidMaker, now_ms: int, account_sid: str, ends: tuple[str, str], body: str
) -> Message:
    """Return a new message, queued; ``ends`` are its sender and its recipient."""
    is_media = bool(draft.media_urls) or draft.send_as_mms
    sender, recipient = ends
    return Message(
        sid=sids.sid(MMS if is_media else SMS),
        account_sid=account_sid,
        direction=draft.direction,
        sender=sender,
        recipient=recipient,
        body=body,
        status=QUEUED,
        num_segments=segments_of(body, is_media=is_media),
        num_media=len(draft.media_urls),
        created_ms=now_ms,
        updated_ms=now_ms,
        service_sid=draft.service_sid,
        options=options_of(draft),
    )


def first_task(message: Message, now_ms: int) -> Task:
    """Return the task of a queued message: its media is fetched, or it is submitted."""
    kind = MEDIA if message.options.media_urls else SUBMIT
    key = message.key
    return Task(key, kind, now_ms, key, held=message)
