"""Owned phone numbers of the 2010 API. Source: reference 07, IncomingPhoneNumbers."""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum

from cordboard.api.call import Call
from cordboard.api.v2010.available_phone_numbers import capabilities
from cordboard.api.v2010.surface import SURFACE, TEXT, always, dates, out, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import Effect, Property, View, described, param, path, query
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Anything, Boolean, Method, OneOf, SidOf, Text
from cordboard.numbers.countries import AddressRequirement, NumberType
from cordboard.numbers.number import NumberFilter, PhoneNumber, Routing
from cordboard.numbers.provisioning import Order

AREA = "phone_numbers"


class ReceiveMode(StrEnum):
    """What a number takes calls as."""

    VOICE = "voice"
    FAX = "fax"


class EmergencyStatus(StrEnum):
    """Whether a number may call emergency services."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"


class Origin(StrEnum):
    """Where a number comes from."""

    TWILIO = "twilio"
    HOSTED = "hosted"


def _capabilities(number: PhoneNumber) -> dict[str, bool]:
    return capabilities(number.nature)


def _routed(wire: str) -> Property:
    return out(wire, TEXT, f"routing.{wire}")


NUMBER = View(
    "IncomingPhoneNumber",
    (
        out("account_sid", TEXT),
        _routed("address_sid"),
        out("address_requirements", OneOf(AddressRequirement), "nature.address"),
        always("api_version", "2010-04-01"),
        Property("beta", Boolean(), lambda _: False),
        Property("capabilities", Anything(), _capabilities),
        *dates(),
        out("friendly_name", TEXT),
        _routed("identity_sid"),
        out("phone_number", TEXT),
        always("origin", "twilio"),
        out("sid", TEXT),
        _routed("sms_application_sid"),
        _routed("sms_fallback_method"),
        _routed("sms_fallback_url"),
        _routed("sms_method"),
        _routed("sms_url"),
        _routed("status_callback"),
        _routed("status_callback_method"),
        _routed("trunk_sid"),
        uri("/Accounts/{account_sid}/IncomingPhoneNumbers/{sid}"),
        _routed("voice_receive_mode"),
        _routed("voice_application_sid"),
        out("voice_caller_id_lookup", Boolean(), "routing.voice_caller_id_lookup"),
        _routed("voice_fallback_method"),
        _routed("voice_fallback_url"),
        _routed("voice_method"),
        _routed("voice_url"),
        _routed("emergency_status"),
        _routed("emergency_address_sid"),
        always("emergency_address_status", "unregistered"),
        _routed("bundle_sid"),
        always("status", "in-use"),
        out("type", TEXT, "kind"),
    ),
)
# The views of the typed lists have no type.
TYPED_NUMBER = View("IncomingPhoneNumber", NUMBER.properties[:-1])


@described
class NumberOf:
    """Which number."""

    sid: str = path("Sid", SidOf(("PN",)), "The number.")


@described
class ListNumbers:
    """Which numbers to list."""

    phone_number: str | None = query("PhoneNumber", TEXT, "A part of the number; * stands for any digits.")
    friendly_name: str | None = query("FriendlyName", TEXT, "Only numbers of exactly this name.")
    beta: bool | None = query("Beta", Boolean(), "Whether to show new numbers; all here are old.")
    origin: Origin | None = query("Origin", OneOf(Origin), "Where the numbers come from.")


@described
class NumberSettings:
    """How a number is set up; an empty text clears an address."""

    friendly_name: str | None = param(
        "FriendlyName", Text(64), "A name, at most 64 characters.", default=None, invalid=20002
    )
    sms_url: str | None = param(
        "SmsUrl", Url(), "Called for a message that comes in.", default=None, invalid=21402, keep_empty=True
    )
    sms_method: str | None = param("SmsMethod", Method(), "GET or POST.", default=None, invalid=21403)
    sms_fallback_url: str | None = param(
        "SmsFallbackUrl", Url(), "Called when SmsUrl fails.", default=None, invalid=21402, keep_empty=True
    )
    sms_fallback_method: str | None = param("SmsFallbackMethod", Method(), "GET or POST.", default=None, invalid=21403)
    sms_application_sid: str | None = param(
        "SmsApplicationSid",
        SidOf(("AP",)),
        "The application for messages.",
        default=None,
        invalid=21420,
        keep_empty=True,
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
    voice_application_sid: str | None = param(
        "VoiceApplicationSid",
        SidOf(("AP",)),
        "The application for calls.",
        default=None,
        invalid=21420,
        keep_empty=True,
    )
    voice_caller_id_lookup: bool | None = param("VoiceCallerIdLookup", Boolean(), "Look names up.", default=None)
    voice_receive_mode: ReceiveMode | None = param(
        "VoiceReceiveMode", OneOf(ReceiveMode), "What calls are taken as.", default=None
    )
    status_callback: str | None = param(
        "StatusCallback", Url(), "Called when a call ends.", default=None, invalid=21402, keep_empty=True
    )
    status_callback_method: str | None = param(
        "StatusCallbackMethod", Method(), "GET or POST.", default=None, invalid=21403
    )
    trunk_sid: str | None = param("TrunkSid", SidOf(("TK",)), "The trunk.", default=None, keep_empty=True)
    address_sid: str | None = param("AddressSid", SidOf(("AD",)), "The address.", default=None, keep_empty=True)
    identity_sid: str | None = param("IdentitySid", SidOf(("RI",)), "The identity.", default=None, keep_empty=True)
    bundle_sid: str | None = param("BundleSid", SidOf(("BU",)), "The bundle.", default=None, keep_empty=True)
    emergency_status: EmergencyStatus | None = param(
        "EmergencyStatus", OneOf(EmergencyStatus), "Whether emergency calls are set up.", default=None
    )
    emergency_address_sid: str | None = param(
        "EmergencyAddressSid", SidOf(("AD",)), "The emergency address.", default=None, keep_empty=True
    )
    api_version: str | None = param("ApiVersion", TEXT, "Read and not used.", default=None)


@described
class CreateNumber(NumberSettings):
    """A number to buy, by itself or by its area code."""

    phone_number: str | None = param("PhoneNumber", TEXT, "The number, E.164.", default=None, invalid=21421)
    area_code: str | None = param(
        "AreaCode", TEXT, "Where any number will do: three digits, in the United States or Canada.", default=None
    )


@described
class UpdateNumber(NumberSettings):
    """A number and what to change."""

    sid: str = path("Sid", SidOf(("PN",)), "The number.")
    account_sid: str | None = param(
        "AccountSid", SidOf(("AC",)), "The account that is to own it.", default=None, invalid=21470
    )


def settings_of(given: NumberSettings) -> dict[str, object]:
    """Return the settings that were given; an empty text is none."""
    values = {each.name: getattr(given, each.name) for each in fields(Routing)}
    return {name: None if value == "" else value for name, value in values.items() if value is not None}


async def numbers_of(call: Call, given: ListNumbers, type_: NumberType | None = None) -> Page[PhoneNumber]:
    """Return a page of the account's numbers."""
    if given.origin is Origin.HOSTED:
        return Page((), 0)
    wanted = NumberFilter(pattern=given.phone_number, friendly_name=given.friendly_name, type=type_)
    return await call.services.numbers.numbers(call.account.sid, call.page, wanted)


INCOMING_PHONE_NUMBERS = Resource(
    SURFACE, "/Accounts/{AccountSid}/IncomingPhoneNumbers", view=NUMBER, key="incoming_phone_numbers", area=AREA
)


@INCOMING_PHONE_NUMBERS.list("ListIncomingPhoneNumber", says="listed the phone numbers", given=ListNumbers)
async def list_numbers(call: Call, given: ListNumbers) -> Page[PhoneNumber]:
    """List the numbers of the account, newest first."""
    return await numbers_of(call, given)


def _order(given: CreateNumber) -> Order:
    return Order(
        phone_number=given.phone_number,
        area_code=given.area_code,
        type=None,
        friendly_name=given.friendly_name,
        settings=settings_of(given),
    )


async def rehearse_number(call: Call, given: CreateNumber) -> PhoneNumber:
    """Answer by magic numbers."""
    return call.services.rehearsals.numbers.buy(call.account.sid, _order(given))


@INCOMING_PHONE_NUMBERS.create(
    "CreateIncomingPhoneNumber",
    says="bought phone number {phone_number}",
    given=CreateNumber,
    effect=Effect.SPENDS,
    rehearsal=rehearse_number,
)
async def create_number(call: Call, given: CreateNumber) -> PhoneNumber:
    """Buy a number that is on offer."""
    return await call.services.provisioning.buy(call.account, _order(given))


@INCOMING_PHONE_NUMBERS.fetch("FetchIncomingPhoneNumber", says="looked at phone number {Sid}", given=NumberOf)
async def fetch_number(call: Call, given: NumberOf) -> PhoneNumber:
    """Fetch a number."""
    return await call.services.numbers.number(call.account.sid, given.sid)


@INCOMING_PHONE_NUMBERS.update(
    "UpdateIncomingPhoneNumber", says="changed where phone number {Sid} leads", given=UpdateNumber
)
async def update_number(call: Call, given: UpdateNumber) -> PhoneNumber:
    """Change where the traffic of a number goes, or who owns it."""
    provisioning = call.services.provisioning
    number = await call.services.numbers.number(call.account.sid, given.sid)
    to = None
    if given.account_sid not in (None, number.account_sid):
        to = provisioning.receiver(call.caller_sid, call.account, given.account_sid or "")
    return await provisioning.update(number, settings_of(given), given.friendly_name, to)


@INCOMING_PHONE_NUMBERS.delete("DeleteIncomingPhoneNumber", says="released phone number {Sid}", given=NumberOf)
async def delete_number(call: Call, given: NumberOf) -> None:
    """Release a number; anybody may buy it from then on."""
    await call.services.numbers.release(await call.services.numbers.number(call.account.sid, given.sid))
