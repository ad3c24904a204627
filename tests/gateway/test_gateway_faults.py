"""An upstream that is down, slow, or answers what is no answer: told in the caller's format, and nothing done twice."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
from elsewhere import NOWHERE, Pair, listener, refused

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CREATED = b'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"sid":"SM1"}'
FORM = b"To=%2B14155550100&From=%2B12015550100&Body=x"
MEGABYTE = b" " * (1 << 20)


def saying(*parts: bytes) -> Callable[[socket.socket], None]:
    """Return what answers in these parts; the caller may be gone before the last."""

    def answer(connection: socket.socket) -> None:
        with suppress(OSError):
            for part in parts:
                connection.sendall(part)

    return answer


NO_ANSWERS: dict[str, tuple[bytes, ...]] = {
    "nothing": (),
    "half a head": (OK,),
    "a body cut off": (OK + b"Content-Length: 100\r\n\r\n{}",),
    "chunks cut off": (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",),
    "what is no chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",),
    "two lengths": (OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",),
    "a length that is no number": (OK + b"Content-Length: -2\r\n\r\n{}",),
    "another protocol": (b"220 mail.example ESMTP\r\n",),
    "noise": (bytes(range(256)),),
    "an upgrade": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",),
    "a status that is none": (b"HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n",),
    "a head without end": (OK, *[b"X-More: " + b"x" * 8000 + b"\r\n" for _ in range(20)]),
    "a text without end": (OK + b"Content-Length: 41943040\r\n\r\n", *[MEGABYTE] * 40),
}


@pytest.mark.parametrize("name", NO_ANSWERS)
def test_what_is_no_answer_is_told_as_502_and_a_post_is_made_once(pair: Pair, name: str) -> None:
    with listener(saying(*NO_ANSWERS[name])) as (url, asked):
        client = pair.client(pair.upstream_to(url), rules=[{"for": "any", "daily": "1"}])
        lost = refused(lambda: pair.send(client))
        assert (lost.status, lost.code, len(asked)) == (502, 90022, 1)
        counted = refused(lambda: pair.send(client))  # it may have been carried out
    assert (counted.status, counted.code, len(asked)) == (403, 70051, 1)


@pytest.mark.parametrize(
    ("path", "form", "content_type"),
    [
        ("/2010-04-01/Accounts/{sid}/Messages.json", b'"code":90022', "application/json"),
        ("/2010-04-01/Accounts/{sid}/Messages", b"<Code>90022</Code>", "application/xml"),
        ("/messaging/v1/Services", b'"code":90022', "application/json"),
        ("/comms/v1/Messages", b"90022", "application/json"),
    ],
)
def test_a_fault_is_told_in_the_format_of_its_caller(pair: Pair, path: str, form: bytes, content_type: str) -> None:
    with listener(saying(b"noise\r\n\r\n")) as (url, _):
        key = pair.agent(pair.upstream_to(url), areas={"messaging": "read", "communications": "read"})
        status, headers, body = pair.here.raw("GET", path.format(sid=pair.here.account_sid), auth=key)
    assert (status, form in body) == (502, True)
    assert headers["content-type"].startswith(content_type)


def test_a_fault_stands_in_the_audit_with_its_code(pair: Pair) -> None:
    with listener(saying()) as (url, _):
        refused(lambda: pair.send(pair.client(pair.upstream_to(url))))
    rows = pair.here.control("GET", "audit?page_size=10")["audit"]
    outcome = next(each for each in rows if each["kind"] == "outcome")
    assert (outcome["status"], outcome["code"]) == (502, 90022)


def test_an_answer_that_stops_in_the_middle_is_told_as_504(pair: Pair) -> None:
    hold = threading.Event()

    def answer(connection: socket.socket) -> None:
        connection.sendall(OK + b"Content-Length: 100\r\n\r\n{")
        hold.wait(10)

    with listener(answer) as (url, asked):
        late = refused(lambda: pair.send(pair.client(pair.upstream_to(url, timeout_s=1))))
        hold.set()
    assert (late.status, late.code, len(asked)) == (504, 90021, 1)


def test_interim_answers_are_passed_over(pair: Pair) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3
    with listener(saying(hints + CREATED)) as (url, _):
        assert pair.send(pair.client(pair.upstream_to(url))).sid == "SM1"


def test_an_answer_may_end_with_its_connection(pair: Pair) -> None:
    with listener(saying(b"HTTP/1.0 201 Created\r\nContent-Type: application/json\r\n\r\n", b'{"sid":"SM1"}')) as (
        url,
        _,
    ):
        assert pair.send(pair.client(pair.upstream_to(url))).sid == "SM1"


@pytest.mark.parametrize("unasked", [CREATED.replace(b"SM1", b"SM9"), b"noise", b"\r\n\r\n{}"])
@pytest.mark.parametrize("is_apart", [False, True])
def test_what_was_not_asked_for_is_nobodys_answer(pair: Pair, unasked: bytes, is_apart: bool) -> None:
    """An answer that another one follows on the same connection must not answer the next call."""
    kept: list[socket.socket] = []

    def answer(connection: socket.socket) -> None:
        kept.append(connection.dup())  # stays open when the listener takes the next
        connection.sendall(CREATED + (b"" if is_apart else unasked))

    with listener(answer) as (url, asked):
        client = pair.client(pair.upstream_to(url))
        assert pair.send(client).sid == "SM1"
        if is_apart:
            kept[0].sendall(unasked)
            assert kept[0].recv(1) == b""  # it is closed
        assert pair.send(client).sid == "SM1"
    assert len(asked) == 2
    for connection in kept:
        connection.close()


def test_redirects_are_passed_on_and_never_followed(pair: Pair) -> None:
    with listener(saying(CREATED)) as (aside, followed):
        elsewhere = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: %s/2010-04-01/x\r\nContent-Length: 0\r\n\r\n"
        with listener(saying(elsewhere % aside.encode())) as (url, asked):
            key = pair.agent(pair.upstream_to(url))
            path = f"/2010-04-01/Accounts/{pair.here.account_sid}/Messages.json"
            status, headers = raw_head(pair, path, key)
    assert (status, headers["location"], len(asked), followed) == (307, f"{aside}/2010-04-01/x", 1, [])


def test_a_redirect_within_the_upstream_leads_back_here(pair: Pair) -> None:
    def answer(connection: socket.socket) -> None:
        there = f"http://127.0.0.1:{connection.getsockname()[1]}/2010-04-01/Accounts/{NOWHERE}/Messages.json"
        head = f"HTTP/1.1 302 Found\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(head.encode())

    path = f"/2010-04-01/Accounts/{pair.here.account_sid}/Messages.json"
    with listener(answer) as (url, _):
        status, headers = raw_head(pair, path, pair.agent(pair.upstream_to(url)))
    assert (status, headers["location"]) == (302, pair.here.url + path)


def raw_head(pair: Pair, path: str, key: tuple[str, str]) -> tuple[int, dict[str, str]]:
    """Make a POST whose redirect nobody follows; return status and headers."""
    with answer_to(pair, "POST", path, key) as answer:
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}


@contextmanager
def answer_to(pair: Pair, method: str, path: str, key: tuple[str, str]) -> Iterator[HTTPResponse]:
    """Make a request and give the answer when its head is here."""
    credentials = base64.b64encode(":".join(key).encode()).decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"}
    with closing(HTTPConnection(pair.here.url.removeprefix("http://"), timeout=30)) as connection:
        connection.request(method, path, FORM if method == "POST" else None, headers)
        yield connection.getresponse()


def test_errors_of_the_upstream_are_passed_on_and_counted_as_what_they_are(pair: Pair) -> None:
    def saying_status(status: int) -> Any:
        body = json.dumps({"code": 20500, "message": "there", "status": status}).encode()
        head = b"HTTP/1.1 %d Error\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        return saying(head % (status, len(body)) + body)

    for status, is_counted in ((400, False), (429, False), (500, True), (503, True)):
        with listener(saying_status(status)) as (url, asked):
            client = pair.client(pair.upstream_to(url), rules=[{"for": "any", "daily": "1"}])
            assert (refused(lambda client=client: pair.send(client)).status, len(asked)) == (status, 1)
            again = refused(lambda client=client: pair.send(client))
        assert (again.status == 403) is is_counted


def test_a_recording_is_streamed_while_it_still_comes(pair: Pair) -> None:
    """The first piece is here before the last has left, so that nothing is gathered in between."""
    go_on, size = threading.Event(), 64 << 20

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nContent-Length: %d\r\n\r\n" % size)
        connection.sendall(MEGABYTE)
        assert go_on.wait(10)
        for _ in range(63):
            connection.sendall(MEGABYTE)

    with listener(answer) as (url, _):
        key, path = pair.agent(pair.upstream_to(url)), f"/2010-04-01/Accounts/{pair.here.account_sid}/Recordings/RE"
        before_kb = memory_kb(pair)
        with answer_to(pair, "GET", f"{path}{'0' * 32}.wav", key) as found:
            left = size - len(found.read(1000))
            assert left == size - 1000
            go_on.set()
            while piece := found.read(1 << 20):
                left -= len(piece)
    assert left == 0
    assert memory_kb(pair) - before_kb < 16 << 10  # a quarter of it


def memory_kb(pair: Pair) -> int:
    with open(f"/proc/{pair.here.process.pid}/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def test_a_recording_that_is_cut_off_is_seen_to_be(pair: Pair) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nContent-Length: 1000000\r\n\r\n"
    with listener(saying(head + b"x" * 1000)) as (url, _):
        key = pair.agent(pair.upstream_to(url))
        path = f"/2010-04-01/Accounts/{pair.here.account_sid}/Recordings/RE{'0' * 32}.wav"
        with pytest.raises(Exception, match=r"(?i)incomplete|closed|reset"):
            pair.here.raw("GET", path, auth=key)
