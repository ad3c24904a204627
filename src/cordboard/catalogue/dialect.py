"""What a dialect is: how requests are read and results written on one family of APIs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec import Struct

from cordboard.base.page import PageRequest
from cordboard.base.problem import Problem
from cordboard.catalogue.conventions import Conventions
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.render import Writer
from cordboard.catalogue.request import Answer, Request
from cordboard.catalogue.seal import Seal
from cordboard.catalogue.sentence import holes


@dataclass(slots=True, eq=False)
class Bound:
    """An operation made ready: its reader and its writers, compiled once, for the dialect that made them."""

    operation: Operation
    reader: Any
    writers: Mapping[str, Writer]
    facts: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Find once what the record of each call has to tell."""
        self.facts = holes(self.operation.says)


class Exchange(Struct, eq=False):
    """A request with what routing found: the operation, the path's values and the format asked for.

    ``base_url`` ends before the version in the path, so that links lead back to the host and prefix that were called.
    The gate adds whose call it is and what is signed with, before the dialect reads. ``unserved`` names the product
    that was called, if none of it is described. What ``is_forwarded`` is carried out elsewhere, where tokens of pages
    are read, too. ``pairs`` are what was read of query and form, and none where the body is JSON.
    """

    request: Request
    dialect: Dialect
    bound: Bound | None
    values: dict[str, str]
    extension: str
    base_url: str
    allowed: tuple[str, ...] = ()
    account_sid: str = ""
    seal: Seal | None = None
    unserved: str = ""
    is_forwarded: bool = False
    pairs: list[tuple[str, str]] | None = None

    @property
    def url(self) -> str:
        """The URL that was called, without its query."""
        return f"{self.request.scheme}://{self.request.headers.get('host', 'localhost')}{self.request.path}"


class Dialect(Protocol):
    """One family of APIs: how it reads and writes."""

    conventions: Conventions
    extensions: tuple[str, ...]

    def bind(self, operation: Operation) -> Bound:
        """Compile what an operation needs at each request."""

    def read(self, exchange: Exchange) -> tuple[Any, list[str], PageRequest | None]:
        """Return parameters, unknown names and the page wanted. Raises: Problem."""

    def write(self, exchange: Exchange, result: Any) -> Answer:
        """Write the result of an operation."""

    def refuse(self, exchange: Exchange, problem: Problem) -> Answer:
        """Write a problem in the caller's format."""
