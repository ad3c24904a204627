"""The pages that models search: one for each operation, error code, verb and web hook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cordboard.catalogue.derive.openapi import answer_schema
from cordboard.catalogue.derive.parts import (
    base_path,
    conventions_of,
    object_schema,
    parameters_in,
    path_of,
    view_schema,
    views_of,
)
from cordboard.catalogue.derive.vocabulary import INTENTS
from cordboard.catalogue.describe import Operation, Surface
from cordboard.errors import ERRORS, ErrorEntry

API, DOCS = "api", "docs"
OPERATION_PREFIX = "op::"
OURS = ("", "cordboard")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: how it is found, and what it says.

    ``source`` is where searches look for it, ``words`` what it is found by beside title and summary; ``told`` is what
    is retrieved, and ``parts`` what of it may be left out.
    """

    id: str
    source: str
    title: str
    summary: str
    product: str = ""
    version: str = ""
    words: str = ""
    intent: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)


def pages(surfaces: Iterable[Surface]) -> Iterator[Page]:
    """Return the pages of all operations and errors."""
    for surface in surfaces:
        views = views_of(surface)
        schemas = {name: view_schema(view, conventions_of(surface)) for name, view in views.values()}
        for operation in surface.operations:
            yield _operation_page(operation, answer_schema(operation, views), schemas)
    for entry in ERRORS.values():
        yield _error_page(entry)


def api_name(surface: Surface) -> str:
    """Return how ids name an API: ``twilio_api_v2010``, ``twilio_messaging_v1``."""
    version = "v2010" if surface.version.startswith("2010") else surface.version
    owner = "" if surface.host in OURS else "twilio"
    return "_".join(each for each in (owner, surface.host or surface.name, version) if each)


def product_of(surface: Surface) -> str:
    """Return how the filter of products calls a surface."""
    return "api_v2010" if surface.version.startswith("2010") else surface.host or surface.name


def operation_id(operation: Operation) -> str:
    """Return the id of an operation's page."""
    return f"{OPERATION_PREFIX}{api_name(operation.surface)}::{operation.name}"


def _operation_page(operation: Operation, answer: Any, schemas: Mapping[str, Any]) -> Page:
    surface = operation.surface
    path = path_of(operation)
    intent = INTENTS.get(operation.name, "")
    return Page(
        id=operation_id(operation),
        source=API,
        title=operation.name,
        summary=operation.summary,
        product=product_of(surface),
        version="v2010" if surface.version.startswith("2010") else surface.version,
        words=f"{operation.path} {operation.area}",
        intent=intent,
        told={
            "api": api_name(surface),
            "method": operation.method,
            "path": path,
            "operation_id": operation.name,
            "host": surface.host,
            "base_path": base_path(surface),
            "summary": operation.summary,
            "intent": intent,
            "area": operation.area,
            "level": operation.level.name.lower(),
            "effect": operation.effect.value,
        },
        parts={
            "request_body": object_schema(parameters_in(operation)),
            "response_fields": {"schema": answer, "schemas": _named(answer, schemas)},
        },
    )


def _named(answer: Any, schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schemas that an answer refers to."""
    told = str(answer)
    return {name: schema for name, schema in schemas.items() if f"/{name}'" in told}


def _error_page(entry: ErrorEntry) -> Page:
    return Page(
        id=f"uri:/cordboard/v1/errors/{entry.code}",
        source=DOCS,
        title=f"Error {entry.code}: {entry.name}",
        summary=entry.sentence,
        words=entry.cause,
        told={
            "title": f"Error {entry.code}: {entry.name}",
            "code": entry.code,
            "status": entry.status,
            "message": entry.sentence,
            "cause": entry.cause,
            "remedy": entry.remedy,
            "retryable": entry.retryable,
        },
    )


def verb_page(name: str, sentence: str) -> Page:
    """Return the page of a TwiML verb."""
    return _doc(f"uri:/twiml/{name}", f"TwiML <{name}>", sentence or f"The verb <{name}>.", "twiml verb voice")


def hook_page(name: str) -> Page:
    """Return the page of a kind of web hook."""
    readable = name.replace("-", " ")
    summary = f"The request that is made to your application for: {readable}. It is signed; answers may be TwiML."
    return _doc(f"uri:/webhooks/{name}", f"Web hook: {readable}", summary, "webhook callback request")


def guide_page(name: str, text: str) -> Page:
    """Return the page of a guide."""
    title = text.partition("\n")[0].lstrip("# ")
    first = next((line for line in text.splitlines()[1:] if line and not line.startswith("#")), title)
    page = _doc(f"uri:/docs/{name}", title, first, "guide how to")
    return Page(id=page.id, source=DOCS, title=title, summary=first, words=page.words, told={**page.told, "text": text})


def _doc(page_id: str, title: str, summary: str, words: str) -> Page:
    return Page(
        id=page_id,
        source=DOCS,
        title=title,
        summary=summary,
        words=words,
        intent=VERB_INTENTS.get(title, ""),
        told={"title": title, "summary": summary},
    )


VERB_INTENTS: Mapping[str, str] = {
    "TwiML <Play>": "play audio or tones to a caller",
    "TwiML <Say>": "speak text to a caller",
    "TwiML <Gather>": "collect digits or speech from a caller",
    "TwiML <Dial>": "connect a call to another number",
    "TwiML <Pause>": "wait silently",
}
