"""A call of a tool as a request of the API, and the answer as a result of the tool."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cordboard.catalogue.derive.requests import JSON_TYPE, request_for
from cordboard.catalogue.derive.tools import OperationTool
from cordboard.catalogue.request import Answer, Channel, Request
from cordboard.faces.mcp.tool import Refused, Result

MOST_BYTES = 256 << 10  # of what is no JSON; a model reads no more
DONE = {"status": 204, "message": "Done."}


def request_of(tool: OperationTool, arguments: Mapping[str, Any], account_sid: str, authorization: str) -> Request:
    """Write a call as a request. Raises: Refused when a part of the path is missing or an argument is not known."""
    unknown = [key for key in arguments if key not in tool.parameters]
    if unknown:
        raise Refused(f"There is no argument {unknown[0][:64]}; there are {', '.join(tool.parameters) or 'none'}.")
    pairs = ((tool.parameters[key], value) for key, value in arguments.items())
    try:
        return request_for(
            tool.operation, pairs, account_sid=account_sid, authorization=authorization, channel=Channel.MCP
        )
    except ValueError as fault:
        raise Refused(str(fault)) from fault


async def result_of(answer: Answer) -> Result:
    """Read an answer: a refusal is a result that is an error, and says its sentence."""
    if answer.pieces is not None:
        await answer.pieces.aclose()
        raise Refused("This has no end, so that a tool cannot answer it; ask for it over HTTP.")
    if answer.status == 204:
        return Result(DONE)
    told = _read(answer)
    if answer.status < 400:
        return Result(told)
    text = _sentence(told) or f"It was answered with the status {answer.status}."
    return Result({"message": text, **told}, is_error=True, text=text)


def _read(answer: Answer) -> dict[str, Any]:
    if answer.content_type.startswith(JSON_TYPE):
        told = json.loads(answer.body)
        return told if isinstance(told, dict) else {"result": told}
    told = {"status": answer.status, "content_type": answer.content_type, "size": len(answer.body)}
    location = next((value for name, value in answer.headers if name.lower() == "location"), None)
    if location is not None:
        return told | {"location": location}
    if len(answer.body) > MOST_BYTES:
        return told | {"note": "It is too long for a tool; get it over HTTP."}
    return told | {"base64": base64.b64encode(answer.body).decode()}


def _sentence(told: Mapping[str, Any]) -> str:
    """Return what a model reads of a refusal: what was refused and why, how to go on, and the code.

    The Communications API tells every problem of a request.
    """
    details, problems = told.get("details"), told.get("errors")
    fix = details.get("fix") if isinstance(details, dict) else None
    wrong = problems if isinstance(problems, list) else [told]
    return " ".join(_words(each, fix) for each in wrong if isinstance(each, dict) and each.get("message"))


def _words(problem: Mapping[str, Any], fix: object) -> str:
    return " ".join(str(each) for each in (problem["message"], fix, f"(code {problem.get('code')})") if each)
