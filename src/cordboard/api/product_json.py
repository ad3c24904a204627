"""The dialect of the newer product APIs: as V1 answers, and bodies in JSON as well as forms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cordboard.api import conventions
from cordboard.api.conventions import JSON_TYPE
from cordboard.api.dialects import V1
from cordboard.base.page import PageRequest
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.dialect import Bound, Exchange
from cordboard.catalogue.parse import read_pairs
from cordboard.catalogue.parse_json import JsonReader, read_json


class ProductJson(V1):
    """The product APIs of version 2 and later."""

    conventions = replace(conventions.V1, body_type=JSON_TYPE, note="Bodies may be forms as well.")

    def __init__(self) -> None:
        super().__init__()
        self._readers: dict[str, JsonReader] = {}

    def bind(self, operation: Operation) -> Bound:
        """Compile readers of both kinds, and the writer."""
        self._readers[operation.name] = JsonReader(operation)
        return super().bind(operation)

    def read(self, exchange: Exchange) -> tuple[Any, list[str], PageRequest | None]:
        """Read path, query, and a body of either kind. Raises: Problem with the parameter's own code."""
        request = exchange.request
        if not request.body or not request.headers.get("content-type", "").lower().startswith(JSON_TYPE):
            return super().read(exchange)
        bound = exchange.bound
        assert bound is not None  # noqa: S101 - the gate reads only what routing found
        pairs = read_pairs(request.query.encode()) if request.query else []
        reader = self._readers[bound.operation.name]
        given, unknown = reader.read(exchange.values, pairs, read_json(request.body))
        return given, unknown, None
