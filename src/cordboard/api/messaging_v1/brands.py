"""Brands that send to people in the United States, resource only. Source: messaging/v1, a2p/BrandRegistrations."""

from __future__ import annotations

from enum import StrEnum

from cordboard.api.call import Call
from cordboard.api.messaging_v1.surface import SURFACE, TEXT, VERSION, always, dates, links, out, url
from cordboard.base.page import Page
from cordboard.catalogue.describe import Effect, Level, View, described, param, path, query
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, OneOf, SidOf, Text, Whole
from cordboard.messaging.registration import BRAND, VETTING, Brand, Vetting


class BrandType(StrEnum):
    """What kind of sender a brand is."""

    STANDARD = "STANDARD"
    SOLE_PROPRIETOR = "SOLE_PROPRIETOR"


class Provider(StrEnum):
    """Who checks a brand."""

    CAMPAIGN_VERIFY = "campaign-verify"
    AEGIS = "aegis"


BN, BU, BOOLEAN = SidOf(("BN",)), SidOf(("BU",)), Boolean()
_BELOW = f"/{VERSION}/a2p/BrandRegistrations/{{sid}}"
BRAND_VIEW = View(
    "BrandRegistrations",
    (
        out("sid"),
        out("account_sid"),
        out("customer_profile_bundle_sid"),
        out("a2p_profile_bundle_sid"),
        *dates(),
        out("brand_type"),
        out("status"),
        always("tcr_id", None, TEXT),
        always("failure_reason", None, TEXT),
        always("errors", ()),
        url("/a2p/BrandRegistrations/{sid}"),
        always("brand_score", None, Whole()),
        always("brand_feedback", None),
        always("identity_status", "SELF_DECLARED", TEXT),
        always("russell_3000", None, BOOLEAN),
        always("government_entity", None, BOOLEAN),
        always("tax_exempt_status", None, TEXT),
        out("skip_automatic_sec_vet", BOOLEAN),
        out("mock", BOOLEAN),
        links(brand_vettings=f"{_BELOW}/Vettings", brand_registration_otps=f"{_BELOW}/SmsOtp"),
    ),
)
VETTING_VIEW = View(
    "BrandVetting",
    (
        out("account_sid"),
        out("brand_sid", TEXT, "parent_sid"),
        out("brand_vetting_sid", TEXT, "sid"),
        dates()[1],
        dates()[0],
        out("vetting_id"),
        out("vetting_class"),
        out("vetting_status"),
        out("vetting_provider"),
        url("/a2p/BrandRegistrations/{parent_sid}/Vettings/{sid}"),
    ),
)
OTP_VIEW = View("BrandRegistrationOtp", (out("account_sid"), out("brand_registration_sid", TEXT, "sid")))


@described
class CreateBrand:
    """A brand to register."""

    customer_profile_bundle_sid: str = param("CustomerProfileBundleSid", BU, "The profile of the business.")
    a2p_profile_bundle_sid: str = param("A2PProfileBundleSid", BU, "Its profile for messages.")
    brand_type: BrandType = param("BrandType", OneOf(BrandType), "What it is.", default=BrandType.STANDARD)
    mock: bool = param("Mock", BOOLEAN, "Whether it is for tests.", default=False)
    skip_automatic_sec_vet: bool = param(
        "SkipAutomaticSecVet", BOOLEAN, "Whether the second check is left out.", default=False
    )


@described
class BrandOf:
    """Which brand."""

    sid: str = path("Sid", BN, "The brand.")


@described
class OtpOf:
    """Which brand."""

    sid: str = path("BrandRegistrationSid", BN, "The brand.")


@described
class CreateVetting:
    """A check of a brand."""

    brand_sid: str = path("BrandSid", BN, "The brand.")
    vetting_provider: Provider = param("VettingProvider", OneOf(Provider), "Who checks it.")
    vetting_id: str | None = param("VettingId", Text(1000), "The provider's own id.", default=None)


@described
class ListVettings:
    """Which checks to list."""

    brand_sid: str = path("BrandSid", BN, "The brand.")
    vetting_provider: Provider | None = query("VettingProvider", OneOf(Provider), "Only those by this provider.")


@described
class VettingOf:
    """Which check of which brand."""

    brand_sid: str = path("BrandSid", BN, "The brand.")
    sid: str = path("BrandVettingSid", SidOf(("VT",)), "The check.")


async def _brand(call: Call, sid: str) -> Brand:
    return await call.services.shelf.get(BRAND, call.account.sid, sid)


BRANDS = Resource(SURFACE, "/a2p/BrandRegistrations", view=BRAND_VIEW, key="data")


@BRANDS.create("CreateBrandRegistrations", says="registered a brand", given=CreateBrand)
async def create_brand(call: Call, given: CreateBrand) -> Brand:
    """Keep a brand; nobody reviews it. Resource only."""
    return await call.services.shelf.add(
        BRAND,
        call.account.sid,
        customer_profile_bundle_sid=given.customer_profile_bundle_sid,
        a2p_profile_bundle_sid=given.a2p_profile_bundle_sid,
        brand_type=given.brand_type.value,
        mock=given.mock,
        skip_automatic_sec_vet=given.skip_automatic_sec_vet,
    )


@BRANDS.list("ListBrandRegistrations", says="listed the brands")
async def list_brands(call: Call, given: None) -> Page[Brand]:
    """List the brands, newest first. Resource only."""
    return await call.services.shelf.page(BRAND, call.account.sid, call.page)


@BRANDS.fetch("FetchBrandRegistrations", says="looked at brand {Sid}", given=BrandOf)
async def fetch_brand(call: Call, given: BrandOf) -> Brand:
    """Fetch a brand. Resource only."""
    return await _brand(call, given.sid)


@BRANDS.update("UpdateBrandRegistrations", says="sent brand {Sid} in again", given=BrandOf, success=202)
async def update_brand(call: Call, given: BrandOf) -> Brand:
    """Send a brand in again. Resource only."""
    return await call.services.shelf.change(BRAND, await _brand(call, given.sid))


@SURFACE.operation(
    "POST",
    "/a2p/BrandRegistrations/{BrandRegistrationSid}/SmsOtp",
    name="CreateBrandRegistrationOtp",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="asked for the passcode of brand {BrandRegistrationSid} again",
    given=OtpOf,
    view=OTP_VIEW,
    success=201,
)
async def create_otp(call: Call, given: OtpOf) -> Brand:
    """Ask for a passcode, which nobody sends. Resource only."""
    return await _brand(call, given.sid)


VETTINGS = Resource(
    SURFACE, "/a2p/BrandRegistrations/{BrandSid}/Vettings", view=VETTING_VIEW, key="data", by="BrandVettingSid"
)


@VETTINGS.create("CreateBrandVetting", says="asked for a check of brand {BrandSid}", given=CreateVetting)
async def create_vetting(call: Call, given: CreateVetting) -> Vetting:
    """Keep a check of a brand; nobody makes it. Resource only."""
    brand = await _brand(call, given.brand_sid)
    return await call.services.shelf.add(
        VETTING,
        call.account.sid,
        parent_sid=brand.sid,
        vetting_provider=given.vetting_provider.value,
        vetting_id=given.vetting_id,
    )


@VETTINGS.list("ListBrandVetting", says="listed the checks of brand {BrandSid}", given=ListVettings)
async def list_vettings(call: Call, given: ListVettings) -> Page[Vetting]:
    """List the checks of a brand, newest first. Resource only."""
    brand = await _brand(call, given.brand_sid)
    provider = given.vetting_provider.value if given.vetting_provider else None
    return await call.services.shelf.page(
        VETTING, call.account.sid, call.page, parent_sid=brand.sid, vetting_provider=provider
    )


@VETTINGS.fetch("FetchBrandVetting", says="looked at a check of brand {BrandSid}", given=VettingOf)
async def fetch_vetting(call: Call, given: VettingOf) -> Vetting:
    """Fetch a check of a brand. Resource only."""
    return await call.services.shelf.get(VETTING, call.account.sid, given.sid, parent_sid=given.brand_sid)
