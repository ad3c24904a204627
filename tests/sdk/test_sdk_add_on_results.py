"""Results of add-ons for recordings, through the official client."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest
from twilio.base.exceptions import TwilioRestException

TALKING = "+14155550185"
GIVEN = {"add_on_sid": "XB" + "1" * 32, "configuration_sid": "XE" + "2" * 32, "data": '{"mood": "größer & good"}'}


@pytest.fixture(scope="module")
def recording(live: Any) -> str:
    """Record a call and return the recording."""
    import time

    live.control("PUT", f"handsets/{TALKING.replace('+', '%2B')}", {"voice_script": [{"action": "answer"}]})
    client = live.client()
    document = "<Response><Pause length='60'/></Response>"
    sid = client.calls.create(to=TALKING, from_=live.number, twiml=document).sid
    until = time.monotonic() + 10
    while client.calls(sid).fetch().status != "in-progress":
        assert time.monotonic() < until
    made = client.calls(sid).recordings.create().sid
    client.calls(sid).update(status="completed")
    return str(made)


def test_a_recording_has_no_results_until_it_is_given_one(live: Any, recording: str) -> None:
    client = live.client()
    assert client.recordings(recording).add_on_results.list() == []
    given = live.control("POST", f"recordings/{recording}/add_on_results", {**GIVEN, "account_sid": live.account_sid})
    results = client.recordings(recording).add_on_results
    (listed,) = results.list()
    fetched = client.recordings(recording).add_on_results(given["sid"]).fetch()
    assert (listed.sid, fetched.status, fetched.reference_sid) == (given["sid"], "completed", recording)
    assert (fetched.add_on_sid, fetched.add_on_configuration_sid) == (GIVEN["add_on_sid"], GIVEN["configuration_sid"])
    below = client.recordings(recording).add_on_results(given["sid"]).payloads
    (payload,) = below.list()
    assert payload.content_type == "application/json"
    path = f"/2010-04-01/Accounts/{live.account_sid}/Recordings/{recording}/AddOnResults/{given['sid']}/Payloads"
    status, _, body = live.raw("GET", f"{path}/{payload.sid}/Data.json")
    assert status == 307
    place = json.loads(body)["redirect_to"]
    assert place.startswith("data:application/json,")
    assert json.loads(unquote(place.partition(",")[2])) == {"mood": "größer & good"}
    assert client.recordings(recording).add_on_results(given["sid"]).payloads(payload.sid).delete()
    assert below.list() == []
    assert client.recordings(recording).add_on_results(given["sid"]).delete()
    with pytest.raises(TwilioRestException) as gone:
        client.recordings(recording).add_on_results(given["sid"]).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)


def test_results_end_with_their_recording_and_are_not_seen_by_others(live: Any, recording: str) -> None:
    made = live.client().api.v2010.accounts.create()
    others = live.client(made.sid, made.auth_token, made.sid)
    given = {**GIVEN, "account_sid": made.sid}
    status, _, body = live.raw(
        "POST",
        f"/cordboard/v1/recordings/{recording}/add_on_results",
        json.dumps(given).encode(),
        content_type="application/json",
    )
    assert (status, json.loads(body)["code"]) == (404, 20404)
    path = f"/2010-04-01/Accounts/{made.sid}/Recordings/{recording}/AddOnResults.json"
    assert live.raw("GET", path, auth=(made.sid, made.auth_token))[0] == 404
    assert others.recordings.list() == []
