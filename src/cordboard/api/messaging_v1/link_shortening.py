"""Domains for short links, resource only: no link is shortened. Source: messaging/v1, LinkShortening."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from cordboard.api.call import Call
from cordboard.api.messaging_v1.senders import service_of
from cordboard.api.messaging_v1.surface import INSTANT, SERVICE_SID, SURFACE, TEXT, always, dates, out, url
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, View, described, param, path
from cordboard.catalogue.wire import Boolean, SidOf, Text, Url
from cordboard.messaging.registration import (
    CERTIFICATE,
    DOMAIN_CONFIG,
    DOMAIN_LINK,
    Certificate,
    DomainConfig,
    DomainLink,
)

DN, BOOLEAN = SidOf(("DN",)), Boolean()
PEM = Text(100_000)  # A chain of ten certificates of 4,096-bit keys has some 20,000 characters.
_DOMAIN = out("domain_sid", TEXT, "parent_sid")
_NAME = always("domain_name", None, TEXT)
_BASE = "/LinkShortening/Domains/{parent_sid}"
CERTIFICATE_VIEW = View(
    "DomainCertV4",
    (
        _DOMAIN,
        dates()[1],
        out("date_expires", INSTANT, "expires_ms"),
        dates()[0],
        _NAME,
        out("certificate_sid", TEXT, "sid"),
        url(f"{_BASE}/Certificate"),
        always("cert_in_validation", None),
    ),
)
MANAGED_VIEW = View(
    "RequestManagedCert",
    (
        _DOMAIN,
        dates()[1],
        dates()[0],
        out("date_expires", INSTANT, "expires_ms"),
        _NAME,
        out("certificate_sid", TEXT, "sid"),
        url(f"{_BASE}/RequestManagedCert"),
        out("managed", BOOLEAN),
        always("requesting", True, BOOLEAN),
    ),
)
_SETTINGS = (
    out("fallback_url"),
    out("callback_url"),
    out("continue_on_failure", BOOLEAN),
    *dates(),
)
CONFIG_VIEW = View(
    "DomainConfig",
    (
        _DOMAIN,
        out("config_sid", TEXT, "sid"),
        *_SETTINGS,
        url(f"{_BASE}/Config"),
        out("disable_https", BOOLEAN),
    ),
)
SERVICE_CONFIG_VIEW = View(
    "DomainConfigMessagingService",
    (
        _DOMAIN,
        out("config_sid", TEXT, "sid"),
        out("messaging_service_sid"),
        *_SETTINGS,
        url("/LinkShortening/MessagingService/{messaging_service_sid}/DomainConfig"),
    ),
)
DNS_VIEW = View(
    "DomainDnsValidation",
    (
        _DOMAIN,
        always("is_valid", False, BOOLEAN),
        always("reason", "This server looks up no domains.", TEXT),
        url(f"{_BASE}/ValidateDns"),
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
class DomainOf:
    """Which domain."""

    domain_sid: str = path("DomainSid", DN, "The domain.")


@described
class PutCertificate:
    """A domain and its certificate."""

    domain_sid: str = path("DomainSid", DN, "The domain.")
    tls_cert: str = param("TlsCert", PEM, "The certificate with its key, in PEM; it is not kept.")


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


async def _certificate(call: Call, domain_sid: str) -> Certificate | None:
    return await call.services.shelf.find(CERTIFICATE, call.account.sid, parent_sid=domain_sid)


async def _put_certificate(call: Call, domain_sid: str, *, managed: bool) -> Certificate:
    shelf, found = call.services.shelf, await _certificate(call, domain_sid)
    if found is None:
        return await shelf.add(CERTIFICATE, call.account.sid, parent_sid=domain_sid, managed=managed)
    return await shelf.change(CERTIFICATE, found, managed=managed)


async def certificate_of(call: Call, domain_sid: str) -> Certificate:
    """Return the certificate of a domain. Raises: Problem 20404."""
    found = await _certificate(call, domain_sid)
    if found is None:
        raise Problem(CERTIFICATE.missing)
    return found


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


@SURFACE.operation(
    "POST",
    "/LinkShortening/Domains/{DomainSid}/Certificate",
    name="UpdateDomainCertV4",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="set the certificate of domain {DomainSid}",
    given=PutCertificate,
    view=CERTIFICATE_VIEW,
)
async def put_certificate(call: Call, given: PutCertificate) -> Certificate:
    """Note that a domain has a certificate. Resource only."""
    return await _put_certificate(call, given.domain_sid, managed=False)


@SURFACE.operation(
    "GET",
    "/LinkShortening/Domains/{DomainSid}/Certificate",
    name="FetchDomainCertV4",
    level=Level.READ,
    says="looked at the certificate of domain {DomainSid}",
    given=DomainOf,
    view=CERTIFICATE_VIEW,
)
async def fetch_certificate(call: Call, given: DomainOf) -> Certificate:
    """Fetch what is known of a domain's certificate. Resource only."""
    return await certificate_of(call, given.domain_sid)


@SURFACE.operation(
    "DELETE",
    "/LinkShortening/Domains/{DomainSid}/Certificate",
    name="DeleteDomainCertV4",
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="deleted the certificate of domain {DomainSid}",
    given=DomainOf,
    success=204,
)
async def delete_certificate(call: Call, given: DomainOf) -> None:
    """Forget a domain's certificate. Resource only."""
    await call.services.shelf.remove(await certificate_of(call, given.domain_sid))


@SURFACE.operation(
    "POST",
    "/LinkShortening/Domains/{DomainSid}/RequestManagedCert",
    name="UpdateRequestManagedCert",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="asked for a managed certificate of domain {DomainSid}",
    given=DomainOf,
    view=MANAGED_VIEW,
)
async def request_certificate(call: Call, given: DomainOf) -> Certificate:
    """Note that a domain is to have a certificate, which nobody issues. Resource only."""
    return await _put_certificate(call, given.domain_sid, managed=True)


@SURFACE.operation(
    "POST",
    "/LinkShortening/Domains/{DomainSid}/Config",
    name="UpdateDomainConfig",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="set how links of domain {DomainSid} behave",
    given=PutConfig,
    view=CONFIG_VIEW,
)
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


@SURFACE.operation(
    "GET",
    "/LinkShortening/Domains/{DomainSid}/Config",
    name="FetchDomainConfig",
    level=Level.READ,
    says="read how links of domain {DomainSid} behave",
    given=DomainOf,
    view=CONFIG_VIEW,
)
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
