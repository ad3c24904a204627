"""The dialect of the Communications API: nested JSON both ways, two spellings, cursor pages.

A request may use either spelling, and an answer uses one.
Source: the brief, "API mechanics"; https://docs.comms.twilio.com.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from cordboard.api import conventions
from cordboard.api.comms_errors import refusal
from cordboard.api.comms_pages import PAGING, is_search, page_asked, pagination_of, pairs_asked, searched
from cordboard.api.comms_spelling import STYLES, body_of, lower_camel, spelling_of
from cordboard.api.conventions import JSON_TYPE
from cordboard.base.page import PageRequest
from cordboard.base.problem import Problem, Problems, each_problem
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.dialect import Bound, Exchange
from cordboard.catalogue.parse import read_pairs
from cordboard.catalogue.parse_json import JsonReader
from cordboard.catalogue.render import writer_of
from cordboard.catalogue.request import Answer

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Accepted:
    """The result of a call that an operation carries out later: its id, and the collections it concerns."""

    operation_id: str
    operations: str
    resources: str


@dataclass(frozen=True, slots=True)
class AcceptedResource:
    """The result of a call that changes one resource later: its id, and the collection it is in."""

    resource_id: str
    resources: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The result of a call that found a resource: the path where it is, below the version."""

    path: str


class Comms:
    """The Communications API."""

    conventions = conventions.COMMS
    extensions: tuple[str, ...] = ()

    def bind(self, operation: Operation) -> Bound:
        """Compile a reader that knows both spellings, and a writer for each."""
        view = operation.view
        writers = {name: writer_of(view, style) for name, style in STYLES.items()} if view else {}
        return Bound(operation, JsonReader(operation, (str, lower_camel)), writers)

    def read(self, exchange: Exchange) -> tuple[Any, list[str], PageRequest | None]:
        """Read path, query and JSON body. Raises: Problems, all of them."""
        bound = exchange.bound
        assert bound is not None  # noqa: S101 - the gate reads only what routing found
        query, body, page = exchange.request.query, body_of(exchange), None
        pairs = read_pairs(query.encode()) if query else []
        if bound.operation.listing is not None:
            try:
                page, filters = page_asked(exchange, pairs_asked(exchange))
            except Problem as fault:
                raise Problems([*_filter_faults(exchange, pairs), *each_problem(fault)]) from fault
            if is_search(exchange):
                body, pairs = searched(exchange, filters), [pair for pair in pairs if pair[0] not in PAGING]
            else:
                pairs = filters
        given, unknown = bound.reader.read(exchange.values, pairs, body)
        return given, unknown, page

    def write(self, exchange: Exchange, result: Any) -> Answer:
        """Write JSON in the spelling of the request; a page with its tokens, an operation with its headers."""
        bound = exchange.bound
        assert bound is not None  # noqa: S101 - only what routing found has a result
        operation = bound.operation
        if result is None:
            return Answer(operation.success, b"", JSON_TYPE)
        if isinstance(result, Accepted):
            return _accepted(exchange, result)
        if isinstance(result, AcceptedResource):
            return _accepted_resource(exchange, result)
        if isinstance(result, Moved):
            return Answer(operation.success, b"", JSON_TYPE, [("Location", _locations(exchange, result.path)[1])])
        spelling = spelling_of(exchange)
        write = bound.writers[spelling]
        if operation.listing is None:
            return Answer(operation.success, _encode(write(result)), JSON_TYPE)
        key = STYLES[spelling].spell(operation.listing.key)
        rows = [write(item) for item in result.items]
        return Answer(200, _encode({key: rows, "pagination": pagination_of(exchange, result, spelling)}), JSON_TYPE)

    def refuse(self, exchange: Exchange, problem: Problem) -> Answer:
        """Write every problem of the request at once."""
        return refusal(exchange, problem)


def _filter_faults(exchange: Exchange, pairs: list[tuple[str, str]]) -> tuple[Problem, ...]:
    """Return what is wrong with a list beside its page."""
    assert exchange.bound is not None  # noqa: S101 - only what routing found is read
    try:
        filters = [pair for pair in pairs if pair[0] not in PAGING]
        exchange.bound.reader.read(exchange.values, filters, body_of(exchange))
    except Problem as problem:
        return each_problem(problem)
    return ()


def _locations(exchange: Exchange, path: str) -> tuple[str, str]:
    """Return a path with its version, and as a URL where the client is."""
    assert exchange.bound is not None  # noqa: S101 - only what routing found has a result
    location = f"/{exchange.bound.operation.surface.version}{path}"
    return location, f"{exchange.base_url}{location}"


def _accepted(exchange: Exchange, accepted: Accepted) -> Answer:
    """Write a 202 for every kind of client: the brief's headers, and the body and headers of the newer documents."""
    location, absolute = _locations(exchange, f"{accepted.operations}/{accepted.operation_id}")
    headers = [
        ("operation-id", accepted.operation_id),
        ("operation-location", location),
        ("resource-location", _locations(exchange, accepted.resources)[0]),
        ("operationId", accepted.operation_id),
        ("operationLocation", absolute),
    ]
    body = {"operationId": accepted.operation_id, "operationLocation": absolute}
    return Answer(202, _encode(body), JSON_TYPE, headers)


def _accepted_resource(exchange: Exchange, accepted: AcceptedResource) -> Answer:
    """Write a 202 that is about one resource."""
    location, absolute = _locations(exchange, f"{accepted.resources}/{accepted.resource_id}")
    headers = [("resource-id", accepted.resource_id), ("resource-location", location), ("Location", absolute)]
    body = {"resourceId": accepted.resource_id, "resourceLocation": absolute}
    return Answer(202, _encode(body), JSON_TYPE, headers)
