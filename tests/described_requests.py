"""Requests made of descriptions: right in the form of every parameter, or wrong in exactly one."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from lxml import etree

from cordboard.catalogue.derive.parts import (
    base_path,
    conventions_of,
    errors_of,
    is_required,
    parameter_schema,
    parameters_in,
    path_of,
)
from cordboard.catalogue.describe import Operation, Parameter, Place

JSON_TYPE = "application/json"
WRONG = "!no such value!"
NAMES = {"Code": "code", "Message": "message", "MoreInfo": "more_info", "Status": "status"}  # of an error in XML
# What changes the credentials or the account of the calls that follow, when nothing is wrong with it, and what has no
# end.
ENDS_THE_RUN = {"UpdateAuthTokenPromotion", "UpdateAccount", "StreamEvents"}
DATES = ("DateFilter", "Day", "Instant")  # kinds whose schema does not always tell that they are dates
BAD_DATES = ("yesterday", "2026-02-30", "9999-99-99", "Fri, 99 Aug 2010 01:13:42 +0000")
BAD_SIDS = {"malformed": "{0}1", "of no digits": "{0}" + "z" * 32, "too long": "{0}" + "0" * 33}
NO_KIND = "ZQ" + "0" * 32
_PREFIX = re.compile(r"\^\(?([A-Z]{2})")
_NAMED = re.compile(r"\^\(?(comms_[a-z_]*[a-z])\)?_\[")
_RIGHT = {
    "uri": "http://127.0.0.1:9/",
    "date-time": "2030-01-01T00:00:00Z",
    "date": "2030-01-01",
    "decimal": "1",
    "boolean": "true",
    "number": "1",
}
RIGHT_OF_KIND = {"StreamUrl": "wss://127.0.0.1:9/"}  # what the schema of a kind tells in part only


class Fault(NamedTuple):
    """One way to get a parameter wrong: what is sent in its place (None: nothing), and the code that is promised."""

    way: str
    value: Any
    code: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, not bound to a server."""

    method: str
    path: str
    query: str
    body: bytes
    content_type: str


@dataclass(slots=True)
class Line:
    """One connection to a server, kept open from request to request."""

    live: Any
    auth: tuple[str, str] = ("", "")
    _open: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.live.url)
        self._open = HTTPConnection(parts.hostname or "", parts.port, timeout=30)

    def send(self, asked: Asked) -> tuple[int, str, bytes]:
        """Send a request; returns status, content type and body."""
        user, password = self.auth if self.auth[0] else (self.live.account_sid, self.live.auth_token)
        credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}", "Content-Type": asked.content_type}
        target = f"{asked.path}?{asked.query}" if asked.query else asked.path
        self._open.request(asked.method, target, asked.body or None, headers)
        answer = self._open.getresponse()
        return answer.status, answer.headers.get("content-type", ""), answer.read()

    def get(self, target: str) -> Any:
        """Return the JSON of a path that answers with success."""
        path, _, query = target.partition("?")
        status, _, body = self.send(Asked("GET", path, query, b"", JSON_TYPE))
        assert status == 200, (target, status, body)
        return json.loads(body)

    def close(self) -> None:
        """Hang up."""
        self._open.close()


def told(content_type: str, body: bytes) -> tuple[int, int]:
    """Return code and status from a refusal in JSON or XML, after a look at the rest of it."""
    if content_type.startswith("application/json"):
        found = json.loads(body)
        if "errors" in found:
            assert all(each["message"] for each in found["errors"])
            code = found["errors"][0]["code"]
            # A problem that breaks no rule of its own has its status as the code. Source: the brief, errors.
            return 20001 if code == 400 else code, found["status"]
    else:
        assert content_type.startswith("application/xml"), content_type
        found = {NAMES[each.tag]: each.text for each in next(iter(etree.fromstring(body)))}
    assert found["message"]
    assert found["more_info"]
    return int(found["code"]), int(found["status"])


def right_value(schema: Mapping[str, Any]) -> Any:
    """Return a value that a schema takes; whether there is such a thing is another matter."""
    if "enum" in schema:
        return schema["enum"][0]
    if "pattern" in schema:
        named = _NAMED.match(schema["pattern"])
        if named:
            return f"{named[1]}_01k4vge2fxe3ramtcdv1zx1s9s"
        found = _PREFIX.match(schema["pattern"])
        return (found[1] if found else "ZZ") + "0" * 32
    if schema.get("type") == "array":
        return [right_value(schema["items"])]
    if schema.get("type") == "object":
        needed = schema.get("required", ())
        return {name: right_value(each) for name, each in schema.get("properties", {}).items() if name in needed}
    if schema.get("type") == "integer":
        return str(schema.get("minimum", schema.get("maximum", 1)))
    return _RIGHT.get(schema.get("format", ""), _RIGHT.get(schema.get("type", ""), "x"))


def right_for(parameter: Parameter) -> Any:
    """Return a value that a parameter takes."""
    return RIGHT_OF_KIND.get(type(parameter.kind).__name__) or right_value(parameter_schema(parameter))


def wrong_value(schema: Mapping[str, Any]) -> str | None:
    """Return a text that a schema does not take, or None where it takes every text."""
    return next((value for _, value in wrong_values(schema) if isinstance(value, str)), None)


def wrong_values(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return what a schema does not take, each with the way in which it is wrong."""
    kind = schema.get("type")
    if kind == "array":
        yield from wrong_values(schema["items"])
    elif kind == "integer":
        yield from (("no number", WRONG), ("a fraction", "1.5"), ("of another script", "\u0663"))
        yield from ((f"below {least}", str(least - 1)) for least in _bound(schema, "minimum"))
        yield from ((f"above {most}", str(most + 1)) for most in _bound(schema, "maximum"))
    elif "pattern" in schema:
        prefix = right_value(schema)[:2]
        yield from ((way, text.format(prefix)) for way, text in BAD_SIDS.items())
        yield "of another kind", NO_KIND
    elif "maxLength" in schema:
        yield "too long", "x" * (schema["maxLength"] + 1)
    elif kind in ("boolean", "number", "object") or schema.keys() & {"enum", "format"}:
        yield "no such value", WRONG


def _bound(schema: Mapping[str, Any], name: str) -> tuple[int, ...]:
    return (schema[name],) if name in schema else ()


def faults_of(parameter: Parameter) -> Iterator[Fault]:
    """Return the ways to get a parameter wrong that its description tells."""
    schema, codes = parameter_schema(parameter), errors_of(parameter)
    if "missing" in codes:
        yield Fault("missing", None, codes["missing"])
    for way, value in wrong_values(schema):
        yield Fault(way, [value] if parameter.many else value, codes["invalid"])
    if type(parameter.kind).__name__ in DATES:
        yield from (Fault("no date", date, codes["invalid"]) for date in BAD_DATES)
    if parameter.many and parameter.most < 900:  # a form with more pairs than a thousand is refused before it is read
        right = right_value(schema)[0]
        yield Fault("too many", [right] * (parameter.most + 1), codes["too_many"])


def own_parameters(operation: Operation) -> tuple[Parameter, ...]:
    """Return the parameters that an operation describes itself: neither the account nor what pages."""
    paging = {each.wire for each in conventions_of(operation.surface).paging}
    return tuple(
        each
        for each in parameters_in(operation)
        if not (each.place is Place.PATH and each.wire == "AccountSid")
        and not (operation.listing is not None and each.wire in paging)
    )


def ask(
    operation: Operation,
    account_sid: str,
    *,
    wrong: Mapping[str, Any] | None = None,
    every: bool = False,
    suffix: str | None = None,
) -> Asked:
    """Return a request that is right in form.

    ``wrong`` replaces values by wire name, None leaves one out; ``every`` sends the optional parameters, too;
    ``suffix`` asks for another format than the first of the surface.
    """
    surface, changes = operation.surface, dict(wrong or {})
    path, query, body = path_of(operation), {}, {}
    for each in own_parameters(operation):
        value = changes.pop(each.wire, right_for(each))
        if each.place is Place.PATH:
            path = path.replace(f"{{{each.wire}}}", quote(str(value), safe=""))
        elif value is not None and (every or is_required(each) or each.wire in (wrong or {})):
            (query if each.place is Place.QUERY else body)[each.wire] = value
    query |= changes
    path = path.replace("{AccountSid}", account_sid)
    if suffix is not None:
        path = path.removesuffix(conventions_of(surface).suffix) + suffix
    body_type = conventions_of(surface).body_type
    data = json.dumps(body) if body_type == JSON_TYPE else urlencode(body, doseq=True)
    host = f"/{surface.host}" if base_path(surface) else ""
    return Asked(operation.method, host + path, urlencode(query, doseq=True), data.encode() if body else b"", body_type)
