"""What the HTTP client sends: paths, hosts and credentials that can break no request."""

from __future__ import annotations

import pytest
from bare_sockets import ALLOWED, Peer, get, whole

from cordboard.webhooks.http import target_of


@pytest.mark.parametrize("path", ["/a b HTTP/1.1", "/a\tb", "/\x0b", "/\x7f", "/é", "/?q=\u2028"])
async def test_no_path_can_end_the_request_line(serve, client, path: str) -> None:
    asked: list[bytes] = []

    async def script(peer: Peer) -> None:
        asked.append(await peer.request())
        await peer.send(whole())

    server = await serve(script)
    await get(client, f"{server.url}{path}")
    method, target, version = asked[0].partition(b"\r\n")[0].split(b" ")
    assert (method, version) == (b"GET", b"HTTP/1.1")
    assert target.isascii()
    assert target.decode().isprintable()


async def test_user_and_password_become_basic_credentials_and_stay_out_of_the_host(serve, client) -> None:
    asked: list[bytes] = []

    async def script(peer: Peer) -> None:
        asked.append(await peer.request())
        await peer.send(whole())

    server = await serve(script)
    await get(client, f"http://us%40er:p%3Ass@{ALLOWED}:{server.port}/")
    assert b"\r\nAuthorization: Basic dXNAZXI6cDpzcw==\r\n" in asked[0]  # us@er:p:ss
    assert b"\r\nHost: 127.0.0.1:%d\r\n" % server.port in asked[0]


def test_an_international_host_is_named_in_ascii() -> None:
    # RFC 3490's example domain; IDNA writes it in ASCII for the wire.
    target = target_of("http://bücher.example:81/")
    assert (target.origin.host, target.authority) == ("xn--bcher-kva.example", "xn--bcher-kva.example:81")
