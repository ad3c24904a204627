"""The steps of add-on results of a recording, which the operator gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steps import Step

RESULTS = {"ReferenceSid": "{recording}"}
RESULT = {**RESULTS, "Sid": "{result}"}
PAYLOADS = {**RESULTS, "AddOnResultSid": "{result}"}
PAYLOAD = {**PAYLOADS, "Sid": "{payload}"}
STEPS = (
    Step("ListRecordingAddOnResult", RESULTS, keep="result"),
    Step("FetchRecordingAddOnResult", RESULT),
    Step("ListRecordingAddOnResultPayload", PAYLOADS, keep="payload"),
    Step("FetchRecordingAddOnResultPayload", PAYLOAD),
    Step("FetchRecordingAddOnResultPayloadData", {**PAYLOADS, "PayloadSid": "{payload}"}),
    Step("DeleteRecordingAddOnResultPayload", PAYLOAD),
    Step("DeleteRecordingAddOnResult", RESULT),
)


def give(live: Any, known: Mapping[str, str]) -> None:
    """Give the recording the result of an add-on."""
    given = {
        "account_sid": live.account_sid,
        "add_on_sid": "XB" + "1" * 32,
        "configuration_sid": "XE" + "2" * 32,
        "data": '{"mood": "good"}',
    }
    live.control("POST", f"recordings/{known['recording']}/add_on_results", given)
