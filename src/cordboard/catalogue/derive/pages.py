"""The pages that models search: one for each operation, error code, verb and web hook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cordboard.catalogue.derive.intents import INTENTS
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
from cordboard.catalogue.describe import Operation, Surface
from cordboard.errors import ERRORS, ErrorEntry

API, DOCS = "api", "docs"
OPERATION_PREFIX = "op::"
OURS = ("", "cordboard")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: how it is found, and what it says.

    ``source`` is where searches look for it, ``topics`` what it is documentation of; it is found by title, summary and
    intent before ``words``, ``parameters`` and ``text``. ``told`` is what is retrieved, and ``parts`` what of it may be
    left out.
    """

    id: str
    source: str
    title: str
    summary: str
    product: str = ""
    version: str = ""
    words: str = ""
    intent: str = ""
    parameters: str = ""
    text: str = ""
    topics: frozenset[str] = frozenset()
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
    parameters = parameters_in(operation)
    return Page(
        id=operation_id(operation),
        source=API,
        title=operation.name,
        summary=operation.summary,
        product=product_of(surface),
        version="v2010" if surface.version.startswith("2010") else surface.version,
        words=f"{operation.path} {operation.area}",
        intent=intent,
        parameters=" ".join(each.wire for each in parameters),
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
            "request_body": object_schema(parameters),
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
        intent=INTENTS.get(str(entry.code), ""),
        text=f"{entry.cause} {entry.remedy}",
        topics=frozenset(("errors", "twilio_docs", "support_docs")),
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
    """Return the page of a TwiML verb. It is found by its name as its title, beside the words for what it is."""
    page = _doc("twiml", f"twiml/{name}", f"TwiML <{name}>", sentence or f"The verb <{name}>.")
    return replace(page, words="verb")


def hook_page(name: str) -> Page:
    """Return the page of a kind of web hook."""
    readable = name.replace("-", " ")
    summary = f"The request that is made to your application for: {readable}. It is signed; answers may be TwiML."
    return _doc("webhooks", f"webhooks/{name}", f"Web hook: {readable}", summary)


def guide_page(name: str, text: str) -> Page:
    """Return the page of a guide."""
    title = text.partition("\n")[0].lstrip("# ")
    first = next((line for line in text.splitlines()[1:] if line and not line.startswith("#")), title)
    headings = " ".join(line.lstrip("# ") for line in text.splitlines()[1:] if line.startswith("#"))
    page = _doc("guides", f"docs/{name}", title, first)
    return replace(page, text=headings, told={**page.told, "text": text})


def _doc(topic: str, path: str, title: str, summary: str) -> Page:
    return Page(
        id=f"uri:/{path}",
        source=DOCS,
        title=title,
        summary=summary,
        intent=INTENTS.get(title, ""),
        topics=frozenset((topic, "twilio_docs")),
        told={"title": title, "summary": summary},
    )
