"""Events on their way to Kinesis streams, as JSON records whose `data` is JSON in a text.

Two calls are made: for the role of the sink, with the credentials of the server, and for a place in its stream.
Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html, .../STS/.../API_AssumeRole.html.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from cordboard.events.ports import DELIVERED, Fate, Outcome, Waiting
from cordboard.events.sink import Sink
from cordboard.webhooks.event_sinks import LATE, PATIENCE, TIMEOUTS, WRITE_FAILED
from cordboard.webhooks.http import Fault, HttpClient

if TYPE_CHECKING:
    from botocore.credentials import Credentials

    from cordboard.webhooks.amazon import Answer

LIBRARY = "botocore"
MISSING = "Kinesis sinks need the extra cordboard[kinesis]: pip install 'cordboard[kinesis]' where the server runs."
NO_ROLE, TOO_MUCH, NO_STREAM = 93102, 93103, 93104
MOST_RECORDS = 500  # of one PutRecords; 5 MB are more than a round of the pump holds
MOST_ANSWER = 1 << 20  # an answer has some 150 bytes for each record
SESSION_S, RENEWED_BEFORE_S = 3600, 300
THROTTLED = frozenset({"ProvisionedThroughputExceededException", "LimitExceededException"})
UNKNOWN_STREAM = frozenset({"ResourceNotFoundException", "InvalidArgumentException"})
_read = msgspec.json.Decoder(dict[str, Any]).decode
_write = msgspec.json.Encoder().encode


class _Refused(Exception):
    """A call that was not answered as wished; it carries what becomes of the events."""

    def __init__(self, fate: Fate, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.outcome = Outcome(fate, code, sentence)


class KinesisSinks:
    """Takes events to Kinesis."""

    def __init__(
        self, client: HttpClient, *, url: str | None, environment: Mapping[str, str], now_ms: Callable[[], int]
    ) -> None:
        """Take where to ask in place of Amazon, and the environment that holds the credentials of the server."""
        self._client = client
        self._url = url
        self._environment = environment
        self._now_ms = now_ms
        self._amazon: Any = None
        self._roles: dict[tuple[str, str], tuple[int, Credentials]] = {}

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
        await self._load()
        arn = str(sink.configuration["arn"])
        region = arn.split(":")[3]
        role = await self._role(sink, region)
        records = [_record(event) for event in events]
        answer = await self._call("kinesis", "PutRecords", {"StreamARN": arn, "Records": records}, region, role)
        if answer.error:
            raise _refusal(answer)
        results = answer.fields.get("Records", [])
        if len(results) != len(events):
            raise _Refused(Fate.RETRY, WRITE_FAILED, "Kinesis did not answer for each record.")
        return [_outcome(each.get("ErrorCode")) for each in results]

    async def _load(self) -> None:
        """Load botocore beside the event loop, with the first event: it takes a third of a second."""
        if self._amazon is None:
            try:
                self._amazon = await asyncio.to_thread(importlib.import_module, "cordboard.webhooks.amazon")
            except ModuleNotFoundError as fault:
                raise _Refused(Fate.RETRY, WRITE_FAILED, MISSING) from fault

    async def _role(self, sink: Sink, region: str) -> Credentials:
        """Return the credentials of the role that a sink is written with; they are asked for once an hour."""
        wanted = str(sink.configuration["role_arn"]), str(sink.configuration["external_id"])
        known = self._roles.get(wanted)
        if known is not None and known[0] > self._now_ms():
            return known[1]
        own = self._amazon.own_credentials(self._environment)
        if own is None:
            text = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where the server runs: it takes the sink's role."
            raise _Refused(Fate.RETRY, NO_ROLE, text)
        given = {
            "RoleArn": wanted[0],
            "RoleSessionName": sink.sid,
            "ExternalId": wanted[1],
            "DurationSeconds": SESSION_S,
        }
        answer = await self._call("sts", "AssumeRole", given, region, own)
        role: Credentials | None = self._amazon.role_credentials(answer.fields)
        if role is None:
            raise _Refused(Fate.RETRY, NO_ROLE, f"The role was refused: {answer.status} {answer.error}."[:200])
        self._roles[wanted] = self._now_ms() + (SESSION_S - RENEWED_BEFORE_S) * 1000, role
        return role

    async def _call(
        self, service: str, operation: str, given: Mapping[str, Any], region: str, credentials: Credentials
    ) -> Answer:
        url = self._url or self._amazon.url_of(service, region)
        if url is None:
            raise _Refused(Fate.DROPPED, NO_STREAM, f"Amazon has no region {region}."[:200])
        request = self._amazon.signed(service, operation, given, url=url, region=region, credentials=credentials)
        try:
            reply = await self._client.request(
                "POST",
                request.url,
                body=request.body,
                headers=request.headers,
                directives=PATIENCE,
                most_bytes=MOST_ANSWER,
                follows=False,
            )
        except Fault as fault:
            code = LATE if fault.code in TIMEOUTS else WRITE_FAILED
            raise _Refused(Fate.RETRY, code, fault.sentence) from fault
        answer: Answer = self._amazon.read(service, operation, reply)
        return answer


def _record(event: Waiting) -> dict[str, object]:
    told = _read(event.body)
    told["data"] = _write(told["data"]).decode()
    return {"Data": _write(told), "PartitionKey": str(told["id"])}


def _refusal(answer: Answer) -> _Refused:
    text = f"Kinesis answered with the status {answer.status} {answer.error}."[:200]
    if answer.error in UNKNOWN_STREAM:
        return _Refused(Fate.DROPPED, NO_STREAM, text)
    return _Refused(Fate.RETRY, TOO_MUCH if answer.error in THROTTLED else WRITE_FAILED, text)


def _outcome(code: str | None) -> Outcome:
    if code is None:
        return DELIVERED
    return Outcome(Fate.RETRY, TOO_MUCH if code in THROTTLED else WRITE_FAILED, f"Kinesis refused with {code}."[:200])
