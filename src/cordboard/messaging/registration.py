"""What authorities register elsewhere: brands, campaigns, toll-free numbers, domains of short links.

No authority is behind this server, so these are kept as they were sent, and stay in the state in which they were made.
Source: reference 09; https://www.twilio.com/docs/messaging/compliance.
"""

from __future__ import annotations

from cordboard.shelf.shelf import Kept, Kind


class Brand(Kept, frozen=True, kw_only=True):
    """A brand that sends to people in the United States."""

    customer_profile_bundle_sid: str
    a2p_profile_bundle_sid: str
    brand_type: str = "STANDARD"
    status: str = "PENDING"
    mock: bool = False
    skip_automatic_sec_vet: bool = False


class Vetting(Kept, frozen=True, kw_only=True):
    """A check of a brand by a third party; its parent is the brand."""

    vetting_provider: str
    vetting_id: str | None = None
    vetting_class: str | None = None
    vetting_status: str = "PENDING"


class Campaign(Kept, frozen=True, kw_only=True):
    """What a service sends to people in the United States; its parent is the service."""

    brand_registration_sid: str
    description: str
    message_flow: str
    message_samples: tuple[str, ...]
    us_app_to_person_usecase: str
    has_embedded_links: bool
    has_embedded_phone: bool
    opt_in_message: str | None = None
    opt_out_message: str | None = None
    help_message: str | None = None
    opt_in_keywords: tuple[str, ...] = ()
    opt_out_keywords: tuple[str, ...] = ()
    help_keywords: tuple[str, ...] = ()
    subscriber_opt_in: bool = False
    age_gated: bool = False
    direct_lending: bool = False
    privacy_policy_url: str | None = None
    terms_and_conditions_url: str | None = None
    campaign_status: str = "PENDING"


class ExternalCampaign(Kept, frozen=True, kw_only=True):
    """A campaign that was registered elsewhere; its parent is the service."""

    campaign_id: str
    cnp_migration: bool = False


class TollfreeVerification(Kept, frozen=True, kw_only=True):
    """Who sends from a toll-free number, and what. Its parent is the number."""

    tollfree_phone_number: str
    business_name: str
    business_website: str
    notification_email: str
    use_case_categories: tuple[str, ...]
    use_case_summary: str
    production_message_sample: str
    opt_in_image_urls: tuple[str, ...]
    opt_in_type: str
    message_volume: str
    customer_profile_sid: str | None = None
    business_street_address: str | None = None
    business_street_address2: str | None = None
    business_city: str | None = None
    business_state_province_region: str | None = None
    business_postal_code: str | None = None
    business_country: str | None = None
    business_contact_first_name: str | None = None
    business_contact_last_name: str | None = None
    business_contact_email: str | None = None
    business_contact_phone: str | None = None
    additional_information: str | None = None
    external_reference_id: str | None = None
    business_registration_number: str | None = None
    business_registration_authority: str | None = None
    business_registration_country: str | None = None
    business_type: str | None = None
    business_registration_phone_number: str | None = None
    doing_business_as: str | None = None
    opt_in_confirmation_message: str | None = None
    help_message_sample: str | None = None
    privacy_policy_url: str | None = None
    terms_and_conditions_url: str | None = None
    age_gated_content: bool | None = None
    opt_in_keywords: tuple[str, ...] = ()
    vetting_provider: str | None = None
    vetting_id: str | None = None
    status: str = "PENDING_REVIEW"


class Certificate(Kept, frozen=True, kw_only=True):
    """The certificate of a domain for short links, without its key. Its parent is the domain."""

    expires_ms: int | None = None
    managed: bool = False


class DomainConfig(Kept, frozen=True, kw_only=True):
    """How short links of a domain behave. Its parent is the domain."""

    fallback_url: str | None = None
    callback_url: str | None = None
    continue_on_failure: bool | None = None
    disable_https: bool | None = None


class DomainLink(Kept, frozen=True, kw_only=True):
    """That a service shortens its links with a domain. Its parent is the service."""

    domain_sid: str


BRAND = Kind("brand_registration", "BN", Brand)
VETTING = Kind("brand_vetting", "VT", Vetting)
CAMPAIGN = Kind("us_app_to_person", "QE", Campaign)
EXTERNAL_CAMPAIGN = Kind("external_campaign", "QE", ExternalCampaign)
TOLLFREE = Kind("tollfree_verification", "HH", TollfreeVerification)
CERTIFICATE = Kind("domain_certificate", "CW", Certificate)
DOMAIN_CONFIG = Kind("domain_config", "ZK", DomainConfig)
DOMAIN_LINK = Kind("domain_link", "DL", DomainLink)
