"""Applications of the 2010 API. Source: reference 07, Applications."""

from __future__ import annotations

from enum import StrEnum

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import View, described, param, path, query, values_of
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, Method, OneOf, SidOf, Text
from cordboard.numbers.application import Application

AREA = "phone_numbers"


class ApiVersion(StrEnum):
    """The versions in which web hooks can be asked for."""

    CURRENT = "2010-04-01"
    OLD = "2008-08-01"


VIEW = View(
    "Application",
    (
        out("account_sid", TEXT),
        out("api_version", TEXT),
        *dates(),
        out("friendly_name", TEXT),
        out("message_status_callback", TEXT),
        out("sid", TEXT),
        out("sms_fallback_method", TEXT),
        out("sms_fallback_url", TEXT),
        out("sms_method", TEXT),
        out("sms_status_callback", TEXT),
        out("sms_url", TEXT),
        out("status_callback", TEXT),
        out("status_callback_method", TEXT),
        uri("/Accounts/{account_sid}/Applications/{sid}"),
        out("voice_caller_id_lookup", Boolean()),
        out("voice_fallback_method", TEXT),
        out("voice_fallback_url", TEXT),
        out("voice_method", TEXT),
        out("voice_url", TEXT),
        out("public_application_connect_enabled", Boolean()),
    ),
)


@described
class ApplicationOf:
    """Which application."""

    sid: str = path("Sid", SidOf(("AP",)), "The application.")


@described
class ListApplications:
    """Which applications to list."""

    friendly_name: str | None = query("FriendlyName", TEXT, "Only applications of exactly this name.")


@described
class CreateApplication:
    """Where traffic is to lead; an empty text clears an address."""

    friendly_name: str | None = param(
        "FriendlyName", Text(64), "A name, at most 64 characters.", default=None, invalid=20002
    )
    api_version: ApiVersion | None = param(
        "ApiVersion", OneOf(ApiVersion), "The version of the web hooks; kept.", default=None
    )
    voice_url: str | None = param(
        "VoiceUrl", Url(), "Called for a call that comes in.", default=None, invalid=21402, keep_empty=True
    )
    voice_method: str | None = param("VoiceMethod", Method(), "GET or POST.", default=None, invalid=21403)
    voice_fallback_url: str | None = param(
        "VoiceFallbackUrl", Url(), "Called when VoiceUrl fails.", default=None, invalid=21402, keep_empty=True
    )
    voice_fallback_method: str | None = param(
        "VoiceFallbackMethod", Method(), "GET or POST.", default=None, invalid=21403
    )
    status_callback: str | None = param(
        "StatusCallback", Url(), "Called when a call ends.", default=None, invalid=21402, keep_empty=True
    )
    status_callback_method: str | None = param(
        "StatusCallbackMethod", Method(), "GET or POST.", default=None, invalid=21403
    )
    voice_caller_id_lookup: bool | None = param("VoiceCallerIdLookup", Boolean(), "Look names up.", default=None)
    sms_url: str | None = param(
        "SmsUrl", Url(), "Called for a message that comes in.", default=None, invalid=21402, keep_empty=True
    )
    sms_method: str | None = param("SmsMethod", Method(), "GET or POST.", default=None, invalid=21403)
    sms_fallback_url: str | None = param(
        "SmsFallbackUrl", Url(), "Called when SmsUrl fails.", default=None, invalid=21402, keep_empty=True
    )
    sms_fallback_method: str | None = param("SmsFallbackMethod", Method(), "GET or POST.", default=None, invalid=21403)
    sms_status_callback: str | None = param(
        "SmsStatusCallback",
        Url(),
        "The older name of MessageStatusCallback.",
        default=None,
        invalid=21402,
        keep_empty=True,
    )
    message_status_callback: str | None = param(
        "MessageStatusCallback",
        Url(),
        "Called at each state of messages that are sent with the application.",
        default=None,
        invalid=21402,
        keep_empty=True,
    )
    public_application_connect_enabled: bool | None = param(
        "PublicApplicationConnectEnabled", Boolean(), "Whether other accounts may call it; kept.", default=None
    )


@described
class UpdateApplication(CreateApplication):
    """An application and what to change."""

    sid: str = path("Sid", SidOf(("AP",)), "The application.")


def _values(given: CreateApplication) -> dict[str, object]:
    values = values_of(given, CreateApplication)
    return {name: None if value == "" else value for name, value in values.items() if value is not None}


APPLICATIONS = Resource(SURFACE, "/Accounts/{AccountSid}/Applications", view=VIEW, key="applications", area=AREA)


@APPLICATIONS.create("CreateApplication", says="made application {friendly_name}", given=CreateApplication)
async def create_application(call: Call, given: CreateApplication) -> Application:
    """Make an application."""
    return await call.services.provisioning.applications.create(call.account.sid, _values(given))


@APPLICATIONS.list("ListApplication", says="listed the applications", given=ListApplications)
async def list_applications(call: Call, given: ListApplications) -> Page[Application]:
    """List the applications, newest first."""
    applications = call.services.provisioning.applications
    return await applications.page(call.account.sid, call.page, given.friendly_name)


@APPLICATIONS.fetch("FetchApplication", says="looked at application {Sid}", given=ApplicationOf)
async def fetch_application(call: Call, given: ApplicationOf) -> Application:
    """Fetch an application."""
    return await call.services.provisioning.applications.get(call.account.sid, given.sid)


@APPLICATIONS.update("UpdateApplication", says="changed application {Sid}", given=UpdateApplication)
async def update_application(call: Call, given: UpdateApplication) -> Application:
    """Change where the traffic of an application leads; its numbers follow at once."""
    return await call.services.provisioning.applications.update(call.account.sid, given.sid, _values(given))


@APPLICATIONS.delete("DeleteApplication", says="deleted application {Sid}", given=ApplicationOf)
async def delete_application(call: Call, given: ApplicationOf) -> None:
    """Delete an application; numbers that name it lead nowhere."""
    await call.services.provisioning.applications.delete(call.account.sid, given.sid)
