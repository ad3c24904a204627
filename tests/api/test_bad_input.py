"""What a hostile or broken client may send, over bare sockets: a clear answer, never a 500, nothing half done."""

from __future__ import annotations

import base64
import json
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

Ask = Callable[[Callable[[], Any]], Any]
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


def talk(live: Any, data: bytes, *, half_close: bool = False) -> bytes:
    """Send bytes and return everything that comes back until the server closes or ten seconds pass."""
    parts = urlsplit(live.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as peer:
        peer.sendall(data)
        if half_close:
            peer.shutdown(socket.SHUT_WR)
        received = b""
        try:
            while piece := peer.recv(65536):
                received += piece
        except ConnectionResetError:
            return received
        return received


def request(
    live: Any, method: str, path: str, body: bytes = b"", headers: bytes = FORM, length: int | None = None
) -> bytes:
    user = base64.b64encode(f"{live.account_sid}:{live.auth_token}".encode())
    return (
        f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode()
        + b"Authorization: Basic "
        + user
        + b"\r\n"
        + headers
        + f"Content-Length: {len(body) if length is None else length}\r\n\r\n".encode()
        + body
    )


def split(answer: bytes) -> tuple[int, dict[str, Any]]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


@pytest.fixture
def messages(live: Any) -> str:
    return f"/2010-04-01/Accounts/{live.account_sid}/Messages.json"


def count(live: Any) -> int:
    return len(live.client().messages.list())


GOOD = b"To=%2B14155550180&From=%2B12015550100&Body=x"


def test_a_truncated_body_leaves_nothing_behind(live: Any, messages: str) -> None:
    before = count(live)
    answer = talk(live, request(live, "POST", messages, GOOD, length=5000), half_close=True)
    assert b" 201 " not in answer
    assert b" 500 " not in answer
    assert count(live) == before


@pytest.mark.parametrize("declared", [True, False])
def test_ten_megabytes_are_refused_with_413(live: Any, messages: str, declared: bool) -> None:
    before, body = count(live), GOOD + b"a" * (10 << 20)
    if declared:
        data = request(live, "POST", messages, body[:1000], length=len(body))
    else:
        pieces = b"".join(
            b"%x\r\n%b\r\n" % (len(part), part) for part in (body[i : i + 65536] for i in range(0, len(body), 65536))
        )
        head = request(live, "POST", messages, headers=FORM + b"Transfer-Encoding: chunked\r\n")
        data = head.replace(b"Content-Length: 0\r\n", b"") + pieces + b"0\r\n\r\n"
    parts = urlsplit(live.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as peer:
        # The server may answer and hang up before it has everything.
        with suppress(ConnectionResetError, BrokenPipeError):
            peer.sendall(data)
        with suppress(ConnectionResetError):
            status, told = split(peer.recv(65536))
            assert (status, told["code"]) == (413, 90005)
    assert count(live) == before


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (b"application/json", b'{"To": "+14155550180"}'),
        (b"multipart/form-data; boundary=x", b"--x--"),
        (b"text/plain", GOOD),
        (b"\xff\xfe", GOOD),
    ],
)
def test_another_content_type_is_refused_with_415(live: Any, messages: str, content_type: bytes, body: bytes) -> None:
    answer = talk(live, request(live, "POST", messages, body, b"Content-Type: " + content_type + b"\r\n"))
    status, told = split(answer)
    assert (status, told["code"]) == (415, 90008)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, 21604),
        (b"&&&&", 400, 21604),
        (b"To=%2B14155550180&Body=x", 400, 21603),
        (b"To=%2B14155550180&To=%2B14155550181&From=%2B12015550100&Body=x", 400, 21211),
        (b"To=%FF%FE&From=%2B12015550100&Body=x", 400, 90007),
        (b"To=\xc3\x28&From=%2B12015550100&Body=x", 400, 90007),
        (b"To=%2B14155550180&From=%2B12015550100&Body=%ED%A0%80", 400, 90007),  # half of a surrogate pair
        (b"a=b&" * 2000 + GOOD, 400, 90007),
        (GOOD + b"&ValidityPeriod=99999999999999999999", 400, 21624),
        (GOOD + b"&ValidityPeriod=-1", 400, 21624),
        (GOOD + b"&ProvideFeedback=perhaps", 400, 20001),
        (GOOD + b"&MediaUrl=http%3A%2F%2Fa" * 11, 400, 21623),
        (b"To=%2B14155550180%00&From=%2B12015550100&Body=x", 400, 21211),
        (b"To=" + b"9" * 5000 + b"&From=%2B12015550100&Body=x", 400, 21211),
    ],
)
def test_a_bad_form_gets_the_code_of_its_parameter(
    live: Any, messages: str, body: bytes, status: int, code: int
) -> None:
    found, told = split(talk(live, request(live, "POST", messages, body)))
    assert (found, told["code"], told["status"]) == (status, code, status)
    assert set(told) <= {"code", "message", "more_info", "status", "details"}


def test_text_of_any_script_and_zero_bytes_survive_in_a_body(live: Any) -> None:
    text = "\u0000 nul, \U0001f600, \u202e right to left, \ufeff mark"
    sid = live.client().messages.create(to="+14155550182", from_=live.number, body=text).sid
    assert live.client().messages(sid).fetch().body == text


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("PageSize=1001", 400, 20007),
        ("PageSize=0", 400, 20001),
        ("PageSize=-5", 400, 20001),
        ("PageSize=1e3", 400, 20001),
        ("PageSize=%D9%A3", 400, 20001),  # an Arabic three
        ("Page=99999999999999999999", 400, 20001),
        ("PageToken=nonsense", 400, 21481),
        ("PageToken=" + "A" * 9000, 400, 21481),
        ("PageToken=PASMffffffffffffffffffffffffffffffff", 400, 21481),
        ("PageToken=%00", 400, 21481),
        ("DateSent=yesterday", 400, 20001),
        ("DateSent%3E=9999-99-99", 400, 20001),
        ("DateSent=0001-01-01T00:00:00%2B23:59", 400, 20001),
    ],
)
def test_an_absurd_list_query_gets_400(live: Any, messages: str, query: str, status: int, code: int) -> None:
    found, told = split(talk(live, request(live, "GET", f"{messages}?{query}")))
    assert (found, told["code"]) == (status, code)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, 20404),
        ("GET", "/2010-04-01/Accounts/{sid}/Nothing.json", 404, 20404),
        ("GET", "/2010-04-01/Accounts/{sid}/Messages/SM1.json", 404, 20404),
        ("GET", "/2010-04-01/Accounts/{sid}/Messages/%2e%2e%2f%2e%2e.json", 404, 20404),
        ("GET", "/2010-04-01/Accounts/../../../etc/passwd", 404, 20404),
        ("GET", "//////", 404, 20404),
        ("GET", "/%FF%FE.json", 404, 20404),
        ("PATCH", "/2010-04-01/Accounts/{sid}/Messages.json", 405, 20004),
        ("PUT", "/2010-04-01/Accounts/{sid}/Messages.json", 405, 20004),
        ("DELETE", "/2010-04-01/Accounts/{sid}/Messages.json", 405, 20004),
    ],
)
def test_unknown_paths_and_methods(live: Any, method: str, path: str, status: int, code: int) -> None:
    answer = talk(live, request(live, method, path.replace("{sid}", live.account_sid)))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    assert str(code).encode() in body
    assert (b"\r\nAllow: " in head) == (status == 405)


def test_a_flood_of_headers_is_refused_with_431(live: Any, messages: str) -> None:
    flood = b"".join(b"X-%d: %s\r\n" % (index, b"y" * 200) for index in range(300))
    status, told = split(talk(live, request(live, "GET", messages, headers=flood)))
    assert (status, told["code"]) == (431, 90006)


def test_an_endless_header_is_cut_off(live: Any, messages: str) -> None:
    parts = urlsplit(live.url)
    flood = b"X-Long: " + b"z" * (64 << 20) + b"\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as peer:
        peer.sendall(f"GET {messages} HTTP/1.1\r\nHost: x\r\n".encode())
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            peer.sendall(flood)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # a TLS client that mistook the port
        b"HELO mail.example.com\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nBad Header : y\r\n\r\n",
        b"\r\n" * 100 + b"\x00",
    ],
)
def test_what_is_not_http_gets_400_or_nothing(live: Any, garbage: bytes) -> None:
    answer = talk(live, garbage, half_close=True)
    assert answer == b"" or int(answer.split()[1]) in (400, 401, 404)
    assert b" 500 " not in answer


def test_pipelined_requests_are_answered_in_their_order(live: Any, messages: str) -> None:
    first = request(live, "POST", messages, GOOD).replace(b"Connection: close\r\n", b"")
    answer = talk(live, first + first.replace(b"Body=x", b"Body=y") + request(live, "GET", "/nothing"))
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"201", b"201", b"404"]
    assert answer.index(b'"body":"x"') < answer.index(b'"body":"y"')


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, 90007),
        (b"[" * 100_000, 400, 90007),
        (b'{"to": 5}', 400, 90002),
        (b'"text"', 400, 90007),
        (b'{"to": "+12015550100", "body": "\\ud800"}', 400, 90007),
        (b'{"to": "+12015550100"}', 400, 90002),
        (b'{"to": "+19998887777", "body": "x"}', 400, 90002),
        (b'{"to": "+12015550100", "body": ["x"]}', 400, 90002),
    ],
)
def test_bad_json_to_the_control_api(live: Any, body: bytes, status: int, code: int) -> None:
    data = request(
        live, "POST", "/cordboard/v1/handsets/%2B14155550183/messages", body, b"Content-Type: application/json\r\n"
    )
    found, told = split(talk(live, data))
    assert (found, told["code"]) == (status, code)


def test_the_server_is_well_after_all_this(live: Any, eventually: Ask) -> None:
    sid = live.client().messages.create(to="+14155550184", from_=live.number, body="well").sid
    assert eventually(lambda: live.client().messages(sid).fetch().status == "delivered")
    requests = live.control("GET", "requests?page_size=1000")["requests"]
    assert [each for each in requests if each["status"] >= 500] == []
