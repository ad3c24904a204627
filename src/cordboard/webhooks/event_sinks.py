"""Events on their way to sinks over HTTP: to web hooks, and to Segment.

Source: reference of the Communications API, section 10.1; https://segment.com/docs/connections/sources/catalog/libraries/server/http-api.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

import msgspec

from cordboard.events.ports import DELIVERED, Fate, Outcome, Waiting
from cordboard.events.sink import Sink
from cordboard.webhooks.directives import Directives
from cordboard.webhooks.http import Fault, HttpClient, Reply
from cordboard.webhooks.request import USER_AGENT
from cordboard.webhooks.signature import signature

WRITE_FAILED, LATE = 93101, 91308
PATIENCE = Directives(ct=5000, rt=5000, tt=5000, rc=0)  # five seconds for the whole; the pump tries again, nobody else
MOST_ANSWER_BYTES = 64 << 10
AT_ONCE = 8  # requests to one sink that takes events one by one
MOST_URL_BYTES = 8000  # what servers take at least. Source: RFC 9110, section 4.1
TIMEOUTS = frozenset({11200, 11201, 11203})
JSON_HEADERS = f"User-Agent: {USER_AGENT}\r\nAccept: */*\r\nContent-Type: application/json\r\n"


class WebhookSinks:
    """Takes events to web hooks: many in one request where the sink wants that, else one in each."""

    def __init__(self, client: HttpClient, token_of: Callable[[str], Awaitable[str]]) -> None:
        self._client = client
        self._token_of = token_of

    def address(self, sink: Sink) -> tuple[str, str]:
        """Return method and URL without user and password."""
        scheme, _, rest = str(sink.configuration["destination"]).partition("#")[0].partition("://")
        authority, slash, path = rest.partition("/")
        return str(sink.configuration["method"]), f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"

    async def deliver(self, sink: Sink, events: Sequence[Waiting]) -> Sequence[Outcome]:
        """Return an outcome for each event."""
        token = await self._token_of(sink.account_sid)
        method = str(sink.configuration["method"])
        if method == "POST" and sink.configuration["batch_events"]:
            outcome = await self._post(sink, token, events)
            return [outcome] * len(events)
        free = asyncio.Semaphore(AT_ONCE)

        async def alone(event: Waiting) -> Outcome:
            async with free:
                return await (self._post(sink, token, [event]) if method == "POST" else self._get(sink, token, event))

        return await asyncio.gather(*(alone(event) for event in events))

    async def _post(self, sink: Sink, token: str, events: Sequence[Waiting]) -> Outcome:
        body = b"[" + b",".join([event.body for event in events]) + b"]"
        return await self._request(sink, token, "POST", "", body)

    async def _get(self, sink: Sink, token: str, event: Waiting) -> Outcome:
        """Ask with the event in the query: a GET has no body that servers would read (RFC 9110, section 9.3.1)."""
        query = f"events={quote(b'[' + event.body + b']', safe='')}&"
        if len(query) > MOST_URL_BYTES:
            return Outcome(Fate.DROPPED, WRITE_FAILED, "The event is too long for the URL of a GET request.")
        return await self._request(sink, token, "GET", query, b"")

    async def _request(self, sink: Sink, token: str, method: str, query: str, body: bytes) -> Outcome:
        destination = str(sink.configuration["destination"]).partition("#")[0]
        mark = "&" if "?" in destination else "?"
        url = f"{destination}{mark}{query}bodySHA256={hashlib.sha256(body).hexdigest()}"
        head = f"{JSON_HEADERS}X-Twilio-Signature: {signature(token, url)}\r\n"
        return await asked(self._client, method, url, body, head)


async def asked(client: HttpClient, method: str, url: str, body: bytes, headers: str) -> Outcome:
    """Make a request and tell what its answer means; a redirect would lose the body, and is not followed."""
    try:
        reply = await client.request(
            method,
            url,
            body=body,
            headers=headers,
            directives=PATIENCE,
            most_bytes=MOST_ANSWER_BYTES,
            follows=False,
        )
    except Fault as fault:
        if fault.status:  # what a sink says at length is nobody's business: its status tells whether it took the events
            return judged(Reply(fault.status, [], b"", url))
        return Outcome(Fate.RETRY, LATE if fault.code in TIMEOUTS else WRITE_FAILED, fault.sentence)
    return judged(reply)


def judged(reply: Reply) -> Outcome:
    """Tell what an answer means: 2xx is taken, 429 and 5xx are tried again, and so are redirects; 4xx is refused."""
    if 200 <= reply.status < 300:
        return DELIVERED
    fate = Fate.DROPPED if 400 <= reply.status < 500 and reply.status != 429 else Fate.RETRY
    text = reply.body[:2000].decode("utf-8", "replace")
    return Outcome(fate, WRITE_FAILED, f"The sink answered with the status {reply.status}.", reply.headers, text)


class _CloudEvent(msgspec.Struct):
    """What Segment is told of an event."""

    id: str
    type: str
    source: str
    time: str
    data: dict[str, object]


_read = msgspec.json.Decoder(_CloudEvent).decode
_write = msgspec.json.Encoder().encode


class SegmentSinks:
    """Takes events to Segment, as calls of its HTTP API: each event is a track call by its account."""

    MOST_BYTES = 480_000  # below the 500 kB of a batch, with room for its frame

    def __init__(self, client: HttpClient, url: str) -> None:
        self._client = client
        self._url = f"{url.rstrip('/')}/v1/batch"

    def address(self, sink: Sink) -> tuple[str, str]:
        """Return method and URL."""
        return "POST", self._url

    async def deliver(self, sink: Sink, events: Sequence[Waiting]) -> Sequence[Outcome]:
        """Return an outcome for each event."""
        key = base64.b64encode(f"{sink.configuration['write_key']}:".encode()).decode()
        head = f"{JSON_HEADERS}Authorization: Basic {key}\r\n"
        outcomes: list[Outcome] = []
        for part in self._parts([_write(_call(event, sink.account_sid)) for event in events]):
            body = b'{"batch":[' + b",".join(part) + b"]}"
            outcomes += [await asked(self._client, "POST", self._url, body, head)] * len(part)
        return outcomes

    def _parts(self, calls: Sequence[bytes]) -> list[list[bytes]]:
        parts: list[list[bytes]] = [[]]
        size = 0
        for call in calls:
            if parts[-1] and size + len(call) > self.MOST_BYTES:
                parts.append([])
                size = 0
            parts[-1].append(call)
            size += len(call) + 1
        return parts


def _call(event: Waiting, account_sid: str) -> dict[str, object]:
    told = _read(event.body)
    return {
        "type": "track",
        "messageId": told.id,
        "anonymousId": account_sid,
        "event": told.type,
        "properties": {**told.data, "source": told.source},
        "timestamp": told.time,
    }
