"""What an add-on would have made of a recording, given by hand: no add-on runs here."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import SURFACE, TEXT, out
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, View, described, param, path
from cordboard.catalogue.wire import SidOf, Text
from cordboard.voice.add_on_result import ADD_ON_PAYLOAD, ADD_ON_RESULT, AddOnResult

INVALID = 90002
LONGEST_DATA = 100_000  # the transcript of an hour has some 60,000 characters
RESULT = View(
    "GivenAddOnResult",
    (out("sid", TEXT), out("account_sid", TEXT), out("recording_sid", TEXT, "parent_sid"), out("add_on_sid", TEXT)),
)


@described
class GiveResult:
    """A recording, and what an add-on made of it."""

    sid: str = path("Sid", SidOf(("RE",)), "The recording.")
    account_sid: str = param("account_sid", SidOf(("AC",)), "Whose it is.", missing=INVALID, invalid=INVALID)
    add_on_sid: str = param("add_on_sid", SidOf(("XB",)), "The add-on.", missing=INVALID, invalid=INVALID)
    configuration_sid: str = param(
        "configuration_sid", SidOf(("XE",)), "Its configuration.", missing=INVALID, invalid=INVALID
    )
    label: str = param("label", Text(64), "What its payload is.", default="result", invalid=INVALID)
    data: str = param("data", Text(LONGEST_DATA), "The payload, in JSON.", default="{}", invalid=INVALID)


@SURFACE.operation(
    "POST",
    "/recordings/{Sid}/add_on_results",
    name="CreateAddOnResult",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="gave recording {Sid} the result of an add-on",
    given=GiveResult,
    view=RESULT,
    success=201,
)
async def create_result(call: Call, given: GiveResult) -> AddOnResult:
    """Give a recording the result of an add-on, with one payload."""
    if call.services.accounts.find(given.account_sid) is None:
        raise Problem(INVALID, parameter="account_sid", reason="there is no such account")
    recording = await call.services.voice.board.recordings.get(given.account_sid, given.sid)
    shelf = call.services.shelf
    add_on = {"add_on_sid": given.add_on_sid, "add_on_configuration_sid": given.configuration_sid}
    result = await shelf.add(ADD_ON_RESULT, given.account_sid, parent_sid=recording.sid, **add_on)
    await shelf.add(
        ADD_ON_PAYLOAD,
        given.account_sid,
        parent_sid=result.sid,
        reference_sid=recording.sid,
        **add_on,
        label=given.label,
        content_type="application/json",
        data=given.data,
    )
    return result
