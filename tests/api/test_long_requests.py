"""Who sends much is known before it is read: credentials are judged by the head of a request."""

from __future__ import annotations

import base64
import http.client
import json
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

SENDS = "/comms/v1/Messages"
LONG = 9 << 20
CHUNKED = b"Transfer-Encoding: chunked\r\n"
DECLARED = b"Content-Length: %d\r\n" % LONG
EXPECTING = b"Content-Length: 10\r\nExpect: 100-continue\r\n"


def connected(live: Any) -> socket.socket:
    parts = urlsplit(live.url)
    return socket.create_connection((parts.hostname, parts.port), timeout=10)


def basic(live: Any, token: str | None = None) -> bytes:
    pair = f"{live.account_sid}:{token or live.auth_token}".encode()
    return b"Authorization: Basic " + base64.b64encode(pair) + b"\r\n"


def head(framing: bytes, credentials: bytes = b"", path: str = SENDS) -> bytes:
    start = b"POST " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return start + framing + credentials + b"\r\n"


def answer_to(peer: socket.socket) -> tuple[int, dict[str, str], Any]:
    answer = http.client.HTTPResponse(peer)
    answer.begin()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, json.loads(answer.read())


@pytest.mark.parametrize("framing", [DECLARED, CHUNKED, EXPECTING])
def test_who_names_nobody_is_refused_before_the_body_is_sent(live: Any, framing: bytes) -> None:
    with connected(live) as peer:
        peer.sendall(head(framing))  # and nothing more
        status, headers, told = answer_to(peer)
    assert (status, told["errors"][0]["code"]) == (401, 20003)
    assert headers["www-authenticate"] == 'Basic realm="Twilio API"'
    assert headers["connection"] == "close"


def test_wrong_credentials_are_refused_in_the_form_of_the_api_that_is_asked(live: Any) -> None:
    path = f"/2010-04-01/Accounts/{live.account_sid}/Messages.json"
    with connected(live) as peer:
        peer.sendall(head(b"Content-Length: 100000\r\n", basic(live, "0" * 32), path))
        status, _, told = answer_to(peer)
    assert (status, told["code"], told["status"]) == (401, 20003, 401)


def test_who_sends_it_all_the_same_can_read_the_refusal_afterwards(live: Any) -> None:
    with connected(live) as peer:
        peer.sendall(head(DECLARED) + b"x" * LONG)  # a reset would end this, or take the answer away
        assert answer_to(peer)[0] == 401


def test_nothing_behind_a_refused_body_is_taken_for_a_request(live: Any) -> None:
    before = len(live.client().messages.list())
    form = b"To=%2B14155550180&From=%2B12015550100&Body=x"
    start = f"POST /2010-04-01/Accounts/{live.account_sid}/Messages.json HTTP/1.1\r\nHost: localhost\r\n".encode()
    framing = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(form)
    following = start + framing + basic(live) + b"\r\n" + form
    with connected(live) as peer:
        peer.sendall(head(EXPECTING) + b"0123456789" + following)
        assert answer_to(peer)[0] == 401
        assert peer.recv(1) == b""
    assert len(live.client().messages.list()) == before


def test_who_is_known_is_told_to_go_on_and_answered(live: Any) -> None:
    body = json.dumps({"to": [{"address": "+12065550190"}], "content": {"text": "Ahoy"}}).encode()
    framing = b"Content-Length: %d\r\nExpect: 100-continue\r\n" % len(body)
    with connected(live) as peer:
        peer.sendall(head(framing, basic(live)))
        assert peer.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        peer.sendall(body)
        assert answer_to(peer)[0] == 202


@pytest.mark.parametrize("is_chunked", [True, False])
def test_what_is_long_and_known_comes_whole_over_a_connection_that_stays(live: Any, is_chunked: bool) -> None:
    people = [{"address": f"+1206555{place:04d}", "variables": {"n": "x" * 100}} for place in range(2_000)]
    later = {"schedule": {"send_at": ["2099-01-01T00:00:00Z"]}}  # refused, so that nobody is written to
    body = json.dumps({"to": people, "content": {"text": "Ahoy"}, **later}).encode()
    data = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if is_chunked else body
    framing = CHUNKED if is_chunked else b"Content-Length: %d\r\n" % len(body)
    with connected(live) as peer:
        for _ in range(2):
            peer.sendall(head(framing, basic(live)) + data)
            status, headers, told = answer_to(peer)
            assert (status, len(told["errors"])) == (400, 1), told
            assert headers.get("connection") != "close"
