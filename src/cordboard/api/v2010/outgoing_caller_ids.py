"""Verified caller ids of the 2010 API. Source: reference 07, OutgoingCallerIds."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, uri
from cordboard.base.page import Page
from cordboard.catalogue.describe import Effect, View, described, param, path, query
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Method, SidOf, Text, Whole
from cordboard.numbers.caller_id import MOST_CALL_DELAY_S, CallerId, Validation, Wish

AREA = "phone_numbers"
NAME = Text(64)
VALIDATION = View(
    "ValidationRequest",
    (
        out("account_sid", TEXT),
        out("call_sid", TEXT, "sid"),
        out("friendly_name", TEXT),
        out("phone_number", TEXT),
        out("validation_code", TEXT),
    ),
)
CALLER_ID = View(
    "OutgoingCallerId",
    (
        out("sid", TEXT),
        *dates(),
        out("friendly_name", TEXT),
        out("account_sid", TEXT),
        out("phone_number", TEXT),
        uri("/Accounts/{account_sid}/OutgoingCallerIds/{sid}"),
    ),
)


@described
class CreateValidation:
    """A number to verify."""

    phone_number: str = param("PhoneNumber", TEXT, "The number, E.164.", missing=21401, invalid=21401)
    friendly_name: str | None = param(
        "FriendlyName", NAME, "A name, at most 64 characters.", default=None, invalid=20002
    )
    call_delay: int = param(
        "CallDelay",
        Whole(0, MOST_CALL_DELAY_S),
        "How long the call waits, in seconds; the simulated one does not.",
        default=0,
        invalid=21454,
    )
    extension: str | None = param("Extension", Text(32), "Keys to press at the start; read and not used.", default=None)
    status_callback: str | None = param(
        "StatusCallback", Url(), "Called when the code was typed in.", default=None, invalid=21456
    )
    status_callback_method: str = param("StatusCallbackMethod", Method(), "GET or POST.", default="POST", invalid=21403)


@described
class CallerIdOf:
    """Which caller id."""

    sid: str = path("Sid", SidOf(("PN",)), "The caller id.")


@described
class UpdateCallerId:
    """A caller id and its new name."""

    sid: str = path("Sid", SidOf(("PN",)), "The caller id.")
    friendly_name: str | None = param(
        "FriendlyName", NAME, "A name, at most 64 characters.", default=None, invalid=20002
    )


@described
class ListCallerIds:
    """Which caller ids to list."""

    phone_number: str | None = query("PhoneNumber", TEXT, "Only this number.")
    friendly_name: str | None = query("FriendlyName", TEXT, "Only caller ids of exactly this name.")


OUTGOING_CALLER_IDS = Resource(
    SURFACE, "/Accounts/{AccountSid}/OutgoingCallerIds", view=CALLER_ID, key="outgoing_caller_ids", area=AREA
)


@OUTGOING_CALLER_IDS.create(
    "CreateValidationRequest",
    says="asked {phone_number} to verify itself",
    given=CreateValidation,
    view=VALIDATION,
    effect=Effect.REACHES_A_PERSON,
    success=200,
)
async def create_validation(call: Call, given: CreateValidation) -> Validation:
    """Call a number, which verifies itself with the code of the answer; a handset types it by the control API."""
    wish = Wish(
        phone_number=given.phone_number,
        friendly_name=given.friendly_name,
        status_callback=given.status_callback,
        status_callback_method=given.status_callback_method,
        agent_sid=call.agent_sid,
        decision_id=call.decision_id,
    )
    return await call.services.provisioning.caller_ids.ask(call.account.sid, wish)


@OUTGOING_CALLER_IDS.list("ListOutgoingCallerId", says="listed the verified caller ids", given=ListCallerIds)
async def list_caller_ids(call: Call, given: ListCallerIds) -> Page[CallerId]:
    """List the verified caller ids, newest first."""
    caller_ids = call.services.provisioning.caller_ids
    return await caller_ids.page(call.account.sid, call.page, given.phone_number, given.friendly_name)


@OUTGOING_CALLER_IDS.fetch("FetchOutgoingCallerId", says="looked at caller id {Sid}", given=CallerIdOf)
async def fetch_caller_id(call: Call, given: CallerIdOf) -> CallerId:
    """Fetch a verified caller id."""
    return await call.services.provisioning.caller_ids.get(call.account.sid, given.sid)


@OUTGOING_CALLER_IDS.update("UpdateOutgoingCallerId", says="renamed caller id {Sid}", given=UpdateCallerId)
async def update_caller_id(call: Call, given: UpdateCallerId) -> CallerId:
    """Rename a verified caller id."""
    return await call.services.provisioning.caller_ids.rename(call.account.sid, given.sid, given.friendly_name)


@OUTGOING_CALLER_IDS.delete("DeleteOutgoingCallerId", says="forgot caller id {Sid}", given=CallerIdOf)
async def delete_caller_id(call: Call, given: CallerIdOf) -> None:
    """Forget a verified caller id."""
    await call.services.provisioning.caller_ids.delete(call.account.sid, given.sid)
