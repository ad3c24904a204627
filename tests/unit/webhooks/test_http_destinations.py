"""Where the HTTP client goes: to the address that was judged, and to no forbidden one."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from bare_sockets import ALLOWED, BAD_HOST, LIMIT, POLICY, REFUSED, RETRIEVAL, Peer, answers, fault_of, get, whole

from cordboard.webhooks.directives import Directives
from cordboard.webhooks.http import HttpClient
from cordboard.webhooks.policy import DestinationPolicy


async def test_a_port_where_nothing_listens_refuses(client) -> None:
    with socket.socket() as bound:
        bound.bind((ALLOWED, 0))
        fault = await fault_of(client, f"http://{ALLOWED}:{bound.getsockname()[1]}/")
    assert (fault.code, fault.connected) == (REFUSED, False)


async def test_a_private_address_is_refused_before_any_connection(serve) -> None:
    reached: list[Peer] = []

    async def script(peer: Peer) -> None:
        reached.append(peer)

    server = await serve(script)
    strict = HttpClient(DestinationPolicy(allow_private=False))
    fault = await fault_of(strict, server.url)
    assert (fault.code, fault.connected, reached) == (POLICY, False, [])


@pytest.mark.parametrize(
    "location",
    ["http://169.254.169.254/latest/meta-data/", "//169.254.169.254/", "http://[::ffff:a9fe:a9fe]/", "http://0.0.0.0/"],
)
async def test_a_redirect_to_a_forbidden_address_is_not_followed(serve, client, location: str) -> None:
    server = await serve(answers(whole(status="302 Found", headers=f"Location: {location}\r\n")))
    assert (await fault_of(client, server.url)).code == POLICY


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "javascript:1"])
async def test_a_redirect_to_another_scheme_is_not_followed(serve, client, location: str) -> None:
    server = await serve(answers(whole(status="302 Found", headers=f"Location: {location}\r\n")))
    assert (await fault_of(client, server.url)).code == RETRIEVAL


async def test_a_redirect_that_cannot_be_read_is_told(serve, client) -> None:
    server = await serve(answers(whole(status="302 Found", headers="Location: http://[::1/\r\n")))
    assert (await fault_of(client, server.url)).code == BAD_HOST


async def test_cookies_follow_a_redirect_to_the_same_application_only(serve, client) -> None:
    asked: list[bytes] = []
    elsewhere: list[bytes] = []

    async def other(peer: Peer) -> None:
        elsewhere.append(await peer.request())
        await peer.send(whole())

    another = await serve(other)

    async def script(peer: Peer) -> None:
        for location in ("/here", f"{another.url}/there"):
            asked.append(await peer.request())
            await peer.send(whole(b"", "302 Found", f"Location: {location}\r\n"))

    server = await serve(script)
    headers = "Cookie: a=b\r\nAccept: */*\r\n"
    await client.request("GET", server.url, headers=headers, directives=Directives(tt=5000), most_bytes=LIMIT)
    assert [b"\r\nCookie: a=b\r\n" in request for request in asked] == [True, True]
    assert [b"cookie" in request.lower() for request in elsewhere] == [False]
    assert b"\r\nAccept: */*\r\n" in elsewhere[0]


@pytest.mark.parametrize("spelling", ["http://127.1:{}/", "http://2130706433:{}/", "http://0x7f.0.0.1:{}/"])
async def test_other_spellings_of_loopback_are_judged_by_what_they_resolve_to(serve, spelling: str) -> None:
    server = await serve(answers(whole()))
    strict = HttpClient(DestinationPolicy(allow_private=False))
    assert (await fault_of(strict, spelling.format(server.port))).code in (POLICY, BAD_HOST)


async def test_a_name_is_resolved_once_and_the_judged_address_is_the_one_connected_to(serve, monkeypatch) -> None:
    """A name that turns from public to private between judgement and connection gains nothing."""
    server = await serve(answers(whole(), close=False))
    told = iter(["203.0.113.7", ALLOWED])
    loop = asyncio.get_running_loop()
    dialled: list[str] = []

    async def resolve(host: str, port: int, **_: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(told), port))]

    async def dial(_: object, host: str, *__: object, **___: object) -> None:
        dialled.append(host)
        raise ConnectionRefusedError

    monkeypatch.setattr(loop, "getaddrinfo", resolve)
    monkeypatch.setattr(loop, "create_connection", dial)
    lenient = HttpClient(DestinationPolicy(allow_private=True))
    assert (await fault_of(lenient, f"http://turns.example:{server.port}/")).code == REFUSED
    assert dialled == ["203.0.113.7"]


async def test_a_name_with_several_addresses_is_reached_at_the_one_that_answers(serve, client, monkeypatch) -> None:
    """As localhost is, which names ::1 first, while many applications listen on 127.0.0.1 only."""
    server = await serve(answers(whole(b"Hello")))
    loop = asyncio.get_running_loop()

    async def resolve(host: str, port: int, **_: object) -> list[Any]:
        assert host == "localhost"
        found = ["fe80::1", "127.0.0.2", ALLOWED]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(loop, "getaddrinfo", resolve)
    assert (await get(client, f"http://localhost:{server.port}/")).body == b"Hello"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://nothing.invalid/", BAD_HOST),  # RFC 6761: the domain never exists
        ("http://a..b/", BAD_HOST),
        ("http://" + "a" * 64 + ".invalid/", BAD_HOST),
        ("http://127.0.0.1:99999/", BAD_HOST),
        ("http://127.0.0.1:x/", BAD_HOST),
        ("http://[::1/", BAD_HOST),
        ("http:///path", RETRIEVAL),
        ("/path", RETRIEVAL),
        ("", RETRIEVAL),
    ],
)
async def test_a_url_that_leads_nowhere_is_told(client, url: str, code: int) -> None:
    assert (await fault_of(client, url)).code == code
