"""SIP domains. Source: reference 08, SIP."""

from __future__ import annotations

from typing import Any

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, VERSION, always, dates, out, subresource_uris, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import View, described, param, path, values_of
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, Method, SidOf, Text
from cordboard.sip.resources import DOMAIN, LONGEST_DOMAIN, MOST_DOMAINS, Domain, check_room, checked_domain

AREA = "sip"
LIST, PLACE = "/Accounts/{AccountSid}/SIP/Domains", "/Accounts/{account_sid}/SIP/Domains/{sid}"
NAME = Text(64)
BELOW = {
    "credential_list_mappings": "/CredentialListMappings",
    "ip_access_control_list_mappings": "/IpAccessControlListMappings",
}
SHOWN = View(
    "SIPDomain",
    (
        out("account_sid", TEXT),
        always("api_version", VERSION),
        out("auth_type", TEXT),
        *dates(),
        out("domain_name", TEXT),
        out("friendly_name", TEXT),
        out("sid", TEXT),
        uri(PLACE),
        out("voice_fallback_method", TEXT),
        out("voice_fallback_url", TEXT),
        out("voice_method", TEXT),
        out("voice_status_callback_method", TEXT),
        out("voice_status_callback_url", TEXT),
        out("voice_url", TEXT),
        subresource_uris(PLACE, BELOW),
        out("sip_registration", Boolean()),
        out("emergency_calling_enabled", Boolean()),
        out("secure", Boolean()),
        out("byoc_trunk_sid", TEXT),
        out("emergency_caller_sid", TEXT),
    ),
)


@described
class DomainSettings:
    """What may be set of a domain; an empty URL clears it."""

    friendly_name: str | None = param("FriendlyName", NAME, "A name, at most 64 characters.", default=None)
    voice_url: str | None = param("VoiceUrl", Url(), "Called for a call.", default=None, keep_empty=True)
    voice_method: str | None = param("VoiceMethod", Method(), "GET or POST.", default=None)
    voice_fallback_url: str | None = param(
        "VoiceFallbackUrl", Url(), "Called when VoiceUrl fails.", default=None, keep_empty=True
    )
    voice_fallback_method: str | None = param("VoiceFallbackMethod", Method(), "GET or POST.", default=None)
    voice_status_callback_url: str | None = param(
        "VoiceStatusCallbackUrl", Url(), "Called when a call changes.", default=None, keep_empty=True
    )
    voice_status_callback_method: str | None = param(
        "VoiceStatusCallbackMethod", Method(), "GET or POST.", default=None
    )
    sip_registration: bool | None = param("SipRegistration", Boolean(), "Whether one may register.", default=None)
    emergency_calling_enabled: bool | None = param(
        "EmergencyCallingEnabled", Boolean(), "Whether emergency calls are allowed.", default=None
    )
    secure: bool | None = param("Secure", Boolean(), "Whether only secure SIP is taken.", default=None)
    byoc_trunk_sid: str | None = param("ByocTrunkSid", SidOf(("BY",)), "A trunk of one's own.", default=None)
    emergency_caller_sid: str | None = param(
        "EmergencyCallerSid", SidOf(("PN",)), "The number shown at emergency calls.", default=None
    )


@described
class CreateDomain(DomainSettings):
    """A domain to make."""

    domain_name: str = param("DomainName", Text(LONGEST_DOMAIN), "Its name.", missing=21232, invalid=21232)


@described
class DomainOf:
    """Which domain."""

    sid: str = path("Sid", SidOf(("SD",)), "The domain.")


@described
class UpdateDomain(DomainSettings):
    """A domain, and what to change."""

    sid: str = path("Sid", SidOf(("SD",)), "The domain.")
    domain_name: str | None = param("DomainName", Text(LONGEST_DOMAIN), "Its name.", default=None, invalid=21232)


def _given(given: DomainSettings) -> dict[str, Any]:
    """Return what was given; empty URLs are none."""
    values = values_of(given, DomainSettings)
    return {name: value or (None if value == "" else value) for name, value in values.items() if value is not None}


DOMAINS = Resource(SURFACE, "/Accounts/{AccountSid}/SIP/Domains", view=SHOWN, key="domains", area=AREA)


@DOMAINS.create("CreateSipDomain", says="made SIP domain {domain_name}", given=CreateDomain)
async def create_domain(call: Call, given: CreateDomain) -> Domain:
    """Create a SIP domain (resource only: no SIP reaches this server)."""
    shelf = call.services.shelf
    name = await checked_domain(shelf, given.domain_name)
    await check_room(shelf, DOMAIN, call.account.sid, "", MOST_DOMAINS, 21230)
    return await shelf.add(DOMAIN, call.account.sid, domain_name=name, **_given(given))


@DOMAINS.list("ListSipDomain", says="listed the SIP domains")
async def list_domains(call: Call, given: None) -> Page[Domain]:
    """List the SIP domains, newest first."""
    return await call.services.shelf.page(DOMAIN, call.account.sid, call.page)


@DOMAINS.fetch("FetchSipDomain", says="looked at SIP domain {Sid}", given=DomainOf)
async def fetch_domain(call: Call, given: DomainOf) -> Domain:
    """Fetch a SIP domain."""
    return await call.services.shelf.get(DOMAIN, call.account.sid, given.sid)


@DOMAINS.update("UpdateSipDomain", says="changed SIP domain {Sid}", given=UpdateDomain)
async def update_domain(call: Call, given: UpdateDomain) -> Domain:
    """Change a SIP domain."""
    shelf = call.services.shelf
    domain = await shelf.get(DOMAIN, call.account.sid, given.sid)
    changes = _given(given)
    if given.domain_name is not None:
        changes["domain_name"] = await checked_domain(shelf, given.domain_name, domain.sid)
    return await shelf.replace(DOMAIN, domain, **changes)


@DOMAINS.delete("DeleteSipDomain", says="deleted SIP domain {Sid}", given=DomainOf)
async def delete_domain(call: Call, given: DomainOf) -> None:
    """Delete a SIP domain; the lists that guarded it stay."""
    domain = await call.services.shelf.get(DOMAIN, call.account.sid, given.sid)
    await call.services.shelf.remove(domain)
