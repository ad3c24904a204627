"""The official Node library drives the 29 endpoints of the core API on the live server."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

NODE = Path(__file__).parents[1] / "node"
TO = "+14155550181"
SIDS = {
    "message": "SM",
    "service": "MG",
    "call": "CA",
    "recording": "RE",
    "number": "PN",
    "account": "AC",
    "key": "SK",
}
ENDPOINTS: dict[str, Any] = {  # each with what the library must have made of the answer, beside the SID
    "send a message": {"status": "queued"},
    "fetch a message": {"status": "delivered", "numSegments": "1"},
    "list messages": [],
    "update a message": {"body": ""},
    "delete a message": True,
    "create a service": {"friendlyName": "Alerts"},
    "list services": [],
    "delete a service": True,
    "place a call": {"status": "queued", "direction": "outbound-api"},
    "fetch a call": {"status": "in-progress"},
    "list calls": [],
    "update a call": {"status": "completed"},
    "list recordings": [],
    "fetch a recording": {"source": "OutboundAPI"},
    "delete a recording": True,
    "search numbers": {"isoCountry": "US", "sms": True},
    "buy a number": {"isTheOneFound": True},
    "fetch a number": {},
    "list numbers": [],
    "update a number": {"friendlyName": "Desk"},
    "release a number": True,
    "create an account": {"status": "active", "type": "Full"},
    "fetch an account": {},
    "list accounts": [],
    "update an account": {"status": "closed"},
    "create a key": {"hasSecret": True},
    "fetch a key": {},
    "list keys": [],
    "delete a key": True,
}
MAKING = {"send a message", "create a service", "place a call", "buy a number", "create an account", "create a key"}


@pytest.fixture(scope="module")
def told(live: Any) -> dict[str, Any]:
    """Run the program once; returns what it found, by endpoint."""
    live.control("PUT", f"handsets/{TO.replace('+', '%2B')}", {"voice_script": [{"action": "answer"}]})
    known = {"TWILIO_ACCOUNT_SID": live.account_sid, "TWILIO_AUTH_TOKEN": live.auth_token}
    done = subprocess.run(
        ["node", str(NODE / "endpoints.js"), live.url, live.number, TO],
        env=os.environ | known,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["endpoint"]: line["found"] for line in lines}


def made(told: dict[str, Any], endpoint: str) -> str:
    """Return the SID of what an earlier endpoint made of the kind that this one is about."""
    kind = endpoint.split()[-1].removesuffix("s")
    return next(str(told[each]["sid"]) for each in MAKING if each.split()[-1] == kind)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_node_library_drives_an_endpoint(told: dict[str, Any], live: Any, endpoint: str) -> None:
    found, expected = told[endpoint], ENDPOINTS[endpoint]
    if isinstance(expected, dict):
        assert {name: found[name] for name in expected} == expected
        if "sid" in found:
            assert re.fullmatch(SIDS[endpoint.split()[-1]] + "[0-9a-f]{32}", found["sid"])
    elif expected == []:
        kept = told["list recordings"][0] if endpoint == "list recordings" else made(told, endpoint)
        assert kept in found
    else:
        assert found is expected
