"""The phone numbers and short codes of a service. Source: reference 09, Service senders."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.messaging_v1.surface import ANYTHING, SERVICE_SID, SURFACE, TEXT, dates, out, url
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf
from cordboard.messaging.service import Role, Sender, Service
from cordboard.numbers.country import country_of

NOT_CAPABLE, NO_NUMBER = 21715, 21421
SHORT_CODE_COUNTRY = "US"  # A short code does not tell where it belongs; those that the operator grants are American.
_ENDS = (out("country_code", TEXT, "country"), out("capabilities", ANYTHING))
_HEAD = (out("sid", TEXT, "member_sid"), out("account_sid"), out("service_sid", TEXT, "parent_sid"), *dates())
PHONE_NUMBER = View(
    "PhoneNumber",
    (
        *_HEAD,
        out("phone_number", TEXT, "address"),
        *_ENDS,
        url("/Services/{parent_sid}/PhoneNumbers/{member_sid}"),
    ),
)
SHORT_CODE = View(
    "ShortCode",
    (*_HEAD, out("short_code", TEXT, "address"), *_ENDS, url("/Services/{parent_sid}/ShortCodes/{member_sid}")),
)


@described
class ServiceOf:
    """Which service."""

    service_sid: str = path("ServiceSid", SERVICE_SID, "The service.")


@described
class AddPhoneNumber:
    """A number to put into the pool."""

    service_sid: str = path("ServiceSid", SERVICE_SID, "The service.")
    phone_number_sid: str = param("PhoneNumberSid", SidOf(("PN",)), "A number of the account.", invalid=NO_NUMBER)


@described
class PhoneNumberOf:
    """Which number of which service."""

    service_sid: str = path("ServiceSid", SERVICE_SID, "The service.")
    sid: str = path("Sid", SidOf(("PN",)), "The number.")


@described
class AddShortCode:
    """A short code to put into the pool."""

    service_sid: str = path("ServiceSid", SERVICE_SID, "The service.")
    short_code_sid: str = param("ShortCodeSid", SidOf(("SC",)), "A short code of the account.")


@described
class ShortCodeOf:
    """Which short code of which service."""

    service_sid: str = path("ServiceSid", SERVICE_SID, "The service.")
    sid: str = path("Sid", SidOf(("SC",)), "The short code.")


def service_of(call: Call, sid: str) -> Service:
    """Return a service of the caller's account. Raises: Problem 20404."""
    return call.services.pools.service(call.account.sid, sid)


def _sender(call: Call, service_sid: str, sid: str, role: Role) -> Sender:
    return call.services.pools.sender(service_of(call, service_sid), (role,), sid)


PHONE_NUMBERS = Resource(SURFACE, "/Services/{ServiceSid}/PhoneNumbers", view=PHONE_NUMBER, key="phone_numbers")


@PHONE_NUMBERS.create(
    "CreatePhoneNumber", says="put number {phone_number_sid} into messaging service {ServiceSid}", given=AddPhoneNumber
)
async def add_phone_number(call: Call, given: AddPhoneNumber) -> Sender:
    """Put a number into the pool of a service."""
    service = service_of(call, given.service_sid)
    number = await call.services.numbers.number(call.account.sid, given.phone_number_sid)
    if not number.can_sms:
        raise Problem(NOT_CAPABLE)
    can = (("Voice", number.can_voice), ("SMS", number.can_sms), ("MMS", number.can_mms))
    return await call.services.pools.add(
        service,
        Role.PHONE_NUMBER,
        number.sid,
        address=number.phone_number,
        country=country_of(number.phone_number),
        capabilities=tuple(name for name, is_so in can if is_so),
    )


@PHONE_NUMBERS.list("ListPhoneNumber", says="listed the numbers of messaging service {ServiceSid}", given=ServiceOf)
async def list_phone_numbers(call: Call, given: ServiceOf) -> Page[Sender]:
    """List the numbers of a service, newest first."""
    return await call.services.pools.members(service_of(call, given.service_sid), Role.PHONE_NUMBER, call.page)


@PHONE_NUMBERS.fetch(
    "FetchPhoneNumber", says="looked at number {Sid} of messaging service {ServiceSid}", given=PhoneNumberOf
)
async def fetch_phone_number(call: Call, given: PhoneNumberOf) -> Sender:
    """Fetch a number of a service."""
    return _sender(call, given.service_sid, given.sid, Role.PHONE_NUMBER)


@PHONE_NUMBERS.delete(
    "DeletePhoneNumber",
    says="took number {Sid} out of messaging service {ServiceSid}",
    given=PhoneNumberOf,
    effect=Effect.CHANGES,
)
async def remove_phone_number(call: Call, given: PhoneNumberOf) -> None:
    """Take a number out of the pool; it stays with the account."""
    await call.services.pools.remove(_sender(call, given.service_sid, given.sid, Role.PHONE_NUMBER))


SHORT_CODES = Resource(SURFACE, "/Services/{ServiceSid}/ShortCodes", view=SHORT_CODE, key="short_codes")


@SHORT_CODES.create(
    "CreateShortCode", says="put short code {short_code_sid} into messaging service {ServiceSid}", given=AddShortCode
)
async def add_short_code(call: Call, given: AddShortCode) -> Sender:
    """Put a short code into the pool of a service."""
    service = service_of(call, given.service_sid)
    found = await call.services.provisioning.short_codes.get(call.account.sid, given.short_code_sid)
    return await call.services.pools.add(
        service, Role.SHORT_CODE, found.sid, address=found.short_code, country=SHORT_CODE_COUNTRY
    )


@SHORT_CODES.list("ListShortCode", says="listed the short codes of messaging service {ServiceSid}", given=ServiceOf)
async def list_short_codes(call: Call, given: ServiceOf) -> Page[Sender]:
    """List the short codes of a service, newest first."""
    return await call.services.pools.members(service_of(call, given.service_sid), Role.SHORT_CODE, call.page)


@SHORT_CODES.fetch(
    "FetchShortCode", says="looked at short code {Sid} of messaging service {ServiceSid}", given=ShortCodeOf
)
async def fetch_short_code(call: Call, given: ShortCodeOf) -> Sender:
    """Fetch a short code of a service."""
    return _sender(call, given.service_sid, given.sid, Role.SHORT_CODE)


@SHORT_CODES.delete(
    "DeleteShortCode",
    says="took short code {Sid} out of messaging service {ServiceSid}",
    given=ShortCodeOf,
    effect=Effect.CHANGES,
)
async def remove_short_code(call: Call, given: ShortCodeOf) -> None:
    """Take a short code out of the pool; it stays with the account."""
    await call.services.pools.remove(_sender(call, given.service_sid, given.sid, Role.SHORT_CODE))
