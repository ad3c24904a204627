"""Looking many numbers up at once. Source: the published twilio_lookups_v2.json."""

from __future__ import annotations

from dataclasses import dataclass

from cordboard.api.call import Call
from cordboard.api.lookups_v2.found import BASIC, Found, find, see
from cordboard.api.lookups_v2.phone_numbers import KNOWN, LookUp
from cordboard.api.lookups_v2.rate_limits import FIELD, Field
from cordboard.api.lookups_v2.surface import SURFACE
from cordboard.api.v2010.surface import TEXT, out
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Attribute, Effect, Level, Property, View, described, param
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.json_text import JsonObject
from cordboard.catalogue.render import Part
from cordboard.catalogue.wire import Text, Whole

MOST_NUMBERS = 100  # Ours: the document names no bound
UNUSED = JsonObject(4000)


@described
class Wanted:
    """A number, and what to tell of it."""

    correlation_id: str | None = param("correlation_id", Text(200), "Comes back with the answer.", default=None)
    phone_number: str = param("phone_number", TEXT, "The number: in E.164, or as it is dialled in country_code.")
    fields: list[Field] | None = param("fields", FIELD, "The packages to tell.", default=None, many=True, most=20)
    country_code: str | None = param(
        "country_code", Text(2), "The country of a number without one (ISO 3166-1).", default=None
    )
    identity_match: object = param("identity_match", UNUSED, "Read and not used.", default=None)
    reassigned_number: object = param("reassigned_number", UNUSED, "Read and not used.", default=None)
    sms_pumping_risk: object = param("sms_pumping_risk", UNUSED, "Read and not used.", default=None)


@described
class LookUpMany:
    """Which numbers."""

    phone_numbers: list[Wanted] | None = param(
        "phone_numbers", Fields(Wanted), "At most 100 numbers.", default=None, many=True, most=MOST_NUMBERS
    )


def packages_of(given: LookUp | LookUpMany) -> list[frozenset[str]]:
    """Return the packages that each of the numbers is looked up with, as they were asked for."""
    if isinstance(given, LookUp):
        return [frozenset(each.strip() for each in (given.fields or BASIC).split(","))]
    return [frozenset(map(str, each.fields or (BASIC,))) for each in given.phone_numbers or ()]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer for one number. What a limit holds back has the code in place of its packages."""

    correlation_id: str | None
    found: Found
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """The answers, in the order of the numbers."""

    answers: list[Answered]


def _inner(each: Property) -> Property:
    """Return a property of a lookup as one of its answer in a batch."""
    read = each.read
    if isinstance(read, Attribute):
        return Property(each.wire, each.kind, Attribute(f"found.{read.attribute}"))
    return Property(each.wire, each.kind, lambda answered: read(answered.found))


ANSWER = View("Lookup", (out("correlation_id", TEXT), out("twilio_error_code", Whole(), "code"), *map(_inner, KNOWN)))
BATCH = View("Lookups", (out("phone_numbers", Part(ANSWER, many=True, sparse=True), "answers"),))


async def _answer(call: Call, wanted: Wanted) -> Answered:
    asked = frozenset(map(str, wanted.fields or ())) - {BASIC}
    try:
        found = await find(call, wanted.phone_number, wanted.country_code, asked)
    except Problem as problem:
        nothing = await see(call, wanted.phone_number, wanted.country_code, frozenset())
        return Answered(wanted.correlation_id, nothing, problem.code)
    return Answered(wanted.correlation_id, found)


@SURFACE.operation(
    "POST",
    "/batch/query",
    name="CreateBulkLookup",
    level=Level.SEND,
    effect=Effect.SPENDS,
    says="looked many numbers up",
    given=LookUpMany,
    view=BATCH,
)
async def look_up_many(call: Call, given: LookUpMany) -> Batch:
    """Look up to a hundred numbers, each with packages of its own; limits hold for each."""
    return Batch([await _answer(call, each) for each in given.phone_numbers or ()])
