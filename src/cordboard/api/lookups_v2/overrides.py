"""Overrides of what lookups tell of a line. Source: the published twilio_lookups_v2.json."""

from __future__ import annotations

from enum import StrEnum

from cordboard.api.call import Call
from cordboard.api.lookups_v2.found import original_line, see
from cordboard.api.lookups_v2.surface import SURFACE
from cordboard.api.v2010.surface import TEXT, out
from cordboard.base.phone import parse_e164
from cordboard.base.problem import Problem
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import OneOf, Text
from cordboard.numbers.lookup import LineType
from cordboard.numbers.lookup_override import OVERRIDE, Override

LINE, REASON = OneOf(LineType), Text(1000)
SHOWN = View(
    "Override",
    (
        out("phone_number", TEXT),
        out("original_line_type", LINE),
        out("overridden_line_type", LINE, "line_type"),
        out("override_reason", TEXT, "reason"),
        out("override_timestamp", Instant(), "updated_ms"),
        out("overridden_by_account_sid", TEXT, "account_sid"),
    ),
)


class Overridden(StrEnum):
    """What can be overridden: the line, by the name of its package or of its value."""

    PACKAGE = "line_type_intelligence"
    VALUE = "line_type"


@described
class OverrideOf:
    """Of which number, and what of it."""

    phone_number: str = path("PhoneNumber", TEXT, "The number, in E.164.")
    field: Overridden = path("Field", OneOf(Overridden), "What is overridden: the type of the line.")


@described
class CreateOverride(OverrideOf):
    """What to tell from now on."""

    line_type: LineType = param("line_type", LINE, "The line to tell.")
    reason: str = param("reason", REASON, "Why.", default="")


@described
class UpdateOverride(OverrideOf):
    """What to tell from now on."""

    line_type: LineType | None = param("line_type", LINE, "The line to tell.", default=None)
    reason: str | None = param("reason", REASON, "Why.", default=None)


def _number(text: str) -> str:
    number = parse_e164(text)
    if number is None:
        raise Problem(20404)
    return number


async def _override(call: Call, text: str) -> Override:
    """Return what the account overrides of a number. Raises: Problem 20404."""
    found = await call.services.shelf.find(OVERRIDE, call.account.sid, phone_number=_number(text))
    if found is None:
        raise Problem(20404)
    return found


OVERRIDES = Resource(SURFACE, "/PhoneNumbers/{PhoneNumber}/Overrides/{Field}", view=SHOWN, by="")


@OVERRIDES.create("CreateLookupPhoneNumberOverrides", says="overrode the line of {PhoneNumber}", given=CreateOverride)
async def create_override(call: Call, given: CreateOverride) -> Override:
    """Override the line of a number, for lookups of this account."""
    found = await see(call, _number(given.phone_number), None, frozenset({Overridden.PACKAGE}))
    if found.override is not None:
        raise Problem(20409)
    return await call.services.shelf.add(
        OVERRIDE,
        call.account.sid,
        phone_number=found.lookup.phone_number,
        original_line_type=original_line(found),
        line_type=given.line_type,
        reason=given.reason,
    )


@OVERRIDES.fetch("FetchLookupPhoneNumberOverrides", says="looked at the override of {PhoneNumber}", given=OverrideOf)
async def fetch_override(call: Call, given: OverrideOf) -> Override:
    """Fetch what the account overrides of a number."""
    return await _override(call, given.phone_number)


@OVERRIDES.update(
    "UpdateLookupPhoneNumberOverrides", says="changed the override of {PhoneNumber}", given=UpdateOverride, method="PUT"
)
async def update_override(call: Call, given: UpdateOverride) -> Override:
    """Change what the account overrides of a number."""
    found = await _override(call, given.phone_number)
    return await call.services.shelf.change(OVERRIDE, found, line_type=given.line_type, reason=given.reason)


@OVERRIDES.delete("DeleteLookupPhoneNumberOverrides", says="took back the override of {PhoneNumber}", given=OverrideOf)
async def delete_override(call: Call, given: OverrideOf) -> None:
    """Tell of a number again what the directory says."""
    await call.services.shelf.remove(await _override(call, given.phone_number))
