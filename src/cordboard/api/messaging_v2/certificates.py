"""The certificate of a domain for short links, as version 2 shows it, resource only."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.messaging_v1.domain_certificates import DomainOf, certificate_of
from cordboard.api.messaging_v1.surface import INSTANT, TEXT, always, dates, out
from cordboard.api.messaging_v2.surface import SURFACE_2 as SURFACE
from cordboard.catalogue.describe import Level, Property, View
from cordboard.catalogue.links import RelativeUri
from cordboard.catalogue.wire import Boolean
from cordboard.messaging.registration import Certificate

CERTIFICATE = View(
    "DomainCertV4",
    (
        out("domain_sid", TEXT, "parent_sid"),
        dates()[1],
        out("date_expires", INSTANT, "expires_ms"),
        dates()[0],
        always("domain_name", None, TEXT),
        out("certificate_sid", TEXT, "sid"),
        out("managed", Boolean()),
        out("requesting", Boolean(), "managed"),
        Property("url", RelativeUri("/v2/LinkShortening/Domains/{parent_sid}/Certificate"), lambda found: found),
        always("cert_in_validation", None),
    ),
)


@SURFACE.operation(
    "GET",
    "/LinkShortening/Domains/{DomainSid}/Certificate",
    name="FetchDomainCertV4",
    level=Level.READ,
    says="looked at the certificate of domain {DomainSid}",
    given=DomainOf,
    view=CERTIFICATE,
)
async def fetch_certificate(call: Call, given: DomainOf) -> Certificate:
    """Fetch what is known of a domain's certificate. Resource only."""
    return await certificate_of(call, given.domain_sid)
