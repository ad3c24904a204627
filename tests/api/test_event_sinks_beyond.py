"""Sinks that are no web hooks, against stand-ins: Kinesis with its roles and signatures, and Segment.

The stand-in of Amazon signs again what came, with botocore's signer and the secrets that it knows, and compares.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from twilio.base.exceptions import TwilioRestException

from http_server import Handler, serving

SENT = "com.twilio.messaging.message.sent"
STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/events"
ROLE = "arn:aws:iam::123456789012:role/writer"
CREDENTIALS = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>role-token</SessionToken>
</Credentials></AssumeRoleResult></AssumeRoleResponse>"""

# Lets a server find no botocore, as in an environment that was made without the extra.
HIDING = """from importlib.machinery import PathFinder
find_spec = PathFinder.find_spec
PathFinder.find_spec = lambda name, *where: None if name == "botocore" else find_spec(name, *where)
"""
KNOWN = {
    "AKIAOWN": Credentials("AKIAOWN", "own-secret"),
    "ASIAROLE": Credentials("ASIAROLE", "role-secret", "role-token"),
}
SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(\w+)/\d{8}/([a-z0-9-]+)/([a-z]+)/aws4_request,"
    r" SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)


def asked_by(url: str, headers: dict[str, str], body: bytes) -> tuple[str, str]:
    """Return the access key and the service of a request that is rightly signed; empty for any other."""
    found = SIGNED.fullmatch(headers["authorization"])
    if found is None or found[1] not in KNOWN:
        return "", ""
    given = {name: headers[name] for name in found[4].split(";") if name != "host"}
    request = AWSRequest("POST", url, given, body)
    request.context["timestamp"] = headers["x-amz-date"]
    signer = SigV4Auth(KNOWN[found[1]], found[3], found[2])
    text = signer.string_to_sign(request, signer.canonical_request(request))
    return (found[1], found[3]) if signer.signature(text, request) == found[5] else ("", "")


class StandIn:
    """Amazon and Segment, as far as they are asked."""

    def __init__(self) -> None:
        self.url = ""
        self.roles: list[dict[str, list[str]]] = []
        self.records: list[dict[str, Any]] = []
        self.headers: dict[str, dict[str, str]] = {}  # by who was asked: both are told of one message
        self.batches: list[dict[str, Any]] = []
        self.failing = 0

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Answer a request."""
        if path == "/v1/batch":
            self.headers["segment"] = headers
            self.batches.append(json.loads(body))
            return 200, b'{"success":true}'
        caller = asked_by(self.url + path, headers, body)
        if caller == ("AKIAOWN", "sts"):
            self.roles.append(parse_qs(body.decode()))
            return 200, CREDENTIALS.encode()
        if caller != ("ASIAROLE", "kinesis"):
            return 400, b'{"__type":"IncompleteSignatureException"}'
        self.headers["kinesis"] = headers
        records = json.loads(body)["Records"]
        if self.failing:
            self.failing -= 1
            refused = {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "slow"}
            return 200, json.dumps({"FailedRecordCount": len(records), "Records": [refused] * len(records)}).encode()
        self.records += [json.loads(base64.b64decode(each["Data"])) for each in records]
        taken = {"SequenceNumber": "1", "ShardId": "shardId-0"}
        return 200, json.dumps({"FailedRecordCount": 0, "Records": [taken] * len(records)}).encode()


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    known = StandIn()

    class Taking(Handler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answer = known.answer(self.path, headers, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    with serving(Taking) as port:
        known.url = f"http://127.0.0.1:{port}"
        yield known


@pytest.fixture(scope="module")
def server(start_module: Any, stand_in: StandIn) -> Iterator[Any]:
    """Run a server that has keys of Amazon, and asks the stand-in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIAOWN")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "own-secret")
        yield start_module(kinesis_url=stand_in.url, segment_url=stand_in.url, sim_latency_ms="5")


def validated(live: Any, kind: str, configuration: dict[str, str], test_id: Any) -> Any:
    """Make a sink, prove it by what arrived, and subscribe it to messages that are sent."""
    client = live.client()
    sink = client.events.v1.sinks.create(description="Log", sink_configuration=configuration, sink_type=kind)
    sink.sink_test.create()
    assert sink.sink_validate.create(test_id=test_id()).result == "valid"
    client.events.v1.subscriptions.create(description="Sent", sink_sid=sink.sid, types=[{"type": SENT}])
    return client.messages.create(to="+14155550190", from_=live.number, body="Hello")


def test_kinesis_takes_events_with_the_role_of_the_sink(server: Any, stand_in: StandIn, eventually: Any) -> None:
    configuration = {"arn": STREAM, "role_arn": ROLE, "external_id": "an-id"}
    stand_in.failing = 1  # what the shards have no room for comes again

    def test_id() -> str:
        [event] = eventually(lambda: stand_in.records)
        return str(json.loads(event["data"])["test_id"])

    message = validated(server, "kinesis", configuration, test_id)
    assert eventually(lambda: len(stand_in.records) == 2)
    told = stand_in.records[-1]
    assert (told["type"], told["source"], told["specversion"]) == (SENT, message.sid, "1.0")
    assert json.loads(told["data"])["body"] == "Hello"
    assert len(stand_in.roles) == 1  # asked for once, and kept
    assert (stand_in.roles[0]["RoleArn"], stand_in.roles[0]["ExternalId"]) == ([ROLE], ["an-id"])
    assert stand_in.headers["kinesis"]["x-amz-security-token"] == "role-token"
    assert stand_in.headers["kinesis"]["x-amz-target"] == "Kinesis_20131202.PutRecords"


def test_segment_takes_events_as_track_calls(server: Any, stand_in: StandIn, eventually: Any) -> None:
    def test_id() -> str:
        [batch] = eventually(lambda: stand_in.batches)
        return str(batch["batch"][0]["properties"]["test_id"])

    message = validated(server, "segment", {"write_key": "key"}, test_id)
    assert eventually(lambda: len(stand_in.batches) == 2)
    [call] = stand_in.batches[-1]["batch"]
    assert (call["type"], call["event"], call["anonymousId"]) == ("track", SENT, server.account_sid)
    assert call["messageId"].startswith("EZ")
    assert (call["properties"]["messageSid"], call["properties"]["source"]) == (message.sid, message.sid)
    assert stand_in.headers["segment"]["authorization"] == "Basic a2V5Og=="


def test_a_kinesis_sink_without_the_extra_is_refused_with_what_to_install(
    launch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(HIDING)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    given = {"arn": STREAM, "role_arn": ROLE, "external_id": "an-id"}
    with pytest.raises(TwilioRestException, match=re.escape("cordboard[kinesis]")) as refused:
        launch().client().events.v1.sinks.create(description="Log", sink_configuration=given, sink_type="kinesis")
    assert (refused.value.status, refused.value.code) == (400, 20001)
