"""Calls of Amazon's APIs, as requests to send and answers to read: written, signed and read by botocore.

botocore is in the extra `cordboard[kinesis]`. Its own connections would need threads, and would know nothing of the
policy of destinations, so the connection stays ours. Source: https://docs.aws.amazon.com/sdkref/latest/guide/.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials, EnvProvider
from botocore.exceptions import PartialCredentialsError
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import ResponseParserError, create_parser
from botocore.regions import EndpointResolver
from botocore.serialize import create_serializer

from cordboard.webhooks.http import Reply

logging.getLogger("botocore").setLevel(logging.WARNING)  # else it says at each call where credentials were found
_loader = Loader()
# Read with the module, which is loaded beside the event loop.
_MODELS = {name: ServiceModel(_loader.load_service_model(name, "service-2"), name) for name in ("kinesis", "sts")}
_ENDPOINTS = EndpointResolver(_loader.load_data("endpoints"))


class Signed(NamedTuple):
    """A request as it is sent. ``headers`` are whole lines."""

    url: str
    headers: str
    body: bytes


class Answer(NamedTuple):
    """What an answer holds; ``error`` is empty for one that is none, and ``fields`` for one that is."""

    status: int
    error: str
    fields: Mapping[str, Any]


def own_credentials(environment: Mapping[str, str]) -> Credentials | None:
    """Return the credentials of the server; None where its environment has none, or half of them."""
    try:
        return EnvProvider(environment).load()
    except PartialCredentialsError:
        return None


def role_credentials(fields: Mapping[str, Any]) -> Credentials | None:
    """Return the credentials that AssumeRole answered with; None where it answered with none."""
    found = fields.get("Credentials", {})
    parts = [found.get(name) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")]
    return Credentials(*parts, "assume-role") if all(parts) else None


def url_of(service: str, region: str) -> str | None:
    """Return where a service is asked in a region; None for a region that there is not."""
    found = _ENDPOINTS.construct_endpoint(service, region)
    return None if found is None else f"https://{found['hostname']}"


def signed(
    service: str, operation: str, parameters: Mapping[str, Any], *, url: str, region: str, credentials: Credentials
) -> Signed:
    """Return the request of a call. Signatures count for minutes of the world's clock, whatever clock runs here."""
    model = _MODELS[service].operation_model(operation)
    written = create_serializer(model.service_model.protocol).serialize_to_request(dict(parameters), model)
    request = AWSRequest("POST", f"{url.rstrip('/')}/", written["headers"], written["body"])
    SigV4Auth(credentials, service, region).add_auth(request)
    sent = request.prepare()
    lines = [f"{name}: {_text(value)}\r\n" for name, value in sent.headers.items() if name != "Content-Length"]
    return Signed(sent.url, "".join(lines), sent.body if isinstance(sent.body, bytes) else sent.body.encode())


def read(service: str, operation: str, reply: Reply) -> Answer:
    """Read an answer; one that cannot be read is an error without a name."""
    model = _MODELS[service].operation_model(operation)
    given = {"status_code": reply.status, "headers": dict(reply.headers), "body": reply.body}
    try:
        fields = create_parser(model.service_model.protocol).parse(given, model.output_shape)
    except (ResponseParserError, ValueError, TypeError, AttributeError, RecursionError):  # who answers may be no Amazon
        return Answer(reply.status, "Unreadable", {})
    error = fields.get("Error", {}).get("Code", "")
    return Answer(reply.status, error or ("" if reply.status == 200 else "Unknown"), {} if error else fields)


def _text(value: str | bytes) -> str:
    return value.decode("ascii") if isinstance(value, bytes) else value
