"""Documents that lead to one another for ever: a call ends, and a clock that is moved goes on."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

TO = "+14155551777"
MOST_DOCUMENTS = 100


@pytest.fixture(scope="module")
def live(start_module: Any) -> Any:
    live = start_module(clock="test")
    live.control("PUT", f"handsets/%2B{TO[1:]}", {"condition": "on", "voice_script": [{"action": "answer"}]})
    return live


def placed(live: Any, application: Any, paths: dict[str, str]) -> str:
    for path, twiml in paths.items():
        application.answers[path] = (200, "text/xml", f"<Response>{twiml}</Response>".encode())
    return live.client().calls.create(to=TO, from_=live.number, url=application.url + next(iter(paths))).sid


def asked(application: Any) -> Counter[str]:
    return Counter(application.arrived.get_nowait().path for _ in range(application.arrived.qsize()))


@pytest.mark.parametrize(
    ("paths", "each"),
    [
        ({"/loop": "<Redirect>/loop</Redirect>"}, {"/loop": MOST_DOCUMENTS}),
        (
            {"/ping": "<Redirect>/pong</Redirect>", "/pong": "<Redirect>/ping</Redirect>"},
            {"/ping": MOST_DOCUMENTS // 2, "/pong": MOST_DOCUMENTS // 2},
        ),
        (
            {"/timeless": '<Start><Siprec connectorName="none"/></Start><Redirect>/timeless</Redirect>'},
            {"/timeless": MOST_DOCUMENTS},
        ),
    ],
    ids=["itself", "each other", "with a verb that takes no time"],
)
def test_a_call_whose_documents_only_lead_to_one_another_ends(
    live: Any, application: Any, paths: dict[str, str], each: dict[str, int]
) -> None:
    sid = placed(live, application, paths)
    live.control("POST", "clock", {"until": "idle"})
    assert live.client().calls(sid).fetch().status == "completed"
    assert asked(application) == each
    notes = live.client().calls(sid).notifications.list()
    assert [note.error_code for note in notes if note.log == "0"] == ["11215"]


def test_a_call_that_waits_between_its_documents_goes_on(live: Any, application: Any) -> None:
    sid = placed(live, application, {"/wait": '<Pause length="1"/><Redirect>/wait</Redirect>'})
    live.control("POST", "clock", {"advance_s": 2 * MOST_DOCUMENTS})
    assert live.client().calls(sid).fetch().status == "in-progress"
    assert asked(application)["/wait"] > MOST_DOCUMENTS
    live.client().calls(sid).update(status="completed")
