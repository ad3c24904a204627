"""A call of an operation, by its parameters, as the request that it is over HTTP: faces ask the gate so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from cordboard.catalogue.derive.parts import ACCOUNT, conventions_of, path_of
from cordboard.catalogue.describe import Operation, Parameter, Place
from cordboard.catalogue.request import Channel, Request

JSON_TYPE = "application/json"


def request_for(
    operation: Operation,
    given: Iterable[tuple[Parameter, Any]],
    *,
    account_sid: str,
    authorization: str,
    channel: Channel,
    peer: str = "",
) -> Request:
    """Write a call as a request. Raises: ValueError, a sentence, when a part of the path is missing or no text."""
    placed: dict[Place, list[tuple[Parameter, Any]]] = {place: [] for place in Place}
    for parameter, value in given:
        if value is not None:
            placed[parameter.place].append((parameter, value))
    body_type = conventions_of(operation.surface).body_type
    query = urlencode([pair for each in placed[Place.QUERY] for pair in _pairs(*each)])
    headers = {"host": "localhost", "authorization": authorization, "content-type": body_type}
    path = _path(operation, {each.wire: value for each, value in placed[Place.PATH]}, account_sid)
    body = _body(placed[Place.BODY], body_type)
    return Request(operation.method, path, query, headers, body, peer=peer, channel=channel)


def _path(operation: Operation, values: dict[str, Any], account_sid: str) -> str:
    surface, path = operation.surface, path_of(operation)
    values.setdefault(ACCOUNT.wire, account_sid)
    for name in [part.partition("}")[0] for part in path.split("{")[1:]]:
        value = values.get(name)
        if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
            raise ValueError(f"The argument {name} is missing, or no text.")
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    return f"/{surface.host}{path}" if surface.version else path


def _pairs(parameter: Parameter, value: Any) -> list[tuple[str, str]]:
    values = value if parameter.many and isinstance(value, list) else [value]
    return [(parameter.wire, _text(each)) for each in values]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _body(given: list[tuple[Parameter, Any]], body_type: str) -> bytes:
    if not given:
        return b""
    if body_type == JSON_TYPE:
        return json.dumps({each.wire: value for each, value in given}).encode()
    return urlencode([pair for each in given for pair in _pairs(*each)]).encode()
