"""What WhatsApp is asked to approve; nobody reviews it here. Source: twilio_content_v1.json of twilio-oai."""

from __future__ import annotations

import re
from enum import StrEnum

from cordboard.api.call import Call
from cordboard.api.content_v1.contents import ContentOf
from cordboard.api.content_v1.surface import CONTENT_SID, SURFACE
from cordboard.api.messaging_v1.surface import ANYTHING, out, url
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, Property, View, described, param, path
from cordboard.catalogue.wire import Boolean, OneOf, Text
from cordboard.content.content import Approval, Content

NAME = re.compile(r"[a-z0-9_]{1,512}", re.ASCII)  # Source: WhatsApp Business Management API, message templates.
REQUESTED = View(
    "ApprovalCreate",
    (
        *(out(name) for name in ("name", "category", "content_type", "status", "rejection_reason")),
        out("allow_category_change", Boolean()),
    ),
)
APPROVAL = View(
    "ApprovalFetch",
    (
        out("sid"),
        out("account_sid"),
        Property("whatsapp", ANYTHING, lambda content: {"type": "whatsapp", **content.approval_requests}),
        url("/Content/{sid}/ApprovalRequests"),
    ),
)


class Category(StrEnum):
    """What a template is for."""

    UTILITY = "UTILITY"
    MARKETING = "MARKETING"
    AUTHENTICATION = "AUTHENTICATION"


@described
class CreateApproval:
    """Content to submit to WhatsApp."""

    content_sid: str = path("ContentSid", CONTENT_SID, "The content.")
    name: str = param("name", Text(512), "Its name there: small letters, digits and underscores.")
    category: Category = param("category", OneOf(Category), "What it is for.")


@SURFACE.operation(
    "POST",
    "/Content/{ContentSid}/ApprovalRequests/whatsapp",
    name="CreateApprovalCreate",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="submitted content {ContentSid} to WhatsApp",
    given=CreateApproval,
    view=REQUESTED,
    success=201,
)
async def create_approval(call: Call, given: CreateApproval) -> Approval:
    """Submit content to WhatsApp; here it is approved at once."""
    if NAME.fullmatch(given.name) is None:
        raise Problem(20001, parameter="name", value=given.name)
    contents = call.services.contents
    content = await contents.get(call.account.sid, given.content_sid)
    approval = Approval(name=given.name, category=given.category.value, content_type=next(iter(content.types)))
    return (await contents.change(content, approval=approval)).approval


@SURFACE.operation(
    "GET",
    "/Content/{Sid}/ApprovalRequests",
    name="FetchApprovalFetch",
    level=Level.READ,
    says="looked at the approval of content {Sid}",
    given=ContentOf,
    view=APPROVAL,
)
async def fetch_approval(call: Call, given: ContentOf) -> Content:
    """Fetch what WhatsApp says of content."""
    return await call.services.contents.get(call.account.sid, given.sid)
