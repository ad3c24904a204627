"""What is said of a toll-free number. Source: messaging/v1, Tollfree/Verifications."""

from __future__ import annotations

from enum import StrEnum

from cordboard.api.messaging_v1.surface import TEXT
from cordboard.catalogue.describe import described, param, path, query
from cordboard.catalogue.wire import Boolean, OneOf, SidOf, Text


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
CATEGORIES = (
    "TWO_FACTOR_AUTHENTICATION ACCOUNT_NOTIFICATIONS CUSTOMER_CARE CHARITY_NONPROFIT DELIVERY_NOTIFICATIONS"
    " FRAUD_ALERT_MESSAGING EVENTS HIGHER_EDUCATION K12 MARKETING POLLING_AND_VOTING_NON_POLITICAL"
    " POLITICAL_ELECTION_CAMPAIGNS PUBLIC_SERVICE_ANNOUNCEMENT SECURITY_ALERT"
)


class Vetter(StrEnum):
    """Who checks a campaign for election."""

    CAMPAIGN_VERIFY = "CAMPAIGN_VERIFY"


HH, PN, BU, BOOLEAN, LONG = SidOf(("HH",)), SidOf(("PN",)), SidOf(("BU",)), Boolean(), Text(4096)


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
