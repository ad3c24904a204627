"""What a dialect does alike in all its operations, as far as documents about it have to tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cordboard.catalogue.describe import Listing, Parameter
from cordboard.catalogue.wire import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """How a dialect takes bodies, pages lists, writes instants and refuses.

    ``suffix`` stands behind a path whose answer is to be JSON; ``envelope`` makes the schema of a page out of the
    schema of its items; ``paging`` are the parameters that every paged list takes.
    """

    body_type: str
    error: Schema
    envelope: Callable[[Listing, Schema], Schema]
    paging: tuple[Parameter, ...]
    suffix: str = ""
    instant_format: str = "date-time"
    note: str = ""
