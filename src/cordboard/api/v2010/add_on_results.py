"""Results of add-ons for recordings in the 2010 API. Source: reference 06, Recording add-on results."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from cordboard.api.call import Call
from cordboard.api.v2010.recordings import AREA, RECORDING_SID
from cordboard.api.v2010.surface import SURFACE, TEXT, dates, out, subresource_uris
from cordboard.base.page import Page
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Level, View, described, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf
from cordboard.voice.add_on_result import ADD_ON_PAYLOAD, ADD_ON_RESULT, AddOnPayload, AddOnResult

RESULT_SID, PAYLOAD_SID = SidOf(("XR",)), SidOf(("XH",))
_PATH = "/Accounts/{account_sid}/Recordings/{parent_sid}/AddOnResults/{sid}"
_PAYLOAD_PATH = "/Accounts/{account_sid}/Recordings/{reference_sid}/AddOnResults/{parent_sid}/Payloads/{sid}"
RESULT = View(
    "RecordingAddOnResult",
    (
        out("sid", TEXT),
        out("account_sid", TEXT),
        out("status", TEXT),
        out("add_on_sid", TEXT),
        out("add_on_configuration_sid", TEXT),
        *dates(),
        out("date_completed", Instant(), "updated_ms"),
        out("reference_sid", TEXT, "parent_sid"),
        subresource_uris(_PATH, {"payloads": "/Payloads"}),
    ),
)
PAYLOAD = View(
    "RecordingAddOnResultPayload",
    (
        out("sid", TEXT),
        out("add_on_result_sid", TEXT, "parent_sid"),
        out("account_sid", TEXT),
        out("label", TEXT),
        out("add_on_sid", TEXT),
        out("add_on_configuration_sid", TEXT),
        out("content_type", TEXT),
        *dates(),
        out("reference_sid", TEXT),
        subresource_uris(_PAYLOAD_PATH, {"data": "/Data"}),
    ),
)
DATA = View("RecordingAddOnResultPayloadData", (out("redirect_to", TEXT),))


class PayloadData(NamedTuple):
    """Where the data of a payload is."""

    redirect_to: str


@described
class ResultsOf:
    """Which recording."""

    reference_sid: str = path("ReferenceSid", RECORDING_SID, "The recording.")


@described
class ResultOf(ResultsOf):
    """Which result."""

    sid: str = path("Sid", RESULT_SID, "The result.")


@described
class PayloadsOf(ResultsOf):
    """Which result's payloads."""

    result_sid: str = path("AddOnResultSid", RESULT_SID, "The result.")


@described
class PayloadOf(PayloadsOf):
    """Which payload."""

    sid: str = path("Sid", PAYLOAD_SID, "The payload.")


@described
class DataOf(PayloadsOf):
    """Which payload's data."""

    payload_sid: str = path("PayloadSid", PAYLOAD_SID, "The payload.")


async def _result(call: Call, reference_sid: str, sid: str) -> AddOnResult:
    recording = await call.services.voice.board.recordings.get(call.account.sid, reference_sid)
    return await call.services.shelf.get(ADD_ON_RESULT, call.account.sid, sid, parent_sid=recording.sid)


async def _payload(call: Call, given: PayloadsOf, sid: str) -> AddOnPayload:
    result = await _result(call, given.reference_sid, given.result_sid)
    return await call.services.shelf.get(ADD_ON_PAYLOAD, call.account.sid, sid, parent_sid=result.sid)


RESULTS = Resource(
    SURFACE,
    "/Accounts/{AccountSid}/Recordings/{ReferenceSid}/AddOnResults",
    view=RESULT,
    key="add_on_results",
    area=AREA,
)


@RESULTS.list("ListRecordingAddOnResult", says="listed what add-ons made of recording {ReferenceSid}", given=ResultsOf)
async def list_results(call: Call, given: ResultsOf) -> Page[AddOnResult]:
    """List the results of a recording, newest first. Resource only: no add-on runs here."""
    recording = await call.services.voice.board.recordings.get(call.account.sid, given.reference_sid)
    return await call.services.shelf.page(ADD_ON_RESULT, call.account.sid, call.page, parent_sid=recording.sid)


@RESULTS.fetch("FetchRecordingAddOnResult", says="looked at add-on result {Sid}", given=ResultOf)
async def fetch_result(call: Call, given: ResultOf) -> AddOnResult:
    """Fetch a result."""
    return await _result(call, given.reference_sid, given.sid)


@RESULTS.delete("DeleteRecordingAddOnResult", says="deleted add-on result {Sid}", given=ResultOf)
async def delete_result(call: Call, given: ResultOf) -> None:
    """Delete a result with its payloads."""
    await call.services.shelf.remove(await _result(call, given.reference_sid, given.sid))


PAYLOADS = Resource(
    SURFACE,
    "/Accounts/{AccountSid}/Recordings/{ReferenceSid}/AddOnResults/{AddOnResultSid}/Payloads",
    view=PAYLOAD,
    key="payloads",
    area=AREA,
)


@PAYLOADS.list(
    "ListRecordingAddOnResultPayload", says="listed the payloads of add-on result {AddOnResultSid}", given=PayloadsOf
)
async def list_payloads(call: Call, given: PayloadsOf) -> Page[AddOnPayload]:
    """List the payloads of a result, newest first."""
    result = await _result(call, given.reference_sid, given.result_sid)
    return await call.services.shelf.page(ADD_ON_PAYLOAD, call.account.sid, call.page, parent_sid=result.sid)


@PAYLOADS.fetch("FetchRecordingAddOnResultPayload", says="looked at payload {Sid}", given=PayloadOf)
async def fetch_payload(call: Call, given: PayloadOf) -> AddOnPayload:
    """Fetch a payload."""
    return await _payload(call, given, given.sid)


@PAYLOADS.delete("DeleteRecordingAddOnResultPayload", says="deleted payload {Sid}", given=PayloadOf)
async def delete_payload(call: Call, given: PayloadOf) -> None:
    """Delete a payload."""
    await call.services.shelf.remove(await _payload(call, given, given.sid))


@SURFACE.operation(
    "GET",
    f"{PAYLOADS.path}/{{PayloadSid}}/Data",
    name="FetchRecordingAddOnResultPayloadData",
    area=AREA,
    level=Level.READ,
    says="looked at the data of payload {PayloadSid}",
    given=DataOf,
    view=DATA,
    success=307,
)
async def fetch_data(call: Call, given: DataOf) -> PayloadData:
    """Lead to the data of a payload, which stand in their own URL (RFC 2397)."""
    found = await _payload(call, given, given.payload_sid)
    return PayloadData(f"data:{found.content_type},{quote(found.data)}")
