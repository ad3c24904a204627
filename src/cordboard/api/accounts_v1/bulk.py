"""Consents and contacts in bulk. Resources only: they are kept, and change nothing of what is sent.

Source: the published twilio_accounts_v1.json.
"""

from __future__ import annotations

from typing import Any

from cordboard.accounts.bulk import BAD_CONSENT, BAD_CONTACT, CONSENT_CHECKS, CONTACT_CHECKS, judge, text_of
from cordboard.accounts.credential import CONSENT, CONTACT
from cordboard.api.accounts_v1.surface import SURFACE
from cordboard.api.call import Call
from cordboard.catalogue.describe import Effect, Level, Property, View, described, param
from cordboard.catalogue.json_text import JsonObject
from cordboard.catalogue.wire import Anything

AREA = "messaging"
ITEM = JsonObject(2000)  # the names and values of an item take some 300 characters
RESULTS = (Property("items", Anything(), lambda results: results),)
CONSENTS, CONTACTS = View("BulkConsents", RESULTS), View("BulkContacts", RESULTS)


@described
class Items:
    """What comes in bulk."""

    items: list[dict[str, Any]] = param("Items", ITEM, "One JSON object each, at most a thousand.", many=True)


@SURFACE.operation(
    "POST",
    "/Consents/Bulk",
    name="CreateBulkConsents",
    area=AREA,
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="kept consents",
    given=Items,
    view=CONSENTS,
    success=201,
)
async def create_consents(call: Call, given: Items) -> list[dict[str, object]]:
    """Keep who wants messages and who does not; each item is answered by itself."""
    shelf, account_sid = call.services.shelf, call.account.sid
    verdicts = [judge(item, CONSENT_CHECKS) for item in given.items]
    good = [item for item, verdict in zip(given.items, verdicts, strict=True) if not verdict.faults]
    made = [
        shelf.make(
            CONSENT,
            account_sid,
            contact_id=item["contact_id"],
            sender_id=item["sender_id"],
            status=item["status"],
            source=item["source"],
            consented_at=text_of(item, "date_of_consent"),
        )
        for item in good
    ]
    await shelf.put_all(CONSENT, made)
    return [verdict.told(BAD_CONSENT) for verdict in verdicts]


@SURFACE.operation(
    "POST",
    "/Contacts/Bulk",
    name="CreateBulkContacts",
    area=AREA,
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="kept contacts",
    given=Items,
    view=CONTACTS,
    success=201,
)
async def create_contacts(call: Call, given: Items) -> list[dict[str, object]]:
    """Keep where people live; each item is answered by itself."""
    shelf, account_sid = call.services.shelf, call.account.sid
    verdicts = [judge(item, CONTACT_CHECKS) for item in given.items]
    good = [item for item, verdict in zip(given.items, verdicts, strict=True) if not verdict.faults]
    made = [
        shelf.make(
            CONTACT,
            account_sid,
            contact_id=item["contact_id"],
            country_iso_code=item["country_iso_code"],
            zip_code=item["zip_code"],
        )
        for item in good
    ]
    await shelf.put_all(CONTACT, made)
    return [verdict.told(BAD_CONTACT) for verdict in verdicts]
