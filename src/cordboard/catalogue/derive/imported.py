"""Pages of an OpenAPI document that somebody imported. What is malformed in it is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cordboard.catalogue.derive.pages import API, OPERATION_PREFIX, Page

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
MOST_OPERATIONS = 20_000  # ten times what the largest published set of documents has
LONGEST_TEXT = 2000
_PUBLISHED = re.compile(r"twilio_(\w+?)_(v\d+)")  # how files are named that the original publishes


def imported_pages(api: str, document: Any) -> Iterator[Page]:
    """Return a page for each operation; ``api`` is what ids name the document by."""
    found = 0
    for path, item in _pairs(_get(document, "paths")):
        for method, operation in _pairs(item):
            if method in METHODS and isinstance(operation, Mapping) and found < MOST_OPERATIONS:
                found += 1
                yield _page(api, method.upper(), path, operation)


def _page(api: str, method: str, path: str, operation: Mapping[str, Any]) -> Page:
    name = _text(operation.get("operationId")) or f"{method} {path}"
    summary = _text(operation.get("summary")) or _text(operation.get("description"))
    tags = operation.get("tags")
    product, version = product_and_version(api)
    return Page(
        id=f"{OPERATION_PREFIX}{api}::{name}",
        source=API,
        title=name,
        summary=summary,
        product=product,
        version=version,
        parameters=" ".join(_text(_get(each, "name")) for each in _items(operation.get("parameters"))),
        words=f"{path} {' '.join(map(_text, _items(tags)))}",
        told={
            "api": api,
            "method": method,
            "path": path,
            "operation_id": name,
            "summary": summary,
            "intent": "",
            "description": _text(operation.get("description")),
        },
        parts={
            "request_body": {"parameters": operation.get("parameters"), "body": operation.get("requestBody")},
            "response_fields": operation.get("responses"),
        },
    )


def product_and_version(api: str) -> tuple[str, str]:
    """Return how the filters of a search call a document: ``twilio_video_v1`` is version v1 of video.

    The core API is a product of its own, api_v2010, as in the original's list.
    """
    named = _PUBLISHED.fullmatch(api)
    if named is None:
        return api, ""
    product, version = named.groups()
    return (api.removeprefix("twilio_") if product == "api" else product), version


def _text(value: Any) -> str:
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""


def _get(document: Any, name: str) -> Any:
    return document.get(name) if isinstance(document, Mapping) else None


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _pairs(value: Any) -> list[tuple[str, Any]]:
    return [(key, each) for key, each in value.items() if isinstance(key, str)] if isinstance(value, Mapping) else []
