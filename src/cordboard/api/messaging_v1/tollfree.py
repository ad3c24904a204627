"""Who sends from toll-free numbers, resource only. Source: messaging/v1, Tollfree/Verifications."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.messaging_v1.surface import ANYTHING, INSTANT, SURFACE, TEXT, always, dates, out, texts, url
from cordboard.api.messaging_v1.tollfree_form import (
    BOOLEAN,
    CATEGORIES,
    CreateVerification,
    ListVerifications,
    UpdateVerification,
    VerificationOf,
)
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Whole
from cordboard.messaging.registration import TOLLFREE, TollfreeVerification
from cordboard.shelf.shelf import Kept

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


_KEPT = frozenset(TollfreeVerification.__struct_fields__) - frozenset(Kept.__struct_fields__)
_KNOWN = frozenset(CATEGORIES.split())


def _given(given: CreateVerification | UpdateVerification) -> dict[str, object]:
    """Return what was given. Raises: Problem 20001 for a category that there is not."""
    unknown = next((each for each in given.use_case_categories or () if each not in _KNOWN), None)
    if unknown is not None:
        raise Problem(20001, parameter="UseCaseCategories", value=unknown)
    found = {name: getattr(given, name, None) for name in _KEPT}
    return {name: tuple(each) if isinstance(each, list) else each for name, each in found.items() if each is not None}


async def _verification(call: Call, sid: str) -> TollfreeVerification:
    return await call.services.shelf.get(TOLLFREE, call.account.sid, sid)


VERIFICATIONS = Resource(SURFACE, "/Tollfree/Verifications", view=VERIFICATION, key="verifications")


@VERIFICATIONS.create(
    "CreateTollfreeVerification",
    says="asked for the verification of number {tollfree_phone_number_sid}",
    given=CreateVerification,
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


@VERIFICATIONS.list(
    "ListTollfreeVerification", says="listed the verifications of toll-free numbers", given=ListVerifications
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


@VERIFICATIONS.fetch("FetchTollfreeVerification", says="looked at verification {Sid}", given=VerificationOf)
async def fetch_verification(call: Call, given: VerificationOf) -> TollfreeVerification:
    """Fetch a verification. Resource only."""
    return await _verification(call, given.sid)


@VERIFICATIONS.update(
    "UpdateTollfreeVerification", says="changed verification {Sid}", given=UpdateVerification, success=202
)
async def update_verification(call: Call, given: UpdateVerification) -> TollfreeVerification:
    """Change a verification. Resource only."""
    return await call.services.shelf.change(TOLLFREE, await _verification(call, given.sid), **_given(given))


@VERIFICATIONS.delete("DeleteTollfreeVerification", says="deleted verification {Sid}", given=VerificationOf)
async def delete_verification(call: Call, given: VerificationOf) -> None:
    """Delete a verification. Resource only."""
    await call.services.shelf.remove(await _verification(call, given.sid))
