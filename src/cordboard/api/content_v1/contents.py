"""Content: templates of messages. Source: twilio_content_v1.json of twilio-oai."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cordboard.api.call import Call
from cordboard.api.content_v1.surface import CONTENT_SID, SURFACE, head
from cordboard.api.messaging_v1.surface import ANYTHING, links, out, url
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Level, Listing, Property, View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Text
from cordboard.content.content import Content
from cordboard.content.types import LONGEST_TEXT, BadContent, checked_types

INVALID, MOST_VARIABLES = 20001, 100
LANGUAGE = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})?", re.ASCII)
CONTENT = View(
    "Content",
    (
        *head(),
        url("/Content/{sid}"),
        links(
            approval_create="/v1/Content/{sid}/ApprovalRequests/whatsapp",
            approval_fetch="/v1/Content/{sid}/ApprovalRequests",
        ),
    ),
)
WITH_APPROVALS = View("ContentAndApprovals", (*head(), out("approval_requests", ANYTHING)))
LEGACY = View(
    "LegacyContent",
    (
        *head(),
        out("legacy_template_name", attribute="approval.name"),
        Property("legacy_body", Text(), lambda content: content.types.get("twilio/text", {}).get("body", "")),
        url("/LegacyContent"),
    ),
)


@described
class CreateContent:
    """A template to keep."""

    friendly_name: str | None = param("friendly_name", Text(450), "What it is called.", default=None)
    variables: object = param("variables", ANYTHING, "What stands in slots that are not filled, by name.", default=None)
    language: str = param("language", Text(12), "Its language, such as en or pt_BR.")
    types: object = param("types", ANYTHING, "The template in the shape of each type, such as twilio/text.")


@described
class UpdateContent:
    """A template, and what to change."""

    sid: str = path("Sid", CONTENT_SID, "The content.")
    friendly_name: str | None = param("friendly_name", Text(450), "What it is called.", default=None)
    variables: object = param("variables", ANYTHING, "What stands in slots that are not filled, by name.", default=None)
    language: str | None = param("language", Text(12), "Its language.", default=None)
    types: object = param("types", ANYTHING, "The template in the shape of each type; it replaces all types.")


@described
class ContentOf:
    """Which content."""

    sid: str = path("Sid", CONTENT_SID, "The content.")


@described
class ListContents:
    """All content."""


def _variables(given: object) -> dict[str, str] | None:
    if given is None:
        return None
    if not isinstance(given, Mapping) or len(given) > MOST_VARIABLES:
        raise Problem(
            INVALID, parameter="variables", message=f"variables has to be an object of {MOST_VARIABLES} at most."
        )
    for value in given.values():
        if not isinstance(value, str | int | float) or len(str(value)) > LONGEST_TEXT:
            raise Problem(INVALID, parameter="variables", message="variables has to hold texts.")
    return {str(name): str(value) for name, value in given.items()}


def _values(given: CreateContent | UpdateContent) -> dict[str, Any]:
    """Return what was given and is right. Raises: Problem 20001."""
    if given.language is not None and LANGUAGE.fullmatch(given.language) is None:
        raise Problem(INVALID, parameter="language", value=given.language)
    try:
        types = checked_types(given.types)
    except BadContent as fault:
        raise Problem(INVALID, parameter="types", message=f"Content is not valid: {fault}.") from fault
    values = {
        "friendly_name": given.friendly_name,
        "variables": _variables(given.variables),
        "language": given.language,
        "types": types,
    }
    return {name: value for name, value in values.items() if value is not None}


CONTENTS = Resource(SURFACE, "/Content", view=CONTENT, key="contents")


@CONTENTS.create("CreateContent", says="made content {friendly_name}", given=CreateContent)
async def create_content(call: Call, given: CreateContent) -> Content:
    """Keep a template, which messages name as their ContentSid."""
    return await call.services.contents.create(call.account.sid, **_values(given))


@CONTENTS.list("ListContent", says="listed the content", given=ListContents)
async def list_contents(call: Call, given: ListContents) -> Page[Content]:
    """List content, newest first."""
    return await call.services.contents.page(call.account.sid, call.page)


@CONTENTS.fetch("FetchContent", says="looked at content {Sid}", given=ContentOf)
async def fetch_content(call: Call, given: ContentOf) -> Content:
    """Fetch content."""
    return await call.services.contents.get(call.account.sid, given.sid)


@CONTENTS.update("UpdateContent", says="changed content {Sid}", given=UpdateContent, method="PUT")
async def update_content(call: Call, given: UpdateContent) -> Content:
    """Change content; messages that were sent keep what they said."""
    content = await call.services.contents.get(call.account.sid, given.sid)
    return await call.services.contents.change(content, **_values(given))


@CONTENTS.delete("DeleteContent", says="deleted content {Sid}", given=ContentOf)
async def delete_content(call: Call, given: ContentOf) -> None:
    """Delete content."""
    await call.services.contents.delete(await call.services.contents.get(call.account.sid, given.sid))


@SURFACE.operation(
    "GET",
    "/ContentAndApprovals",
    name="ListContentAndApprovals",
    level=Level.READ,
    says="listed the content and its approvals",
    given=ListContents,
    view=WITH_APPROVALS,
    listing=Listing("contents"),
)
async def list_with_approvals(call: Call, given: ListContents) -> Page[Content]:
    """List content with what WhatsApp says of it, newest first."""
    return await call.services.contents.page(call.account.sid, call.page)


@SURFACE.operation(
    "GET",
    "/LegacyContent",
    name="ListLegacyContent",
    level=Level.READ,
    says="listed the content with its older names",
    given=ListContents,
    view=LEGACY,
    listing=Listing("contents"),
)
async def list_legacy(call: Call, given: ListContents) -> Page[Content]:
    """List content with the name and the text that it had for WhatsApp, newest first."""
    return await call.services.contents.page(call.account.sid, call.page)
