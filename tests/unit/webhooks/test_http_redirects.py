"""Redirects: what becomes of the request, how many are followed, and what their places mean."""

from __future__ import annotations

import pytest
from bare_sockets import TOO_MANY_REDIRECTS, Peer, answers, fault_of, get, whole

from cordboard.webhooks.directives import Directives
from cordboard.webhooks.http import Fault


async def test_a_redirected_post_becomes_a_get_without_its_parameters(serve, client) -> None:
    asked: list[bytes] = []

    async def script(peer: Peer) -> None:
        while request := await peer.request():
            asked.append(request)
            is_first = len(asked) == 1
            await peer.send(
                whole(b"", "307 Temporary Redirect", "Location: /b?x=1#y\r\n") if is_first else whole(b"Hi")
            )

    server = await serve(script)
    reply = await get(client, f"{server.url}/a", method="POST", body=b"Digits=1")
    assert (reply.body, reply.url) == (b"Hi", f"{server.url}/b?x=1#y")
    assert reply.hops == [f"{server.url}/b?x=1#y"]
    assert asked[1].startswith(b"GET /b?x=1 HTTP/1.1\r\n")
    assert b"Digits" not in asked[1]
    assert b"content-length" not in asked[1].lower()


async def test_the_eleventh_redirect_is_not_followed(serve, client) -> None:
    asked: list[bytes] = []

    async def script(peer: Peer) -> None:
        while request := await peer.request():
            asked.append(request)
            await peer.send(whole(b"", "301 Moved Permanently", "Location: /on\r\n"))

    server = await serve(script)
    assert (await fault_of(client, server.url)).code == TOO_MANY_REDIRECTS
    assert len(asked) == 11


async def test_a_redirect_without_a_location_is_an_answer(serve, client) -> None:
    server = await serve(answers(whole(b"Choose", "300 Multiple Choices")))
    assert (await get(client, server.url)).status == 300
    server = await serve(answers(whole(b"Where", "302 Found")))
    assert (await get(client, server.url)).body == b"Where"


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ("/caf\u00e9".encode(), b"GET /caf%C3%A9 HTTP/1.1"),
        (b"/caf\xe9", b"GET /caf%C3%A9 HTTP/1.1"),
        (b"/a b?c d", b"GET /a%20b?c%20d HTTP/1.1"),
        (b"/a%20b?q=%C3%A9", b"GET /a%20b?q=%C3%A9 HTTP/1.1"),
        (b"?only=query", b"GET /dir/a?only=query HTTP/1.1"),
        (b"../up", b"GET /up HTTP/1.1"),
    ],
    ids=["utf-8", "latin-1", "blanks", "escaped", "query", "relative"],
)
async def test_a_location_is_asked_for_as_browsers_do(serve, client, location: bytes, line: bytes) -> None:
    asked: list[bytes] = []

    async def script(peer: Peer) -> None:
        while request := await peer.request():
            asked.append(request.partition(b"\r\n")[0])
            head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n" % location
            await peer.send(head if len(asked) == 1 else whole())

    server = await serve(script)
    await get(client, f"{server.url}/dir/a")
    assert asked[1] == line


async def test_where_a_redirect_leads_is_asked_before_it_is_followed(serve, client) -> None:
    asked: list[bytes] = []
    judged: list[str] = []

    async def script(peer: Peer) -> None:
        while request := await peer.request():
            asked.append(request)
            await peer.send(whole(b"", "302 Found", f"Location: /{len(asked)}\r\n"))

    async def may_follow(url: str) -> str | None:
        judged.append(url)
        return None if url.endswith("/1") else "It may not go there."

    server = await serve(script)
    with pytest.raises(Fault) as caught:
        await client.request("GET", server.url, directives=Directives(), most_bytes=99, may_follow=may_follow)
    assert (caught.value.code, caught.value.sentence) == (70051, "It may not go there.")
    assert judged == [f"{server.url}/1", f"{server.url}/2"]
    assert len(asked) == 2
