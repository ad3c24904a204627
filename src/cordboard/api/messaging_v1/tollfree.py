"""Who sends from toll-free numbers, resource only. Source: messaging/v1, Tollfree/Verifications."""

from __future__ import annotations

from enum import StrEnum

from cordboard.api.call import Call
from cordboard.api.messaging_v1.surface import ANYTHING, INSTANT, SURFACE, TEXT, always, dates, out, texts, url
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, Listing, View, described, param, path, query
from cordboard.catalogue.wire import Boolean, OneOf, SidOf, Text, Whole
from cordboard.messaging.registration import TOLLFREE, TollfreeVerification
from cordboard.shelf.shelf import Kept


class OptInType(StrEnum):
    """How people agree."""

    VERBAL = "VERBAL"
    WEB_FORM = "WEB_FORM"
    PAPER_FORM = "PAPER_FORM"
    VIA_TEXT = "VIA_TEXT"
    MOBILE_QR_CODE = "MOBILE_QR_CODE"
    IMPORT = "IMPORT"
    IMPORT_PLEASE_REPLACE = "IMPORT_PLEASE_REPLACE"


class BusinessType(StrEnum):
    """What kind of business it is."""

    PRIVATE_PROFIT = "PRIVATE_PROFIT"
    PUBLIC_PROFIT = "PUBLIC_PROFIT"
    SOLE_PROPRIETOR = "SOLE_PROPRIETOR"
    NON_PROFIT = "NON_PROFIT"
    GOVERNMENT = "GOVERNMENT"


class State(StrEnum):
    """How far the review is."""

    PENDING_REVIEW = "PENDING_REVIEW"
    IN_REVIEW = "IN_REVIEW"
    TWILIO_APPROVED = "TWILIO_APPROVED"
    TWILIO_REJECTED = "TWILIO_REJECTED"


_AUTHORITIES = "EIN CBN CRN PROVINCIAL_NUMBER VAT ACN ABN BRN SIREN SIRET NZBN USt-IdNr CIF NIF CNPJ UID NEQ OTHER"
Authority = StrEnum("Authority", {name.replace("-", "_"): name for name in _AUTHORITIES.split()})  # type: ignore[misc]  # the words of a list
_CATEGORIES = (
    "TWO_FACTOR_AUTHENTICATION ACCOUNT_NOTIFICATIONS CUSTOMER_CARE CHARITY_NONPROFIT DELIVERY_NOTIFICATIONS"
    " FRAUD_ALERT_MESSAGING EVENTS HIGHER_EDUCATION K12 MARKETING POLLING_AND_VOTING_NON_POLITICAL"
    " POLITICAL_ELECTION_CAMPAIGNS PUBLIC_SERVICE_ANNOUNCEMENT SECURITY_ALERT"
)


class Vetter(StrEnum):
    """Who checks a campaign for election."""

    CAMPAIGN_VERIFY = "CAMPAIGN_VERIFY"


HH, PN, BU, BOOLEAN, LONG = SidOf(("HH",)), SidOf(("PN",)), SidOf(("BU",)), Boolean(), Text(4096)
VERIFICATION = View(
    "TollfreeVerification",
    (
        *texts("sid", "account_sid", "customer_profile_sid"),
        always("trust_product_sid", None, TEXT),
        *dates(),
        always("regulated_item_sid", None, TEXT),
        *texts(
            "business_name",
            "business_street_address",
            "business_street_address2",
            "business_city",
            "business_state_province_region",
            "business_postal_code",
            "business_country",
            "business_website",
            "business_contact_first_name",
            "business_contact_last_name",
            "business_contact_email",
            "business_contact_phone",
            "notification_email",
        ),
        out("use_case_categories", ANYTHING),
        *texts("use_case_summary", "production_message_sample"),
        out("opt_in_image_urls", ANYTHING),
        *texts("opt_in_type", "message_volume", "additional_information"),
        out("tollfree_phone_number_sid", TEXT, "parent_sid"),
        *texts("tollfree_phone_number", "status"),
        url("/Tollfree/Verifications/{sid}"),
        always("rejection_reason", None, TEXT),
        always("error_code", None, Whole()),
        always("edit_expiration", None, INSTANT),
        always("edit_allowed", None, BOOLEAN),
        *texts(
            "business_registration_number",
            "business_registration_authority",
            "business_registration_country",
            "business_type",
            "business_registration_phone_number",
            "doing_business_as",
            "opt_in_confirmation_message",
            "help_message_sample",
            "privacy_policy_url",
            "terms_and_conditions_url",
        ),
        out("age_gated_content", BOOLEAN),
        out("opt_in_keywords", ANYTHING),
        always("rejection_reasons", None),
        always("resource_links", {}),
        *texts("external_reference_id", "vetting_id", "vetting_provider"),
        always("vetting_id_expiration", None, INSTANT),
    ),
)


@described
class Details:
    """What both a new verification and a changed one may say."""

    business_street_address: str | None = param("BusinessStreetAddress", TEXT, "Its street.", default=None)
    business_street_address2: str | None = param("BusinessStreetAddress2", TEXT, "More of its street.", default=None)
    business_city: str | None = param("BusinessCity", TEXT, "Its city.", default=None)
    business_state_province_region: str | None = param("BusinessStateProvinceRegion", TEXT, "Its state.", default=None)
    business_postal_code: str | None = param("BusinessPostalCode", TEXT, "Its postal code.", default=None)
    business_country: str | None = param("BusinessCountry", TEXT, "Its country.", default=None)
    additional_information: str | None = param("AdditionalInformation", LONG, "Anything else.", default=None)
    business_contact_first_name: str | None = param("BusinessContactFirstName", TEXT, "Whom to ask.", default=None)
    business_contact_last_name: str | None = param("BusinessContactLastName", TEXT, "Whom to ask.", default=None)
    business_contact_email: str | None = param("BusinessContactEmail", TEXT, "Where to ask.", default=None)
    business_contact_phone: str | None = param("BusinessContactPhone", TEXT, "Where to call.", default=None)
    business_registration_number: str | None = param("BusinessRegistrationNumber", TEXT, "Its number.", default=None)
    business_registration_authority: Authority | None = param(
        "BusinessRegistrationAuthority", OneOf(Authority), "Who gave the number.", default=None
    )
    business_registration_country: str | None = param(
        "BusinessRegistrationCountry", TEXT, "Where it is registered.", default=None
    )
    business_type: BusinessType | None = param("BusinessType", OneOf(BusinessType), "What it is.", default=None)
    business_registration_phone_number: str | None = param(
        "BusinessRegistrationPhoneNumber", TEXT, "Its own number.", default=None
    )
    doing_business_as: str | None = param("DoingBusinessAs", TEXT, "The name it trades under.", default=None)
    opt_in_confirmation_message: str | None = param(
        "OptInConfirmationMessage", LONG, "The answer to who opts in.", default=None
    )
    help_message_sample: str | None = param("HelpMessageSample", LONG, "The answer to HELP.", default=None)
    privacy_policy_url: str | None = param("PrivacyPolicyUrl", TEXT, "The privacy policy.", default=None)
    terms_and_conditions_url: str | None = param("TermsAndConditionsUrl", TEXT, "The terms.", default=None)
    age_gated_content: bool | None = param("AgeGatedContent", BOOLEAN, "Whether it is for adults.", default=None)
    opt_in_keywords: list[str] | None = param("OptInKeywords", TEXT, "Words to opt in.", default=None, many=True)
    vetting_provider: Vetter | None = param("VettingProvider", OneOf(Vetter), "Who checked it.", default=None)
    vetting_id: str | None = param("VettingId", TEXT, "The checker's id.", default=None)


@described
class CreateVerification(Details):
    """A verification to ask for."""

    business_name: str = param("BusinessName", TEXT, "Who sends.")
    business_website: str = param("BusinessWebsite", TEXT, "Its site.")
    notification_email: str = param("NotificationEmail", TEXT, "Who is told.")
    use_case_categories: list[str] = param("UseCaseCategories", TEXT, "What is sent.", many=True)
    use_case_summary: str = param("UseCaseSummary", LONG, "What is sent, in a sentence.")
    production_message_sample: str = param("ProductionMessageSample", LONG, "A message as it will be.")
    opt_in_image_urls: list[str] = param("OptInImageUrls", TEXT, "Pictures of how people agree.", many=True)
    opt_in_type: OptInType = param("OptInType", OneOf(OptInType), "How people agree.")
    message_volume: str = param("MessageVolume", TEXT, "Messages a month.")
    tollfree_phone_number_sid: str = param("TollfreePhoneNumberSid", PN, "A toll-free number of the account.")
    customer_profile_sid: str | None = param("CustomerProfileSid", BU, "The business's profile.", default=None)
    external_reference_id: str | None = param("ExternalReferenceId", TEXT, "Your own id.", default=None)


@described
class UpdateVerification(Details):
    """A verification, and what to change."""

    sid: str = path("Sid", HH, "The verification.")
    business_name: str | None = param("BusinessName", TEXT, "Who sends.", default=None)
    business_website: str | None = param("BusinessWebsite", TEXT, "Its site.", default=None)
    notification_email: str | None = param("NotificationEmail", TEXT, "Who is told.", default=None)
    use_case_categories: list[str] | None = param("UseCaseCategories", TEXT, "What is sent.", default=None, many=True)
    use_case_summary: str | None = param("UseCaseSummary", LONG, "What is sent, in a sentence.", default=None)
    production_message_sample: str | None = param(
        "ProductionMessageSample", LONG, "A message as it will be.", default=None
    )
    opt_in_image_urls: list[str] | None = param(
        "OptInImageUrls", TEXT, "Pictures of how people agree.", default=None, many=True
    )
    opt_in_type: OptInType | None = param("OptInType", OneOf(OptInType), "How people agree.", default=None)
    message_volume: str | None = param("MessageVolume", TEXT, "Messages a month.", default=None)
    edit_reason: str | None = param("EditReason", LONG, "Why it is changed; not kept.", default=None)


@described
class VerificationOf:
    """Which verification."""

    sid: str = path("Sid", HH, "The verification.")


@described
class ListVerifications:
    """Which verifications to list."""

    tollfree_phone_number_sid: str | None = query("TollfreePhoneNumberSid", PN, "Only those of this number.")
    status: State | None = query("Status", OneOf(State), "Only those in this state.")
    external_reference_id: str | None = query("ExternalReferenceId", TEXT, "Only those with this id.")
    include_sub_accounts: bool | None = query("IncludeSubAccounts", BOOLEAN, "Read and not used.")
    trust_product_sid: str | None = query("TrustProductSid", TEXT, "Read and not used.")


_KEPT = frozenset(TollfreeVerification.__struct_fields__) - frozenset(Kept.__struct_fields__)
_KNOWN = frozenset(_CATEGORIES.split())


def _given(given: CreateVerification | UpdateVerification) -> dict[str, object]:
    """Return what was given. Raises: Problem 20001 for a category that there is not."""
    unknown = next((each for each in given.use_case_categories or () if each not in _KNOWN), None)
    if unknown is not None:
        raise Problem(20001, parameter="UseCaseCategories", value=unknown)
    found = {name: getattr(given, name, None) for name in _KEPT}
    return {name: tuple(each) if isinstance(each, list) else each for name, each in found.items() if each is not None}


async def _verification(call: Call, sid: str) -> TollfreeVerification:
    return await call.services.shelf.get(TOLLFREE, call.account.sid, sid)


@SURFACE.operation(
    "POST",
    "/Tollfree/Verifications",
    name="CreateTollfreeVerification",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="asked for the verification of number {tollfree_phone_number_sid}",
    given=CreateVerification,
    view=VERIFICATION,
    success=201,
)
async def create_verification(call: Call, given: CreateVerification) -> TollfreeVerification:
    """Keep what is said of a toll-free number; nobody reviews it. Resource only."""
    number = await call.services.numbers.number(call.account.sid, given.tollfree_phone_number_sid)
    return await call.services.shelf.add(
        TOLLFREE,
        call.account.sid,
        parent_sid=number.sid,
        tollfree_phone_number=number.phone_number,
        **_given(given),
    )


@SURFACE.operation(
    "GET",
    "/Tollfree/Verifications",
    name="ListTollfreeVerification",
    level=Level.READ,
    says="listed the verifications of toll-free numbers",
    given=ListVerifications,
    view=VERIFICATION,
    listing=Listing("verifications"),
)
async def list_verifications(call: Call, given: ListVerifications) -> Page[TollfreeVerification]:
    """List the verifications, newest first. Resource only."""
    return await call.services.shelf.page(
        TOLLFREE,
        call.account.sid,
        call.page,
        parent_sid=given.tollfree_phone_number_sid,
        status=given.status.value if given.status else None,
        external_reference_id=given.external_reference_id,
    )


@SURFACE.operation(
    "GET",
    "/Tollfree/Verifications/{Sid}",
    name="FetchTollfreeVerification",
    level=Level.READ,
    says="looked at verification {Sid}",
    given=VerificationOf,
    view=VERIFICATION,
)
async def fetch_verification(call: Call, given: VerificationOf) -> TollfreeVerification:
    """Fetch a verification. Resource only."""
    return await _verification(call, given.sid)


@SURFACE.operation(
    "POST",
    "/Tollfree/Verifications/{Sid}",
    name="UpdateTollfreeVerification",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="changed verification {Sid}",
    given=UpdateVerification,
    view=VERIFICATION,
    success=202,
)
async def update_verification(call: Call, given: UpdateVerification) -> TollfreeVerification:
    """Change a verification. Resource only."""
    return await call.services.shelf.change(TOLLFREE, await _verification(call, given.sid), **_given(given))


@SURFACE.operation(
    "DELETE",
    "/Tollfree/Verifications/{Sid}",
    name="DeleteTollfreeVerification",
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="deleted verification {Sid}",
    given=VerificationOf,
    success=204,
)
async def delete_verification(call: Call, given: VerificationOf) -> None:
    """Delete a verification. Resource only."""
    await call.services.shelf.remove(await _verification(call, given.sid))
