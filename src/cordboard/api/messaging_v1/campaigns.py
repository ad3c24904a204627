"""What services send to people in the United States, resource only. Source: messaging/v1, Compliance/Usa2p."""

from __future__ import annotations

from dataclasses import dataclass

from cordboard.api.call import Call
from cordboard.api.messaging_v1.senders import service_of
from cordboard.api.messaging_v1.surface import ANYTHING, SERVICE_SID, SURFACE, TEXT, always, dates, out, texts, url
from cordboard.base.page import Page
from cordboard.catalogue.describe import Effect, Level, Property, View, described, param, path, query
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, SidOf, Text
from cordboard.messaging.registration import CAMPAIGN, EXTERNAL_CAMPAIGN, Campaign, ExternalCampaign
from cordboard.shelf.shelf import Kept

QE, BN, BOOLEAN, LONG = SidOf(("QE",)), SidOf(("BN",)), Boolean(), Text(4096)
CAMPAIGN_VIEW = View(
    "UsAppToPerson",
    (
        *texts("sid", "account_sid", "brand_registration_sid"),
        out("messaging_service_sid", TEXT, "parent_sid"),
        out("description"),
        out("message_samples", ANYTHING),
        out("us_app_to_person_usecase"),
        out("has_embedded_links", BOOLEAN),
        out("has_embedded_phone", BOOLEAN),
        out("subscriber_opt_in", BOOLEAN),
        out("age_gated", BOOLEAN),
        out("direct_lending", BOOLEAN),
        out("campaign_status"),
        always("campaign_id", None, TEXT),
        always("is_externally_registered", False, BOOLEAN),
        always("rate_limits", None),
        *texts("message_flow", "opt_in_message", "opt_out_message", "help_message"),
        out("opt_in_keywords", ANYTHING),
        out("opt_out_keywords", ANYTHING),
        out("help_keywords", ANYTHING),
        *dates(),
        url("/Services/{parent_sid}/Compliance/Usa2p/{sid}"),
        always("mock", False, BOOLEAN),
        always("errors", ()),
        *texts("privacy_policy_url", "terms_and_conditions_url"),
    ),
)
EXTERNAL_VIEW = View(
    "ExternalCampaign",
    (
        *texts("sid", "account_sid", "campaign_id"),
        out("messaging_service_sid", TEXT, "parent_sid"),
        dates()[0],
    ),
)
USECASES_VIEW = View(
    "UsAppToPersonUsecase", (Property("us_app_to_person_usecases", ANYTHING, lambda usecases: usecases),)
)


@dataclass(frozen=True, slots=True)
class Usecase:
    """What a campaign may be for. Source: https://www.twilio.com/docs/messaging/compliance/a2p-10dlc."""

    code: str
    name: str
    description: str
    post_approval_required: bool = False


USECASES = (
    Usecase("2FA", "Two-Factor authentication (2FA)", "Passcodes and password resets."),
    Usecase("ACCOUNT_NOTIFICATION", "Account Notification", "Notices about an account, reminders and alerts."),
    Usecase("CUSTOMER_CARE", "Customer Care", "Support and account management."),
    Usecase("DELIVERY_NOTIFICATION", "Delivery Notification", "What became of a delivery."),
    Usecase("FRAUD_ALERT", "Fraud Alert Messaging", "Warnings of fraud."),
    Usecase("HIGHER_EDUCATION", "Higher Education", "Messages of colleges and universities."),
    Usecase("MARKETING", "Marketing", "Offers and promotions."),
    Usecase("MIXED", "Mixed", "Several of these together."),
    Usecase("POLLING_VOTING", "Polling and voting", "Surveys and votes that are not political."),
    Usecase("PUBLIC_SERVICE_ANNOUNCEMENT", "Public Service Announcement", "Notices of public interest."),
    Usecase("SECURITY_ALERT", "Security Alert", "Warnings that a system was broken into."),
    Usecase("CHARITY", "Charity", "Messages of charities.", True),
    Usecase("EMERGENCY", "Emergency", "Public safety in disasters.", True),
    Usecase("POLITICAL", "Political", "Messages of campaigns for election.", True),
    Usecase("SOLE_PROPRIETOR", "Sole Proprietor", "Messages of a business of one person."),
)


@described
class Policies:
    """What both a new campaign and a changed one may name."""

    privacy_policy_url: str | None = param("PrivacyPolicyUrl", Url(), "The privacy policy.", default=None)
    terms_and_conditions_url: str | None = param("TermsAndConditionsUrl", Url(), "The terms.", default=None)


@described
class CreateCampaign(Policies):
    """A campaign of a service."""

    service_sid: str = path("MessagingServiceSid", SERVICE_SID, "The service.")
    brand_registration_sid: str = param("BrandRegistrationSid", BN, "The brand that sends.")
    description: str = param("Description", LONG, "What is sent.")
    message_flow: str = param("MessageFlow", LONG, "How people opt in.")
    message_samples: list[str] = param("MessageSamples", LONG, "Messages as they will be.", many=True, most=5)
    us_app_to_person_usecase: str = param("UsAppToPersonUsecase", TEXT, "What it is for.")
    has_embedded_links: bool = param("HasEmbeddedLinks", BOOLEAN, "Whether messages have links.")
    has_embedded_phone: bool = param("HasEmbeddedPhone", BOOLEAN, "Whether messages have numbers.")
    opt_in_message: str | None = param("OptInMessage", LONG, "The answer to who opts in.", default=None)
    opt_out_message: str | None = param("OptOutMessage", LONG, "The answer to who opts out.", default=None)
    help_message: str | None = param("HelpMessage", LONG, "The answer to who asks for help.", default=None)
    opt_in_keywords: list[str] | None = param("OptInKeywords", TEXT, "Words to opt in.", default=None, many=True)
    opt_out_keywords: list[str] | None = param("OptOutKeywords", TEXT, "Words to opt out.", default=None, many=True)
    help_keywords: list[str] | None = param("HelpKeywords", TEXT, "Words to ask for help.", default=None, many=True)
    subscriber_opt_in: bool | None = param("SubscriberOptIn", BOOLEAN, "Whether people opted in.", default=None)
    age_gated: bool | None = param("AgeGated", BOOLEAN, "Whether the content is for adults.", default=None)
    direct_lending: bool | None = param("DirectLending", BOOLEAN, "Whether it is about loans.", default=None)


@described
class UpdateCampaign(Policies):
    """A campaign, and what to change."""

    service_sid: str = path("MessagingServiceSid", SERVICE_SID, "The service.")
    sid: str = path("Sid", QE, "The campaign.")
    has_embedded_links: bool = param("HasEmbeddedLinks", BOOLEAN, "Whether messages have links.")
    has_embedded_phone: bool = param("HasEmbeddedPhone", BOOLEAN, "Whether messages have numbers.")
    message_samples: list[str] = param("MessageSamples", LONG, "Messages as they will be.", many=True, most=5)
    message_flow: str = param("MessageFlow", LONG, "How people opt in.")
    description: str = param("Description", LONG, "What is sent.")
    age_gated: bool = param("AgeGated", BOOLEAN, "Whether the content is for adults.")
    direct_lending: bool = param("DirectLending", BOOLEAN, "Whether it is about loans.")


@described
class ServiceOf:
    """Which service."""

    service_sid: str = path("MessagingServiceSid", SERVICE_SID, "The service.")


@described
class CampaignOf:
    """Which campaign of which service."""

    service_sid: str = path("MessagingServiceSid", SERVICE_SID, "The service.")
    sid: str = path("Sid", QE, "The campaign.")


@described
class UsecasesOf:
    """Of which service, and for which brand."""

    service_sid: str = path("MessagingServiceSid", SERVICE_SID, "The service.")
    brand_registration_sid: str | None = query("BrandRegistrationSid", BN, "The brand.")


@described
class CreateExternalCampaign:
    """A campaign that was registered elsewhere."""

    campaign_id: str = param("CampaignId", TEXT, "Its id at the registry.")
    messaging_service_sid: str = param("MessagingServiceSid", SERVICE_SID, "The service that sends.")
    cnp_migration: bool = param("CnpMigration", BOOLEAN, "Whether it moves from another provider.", default=False)


_KEPT = frozenset(Campaign.__struct_fields__) - frozenset(Kept.__struct_fields__)


def _given(given: CreateCampaign | UpdateCampaign) -> dict[str, object]:
    found = {name: getattr(given, name, None) for name in _KEPT}
    return {name: tuple(each) if isinstance(each, list) else each for name, each in found.items() if each is not None}


async def _campaign(call: Call, service_sid: str, sid: str) -> Campaign:
    return await call.services.shelf.get(CAMPAIGN, call.account.sid, sid, parent_sid=service_sid)


CAMPAIGNS = Resource(SURFACE, "/Services/{MessagingServiceSid}/Compliance/Usa2p", view=CAMPAIGN_VIEW, key="compliance")


@CAMPAIGNS.create(
    "CreateUsAppToPerson", says="registered a campaign of messaging service {MessagingServiceSid}", given=CreateCampaign
)
async def create_campaign(call: Call, given: CreateCampaign) -> Campaign:
    """Keep a campaign of a service; nobody reviews it. Resource only."""
    service = service_of(call, given.service_sid)
    made = await call.services.shelf.add(CAMPAIGN, call.account.sid, parent_sid=service.sid, **_given(given))
    await call.services.pools.change(service, us_app_to_person_registered=True)
    return made


@CAMPAIGNS.list(
    "ListUsAppToPerson", says="listed the campaigns of messaging service {MessagingServiceSid}", given=ServiceOf
)
async def list_campaigns(call: Call, given: ServiceOf) -> Page[Campaign]:
    """List the campaigns of a service, newest first. Resource only."""
    service = service_of(call, given.service_sid)
    return await call.services.shelf.page(CAMPAIGN, call.account.sid, call.page, parent_sid=service.sid)


@SURFACE.operation(
    "GET",
    "/Services/{MessagingServiceSid}/Compliance/Usa2p/Usecases",
    name="FetchUsAppToPersonUsecase",
    level=Level.READ,
    says="read what campaigns may be for",
    given=UsecasesOf,
    view=USECASES_VIEW,
)
async def fetch_usecases(call: Call, given: UsecasesOf) -> tuple[Usecase, ...]:
    """List what campaigns may be for. Resource only."""
    service_of(call, given.service_sid)
    return USECASES


@CAMPAIGNS.fetch("FetchUsAppToPerson", says="looked at campaign {Sid}", given=CampaignOf)
async def fetch_campaign(call: Call, given: CampaignOf) -> Campaign:
    """Fetch a campaign. Resource only."""
    return await _campaign(call, given.service_sid, given.sid)


@CAMPAIGNS.update("UpdateUsAppToPerson", says="changed campaign {Sid}", given=UpdateCampaign)
async def update_campaign(call: Call, given: UpdateCampaign) -> Campaign:
    """Change a campaign. Resource only."""
    campaign = await _campaign(call, given.service_sid, given.sid)
    return await call.services.shelf.change(CAMPAIGN, campaign, **_given(given))


@CAMPAIGNS.delete("DeleteUsAppToPerson", says="deleted campaign {Sid}", given=CampaignOf)
async def delete_campaign(call: Call, given: CampaignOf) -> None:
    """Delete a campaign. Resource only."""
    service = service_of(call, given.service_sid)
    await call.services.shelf.remove(await _campaign(call, service.sid, given.sid))
    left = await call.services.shelf.find(CAMPAIGN, call.account.sid, parent_sid=service.sid)
    await call.services.pools.change(service, us_app_to_person_registered=left is not None)


@SURFACE.operation(
    "POST",
    "/Services/PreregisteredUsa2p",
    name="CreateExternalCampaign",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="named campaign {campaign_id} for messaging service {messaging_service_sid}",
    given=CreateExternalCampaign,
    view=EXTERNAL_VIEW,
    success=201,
)
async def create_external_campaign(call: Call, given: CreateExternalCampaign) -> ExternalCampaign:
    """Keep a campaign that was registered elsewhere. Resource only."""
    service = service_of(call, given.messaging_service_sid)
    return await call.services.shelf.add(
        EXTERNAL_CAMPAIGN,
        call.account.sid,
        parent_sid=service.sid,
        campaign_id=given.campaign_id,
        cnp_migration=given.cnp_migration,
    )
