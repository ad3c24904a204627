"""Limits of an account's lookups. Source: the published twilio_lookups_v2.json."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cordboard.api.call import Call
from cordboard.api.lookups_v2.surface import SURFACE
from cordboard.api.v2010.surface import TEXT, out
from cordboard.catalogue.describe import Level, Place, View, described, param, path
from cordboard.catalogue.render import Part
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import OneOf, Text, Whole
from cordboard.numbers.lookup_limits import LONGEST_TTL_S, Limit

MOST = 1_000_000_000  # The published numbers have 32 bits


class Field(StrEnum):
    """The packages of lookups; validation is in each."""

    VALIDATION = "validation"
    CALLER_NAME = "caller_name"
    SIM_SWAP = "sim_swap"
    CALL_FORWARDING = "call_forwarding"
    LINE_TYPE_INTELLIGENCE = "line_type_intelligence"
    LINE_STATUS = "line_status"
    IDENTITY_MATCH = "identity_match"
    REASSIGNED_NUMBER = "reassigned_number"
    SMS_PUMPING_RISK = "sms_pumping_risk"
    PHONE_NUMBER_QUALITY_SCORE = "phone_number_quality_score"
    PRE_FILL = "pre_fill"


FIELD = OneOf(Field)
SHOWN = View(
    "RateLimit",
    (
        out("field", TEXT),
        out("limit", Whole()),
        out("bucket", TEXT),
        out("owner", TEXT, "account_sid"),
        out("ttl", Whole()),
    ),
)


class Limits(NamedTuple):
    """The limits of an account."""

    limits: list[Limit]


LISTED = View("RateLimits", (out("rate_limits", Part(SHOWN, many=True), "limits"),))


@described
class ListLimits:
    """Which limits to list."""

    fields: list[Field] | None = param(
        "Fields", FIELD, "Only those of these packages.", default=None, place=Place.QUERY, many=True, most=20
    )


@described
class LimitOf:
    """Which limit."""

    field: Field = path("Field", FIELD, "The package whose lookups it counts; validation is every lookup.")
    bucket: str = path("Bucket", Text(64), "The name of the limit.")


@described
class PutLimit(LimitOf):
    """A limit, and what to change; a new one needs both."""

    limit: int | None = param("limit", Whole(0, MOST), "How many lookups.", default=None)
    ttl: int | None = param("ttl", Whole(1, LONGEST_TTL_S), "Within how many seconds.", default=None)


@SURFACE.operation(
    "GET",
    "/RateLimits",
    name="FetchLookupAccountRateLimits",
    level=Level.READ,
    says="listed the limits of lookups",
    given=ListLimits,
    view=LISTED,
)
async def list_limits(call: Call, given: ListLimits) -> Limits:
    """List the limits of the account's lookups, oldest first."""
    return Limits(call.services.lookup_limits.of(call.account.sid, given.fields or ()))


BUCKETS = Resource(SURFACE, "/RateLimits/Fields/{Field}/Bucket", view=SHOWN, by="Bucket")


@BUCKETS.fetch("FetchLookupRateLimit", says="looked at the limit {Bucket} of lookups", given=LimitOf)
async def fetch_limit(call: Call, given: LimitOf) -> Limit:
    """Fetch a limit."""
    return call.services.lookup_limits.get(call.account.sid, given.field, given.bucket)


@BUCKETS.update("UpdateLookupRateLimit", says="set the limit {Bucket} of lookups", given=PutLimit, method="PUT")
async def put_limit(call: Call, given: PutLimit) -> Limit:
    """Make a limit or change it; lookups beyond it are refused with 20429."""
    limits = call.services.lookup_limits
    return await limits.put(call.account.sid, given.field, given.bucket, given.limit, given.ttl)


@BUCKETS.delete("DeleteLookupRateLimit", says="deleted the limit {Bucket} of lookups", given=LimitOf)
async def delete_limit(call: Call, given: LimitOf) -> None:
    """Delete a limit."""
    limits = call.services.lookup_limits
    await limits.remove(limits.get(call.account.sid, given.field, given.bucket))
