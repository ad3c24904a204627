"""Kinesis sinks against a socket: what each answer of Amazon means for the events, and what a broken one does.

The codes are those of the reference of the Communications API, section 10.1.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import pytest
from bare_sockets import Peer, Script, Server, whole

from cordboard.events.event import Event, written
from cordboard.events.ports import DELIVERED, Fate, Outcome, Waiting
from cordboard.events.sink import SINK, Sink, SinkStatus, SinkType
from cordboard.events.types import TEST
from cordboard.webhooks import amazon
from cordboard.webhooks.http import HttpClient
from cordboard.webhooks.kinesis_sinks import KinesisSinks

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAOWN", "AWS_SECRET_ACCESS_KEY": "own-secret"}
ROLE = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>token</SessionToken>
</Credentials></AssumeRoleResult></AssumeRoleResponse>"""
BODY = written(Event("EZ1", TEST, "Sink", 1_800_000_000_000, "AC1", {"test_id": "x"}))
EVENTS = [Waiting(number, 0, 0, BODY) for number in range(2)]
NO_ROLE, TOO_MUCH, NO_STREAM, WRITE_FAILED = 93102, 93103, 93104, 93101

Serve = Callable[[Script], Awaitable[Server]]


def sink(region: str = "us-east-1") -> Sink:
    configuration = {
        "arn": f"arn:aws:kinesis:{region}:123456789012:stream/events",
        "role_arn": "arn:aws:iam::123456789012:role/writer",
        "external_id": "an-id",
    }
    return SINK.type(
        sid="DG" + "1" * 32,
        account_sid="AC1",
        created_ms=0,
        updated_ms=0,
        description="",
        type=SinkType.KINESIS,
        status=SinkStatus.ACTIVE,
        configuration=configuration,
    )


def amazon_says(role: bytes, records: bytes) -> Script:
    """Answer for the role first, and for the records then."""

    async def script(peer: Peer) -> None:
        while request := await peer.request():
            await peer.send(role if b"Action=AssumeRole" in request else records)

    return script


async def outcomes(
    serve: Serve, client: HttpClient, records: bytes, role: bytes = whole(ROLE.encode())
) -> set[Outcome]:
    server = await serve(amazon_says(role, records))
    sinks = KinesisSinks(client, url=server.url, environment=KEYS, now_ms=lambda: 0)
    return set(await sinks.deliver(sink(), EVENTS))


def taken(*codes: str | None) -> bytes:
    """Return what is answered for records: a place for each, or the code of what was wrong with it."""
    found = [{"SequenceNumber": "1", "ShardId": "s"} if code is None else {"ErrorCode": code} for code in codes]
    return whole(json.dumps({"FailedRecordCount": 0, "Records": found}).encode())


def refused(kind: str, status: str = "400 Bad Request") -> bytes:
    return whole(json.dumps({"__type": kind, "message": "no"}).encode(), status=status)


async def test_records_that_have_a_place_are_delivered(serve: Serve, client: HttpClient) -> None:
    assert await outcomes(serve, client, taken(None, None)) == {DELIVERED}


REFUSALS = (
    (refused("ProvisionedThroughputExceededException"), Fate.RETRY, TOO_MUCH),
    (refused("com.amazonaws.kinesis#ResourceNotFoundException"), Fate.DROPPED, NO_STREAM),
    (refused("AccessDeniedException"), Fate.RETRY, WRITE_FAILED),
    (refused("InternalFailure", "500 Internal Server Error"), Fate.RETRY, WRITE_FAILED),
    (taken("ProvisionedThroughputExceededException", "ProvisionedThroughputExceededException"), Fate.RETRY, TOO_MUCH),
    (taken(None), Fate.RETRY, WRITE_FAILED),
    (whole(b"<html>"), Fate.RETRY, WRITE_FAILED),
    (whole(b'{"Records":7}'), Fate.RETRY, WRITE_FAILED),
    (whole(b'{"Records":["a","b"]}'), Fate.RETRY, WRITE_FAILED),
    (whole(b"[" * 10_000), Fate.RETRY, WRITE_FAILED),
)


@pytest.mark.parametrize(("answer", "fate", "code"), REFUSALS)
async def test_what_is_answered_instead_decides_what_becomes_of_events(
    serve: Serve, client: HttpClient, answer: bytes, fate: Fate, code: int
) -> None:
    assert {(each.fate, each.code) for each in await outcomes(serve, client, answer)} == {(fate, code)}


NO_ROLES = (
    whole(b"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>", status="403 Forbidden"),
    whole(b"<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>"),
    whole(b"not XML"),
    whole(ROLE.replace("ASIAROLE", "").encode()),
    whole(f"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>{ROLE.replace('ASIAROLE', '&a;')}".encode()),
)


@pytest.mark.parametrize("answer", NO_ROLES)
async def test_without_a_role_nothing_is_written_and_events_wait(
    serve: Serve, client: HttpClient, answer: bytes
) -> None:
    [outcome] = await outcomes(serve, client, taken(None, None), answer)
    assert (outcome.fate, outcome.code) == (Fate.RETRY, NO_ROLE)


@pytest.mark.parametrize("environment", [{}, {"AWS_ACCESS_KEY_ID": "AKIAOWN"}])
async def test_without_credentials_of_the_server_it_is_told_what_to_set(
    client: HttpClient, environment: dict[str, str]
) -> None:
    sinks = KinesisSinks(client, url="http://127.0.0.1:1", environment=environment, now_ms=lambda: 0)
    [outcome] = set(await sinks.deliver(sink(), EVENTS))
    assert (outcome.fate, outcome.code) == (Fate.RETRY, NO_ROLE)
    assert "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in outcome.sentence


async def test_a_role_is_asked_for_once_an_hour(serve: Serve, client: HttpClient) -> None:
    asked: list[bytes] = []
    now_ms = 0

    async def script(peer: Peer) -> None:
        while request := await peer.request():
            is_role = b"Action=AssumeRole" in request
            asked.append(b"role" if is_role else b"records")
            await peer.send(whole(ROLE.encode()) if is_role else taken(None, None))

    server = await serve(script)
    sinks = KinesisSinks(client, url=server.url, environment=KEYS, now_ms=lambda: now_ms)
    for at_ms in (0, 3_299_000, 3_300_000):  # five minutes before the hour is over
        now_ms = at_ms
        await sinks.deliver(sink(), EVENTS)
    assert asked == [b"role", b"records", b"records", b"role", b"records"]


async def test_a_region_that_there_is_not_is_no_place_for_events(client: HttpClient) -> None:
    sinks = KinesisSinks(client, url=None, environment=KEYS, now_ms=lambda: 0)
    [outcome] = set(await sinks.deliver(sink("mars-1"), EVENTS))
    assert (outcome.fate, outcome.code) == (Fate.DROPPED, NO_STREAM)


@pytest.mark.parametrize(
    ("service", "region", "host"),
    [
        ("kinesis", "eu-central-1", "kinesis.eu-central-1.amazonaws.com"),
        ("kinesis", "cn-north-1", "kinesis.cn-north-1.amazonaws.com.cn"),
        ("sts", "us-gov-west-1", "sts.us-gov-west-1.amazonaws.com"),
    ],
)
def test_each_partition_of_amazon_has_hosts_of_its_own(service: str, region: str, host: str) -> None:
    assert amazon.url_of(service, region) == f"https://{host}"
