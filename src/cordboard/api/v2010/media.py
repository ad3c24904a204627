"""Media of messages in the 2010 API. Source: reference 05, Message media."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.message_parameters import MESSAGE_SID
from cordboard.api.v2010.messages import AREA
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, uri
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.dates import DateFilter, Span
from cordboard.catalogue.describe import View, described, path, query
from cordboard.catalogue.request import Document
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf
from cordboard.messaging.ports import Media

MEDIA = View(
    "Media",
    (
        out("account_sid", TEXT),
        out("content_type", TEXT),
        *dates(),
        out("parent_sid", TEXT, "message_sid"),
        out("sid", TEXT),
        uri("/Accounts/{account_sid}/Messages/{message_sid}/Media/{sid}"),
    ),
)
MEDIA_SID = SidOf(("ME",))


@described
class MediaOf:
    """Which piece of media."""

    message_sid: str = path("MessageSid", MESSAGE_SID, "The message.")
    sid: str = path("Sid", MEDIA_SID, "The piece of media.")


@described
class ListMedia:
    """Which media to list."""

    message_sid: str = path("MessageSid", MESSAGE_SID, "The message.")
    created: Span | None = query("DateCreated", DateFilter(), "Only media of this day or second.")
    created_before: Span | None = query("DateCreated<", DateFilter(), "Only media of then or before.")
    created_after: Span | None = query("DateCreated>", DateFilter(), "Only media of then or after.")


async def _media(call: Call, given: MediaOf) -> Media:
    found = await call.services.messages.media(given.message_sid, given.sid)
    if found is None or found.account_sid != call.account.sid:
        raise Problem(20404)
    return found


MEDIA_OF_MESSAGES = Resource(
    SURFACE, "/Accounts/{AccountSid}/Messages/{MessageSid}/Media", view=MEDIA, key="media_list", area=AREA
)


@MEDIA_OF_MESSAGES.list("ListMedia", says="listed the media of message {MessageSid}", given=ListMedia)
async def list_media(call: Call, given: ListMedia) -> Page[Media]:
    """List the media of a message."""
    if await call.services.messages.message(call.account.sid, given.message_sid) is None:
        raise Problem(20404)
    first = max((span.first_ms for span in (given.created, given.created_after) if span), default=None)
    end = min((span.end_ms for span in (given.created, given.created_before) if span), default=None)
    return await call.services.messages.media_of(given.message_sid, call.page, first, end)


@MEDIA_OF_MESSAGES.fetch("FetchMedia", says="looked at media {Sid}", given=MediaOf, is_public=True)
async def fetch_media(call: Call, given: MediaOf) -> Media | Document:
    """Fetch the description of a piece of media, or without an extension its bytes."""
    media = await _media(call, given)
    if call.extension:
        return media
    return Document(media.content_type, await call.services.messages.media_data(media.digest))


@MEDIA_OF_MESSAGES.delete("DeleteMedia", says="deleted media {Sid}", given=MediaOf)
async def delete_media(call: Call, given: MediaOf) -> None:
    """Delete a piece of media of a finished message."""
    message = await call.services.messages.message(call.account.sid, given.message_sid)
    media = await _media(call, given)
    if message is None or not message.is_final:
        raise Problem(20009)
    unit = call.services.messages.unit()
    unit.delete_media(media)
    await unit.commit()
