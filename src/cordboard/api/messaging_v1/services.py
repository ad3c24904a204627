"""Messaging services. Source: reference 09, Messaging Services."""

from __future__ import annotations

from typing import Any

from cordboard.api.call import Call
from cordboard.api.messaging_v1.surface import ANYTHING, SERVICE_SID, SURFACE, TEXT, VERSION, dates, links, out, url
from cordboard.base.page import Page
from cordboard.catalogue.describe import (
    Level,
    Property,
    View,
    described,
    param,
    parameters_of,
    path,
)
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, Method, OneOf, Text, Whole
from cordboard.messaging.service import LONGEST_NAME, LONGEST_VALIDITY_S, Scan, Service, Usecase

NAME, BOOLEAN, URL, METHOD = Text(LONGEST_NAME), Boolean(), Url(), Method()
_BELOW = f"/{VERSION}/Services/{{sid}}"
SERVICE = View(
    "Service",
    (
        out("sid"),
        out("account_sid"),
        out("friendly_name"),
        *dates(),
        out("inbound_request_url"),
        out("inbound_method", METHOD),
        out("fallback_url"),
        out("fallback_method", METHOD),
        out("status_callback"),
        out("sticky_sender", BOOLEAN),
        out("mms_converter", BOOLEAN),
        out("smart_encoding", BOOLEAN),
        out("scan_message_content", OneOf(Scan)),
        out("fallback_to_long_code", BOOLEAN),
        out("area_code_geomatch", BOOLEAN),
        out("synchronous_validation", BOOLEAN),
        out("validity_period", Whole(), "validity_s"),
        url("/Services/{sid}"),
        links(
            phone_numbers=f"{_BELOW}/PhoneNumbers",
            short_codes=f"{_BELOW}/ShortCodes",
            alpha_senders=f"{_BELOW}/AlphaSenders",
            messages="/2010-04-01/Accounts/{account_sid}/Messages",
            us_app_to_person=f"{_BELOW}/Compliance/Usa2p",
            us_app_to_person_usecases=f"{_BELOW}/Compliance/Usa2p/Usecases",
            channel_senders=f"{_BELOW}/ChannelSenders",
            destination_alpha_senders=f"{_BELOW}/DestinationAlphaSenders",
        ),
        out("usecase", TEXT),
        out("us_app_to_person_registered", BOOLEAN),
        out("use_inbound_webhook_on_number", BOOLEAN),
    ),
)
USECASES = View("Usecase", (Property("usecases", ANYTHING, lambda usecases: usecases),))
_USECASES = (
    (Usecase.NOTIFICATIONS, "Delivery, account, order, fraud and service notices, and reminders.", "Notify my users."),
    (Usecase.MARKETING, "Offers, product news and invitations to take part.", "Market my services."),
    (Usecase.VERIFICATION, "One-time passcodes, for signing in and confirming transactions.", "Verify my users."),
    (Usecase.DISCUSSION, "Conversations between people, or with an agent.", "Engage in a discussion."),
    (Usecase.POLL, "Surveys and votes.", "Poll my audience."),
    (Usecase.UNDECLARED, "Anything else.", "Not declared."),
)


@described
class Settings:
    """What can be set of a service."""

    inbound_request_url: str | None = param(
        "InboundRequestUrl",
        URL,
        "Called for each message to the pool; empty takes none.",
        default=None,
        keep_empty=True,
    )
    inbound_method: str | None = param("InboundMethod", METHOD, "How it is called.", default=None)
    fallback_url: str | None = param("FallbackUrl", URL, "Called where that fails.", default=None, keep_empty=True)
    fallback_method: str | None = param("FallbackMethod", METHOD, "How that is called.", default=None)
    status_callback: str | None = param(
        "StatusCallback", URL, "Called at each change of a message's state.", default=None, keep_empty=True
    )
    sticky_sender: bool | None = param(
        "StickySender", BOOLEAN, "Whether a recipient always sees the same sender.", default=None
    )
    mms_converter: bool | None = param(
        "MmsConverter", BOOLEAN, "Whether media becomes a link where MMS does not reach.", default=None
    )
    smart_encoding: bool | None = param(
        "SmartEncoding", BOOLEAN, "Whether characters that GSM-7 lacks are replaced.", default=None
    )
    scan_message_content: Scan | None = param("ScanMessageContent", OneOf(Scan), "Reserved.", default=None)
    fallback_to_long_code: bool | None = param(
        "FallbackToLongCode", BOOLEAN, "Whether numbers step in for a short code whose queue is full.", default=None
    )
    area_code_geomatch: bool | None = param(
        "AreaCodeGeomatch", BOOLEAN, "Whether a number of the recipient's area is preferred.", default=None
    )
    validity_s: int | None = param(
        "ValidityPeriod",
        Whole(1, LONGEST_VALIDITY_S),
        "How long messages may wait, in seconds.",
        default=None,
        invalid=21624,
    )
    synchronous_validation: bool | None = param("SynchronousValidation", BOOLEAN, "Reserved.", default=None)
    usecase: Usecase | None = param("Usecase", OneOf(Usecase), "What it is used for.", default=None, invalid=21713)
    use_inbound_webhook_on_number: bool | None = param(
        "UseInboundWebhookOnNumber", BOOLEAN, "Whether the number's own URL is called instead.", default=None
    )


@described
class CreateService(Settings):
    """A service to make."""

    friendly_name: str = param("FriendlyName", NAME, "A name, at most 64 characters.")


@described
class UpdateService(Settings):
    """A service, and what to change."""

    sid: str = path("Sid", SERVICE_SID, "The service.")
    friendly_name: str | None = param("FriendlyName", NAME, "A name, at most 64 characters.", default=None)


@described
class ServiceOf:
    """Which service."""

    sid: str = path("Sid", SERVICE_SID, "The service.")


_SETTINGS = (*(each.attribute for each in parameters_of(Settings)), "friendly_name")


def _given(given: Settings) -> dict[str, Any]:
    """Return what was given, and None for what was given empty."""
    found = {name: getattr(given, name) for name in _SETTINGS}
    return {name: None if value == "" else value for name, value in found.items() if value is not None}


SERVICES = Resource(SURFACE, "/Services", view=SERVICE, key="services")


@SERVICES.create("CreateService", says="made messaging service {friendly_name}", given=CreateService)
async def create_service(call: Call, given: CreateService) -> Service:
    """Create a service."""
    return await call.services.pools.create(call.account.sid, **_given(given))


@SERVICES.list("ListService", says="listed the messaging services")
async def list_services(call: Call, given: None) -> Page[Service]:
    """List the services, newest first."""
    return await call.services.pools.services(call.account.sid, call.page)


@SURFACE.operation(
    "GET", "/Services/Usecases", name="FetchUsecase", level=Level.READ, says="read the use cases", view=USECASES
)
async def fetch_usecases(call: Call, given: None) -> list[dict[str, str]]:
    """List what services may be used for."""
    return [{"usecase": each.value, "description": what, "purpose": why} for each, what, why in _USECASES]


@SERVICES.fetch("FetchService", says="looked at messaging service {Sid}", given=ServiceOf)
async def fetch_service(call: Call, given: ServiceOf) -> Service:
    """Fetch a service."""
    return call.services.pools.service(call.account.sid, given.sid)


@SERVICES.update("UpdateService", says="changed messaging service {Sid}", given=UpdateService)
async def update_service(call: Call, given: UpdateService) -> Service:
    """Change a service; an empty URL is removed."""
    service = call.services.pools.service(call.account.sid, given.sid)
    return await call.services.pools.change(service, **_given(given))


@SERVICES.delete("DeleteService", says="deleted messaging service {Sid}", given=ServiceOf)
async def delete_service(call: Call, given: ServiceOf) -> None:
    """Delete a service; its senders stay with the account, and what waits for a sender or a time fails with 21701."""
    await call.services.pools.delete(call.services.pools.service(call.account.sid, given.sid))
