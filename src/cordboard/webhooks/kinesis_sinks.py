"""Events on their way to Kinesis streams, by the API that Amazon documents.

Its own client would need threads, and a python-dateutil older than the one that templates are filled with here. What is
asked are two calls: for the role of the sink, with the keys of the server, and for a place in the stream.
Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html, .../STS/.../API_AssumeRole.html.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from lxml import etree

from cordboard.base.clock import to_datetime
from cordboard.events.ports import DELIVERED, Fate, Outcome, Waiting
from cordboard.events.sink import Sink
from cordboard.webhooks.aws_signature import Keys, Scope, authorization
from cordboard.webhooks.event_sinks import LATE, PATIENCE, TIMEOUTS, WRITE_FAILED
from cordboard.webhooks.http import Fault, HttpClient, Reply

NO_ROLE, TOO_MUCH, NO_STREAM = 93102, 93103, 93104
MOST_RECORDS = 500  # of one PutRecords; 5 MB are more than a round of the pump holds
MOST_ANSWER = 1 << 20  # an answer has some 150 bytes for each record
SESSION_S, RENEWED_BEFORE_S = 3600, 300
RECORDS_TYPE, FORM_TYPE = "application/x-amz-json-1.1", "application/x-www-form-urlencoded; charset=utf-8"
THROTTLED = frozenset({"ProvisionedThroughputExceededException", "LimitExceededException"})
UNKNOWN_STREAM = frozenset({"ResourceNotFoundException", "InvalidArgumentException"})
NAMES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_STS = "{https://sts.amazonaws.com/doc/2011-06-15/}"
_ARN = re.compile(r"arn:(aws[a-z-]*):kinesis:([a-z0-9-]+):[0-9]{12}:stream/(.+)")
_read = msgspec.json.Decoder(dict[str, Any]).decode
_write = msgspec.json.Encoder().encode


class _Refused(Exception):
    """A call that was not answered as wished; it carries what becomes of the events."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.sentence)
        self.outcome = outcome


class KinesisSinks:
    """Takes events to Kinesis, as JSON records whose `data` is JSON in a text."""

    def __init__(
        self, client: HttpClient, *, url: str | None, environment: Mapping[str, str], now_ms: Callable[[], int]
    ) -> None:
        """Take where to ask in place of Amazon, and the environment that holds the keys of the server."""
        self._client = client
        self._url = url
        access_key, secret, token = (environment.get(name, "") for name in NAMES)
        self._own = Keys(access_key, secret, token)
        self._now_ms = now_ms
        self._roles: dict[tuple[str, str], tuple[int, Keys]] = {}

    def address(self, sink: Sink) -> tuple[str, str]:
        """Return the stream."""
        return "POST", str(sink.configuration["arn"])

    async def deliver(self, sink: Sink, events: Sequence[Waiting]) -> Sequence[Outcome]:
        """Return an outcome for each event."""
        outcomes: list[Outcome] = []
        for start in range(0, len(events), MOST_RECORDS):
            part = events[start : start + MOST_RECORDS]
            try:
                outcomes += await self._put(sink, part)
            except _Refused as refused:
                outcomes += [refused.outcome] * len(part)
        return outcomes

    async def _put(self, sink: Sink, events: Sequence[Waiting]) -> list[Outcome]:
        arn = str(sink.configuration["arn"])
        _, region, stream = _parts(arn)
        keys = await self._role(sink, region)
        body = _write({"StreamName": stream, "StreamARN": arn, "Records": [_record(event) for event in events]})
        target = {"x-amz-target": "Kinesis_20131202.PutRecords"}
        url = self._url or f"https://kinesis.{region}.amazonaws.com"
        reply = await self._ask(url, region, "kinesis", keys, body, {"content-type": RECORDS_TYPE, **target})
        if reply.status != 200:
            raise _Refused(_refusal(reply))
        results = _json(reply).get("Records", [])
        if len(results) != len(events):
            raise _Refused(Outcome(Fate.RETRY, WRITE_FAILED, "Kinesis did not answer for each record."))
        return [_outcome(each) for each in results]

    async def _role(self, sink: Sink, region: str) -> Keys:
        """Return the keys of the role that a sink is written with; they are asked for once an hour."""
        if not self._own.access_key or not self._own.secret:
            text = f"Set {NAMES[0]} and {NAMES[1]} where the server runs: it takes the role of the sink with them."
            raise _Refused(Outcome(Fate.RETRY, NO_ROLE, text))
        wanted = str(sink.configuration["role_arn"]), str(sink.configuration["external_id"])
        known = self._roles.get(wanted)
        if known is not None and known[0] > self._now_ms():
            return known[1]
        form = {
            "Action": "AssumeRole",
            "Version": "2011-06-15",
            "RoleArn": wanted[0],
            "RoleSessionName": sink.sid,
            "ExternalId": wanted[1],
            "DurationSeconds": str(SESSION_S),
        }
        url = self._url or f"https://sts.{region}.amazonaws.com"
        reply = await self._ask(url, region, "sts", self._own, urlencode(form).encode(), {"content-type": FORM_TYPE})
        keys = _keys(reply) if reply.status == 200 else None
        if keys is None:
            raise _Refused(Outcome(Fate.RETRY, NO_ROLE, f"The role was refused with the status {reply.status}."))
        self._roles[wanted] = self._now_ms() + (SESSION_S - RENEWED_BEFORE_S) * 1000, keys
        return keys

    async def _ask(
        self, url: str, region: str, service: str, keys: Keys, body: bytes, headers: dict[str, str]
    ) -> Reply:
        at = f"{to_datetime(self._now_ms()):%Y%m%dT%H%M%SZ}"
        headers |= {"host": urlsplit(url).netloc, "x-amz-date": at}
        headers |= {"x-amz-security-token": keys.session_token} if keys.session_token else {}
        signed = authorization(keys, Scope(at, region, service), headers, body)
        sent = {name: value for name, value in headers.items() if name not in ("host", "content-type")}
        lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        lines += f"Content-Type: {headers['content-type']}\r\nAuthorization: {signed}\r\n"
        try:
            return await self._client.request(
                "POST",
                f"{url.rstrip('/')}/",
                body=body,
                headers=lines,
                directives=PATIENCE,
                most_bytes=MOST_ANSWER,
                follows=False,
            )
        except Fault as fault:
            code = LATE if fault.code in TIMEOUTS else WRITE_FAILED
            raise _Refused(Outcome(Fate.RETRY, code, fault.sentence)) from fault


def _parts(arn: str) -> tuple[str, str, str]:
    found = _ARN.fullmatch(arn)
    assert found is not None  # noqa: S101 - a sink is not made with another
    return found[1], found[2], found[3]


def _record(event: Waiting) -> dict[str, str]:
    told = _read(event.body)
    told["data"] = _write(told["data"]).decode()
    return {"Data": base64.b64encode(_write(told)).decode(), "PartitionKey": str(told["id"])}


def _json(reply: Reply) -> dict[str, Any]:
    try:
        return _read(reply.body)
    except msgspec.DecodeError:
        return {}


def _refusal(reply: Reply) -> Outcome:
    kind = str(_json(reply).get("__type", "")).rpartition("#")[2]
    text = f"Kinesis answered with the status {reply.status} {kind[:100]}.".replace(" .", ".")
    if kind in UNKNOWN_STREAM:
        return Outcome(Fate.DROPPED, NO_STREAM, text)
    return Outcome(Fate.RETRY, TOO_MUCH if kind in THROTTLED else WRITE_FAILED, text)


def _outcome(result: Any) -> Outcome:
    code = result.get("ErrorCode") if isinstance(result, dict) else "InternalFailure"
    if code is None:
        return DELIVERED
    return Outcome(Fate.RETRY, TOO_MUCH if code in THROTTLED else WRITE_FAILED, f"Kinesis refused with {code}."[:200])


def _keys(reply: Reply) -> Keys | None:
    """Read the keys of a role. The document comes from outside: no entity of it is followed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(reply.body, parser)
    except etree.XMLSyntaxError:
        return None
    texts = [root.findtext(f".//{_STS}{name}") for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")]
    access_key, secret, token = (text or "" for text in texts)
    return Keys(access_key, secret, token) if access_key and secret else None
