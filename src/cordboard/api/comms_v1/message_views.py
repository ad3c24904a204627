"""How messages are shown: who wrote to whom, where they are on their way, and by which attempts.

Source: reference of the Communications API, section 3.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec import Struct

from cordboard.api.comms_v1.kinds import Related, Spelled, TextMap
from cordboard.api.comms_v1.surface import INSTANT, TEXT, out
from cordboard.catalogue.describe import View
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import OneOf, Whole
from cordboard.communications.message import Attempt, Message, Route
from cordboard.communications.words import FOLLOWED, REACHED_OVER, Channel, Reach, Status
from cordboard.errors import entry
from cordboard.messaging.message import Message as Ordinary


class Party(Struct, frozen=True):
    """Who wrote, or who was written to."""

    address: str
    channel: str
    sender_id: str | None = None
    sender_pool_id: str | None = None


class Fault(NamedTuple):
    """Why an attempt failed."""

    code: int
    message: str
    info_url: str


class ShownAttempt(NamedTuple):
    """An attempt as it is shown."""

    sender: Party
    to: list[Party]
    status: Status
    attempted_ms: int
    info_url: str | None
    error: Fault | None


class Shown(Struct, frozen=True):
    """A message as it is shown; ``here`` is the URL of the surface, ``server`` that of the ordinary message.

    A page has a thousand of them and of their parties, and a dataclass takes five times as long to make.
    """

    message: Message
    here: str
    ordinary: Mapping[str, Ordinary]
    content: Mapping[str, Any] | None = None
    server: str = ""
    deleted_ms: int | None = None

    @property
    def sender(self) -> Party:
        """Return who wrote."""
        return _sender(self.message.route, self.message)

    @property
    def to(self) -> list[Party]:
        """Return who was written to; one, as there are no groups here."""
        return [_recipient(self.message.route)]

    @property
    def related(self) -> tuple[tuple[str, str, str], ...]:
        """Return the session and the operation, each with the URL of those beside it."""
        message, here = self.message, self.here
        session = ("session", message.session_id, here + "/Sessions/")
        if message.operation_id is None:
            return (session,)
        return (session, ("operation", message.operation_id, here + "/Messages/Operations/"))

    @property
    def attempts(self) -> list[ShownAttempt]:
        """Return the attempts, oldest first."""
        return [_attempt(self, each) for each in self.message.attempts]


def _sender(route: Route, message: Message) -> Party:
    return Party(route.sender, route.channel, route.sender_id or None, message.pool_id)


def _recipient(route: Route) -> Party:
    return Party(route.address, REACHED_OVER[route.channel])


def _attempt(shown: Shown, attempt: Attempt) -> ShownAttempt:
    message, ordinary = shown.message, shown.ordinary.get(attempt.sid)
    route = message.routes[attempt.route]
    status, code, url = Status.FAILED, attempt.error_code, None
    if message.status is Status.INBOUND:
        status = Status.INBOUND
    elif ordinary is not None:
        status, code = FOLLOWED.get(ordinary.status, Status.QUEUED), ordinary.error_code
    elif attempt.sid:  # its ordinary message was deleted
        status = message.status if attempt is message.attempts[-1] else Status.FAILED
    if attempt.sid:
        url = f"{shown.server}/2010-04-01/Accounts/{message.account_sid}/Messages/{attempt.sid}.json"
    error = Fault(code, entry(code).name, f"https://www.twilio.com/docs/api/errors/{code}") if code else None
    return ShownAttempt(_sender(route, message), [_recipient(route)], status, attempt.at_ms, url, error)


WORD = OneOf(Status)
CHANNEL_WORD = OneOf(Channel)
SENDER_VIEW = View(
    "MessageSender", (out("address"), out("channel", CHANNEL_WORD), out("sender_id"), out("sender_pool_id"))
)
RECIPIENT_VIEW = View("MessageParticipant", (out("address"), out("channel", OneOf(Reach))))
ERROR_VIEW = View("AttemptError", (out("code", Whole()), out("message"), out("info_url")))
ATTEMPT_VIEW = View(
    "MessageAttempt",
    (
        out("from", Part(SENDER_VIEW), "sender"),
        out("to", Part(RECIPIENT_VIEW, many=True)),
        out("status", WORD),
        out("attempted_at", INSTANT, "attempted_ms"),
        out("info_url"),
        out("error", Part(ERROR_VIEW)),
    ),
)
METADATA = (
    out("id", TEXT, "message.id"),
    out("from", Part(SENDER_VIEW), "sender"),
    out("to", Part(RECIPIENT_VIEW, many=True)),
    out("status", WORD, "message.status"),
    out("related", Related()),
    out("tags", TextMap(), "message.tags"),
    out("scheduled_for", INSTANT, "message.scheduled_ms"),
    out("created_at", INSTANT, "message.created_ms"),
    out("updated_at", INSTANT, "message.updated_ms"),
    out("deleted_at", INSTANT, "deleted_ms"),
)
METADATA_VIEW = View("MessageMetadata", METADATA)
MESSAGE_VIEW = View("Message", (*METADATA, out("content", Spelled()), out("attempts", Part(ATTEMPT_VIEW, many=True))))
