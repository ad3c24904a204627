"""Fixtures of the tests of several files here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from comms_requests import JSON, Ask, Comms


@pytest.fixture(scope="module")
def comms(live: Any, eventually: Ask) -> Comms:
    status, _, answer = live.raw(
        "POST",
        "/messaging/v2/Channels/Senders",
        json.dumps({"sender_id": "rcs:acme_agent"}).encode(),
        content_type=JSON,
    )
    assert status < 300, answer
    return Comms(live, eventually)
