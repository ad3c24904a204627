"""The safe list: numbers that need no screening for fraud. A resource only; no number is screened here.

Source: the published twilio_accounts_v1.json.
"""

from __future__ import annotations

from cordboard.accounts.credential import SAFE_NUMBER, SafeNumber
from cordboard.api.accounts_v1.surface import SURFACE, TEXT, out
from cordboard.api.call import Call
from cordboard.base.phone import parse_e164
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, query
from cordboard.catalogue.resource import Resource

AREA = "messaging"
SAFE = View("SafeList", (out("sid"), out("phone_number")))


@described
class CreateSafeNumber:
    """A number for the safe list."""

    phone_number: str = param("PhoneNumber", TEXT, "The number, in E.164, or the beginning of its thousand.")


@described
class SafeNumberOf:
    """Which number."""

    phone_number: str | None = query("PhoneNumber", TEXT, "The number, in E.164.")


async def _found(call: Call, phone_number: str | None) -> SafeNumber:
    number = parse_e164(phone_number) if phone_number else None
    found = number and await call.services.shelf.find(SAFE_NUMBER, call.account.sid, phone_number=number)
    if not found:
        raise Problem(20404)
    return found


SAFE_NUMBERS = Resource(SURFACE, "/SafeList/Numbers", view=SAFE, area=AREA, by="")


@SAFE_NUMBERS.create("CreateSafelist", says="put a number on the safe list", given=CreateSafeNumber)
async def create_safe_number(call: Call, given: CreateSafeNumber) -> SafeNumber:
    """Put a number on the safe list; one that is there already stays as it is."""
    number = parse_e164(given.phone_number)
    if number is None:
        raise Problem(20001, parameter="PhoneNumber", value=given.phone_number)
    shelf = call.services.shelf
    found = await shelf.find(SAFE_NUMBER, call.account.sid, phone_number=number)
    return found or await shelf.add(SAFE_NUMBER, call.account.sid, phone_number=number)


@SAFE_NUMBERS.fetch("FetchSafelist", says="looked for a number on the safe list", given=SafeNumberOf)
async def fetch_safe_number(call: Call, given: SafeNumberOf) -> SafeNumber:
    """Tell whether a number is on the safe list."""
    return await _found(call, given.phone_number)


@SAFE_NUMBERS.delete("DeleteSafelist", says="took a number off the safe list", given=SafeNumberOf)
async def delete_safe_number(call: Call, given: SafeNumberOf) -> None:
    """Take a number off the safe list."""
    await call.services.shelf.remove(await _found(call, given.phone_number))
