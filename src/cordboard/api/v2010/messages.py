"""Messages of the 2010 API. Source: reference 05, Messages; reference 02."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.message_content import content_of
from cordboard.api.v2010.message_parameters import CreateFeedback, CreateMessage, ListMessages, MessageOf, UpdateMessage
from cordboard.api.v2010.surface import SURFACE, TEXT, always, dates, out, subresource_uris, uri
from cordboard.base.page import Page
from cordboard.base.phone import parse_sender
from cordboard.base.problem import Problem
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Effect, Level, Property, View
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Number, OneOf, Whole
from cordboard.content.filling import Written
from cordboard.errors import error_name
from cordboard.messaging.draft import Draft
from cordboard.messaging.message import Direction, Message, Status
from cordboard.messaging.ports import Feedback, MessageFilter

AREA = "messaging"


def _error_message(message: Message) -> str | None:
    return None if message.error_code is None else error_name(message.error_code)


MESSAGE = View(
    "Message",
    (
        out("body", TEXT, "told_body"),
        out("num_segments", Whole(as_text=True)),
        out("direction", OneOf(Direction)),
        Property("from", TEXT, lambda message: message.sender or None),
        out("to", TEXT, "recipient"),
        dates()[1],
        out("price", Number()),
        Property("error_message", TEXT, _error_message),
        uri("/Accounts/{account_sid}/Messages/{sid}"),
        out("account_sid", TEXT),
        out("num_media", Whole(as_text=True)),
        out("status", OneOf(Status)),
        out("messaging_service_sid", TEXT, "service_sid"),
        out("sid", TEXT),
        out("date_sent", Instant(), "sent_ms"),
        dates()[0],
        out("error_code", Whole()),
        out("price_unit", TEXT),
        always("api_version", "2010-04-01"),
        subresource_uris("/Accounts/{account_sid}/Messages/{sid}", {"media": "/Media", "feedback": "/Feedback"}),
    ),
)
FEEDBACK = View(
    "Feedback",
    (
        out("account_sid", TEXT),
        out("message_sid", TEXT),
        out("outcome", TEXT),
        *dates(),
        uri("/Accounts/{account_sid}/Messages/{message_sid}/Feedback"),
    ),
)


def _draft(call: Call, given: CreateMessage, status_callback: str | None, content: Written | None = None) -> Draft:
    return Draft(
        to=given.to,
        from_=given.from_,
        service_sid=given.messaging_service_sid,
        body=given.body if content is None else content.body,
        media_urls=tuple(given.media_url or ()) if content is None else content.media,
        content_sid=given.content_sid,
        status_callback=status_callback,
        validity_s=given.validity_period,
        provide_feedback=given.provide_feedback,
        smart_encoded=given.smart_encoded,
        send_as_mms=given.send_as_mms,
        is_scheduled=given.schedule_type is not None,
        send_at_ms=given.send_at,
        agent_sid=call.agent_sid,
        decision_id=call.decision_id,
    )


def _told(call: Call, given: CreateMessage) -> str | None:
    """Return where the states are told: by the message, else by its application. Raises: Problem 21218."""
    if given.application_sid is None:
        return given.status_callback
    application = call.services.provisioning.applications.known(call.account.sid, given.application_sid)
    if application is None:
        raise Problem(21218, application_sid=given.application_sid)
    return given.status_callback or application.told_of_messages


async def rehearse_message(call: Call, given: CreateMessage) -> Message:
    """Answer by magic numbers."""
    return call.services.rehearsals.messages.send(call.account.sid, _draft(call, given, given.status_callback))


MESSAGES = Resource(SURFACE, "/Accounts/{AccountSid}/Messages", view=MESSAGE, key="messages", area=AREA)


@MESSAGES.create(
    "CreateMessage",
    says="sent a message to {to}",
    given=CreateMessage,
    level=Level.SEND,
    effect=Effect.REACHES_A_PERSON,
    is_one_unit=True,
    rehearsal=rehearse_message,
)
async def create_message(call: Call, given: CreateMessage) -> Message:
    """Send a message."""
    if given.send_at is not None and given.schedule_type is None:
        raise Problem(35126, parameter="ScheduleType", schedule_type="")
    content = content_of(call.services.contents, call.account.sid, given.to, given.content_sid, given.content_variables)
    return await call.services.sending.send(call.account.sid, _draft(call, given, _told(call, given), content))


async def _message(call: Call, sid: str) -> Message:
    found = await call.services.messages.message(call.account.sid, sid)
    if found is None:
        raise Problem(20404)
    return found


@MESSAGES.fetch("FetchMessage", says="read message {Sid}", given=MessageOf)
async def fetch_message(call: Call, given: MessageOf) -> Message:
    """Fetch a message."""
    return await _message(call, given.sid)


def _address(text: str | None) -> str | None:
    if text is None:
        return None
    address = parse_sender(text)
    return address.value if address else text


@MESSAGES.list("ListMessage", says="listed messages", given=ListMessages)
async def list_messages(call: Call, given: ListMessages) -> Page[Message]:
    """List messages, newest first."""
    first = [span.first_ms for span in (given.date_sent, given.date_sent_after) if span]
    end = [span.end_ms for span in (given.date_sent, given.date_sent_before) if span]
    wanted = MessageFilter(
        recipient=_address(given.to),
        sender=_address(given.from_),
        sent_from_ms=max(first, default=None),
        sent_before_ms=min(end, default=None),
    )
    return await call.services.messages.messages(call.account.sid, wanted, call.page)


@MESSAGES.update("UpdateMessage", says="redacted or canceled message {Sid}", given=UpdateMessage, level=Level.SEND)
async def update_message(call: Call, given: UpdateMessage) -> Message:
    """Redact a message, or cancel a scheduled one."""
    message = await _message(call, given.sid)
    if given.status is not None:
        return await call.services.releaser.cancel(message)
    if given.body is None:
        return message
    if given.body:
        raise Problem(20001, parameter="Body", value=given.body[:20])
    return await call.services.sending.redact(message)


@MESSAGES.delete("DeleteMessage", says="deleted message {Sid}", given=MessageOf)
async def delete_message(call: Call, given: MessageOf) -> None:
    """Delete a message with its media."""
    await call.services.sending.delete(await _message(call, given.sid))


@SURFACE.operation(
    "POST",
    "/Accounts/{AccountSid}/Messages/{MessageSid}/Feedback",
    name="CreateMessageFeedback",
    area=AREA,
    level=Level.SEND,
    effect=Effect.CHANGES,
    says="said what became of message {MessageSid}",
    given=CreateFeedback,
    view=FEEDBACK,
    success=201,
)
async def create_feedback(call: Call, given: CreateFeedback) -> Feedback:
    """Say what became of a message that was sent with ProvideFeedback."""
    message = await _message(call, given.message_sid)
    if not message.options.provide_feedback:
        raise Problem(20001, parameter="MessageSid", message="The message was not sent with ProvideFeedback.")
    now = call.services.now_ms()
    feedback = Feedback(
        account_sid=message.account_sid,
        message_sid=message.sid,
        outcome=given.outcome.value,
        created_ms=now,
        updated_ms=now,
    )
    unit = call.services.messages.unit()
    unit.put_feedback(feedback)
    await unit.commit()
    return feedback
