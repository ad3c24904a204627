"""Resources: what the operations of one have in common is told once, and each tells what is its own.

An operation is declared by what it does, under its published name; its method, level, effect and status are those in
the table below unless it tells others. What is no creating, listing, fetching, updating or deleting is declared with
`Surface.operation` itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any, NamedTuple, Protocol, TypedDict, TypeVar, Unpack, overload

from cordboard.catalogue.describe import Effect, Handler, Level, Listing, Surface, View

G = TypeVar("G")
R = TypeVar("R")


class Usual(NamedTuple):
    """How operations are that do one thing."""

    method: str
    level: Level
    effect: Effect
    success: int


CREATE = Usual("POST", Level.FULL, Effect.CHANGES, 201)
READ = Usual("GET", Level.READ, Effect.READS, 200)
UPDATE = Usual("POST", Level.FULL, Effect.CHANGES, 200)
DELETE = Usual("DELETE", Level.FULL, Effect.DESTROYS, 204)
ACCEPTED = {
    CREATE: CREATE._replace(success=202),
    UPDATE: UPDATE._replace(method="PATCH", success=202),
    DELETE: DELETE._replace(success=202),
}
"""How the operations of a resource are whose changes are accepted, and told of by where they will be found."""


_SHOWN = frozenset({200, 201})


class Unusual(TypedDict, total=False):
    """What an operation may tell about itself that is otherwise as usual."""

    method: str
    level: Level
    effect: Effect
    success: int
    view: View
    is_public: bool
    is_one_unit: bool
    rehearsal: Handler


class Declare(Protocol[G]):
    """Takes the handler of an operation, whose second parameter is what the operation is given."""

    def __call__(self, handler: Callable[[Any, G], Awaitable[R]], /) -> Callable[[Any, G], Awaitable[R]]:
        """Return the handler as it was."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource: where its collection is, how one of it looks, and under which key its pages stand.

    ``by`` is the part of the path that names one; without it there is only one, in the place itself. Changes of one
    that ``is_accepted`` are answered with 202, and not with it.
    """

    surface: Surface
    path: str
    _: KW_ONLY
    view: View
    key: str = ""
    area: str = ""
    by: str = "Sid"
    is_accepted: bool = False

    @property
    def one(self) -> str:
        """Return the path of one."""
        return f"{self.path}/{{{self.by}}}" if self.by else self.path

    def create(self, name: str, *, says: str, given: type[G], **other: Unpack[Unusual]) -> Declare[G]:
        """Declare the operation that makes one."""
        return self._declare(CREATE, self.path, name, says, given, other)

    @overload
    def list(self, name: str, *, says: str, **other: Unpack[Unusual]) -> Declare[None]: ...

    @overload
    def list(self, name: str, *, says: str, given: type[G], **other: Unpack[Unusual]) -> Declare[G]: ...

    def list(self, name: str, *, says: str, given: type | None = None, **other: Unpack[Unusual]) -> Declare[Any]:
        """Declare the operation that answers with a page of them."""
        return self._declare(READ, self.path, name, says, given, other, Listing(self.key))

    def fetch(self, name: str, *, says: str, given: type[G], **other: Unpack[Unusual]) -> Declare[G]:
        """Declare the operation that answers with one."""
        return self._declare(READ, self.one, name, says, given, other)

    def update(self, name: str, *, says: str, given: type[G], **other: Unpack[Unusual]) -> Declare[G]:
        """Declare the operation that changes one."""
        return self._declare(UPDATE, self.one, name, says, given, other)

    def delete(self, name: str, *, says: str, given: type[G], **other: Unpack[Unusual]) -> Declare[G]:
        """Declare the operation that deletes one."""
        return self._declare(DELETE, self.one, name, says, given, other)

    def _declare(
        self,
        usual: Usual,
        path: str,
        name: str,
        says: str,
        given: type | None,
        other: Unusual,
        listing: Listing | None = None,
    ) -> Callable[[Handler], Handler]:
        usual = ACCEPTED.get(usual, usual) if self.is_accepted else usual
        view = other.get("view", self.view if usual.success in _SHOWN else None)
        return self.surface.operation(
            other.get("method", usual.method),
            path,
            name=name,
            says=says,
            level=other.get("level", usual.level),
            area=self.area,
            effect=other.get("effect", usual.effect),
            given=given,
            view=view,
            listing=listing,
            success=other.get("success", usual.success),
            is_public=other.get("is_public", False),
            is_one_unit=other.get("is_one_unit", False),
            rehearsal=other.get("rehearsal"),
        )
