"""The dialects: how the families of APIs read requests and write results.

V2010: form in; JSON, XML or CSV out by extension, XML without one; RFC 2822 dates; relative page URIs.
V1: form in, JSON out; ISO 8601 dates; a meta envelope with absolute page URLs.
CONTROL: JSON in and out; cursor pages. Source: reference 01, sections 3 to 6; design, section 4.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from cordboard.api import conventions
from cordboard.api.conventions import FORM_TYPE, MAX_PAGE_SIZE, PAGE_SIZE
from cordboard.api.numbered_pages import PAGING, is_digits, neighbours, page_request, sid_of
from cordboard.base.byte_range import slice_of
from cordboard.base.clock import to_rfc2822
from cordboard.base.page import Direction, Page, PageRequest, Position
from cordboard.base.problem import Problem
from cordboard.catalogue.dates import iso8601
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.dialect import Bound, Exchange
from cordboard.catalogue.parse import Reader, read_pairs
from cordboard.catalogue.parse_json import JsonReader, read_json
from cordboard.catalogue.render import camel, csv_document, writer_of, xml_document, xml_element, xml_list
from cordboard.catalogue.request import Answer, Document, Streamed
from cordboard.catalogue.wire import Style
from cordboard.errors import entry, more_info, sentence

_encode = msgspec.json.Encoder().encode
JSON_TYPE, XML_TYPE, CSV_TYPE = "application/json;charset=utf-8", "application/xml", "text/csv"


def _pairs(exchange: Exchange) -> list[tuple[str, str]]:
    """Return query pairs, then form pairs. Raises: Problem 90008 for a body that is no form."""
    request = exchange.request
    pairs = read_pairs(request.query.encode()) if request.query else []
    if request.body:
        content_type = request.headers.get("content-type", FORM_TYPE)
        if not content_type.lower().startswith(FORM_TYPE):
            raise Problem(90008, content_type=content_type[:100])
        pairs += read_pairs(request.body)
    return pairs


def _json(status: int, value: object) -> Answer:
    return Answer(status, _encode(value), JSON_TYPE)


def _problem_body(problem: Problem) -> dict[str, object]:
    known = entry(problem.code)
    body: dict[str, object] = {
        "code": known.code,
        "message": problem.message or sentence(problem),
        "more_info": more_info(known.code),
        "status": known.status,
    }
    return body | ({"details": problem.details} if problem.details else {})


class _FormDialect:
    """What the two form dialects share: reading."""

    extensions: tuple[str, ...] = ()
    _styles: Mapping[str, Style]

    def bind(self, operation: Operation) -> Bound:
        """Compile the reader and a writer for each style."""
        view = operation.view
        writers = {name: writer_of(view, style) for name, style in self._styles.items()} if view else {}
        return Bound(operation, Reader(operation), writers)

    def read(self, exchange: Exchange) -> tuple[Any, list[str], PageRequest | None]:
        """Read path, query and form. Raises: Problem with the parameter's own code."""
        bound = exchange.bound
        assert bound is not None  # noqa: S101 - the gate reads only what routing found
        exchange.pairs = pairs = _pairs(exchange)
        listing = bound.operation.listing
        if listing is None or not listing.paged:
            given, unknown = bound.reader.read(exchange.values, pairs)
            return given, unknown, None
        page = page_request(pairs, has_our_tokens=not exchange.is_forwarded)
        given, unknown = bound.reader.read(exchange.values, [pair for pair in pairs if pair[0] not in PAGING])
        return given, unknown, page


def _document(exchange: Exchange, document: Document) -> Answer:
    """Answer with the bytes of a document, or with the part that is asked for; ranges are those of GET alone.

    Source: RFC 9110, section 14.2.
    """
    wanted = exchange.request.headers.get("range") if exchange.request.method == "GET" else None
    found = slice_of(document.data, wanted, document.content_type)
    # Somebody else has made it, and it is on the origin of the console: a browser that opens it runs nothing of it.
    return Answer(
        found.status, found.body, found.content_type, [*found.headers, ("Content-Security-Policy", "sandbox")]
    )


class V2010(_FormDialect):
    """The core API, dated 2010-04-01."""

    conventions = conventions.V2010
    extensions: tuple[str, ...] = ("json", "xml", "csv")
    _styles = {"json": Style(to_rfc2822, ".json"), "xml": Style(to_rfc2822), "csv": Style(to_rfc2822, ".json")}  # noqa: RUF012

    def write(self, exchange: Exchange, result: Any) -> Answer:
        """Write in the format that the extension asks for."""
        bound = exchange.bound
        assert bound is not None  # noqa: S101 - only what routing found has a result
        operation = bound.operation
        if result is None:
            return Answer(operation.success, b"", JSON_TYPE)
        if isinstance(result, Document):
            return _document(exchange, result)
        extension = exchange.extension or "xml"
        write = bound.writers[extension]
        if operation.listing is not None:
            return self._write_page(exchange, result, extension)
        row = write(result)
        if extension == "json":
            return _json(operation.success, row)
        if extension == "csv":
            return Answer(operation.success, csv_document(list(row), [row]), CSV_TYPE)
        name = operation.view.name if operation.view else "Resource"
        return Answer(operation.success, xml_document(xml_element(name, row)), XML_TYPE)

    def _write_page(self, exchange: Exchange, page: Page[Any], extension: str) -> Answer:
        bound = exchange.bound
        assert bound is not None and bound.operation.listing and bound.operation.view  # noqa: S101, PT018
        view, write = bound.operation.view, bound.writers[extension]
        rows = [write(item) for item in page.items]
        if extension == "csv":
            return Answer(200, csv_document([each.wire for each in view.properties], rows), CSV_TYPE)
        path = exchange.request.path
        if extension == "xml":
            path = path.removesuffix(".xml")
        key = bound.operation.listing.key
        envelope = self._envelope(exchange, page, path) if bound.operation.listing.paged else {"uri": path}
        if extension == "json":
            return _json(200, envelope | {key: rows})
        return Answer(200, xml_document(xml_list(camel(key), view.name, envelope, rows)), XML_TYPE)

    @staticmethod
    def _envelope(exchange: Exchange, page: Page[Any], path: str) -> dict[str, object]:
        walk = neighbours(exchange, page, sid_of(page))
        start = page.number * int(walk["size"] or PAGE_SIZE)
        links = {name: None if walk[name] is None else f"{path}?{walk[name]}" for name in ("first", "previous", "next")}
        query = exchange.request.query
        return {
            "first_page_uri": links["first"],
            "end": start + max(len(page.items) - 1, 0),
            "previous_page_uri": links["previous"],
            "uri": f"{path}?{query}" if query else links["first"],
            "page_size": int(walk["size"] or PAGE_SIZE),
            "start": start,
            "next_page_uri": links["next"],
            "page": page.number,
        }

    def refuse(self, exchange: Exchange, problem: Problem) -> Answer:
        """Write the error body; CSV callers get it as XML, like those without an extension."""
        body = _problem_body(problem)
        status = entry(problem.code).status
        if exchange.extension == "json":
            return _json(status, body)
        element = {key: body[key] for key in ("code", "message", "more_info", "status")}
        return Answer(status, xml_document(xml_element("RestException", element)), XML_TYPE)


class V1(_FormDialect):
    """The product APIs: messaging/v1 and its siblings. Links are absolute and lead back to where the caller came in."""

    conventions = conventions.V1

    def __init__(self) -> None:
        # Set just before an answer is written, which waits for nothing in between.
        self._root = ""
        self._styles = {"json": Style(iso8601, root=lambda: self._root)}

    def write(self, exchange: Exchange, result: Any) -> Answer:
        """Write JSON; a page in a meta envelope."""
        bound = exchange.bound
        assert bound is not None  # noqa: S101 - only what routing found has a result
        operation = bound.operation
        if result is None:
            return Answer(operation.success, b"", JSON_TYPE)
        write, self._root = bound.writers["json"], exchange.base_url
        if operation.listing is None:
            row = write(result)
            answer = _json(operation.success, row)
            if 300 <= operation.success < 400:
                answer.headers.append(("Location", str(row["redirect_to"])))
            return answer
        walk = neighbours(exchange, result, sid_of(result))
        url = exchange.url
        query = exchange.request.query
        meta = {
            "page": result.number,
            "page_size": int(walk["size"] or PAGE_SIZE),
            "first_page_url": f"{url}?{walk['first']}",
            "previous_page_url": f"{url}?{walk['previous']}" if walk["previous"] else None,
            "url": f"{url}?{query}" if query else f"{url}?{walk['first']}",
            "next_page_url": f"{url}?{walk['next']}" if walk["next"] else None,
            "key": operation.listing.key,
        }
        return _json(200, {"meta": meta, operation.listing.key: [write(item) for item in result.items]})

    def refuse(self, exchange: Exchange, problem: Problem) -> Answer:
        """Write the error body."""
        return _json(entry(problem.code).status, _problem_body(problem))


class Control:
    """Our own API: snake_case JSON both ways, cursors for pages."""

    conventions = conventions.CONTROL
    extensions: tuple[str, ...] = ()

    def bind(self, operation: Operation) -> Bound:
        """Compile the reader and the writer."""
        writers = {"json": writer_of(operation.view, Style(iso8601))} if operation.view else {}
        return Bound(operation, JsonReader(operation), writers)

    def read(self, exchange: Exchange) -> tuple[Any, list[str], PageRequest | None]:
        """Read path, query and JSON body. Raises: Problem with the parameter's own code."""
        bound = exchange.bound
        assert bound is not None  # noqa: S101 - the gate reads only what routing found
        request = exchange.request
        pairs = read_pairs(request.query.encode()) if request.query else []
        page = None
        if bound.operation.listing is not None and bound.operation.listing.paged:
            page = self._page(dict(pairs))
            pairs = [pair for pair in pairs if pair[0] not in ("page_size", "cursor")]
        given, unknown = bound.reader.read(exchange.values, pairs, read_json(request.body))
        if unknown and getattr(bound.operation.shape, "refuses_unknown", False):
            raise Problem(90002, parameter=unknown[0][:100], reason="there is no such parameter")
        return given, unknown, page

    @staticmethod
    def _page(given: Mapping[str, str]) -> PageRequest:
        size = given.get("page_size") or str(PAGE_SIZE)
        if not is_digits(size) or not 1 <= int(size) <= MAX_PAGE_SIZE:
            raise Problem(90002, parameter="page_size", reason=f"it is a number from 1 to {MAX_PAGE_SIZE}")
        cursor = given.get("cursor")
        if not cursor:
            return PageRequest(int(size))
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 20):
            raise Problem(90015, parameter="cursor")
        return PageRequest(int(size), 0, Position(Direction.ONWARDS, int(cursor)))

    def write(self, exchange: Exchange, result: Any) -> Answer:
        """Write JSON; a list under its key with the next cursor."""
        bound = exchange.bound
        assert bound is not None  # noqa: S101 - only what routing found has a result
        operation = bound.operation
        if result is None:
            return Answer(operation.success, b"", JSON_TYPE)
        if isinstance(result, Document):
            return Answer(operation.success, result.data, result.content_type)
        if isinstance(result, Streamed):
            return Answer(operation.success, b"", result.content_type, pieces=result.pieces)
        write = bound.writers["json"]
        if operation.listing is None:
            return _json(operation.success, write(result))
        following = str(result.after.key) if result.after else None
        return _json(200, {operation.listing.key: [write(item) for item in result.items], "next_cursor": following})

    def refuse(self, exchange: Exchange, problem: Problem) -> Answer:
        """Write the error body of the 2010 API."""
        return _json(entry(problem.code).status, _problem_body(problem))
