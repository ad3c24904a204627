"""The certificates of domains for short links, resource only. Source: messaging/v1, LinkShortening."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.messaging_v1.surface import INSTANT, SURFACE, TEXT, always, dates, out, url
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, SidOf, Text
from cordboard.messaging.registration import CERTIFICATE, Certificate

DN, BOOLEAN = SidOf(("DN",)), Boolean()
PEM = Text(100_000)  # A chain of ten certificates of 4,096-bit keys has some 20,000 characters.
DOMAIN = out("domain_sid", TEXT, "parent_sid")
BASE = "/LinkShortening/Domains/{parent_sid}"
_NAME = always("domain_name", None, TEXT)
CERTIFICATE_VIEW = View(
    "DomainCertV4",
    (
        DOMAIN,
        dates()[1],
        out("date_expires", INSTANT, "expires_ms"),
        dates()[0],
        _NAME,
        out("certificate_sid", TEXT, "sid"),
        url(f"{BASE}/Certificate"),
        always("cert_in_validation", None),
    ),
)
MANAGED_VIEW = View(
    "RequestManagedCert",
    (
        DOMAIN,
        dates()[1],
        dates()[0],
        out("date_expires", INSTANT, "expires_ms"),
        _NAME,
        out("certificate_sid", TEXT, "sid"),
        url(f"{BASE}/RequestManagedCert"),
        out("managed", BOOLEAN),
        always("requesting", True, BOOLEAN),
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


CERTIFICATES = Resource(SURFACE, "/LinkShortening/Domains/{DomainSid}/Certificate", view=CERTIFICATE_VIEW, by="")


@CERTIFICATES.update("UpdateDomainCertV4", says="set the certificate of domain {DomainSid}", given=PutCertificate)
async def put_certificate(call: Call, given: PutCertificate) -> Certificate:
    """Note that a domain has a certificate. Resource only."""
    return await _put_certificate(call, given.domain_sid, managed=False)


@CERTIFICATES.fetch("FetchDomainCertV4", says="looked at the certificate of domain {DomainSid}", given=DomainOf)
async def fetch_certificate(call: Call, given: DomainOf) -> Certificate:
    """Fetch what is known of a domain's certificate. Resource only."""
    return await certificate_of(call, given.domain_sid)


@CERTIFICATES.delete("DeleteDomainCertV4", says="deleted the certificate of domain {DomainSid}", given=DomainOf)
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
