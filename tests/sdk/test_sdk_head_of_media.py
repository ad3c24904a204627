"""HEAD of sound and pictures: what a player asks before it plays. Source: RFC 9110, sections 9.3.2 and 14.2."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

HANDSET = "+14155552071"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(500)


def asked(live: Any, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Ask without credentials, as players do."""
    connection = http.client.HTTPConnection(urlsplit(live.url).netloc, timeout=15)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def recording(live: Any, eventually: Callable[[Callable[[], Any]], Any]) -> str:
    steps = [{"action": "answer"}, {"action": "speak", "text": "This is a recording", "after_s": 0.3}]
    live.control("PUT", f"handsets/%2B{HANDSET[1:]}", {"voice_script": [*steps, {"action": "hangup", "after_s": 0.3}]})
    twiml = "<Response><Record timeout='5' playBeep='false'/></Response>"
    call = live.client().calls.create(to=HANDSET, from_=live.number, twiml=twiml)
    assert eventually(lambda: live.client().calls(call.sid).fetch().status == "completed")
    [made] = live.client().recordings.list(call_sid=call.sid)
    return f"/2010-04-01/Accounts/{live.account_sid}/Recordings/{made.sid}"


@pytest.mark.parametrize("ending", ["", ".wav", ".mp3"])
def test_the_head_of_a_recording_is_that_of_its_sound(live: Any, recording: str, ending: str) -> None:
    status, given, sound = asked(live, "GET", recording + ending)
    head_status, head, nothing = asked(live, "HEAD", recording + ending)
    assert (status, head_status, nothing) == (200, 200, b"")
    for name in ("content-type", "content-length", "accept-ranges"):
        assert head[name] == given[name]
    assert (head["content-length"], head["accept-ranges"]) == (str(len(sound)), "bytes")


def test_a_range_is_one_of_get_alone(live: Any, recording: str) -> None:
    status, part, _ = asked(live, "GET", f"{recording}.wav", Range="bytes=0-9")
    assert (status, part["content-length"]) == (206, "10")
    status, head, _ = asked(live, "HEAD", f"{recording}.wav", Range="bytes=0-9")
    assert status == 200
    assert "content-range" not in head


def test_the_head_of_media_of_a_message_tells_its_type_and_length(live: Any, application: Any) -> None:
    application.answers["/picture.png"] = (200, "image/png", PICTURE)
    message = live.write(HANDSET, "Look", media=[f"{application.url}/picture.png"])
    [media] = live.client().messages(message["sid"]).media.list()
    path = f"/2010-04-01/Accounts/{live.account_sid}/Messages/{message['sid']}/Media/{media.sid}"
    status, head, nothing = asked(live, "HEAD", path)
    assert (status, head["content-type"], head["content-length"]) == (200, "image/png", str(len(PICTURE)))
    assert nothing == b""


def test_what_has_no_get_has_no_head_and_says_so(live: Any) -> None:
    answered = live.raw("HEAD", f"/2010-04-01/Accounts/{live.account_sid}/Tokens.json")
    assert (answered[0], answered[1]["allow"]) == (405, "POST")
