"""The server tells of itself: its documents, what its error codes mean, and its version."""

from __future__ import annotations

from typing import Any

from cordboard import __version__
from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import SURFACE, TEXT, item, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.derive.documents import Listed
from cordboard.catalogue.describe import Level, Listing, Property, View, described, path
from cordboard.catalogue.request import Document
from cordboard.catalogue.wire import Boolean, OneOf, Whole
from cordboard.errors import ERRORS, ErrorEntry, more_info
from cordboard.errors import Level as Severity

DOCUMENT = View("Document", (out("name", TEXT), out("title", TEXT), out("operations", Whole())))
ERROR = View(
    "Error",
    (
        out("code", Whole()),
        out("status", Whole()),
        out("name", TEXT),
        out("level", OneOf(Severity)),
        out("message", TEXT, "sentence"),
        out("cause", TEXT),
        out("remedy", TEXT),
        out("retryable", Boolean()),
        Property("more_info", TEXT, lambda known: more_info(known.code)),
    ),
)
VERSION = View("Version", (item("version", TEXT),))


@described
class DocumentOf:
    """Which document."""

    name: str = path("Name", TEXT, "The name of an API, as the list of documents has it; `.json` may stand behind it.")


@described
class ErrorOf:
    """Which code."""

    code: int = path("Code", Whole(10_000, 99_999), "A code that an answer or a log held.")


@SURFACE.operation(
    "GET",
    "/openapi",
    name="ListDocument",
    level=Level.READ,
    says="listed the documents",
    view=DOCUMENT,
    listing=Listing("documents", paged=False),
)
async def list_documents(call: Call, given: None) -> Page[Listed]:
    """List the APIs that have an OpenAPI document."""
    return Page(call.services.documents.listed(), 0)


@SURFACE.operation(
    "GET", "/openapi/{Name}", name="FetchDocument", level=Level.READ, says="read document {Name}", given=DocumentOf
)
async def fetch_document(call: Call, given: DocumentOf) -> Document:
    """Fetch the OpenAPI 3.1 document of an API."""
    found = call.services.documents.document(given.name.removesuffix(".json"))
    if found is None:
        raise Problem(20404)
    return Document("application/json", found)


@SURFACE.operation(
    "GET",
    "/errors/{Code}",
    name="FetchError",
    level=Level.READ,
    says="looked up what an error code means",
    given=ErrorOf,
    view=ERROR,
    is_public=True,
)
async def fetch_error(call: Call, given: ErrorOf) -> ErrorEntry:
    """Tell what an error code means and what to do about it."""
    found = ERRORS.get(given.code)
    if found is None:
        raise Problem(20404)
    return found


@SURFACE.operation("GET", "/version", name="FetchVersion", level=Level.READ, says="asked for the version", view=VERSION)
async def fetch_version(call: Call, given: None) -> dict[str, Any]:
    """Tell the version of this server."""
    return {"version": __version__}
