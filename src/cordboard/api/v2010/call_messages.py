"""User-defined messages of a call and their subscriptions, in the 2010 API. Source: reference 06, Call sub-resources.

The client at the other end is a handset of the simulated network, which shows them in the transcript of the call and
sends its own through the control API.
"""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.call_parameters import CALL_SID
from cordboard.api.v2010.calls import AREA, call_of
from cordboard.api.v2010.surface import SURFACE, TEXT, out, uri
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Effect, Level, View, described, param, path
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Method, SidOf, Text
from cordboard.voice.user_message import SUBSCRIPTION, Subscription, UserMessage

MOST_CHARACTERS = 10_000
_HEAD = (
    out("account_sid", TEXT),
    out("call_sid", TEXT, "parent_sid"),
    out("sid", TEXT),
    out("date_created", Instant(), "created_ms"),
)
MESSAGE = View("UserDefinedMessage", _HEAD)
SUBSCRIBED = View(
    "UserDefinedMessageSubscription",
    (*_HEAD, uri("/Accounts/{account_sid}/Calls/{parent_sid}/UserDefinedMessageSubscriptions/{sid}")),
)
IDEMPOTENCY_KEY = "Makes it one, however often it is asked for."


@described
class CreateMessage:
    """A message to the client at the other end."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    content: str = param("Content", Text(MOST_CHARACTERS), "JSON, as the client wants it.")
    idempotency_key: str | None = param("IdempotencyKey", Text(255), IDEMPOTENCY_KEY, default=None)


@described
class CreateSubscription:
    """Who is told of messages of the client at the other end."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    callback: str = param("Callback", Url(), "Whom to tell.", missing=21609, invalid=21609)
    idempotency_key: str | None = param("IdempotencyKey", Text(255), IDEMPOTENCY_KEY, default=None)
    method: str = param("Method", Method(), "How.", default="POST", invalid=21209)


@described
class SubscriptionOf:
    """Which subscription."""

    call_sid: str = path("CallSid", CALL_SID, "The call.")
    sid: str = path("Sid", SidOf(("ZY",)), "The subscription.")


@SURFACE.operation(
    "POST",
    "/Accounts/{AccountSid}/Calls/{CallSid}/UserDefinedMessages",
    name="CreateUserDefinedMessage",
    area=AREA,
    level=Level.SEND,
    effect=Effect.CHANGES,
    says="sent a message to the client of call {CallSid}",
    given=CreateMessage,
    view=MESSAGE,
    success=201,
)
async def create_message(call: Call, given: CreateMessage) -> UserMessage:
    """Send a message to the client at the other end; on the simulated network it is in the transcript."""
    found = await call_of(call, given.call_sid)
    return await call.services.voice.board.user_messages.send(found.sid, given.content, given.idempotency_key)


SUBSCRIPTIONS = Resource(
    SURFACE, "/Accounts/{AccountSid}/Calls/{CallSid}/UserDefinedMessageSubscriptions", view=SUBSCRIBED, area=AREA
)


@SUBSCRIPTIONS.create(
    "CreateUserDefinedMessageSubscription",
    says="subscribed to messages of the client of call {CallSid}",
    given=CreateSubscription,
    level=Level.SEND,
)
async def create_subscription(call: Call, given: CreateSubscription) -> Subscription:
    """Subscribe to messages of the client at the other end."""
    found, messages = await call_of(call, given.call_sid), call.services.voice.board.user_messages
    return await messages.subscribe(found.sid, call.told(given.callback, given.method), given.idempotency_key)


@SUBSCRIPTIONS.delete(
    "DeleteUserDefinedMessageSubscription",
    says="ended subscription {Sid} of call {CallSid}",
    given=SubscriptionOf,
    level=Level.SEND,
)
async def delete_subscription(call: Call, given: SubscriptionOf) -> None:
    """End a subscription."""
    shelf = call.services.shelf
    found: Subscription = await shelf.get(SUBSCRIPTION, call.account.sid, given.sid, parent_sid=given.call_sid)
    await shelf.remove(found)
