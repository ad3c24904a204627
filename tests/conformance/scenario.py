"""A call of every operation of the 2010 API that succeeds, in an order in which each finds what it needs.

A new operation needs a step here; the tests name those that have none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import number_steps
import sip_steps
import voice_steps
from steps import Step

from cordboard.api.surfaces import CORE
from cordboard.catalogue.derive.parts import path_of
from cordboard.catalogue.describe import Operation

OPERATIONS: dict[str, Operation] = {operation.name: operation for operation in CORE.operations}
ROWS = "rows"  # what is waited for in a list: anything
PATIENT, REFUSING, TALKING = "+14155550191", "+14155550192", "+14155550193"


class Reply(NamedTuple):
    """What came of a step."""

    operation: str
    status: int
    body: Any


MESSAGE, MEDIA = {"Sid": "{message}"}, {"MessageSid": "{message}", "Sid": "{media}"}
CALL, SPOKEN = {"Sid": "{call}"}, {"To": TALKING, "From": "{own}", "Twiml": "<Response><Pause length='60'/></Response>"}
NUMBER, KEY = {"Sid": "{number}"}, {"Sid": "{key}"}
TRIGGER, NOTIFICATION = {"Sid": "{trigger}"}, {"Sid": "{notification}"}
OF_BROKEN = {"CallSid": "{broken}"}
WATCH = {"CallbackUrl": "{url}/health", "TriggerValue": "+5", "UsageCategory": "sms", "Recurring": "daily"}
PICTURE = {"To": PATIENT, "From": "{own}", "Body": "Look", "MediaUrl": "{url}/health", "ProvideFeedback": "true"}
ROUTES = {"FriendlyName": "Desk", "SmsUrl": "{url}/health", "SmsMethod": "GET", "VoiceUrl": "", "StatusCallback": ""}

STEPS = (
    Step("ListAccount"),
    Step("FetchAccount"),
    Step("CreateAccount", given={"FriendlyName": "Branch"}, keep="branch"),
    Step("UpdateAccount", {"AccountSid": "{branch}"}, {"FriendlyName": "Branch 2", "Status": "suspended"}),
    # Numbers
    Step("ListIncomingPhoneNumber", keep="number"),
    Step("UpdateIncomingPhoneNumber", NUMBER, ROUTES),
    Step("FetchIncomingPhoneNumber", NUMBER),
    *number_steps.STEPS,
    # A message that does not arrive
    Step("CreateMessage", given={"To": REFUSING, "From": "{own}", "Body": "Hello"}, keep="refused"),
    Step("FetchMessage", {"Sid": "{refused}"}, until="undelivered"),
    # A message with media, from sending to deletion
    Step("CreateMessage", given=PICTURE, keep="message"),
    Step("FetchMessage", MESSAGE, until="delivered"),
    Step("ListMessage", given={"PageSize": "1"}),
    Step("ListMessage", given={"To": PATIENT}),
    Step("ListMessage", given={"To": "+14155550199"}),
    Step("CreateMessageFeedback", {"MessageSid": "{message}"}, {"Outcome": "confirmed"}),
    Step("ListMedia", {"MessageSid": "{message}"}, keep="media"),
    Step("FetchMedia", MEDIA),
    Step("DeleteMedia", MEDIA),
    Step("UpdateMessage", MESSAGE, {"Body": ""}),
    Step("DeleteMessage", MESSAGE),
    # Calls
    Step("CreateCall", given=SPOKEN, keep="call"),
    Step("FetchCall", CALL, until="in-progress"),
    Step("UpdateCall", CALL, {"Status": "completed"}),
    Step("ListCall", given={"To": TALKING}),
    Step("DeleteCall", CALL),
    *voice_steps.STEPS,
    # A call whose document cannot be had, and what is told of it
    Step("CreateCall", given={"To": TALKING, "From": "{own}", "Url": "{url}/nowhere"}, keep="broken"),
    Step("FetchCall", {"Sid": "{broken}"}, until="completed"),
    Step("ListNotification", given={"Log": "0"}, keep="notification"),
    Step("FetchNotification", NOTIFICATION),
    Step("ListCallNotification", OF_BROKEN, keep="notification"),
    Step("FetchCallNotification", {**OF_BROKEN, **NOTIFICATION}),
    # Usage
    *(Step(name, given={"Category": "sms"}) for name in OPERATIONS if name.startswith("ListUsageRecord")),
    Step("CreateUsageTrigger", given=WATCH, keep="trigger"),
    Step("ListUsageTrigger", given={"TriggerBy": "usage"}),
    Step("FetchUsageTrigger", TRIGGER),
    Step("UpdateUsageTrigger", TRIGGER, {"FriendlyName": "Five"}),
    Step("DeleteUsageTrigger", TRIGGER),
    Step("FetchBalance"),
    Step("CreateToken", given={"Ttl": "60"}),
    *sip_steps.STEPS,
    # Keys
    Step("CreateNewKey", given={"FriendlyName": "Till"}, keep="key"),
    Step("ListKey"),
    Step("FetchKey", KEY),
    Step("UpdateKey", KEY, {"FriendlyName": "Till 2"}),
    Step("DeleteKey", KEY),
    Step("CreateNewSigningKey", given={"FriendlyName": "Till"}, keep="key"),
    Step("ListSigningKey"),
    Step("FetchSigningKey", KEY),
    Step("UpdateSigningKey", KEY, {"FriendlyName": "Till 2"}),
    Step("DeleteSigningKey", KEY),
)


def prepare(live: Any) -> dict[str, str]:
    """Do what the operator does before the steps; return the words that are known at their beginning."""
    live.control("PUT", f"handsets/{REFUSING.replace('+', '%2B')}", {"condition": "reject", "error_code": 30005})
    live.control("PUT", f"handsets/{TALKING.replace('+', '%2B')}", {"voice_script": [{"action": "answer"}]})
    number_steps.prepare(live)
    voice_steps.prepare(live)
    return {"AccountSid": live.account_sid, "own": live.number, "url": live.url}


def run(live: Any, eventually: Callable[[Callable[[], Any]], Any]) -> list[Reply]:
    """Take the steps and return what came of each."""
    known = prepare(live)
    replies = []
    for step in STEPS:
        if step.until:
            reply = eventually(lambda step=step: _awaited(live, step, known))
            assert reply, f"{step.operation}: the message did not become {step.until}"
        else:
            reply = _take(live, step, known)
        assert reply.status == OPERATIONS[step.operation].success, reply
        if step.keep:
            listing = OPERATIONS[step.operation].listing
            kept = reply.body[listing.key][0] if listing else reply.body
            known[step.keep] = kept.get("sid") or kept["call_sid"]  # participants are called by their calls
        if step.then is not None:
            step.then(live, known)
        replies.append(reply)
    return replies


def _take(live: Any, step: Step, known: Mapping[str, str]) -> Reply:
    operation = OPERATIONS[step.operation]
    values = {**known, **{name: value.format_map(known) for name, value in step.at.items()}}
    path = path_of(operation).format_map(values)
    given = urlencode({name: value.format_map(known) for name, value in step.given.items()})
    if operation.method == "GET":
        status, _, body = live.raw("GET", f"{path}?{given}" if given else path)
    else:
        status, _, body = live.raw(operation.method, path, given.encode())
    return Reply(step.operation, status, json.loads(body) if body else None)


def _awaited(live: Any, step: Step, known: Mapping[str, str]) -> Reply | None:
    reply = _take(live, step, known)
    listing = OPERATIONS[step.operation].listing
    state = ROWS if listing and reply.body[listing.key] else reply.body.get("status")
    return reply if state == step.until else None
