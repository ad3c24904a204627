"""Messages of JSON-RPC as they come in a request, and errors as they are answered, without the SDK.

The SDK reads each message by itself once more; what it would answer unclearly or not at all is refused here.
Source: https://www.jsonrpc.org/specification; https://modelcontextprotocol.io/specification/2025-03-26/basic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from cordboard.base.problem import Problem
from cordboard.catalogue.request import Answer
from cordboard.errors import entry, sentence

JSON_TYPE = "application/json"
# JSON-RPC 2.0, section 5.1.
NOT_JSON, NOT_A_MESSAGE, WRONG_PARAMETERS, FAILED = -32700, -32600, -32602, -32603
WITH_BATCHES = ("", "2025-03-26")  # the one revision that has them; who names none speaks that one
MOST_IN_A_BATCH = 20
VERSION_HEADER = "mcp-protocol-version"

Message = Mapping[str, Any]


class MalformedError(Exception):
    """A body is no message."""

    def __init__(self, code: int, text: str, identity: object = None) -> None:
        super().__init__(text)
        self.code = code
        self.identity = identity if _is_identity(identity) else None

    @property
    def answer(self) -> Answer:
        """What it is answered with."""
        return failed(400, self.code, str(self), self.identity)


def messages_in(body: bytes, headers: Mapping[str, str]) -> Message | list[Message]:
    """Read a body: a message, or those of a batch. Raises: MalformedError."""
    try:
        found = msgspec.json.decode(body)
    except (ValueError, RecursionError) as fault:
        raise MalformedError(NOT_JSON, f"This is not JSON: {fault}.") from fault
    if not isinstance(found, list):
        return _message(found)
    if headers.get(VERSION_HEADER, "") not in WITH_BATCHES:
        raise MalformedError(NOT_A_MESSAGE, "This revision of the protocol has no batches; send one message.")
    if not 1 <= len(found) <= MOST_IN_A_BATCH:
        raise MalformedError(NOT_A_MESSAGE, f"A batch has 1 to {MOST_IN_A_BATCH} messages.")
    return [_message(each) for each in found]


def _message(found: Any) -> Message:
    if not isinstance(found, dict):
        raise MalformedError(NOT_A_MESSAGE, "A message is an object.")
    identity = found.get("id")
    if found.get("jsonrpc") != "2.0":
        raise MalformedError(NOT_A_MESSAGE, 'A message has "jsonrpc": "2.0".', identity)
    if "id" in found and not _is_identity(identity):
        raise MalformedError(NOT_A_MESSAGE, "The id of a message is a text or a whole number.")
    if not isinstance(found.get("method"), str) and not {"result", "error"} & found.keys():
        raise MalformedError(NOT_A_MESSAGE, "A request has a method, which is a text.", identity)
    if not isinstance(found.get("params", {}), dict):
        raise MalformedError(WRONG_PARAMETERS, "The params of a request are an object.", identity)
    return found


def _is_identity(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def failed(status: int, code: int, text: str, identity: object = None, data: Message | None = None) -> Answer:
    """Return an error as an answer."""
    error = {"code": code, "message": text} | ({"data": data} if data else {})
    told = {"jsonrpc": "2.0", "id": identity, "error": error}
    return Answer(status, msgspec.json.encode(told), JSON_TYPE)


def refused(problem: Problem, *headers: tuple[str, str]) -> Answer:
    """Return a refusal of a whole request, with the error code of the API beside that of the protocol."""
    known = entry(problem.code)
    data = {"code": problem.code, "status": known.status}
    answer = failed(known.status, NOT_A_MESSAGE, sentence(problem), data=data)
    answer.headers.extend(headers)
    return answer
