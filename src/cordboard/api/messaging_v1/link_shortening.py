"""Domains for short links, resource only: no link is shortened. Source: messaging/v1, LinkShortening."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from cordboard.api.call import Call
from cordboard.api.messaging_v1.domain_certificates import BASE, BOOLEAN, DN, DOMAIN, DomainOf
from cordboard.api.messaging_v1.senders import service_of
from cordboard.api.messaging_v1.surface import SERVICE_SID, SURFACE, TEXT, always, dates, out, url
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, View, described, param, path
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.messaging.registration import DOMAIN_CONFIG, DOMAIN_LINK, DomainConfig, DomainLink

_SETTINGS = (
    out("fallback_url"),
    out("callback_url"),
    out("continue_on_failure", BOOLEAN),
    *dates(),
)
CONFIG_VIEW = View(
    "DomainConfig",
    (
        DOMAIN,
        out("config_sid", TEXT, "sid"),
        *_SETTINGS,
        url(f"{BASE}/Config"),
        out("disable_https", BOOLEAN),
    ),
)
SERVICE_CONFIG_VIEW = View(
    "DomainConfigMessagingService",
    (
        DOMAIN,
        out("config_sid", TEXT, "sid"),
        out("messaging_service_sid"),
        *_SETTINGS,
        url("/LinkShortening/MessagingService/{messaging_service_sid}/DomainConfig"),
    ),
)
DNS_VIEW = View(
    "DomainDnsValidation",
    (
        DOMAIN,
        always("is_valid", False, BOOLEAN),
        always("reason", "This server looks up no domains.", TEXT),
        url(f"{BASE}/ValidateDns"),
    ),
)
LINK_VIEW = View(
    "LinkshorteningMessagingService",
    (
        out("domain_sid"),
        out("messaging_service_sid", TEXT, "parent_sid"),
        url("/LinkShortening/Domains/{domain_sid}/MessagingServices/{parent_sid}"),
    ),
)
ASSOCIATION_VIEW = View(
    "LinkshorteningMessagingServiceDomainAssociation",
    (
        out("domain_sid"),
        out("messaging_service_sid", TEXT, "parent_sid"),
        url("/LinkShortening/MessagingServices/{parent_sid}/Domain"),
    ),
)


@described
class PutConfig:
    """A domain, and how its links behave."""

    domain_sid: str = path("DomainSid", DN, "The domain.")
    fallback_url: str | None = param("FallbackUrl", Url(), "Where unknown links lead.", default=None)
    callback_url: str | None = param("CallbackUrl", Url(), "Called when a link is opened.", default=None)
    continue_on_failure: bool | None = param(
        "ContinueOnFailure", BOOLEAN, "Whether messages go out with long links otherwise.", default=None
    )
    disable_https: bool | None = param("DisableHttps", BOOLEAN, "Whether links start with http.", default=None)


@described
class ServiceOf:
    """Which service."""

    service_sid: str = path("MessagingServiceSid", SERVICE_SID, "The service.")


@described
class LinkOf:
    """Which domain and which service."""

    domain_sid: str = path("DomainSid", DN, "The domain.")
    service_sid: str = path("MessagingServiceSid", SERVICE_SID, "The service.")


async def _link(call: Call, service_sid: str) -> DomainLink:
    service = service_of(call, service_sid)
    found = await call.services.shelf.find(DOMAIN_LINK, call.account.sid, parent_sid=service.sid)
    if found is None:
        raise Problem(DOMAIN_LINK.missing)
    return found


async def _config(call: Call, domain_sid: str) -> DomainConfig:
    found = await call.services.shelf.find(DOMAIN_CONFIG, call.account.sid, parent_sid=domain_sid)
    if found is None:
        raise Problem(DOMAIN_CONFIG.missing)
    return found


CONFIGS = Resource(SURFACE, "/LinkShortening/Domains/{DomainSid}/Config", view=CONFIG_VIEW, by="")


@CONFIGS.update("UpdateDomainConfig", says="set how links of domain {DomainSid} behave", given=PutConfig)
async def put_config(call: Call, given: PutConfig) -> DomainConfig:
    """Set how the links of a domain would behave. Resource only."""
    shelf = call.services.shelf
    values: dict[str, Any] = {
        "fallback_url": given.fallback_url,
        "callback_url": given.callback_url,
        "continue_on_failure": given.continue_on_failure,
        "disable_https": given.disable_https,
    }
    found = await shelf.find(DOMAIN_CONFIG, call.account.sid, parent_sid=given.domain_sid)
    if found is None:
        return await shelf.add(DOMAIN_CONFIG, call.account.sid, parent_sid=given.domain_sid, **values)
    return await shelf.change(DOMAIN_CONFIG, found, **values)


@CONFIGS.fetch("FetchDomainConfig", says="read how links of domain {DomainSid} behave", given=DomainOf)
async def fetch_config(call: Call, given: DomainOf) -> DomainConfig:
    """Fetch how the links of a domain would behave. Resource only."""
    return await _config(call, given.domain_sid)


@SURFACE.operation(
    "GET",
    "/LinkShortening/Domains/{DomainSid}/ValidateDns",
    name="FetchDomainDnsValidation",
    level=Level.READ,
    says="asked whether domain {DomainSid} is set up",
    given=DomainOf,
    view=DNS_VIEW,
)
async def validate_dns(call: Call, given: DomainOf) -> SimpleNamespace:
    """Tell whether a domain leads here, which none does. Resource only."""
    return SimpleNamespace(parent_sid=given.domain_sid)


@SURFACE.operation(
    "POST",
    "/LinkShortening/Domains/{DomainSid}/MessagingServices/{MessagingServiceSid}",
    name="CreateLinkshorteningMessagingService",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="gave messaging service {MessagingServiceSid} domain {DomainSid}",
    given=LinkOf,
    view=LINK_VIEW,
    success=201,
)
async def create_link(call: Call, given: LinkOf) -> DomainLink:
    """Note which domain a service is to shorten links with. Resource only."""
    shelf, service = call.services.shelf, service_of(call, given.service_sid)
    found = await shelf.find(DOMAIN_LINK, call.account.sid, parent_sid=service.sid)
    if found is None:
        return await shelf.add(DOMAIN_LINK, call.account.sid, parent_sid=service.sid, domain_sid=given.domain_sid)
    return await shelf.change(DOMAIN_LINK, found, domain_sid=given.domain_sid)


@SURFACE.operation(
    "DELETE",
    "/LinkShortening/Domains/{DomainSid}/MessagingServices/{MessagingServiceSid}",
    name="DeleteLinkshorteningMessagingService",
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="took domain {DomainSid} from messaging service {MessagingServiceSid}",
    given=LinkOf,
    success=204,
)
async def delete_link(call: Call, given: LinkOf) -> None:
    """Forget which domain a service is to shorten links with. Resource only."""
    found = await _link(call, given.service_sid)
    if found.domain_sid != given.domain_sid:
        raise Problem(DOMAIN_LINK.missing)
    await call.services.shelf.remove(found)


@SURFACE.operation(
    "GET",
    "/LinkShortening/MessagingServices/{MessagingServiceSid}/Domain",
    name="FetchLinkshorteningMessagingServiceDomainAssociation",
    level=Level.READ,
    says="asked for the domain of messaging service {MessagingServiceSid}",
    given=ServiceOf,
    view=ASSOCIATION_VIEW,
)
async def fetch_association(call: Call, given: ServiceOf) -> DomainLink:
    """Fetch which domain a service is to shorten links with. Resource only."""
    return await _link(call, given.service_sid)


@SURFACE.operation(
    "GET",
    "/LinkShortening/MessagingService/{MessagingServiceSid}/DomainConfig",
    name="FetchDomainConfigMessagingService",
    level=Level.READ,
    says="read how links of messaging service {MessagingServiceSid} behave",
    given=ServiceOf,
    view=SERVICE_CONFIG_VIEW,
)
async def fetch_service_config(call: Call, given: ServiceOf) -> SimpleNamespace:
    """Fetch how the links of a service would behave. Resource only."""
    link = await _link(call, given.service_sid)
    config = await _config(call, link.domain_sid)
    known = {name: getattr(config, name) for name in DomainConfig.__struct_fields__}
    return SimpleNamespace(**known, messaging_service_sid=link.parent_sid)
