"""The describing language: an operation is declared once, and everything else follows from the declaration.

A description holds no logic, a handler no wire word.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, dataclass_transform

from cordboard.catalogue.wire import Kind

if TYPE_CHECKING:
    from cordboard.catalogue.dialect import Dialect

T = TypeVar("T")
_PARAMETERS = "__parameters__"


class Place(StrEnum):
    """Where a parameter stands in a request."""

    PATH = "path"
    QUERY = "query"
    BODY = "body"


class Level(IntEnum):
    """How much access to an area a call needs."""

    READ = 1
    SEND = 2
    FULL = 3


class Effect(StrEnum):
    """What a call does to the world."""

    READS = "reads"
    CHANGES = "changes"
    REACHES_A_PERSON = "reaches a person"
    SPENDS = "spends"
    DESTROYS = "destroys"


class Parameter(NamedTuple):
    """One parameter: its wire name, kind, sentence, and the error code of each way to get it wrong.

    ``many`` takes a repeated name; ``keep_empty`` tells an empty text from none, as updates that clear a value do.
    """

    wire: str
    kind: Kind
    sentence: str
    place: Place
    missing: int
    invalid: int
    many: bool = False
    most: int = 1000
    too_many: int = 20001
    keep_empty: bool = False
    attribute: str = ""
    required: bool = False


class _Declared(NamedTuple):
    """A parameter as it stands in the body of a class, with its default."""

    parameter: Parameter
    default: Any


_REQUIRED = object()


def param(
    wire: str,
    kind: Kind,
    sentence: str,
    *,
    default: Any = _REQUIRED,
    place: Place = Place.BODY,
    missing: int = 20001,
    invalid: int = 20001,
    many: bool = False,
    most: int = 1000,
    too_many: int = 20001,
    keep_empty: bool = False,
) -> Any:
    """Describe a parameter of a body; without a default it is required."""
    fact = Parameter(
        wire=wire,
        kind=kind,
        sentence=sentence,
        place=place,
        missing=missing,
        invalid=invalid,
        many=many,
        most=most,
        too_many=too_many,
        keep_empty=keep_empty,
    )
    return _Declared(fact, default)


def query(wire: str, kind: Kind, sentence: str, *, default: Any = None, invalid: int = 20001) -> Any:
    """Describe a parameter of a query string."""
    return param(wire, kind, sentence, default=default, place=Place.QUERY, invalid=invalid)


def path(wire: str, kind: Kind, sentence: str) -> Any:
    """Describe a part of the path; a malformed one names a resource that cannot exist (404)."""
    return param(wire, kind, sentence, place=Place.PATH, missing=20404, invalid=20404)


@dataclass_transform(kw_only_default=True, field_specifiers=(param, query, path))
def described(cls: type[T]) -> type[T]:
    """Make a class the parameters of an operation; one that it inherits from may be described, too.

    A default is an attribute of the class, and an object holds only what was given. So nothing is compiled for a
    class, as `dataclasses` does it: with hundreds of operations that took half a second of every start.
    """
    found = {each.attribute: each for base in cls.__mro__[:0:-1] for each in vars(base).get(_PARAMETERS, ())}
    for name, declared in list(vars(cls).items()):
        if isinstance(declared, _Declared):
            is_required = declared.default is _REQUIRED
            found[name] = declared.parameter._replace(attribute=name, required=is_required)
            if is_required:
                delattr(cls, name)
            else:
                setattr(cls, name, declared.default)
    setattr(cls, _PARAMETERS, tuple(found.values()))
    cls.__init__ = _take  # type: ignore[method-assign]  # what the transform above promises to callers
    return cls


def _take(self: object, **values: object) -> None:
    self.__dict__.update(values)


def parameters_of(cls: type) -> tuple[Parameter, ...]:
    """Return the parameters that a class describes, in the order of their declaration."""
    found: tuple[Parameter, ...] = getattr(cls, _PARAMETERS)
    return found


def values_of(given: object, described_by: type | None = None, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """Return the values of a described object by attribute: all, or those that one of its bases describes."""
    left_out = frozenset(without)
    names = [each.attribute for each in parameters_of(described_by or type(given))]
    return {name: getattr(given, name) for name in names if name not in left_out}


@dataclass(frozen=True, slots=True)
class Attribute:
    """Reads an attribute of a resource, or with dots one further down.

    Unlike a function, it can be compiled into the writer of a view.
    """

    attribute: str

    def __call__(self, resource: Any) -> object:
        """Return the attribute."""
        return attrgetter(self.attribute)(resource)


def itself(resource: object) -> object:
    """Return the resource, for kinds that are made of several attributes of it; compiled, it is no call."""
    return resource


@dataclass(frozen=True, slots=True)
class Property:
    """One property of an answer. ``read`` finds its value in the resource; None is written as null."""

    wire: str
    kind: Kind
    read: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class View:
    """How a resource looks: its name and its properties, in the published order."""

    name: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """That an operation answers with a page, under this key."""

    key: str
    paged: bool = True


Handler = Callable[[Any, Any], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation, described. With test credentials its ``rehearsal`` takes the place of its handler.

    ``is_recorded`` is whether its calls stand in the request log, ``is_one_unit`` whether all that it does is a single
    unit of the store, which names the decision that let it and is written together with that.
    """

    name: str
    surface: Surface
    method: str
    path: str
    handler: Handler
    success: int
    area: str
    level: Level
    effect: Effect
    says: str
    summary: str
    parameters: tuple[Parameter, ...] = ()
    shape: type | None = None
    view: View | None = None
    listing: Listing | None = None
    is_public: bool = False
    is_recorded: bool = True
    is_one_unit: bool = False
    rehearsal: Handler | None = None


@dataclass(slots=True, eq=False)
class Surface:
    """One API: where it is found, which dialect it speaks, and its operations.

    ``aliases`` are other versions in whose place a path may name this one.
    """

    name: str
    host: str
    version: str
    dialect: Dialect
    area: str = ""
    aliases: tuple[str, ...] = ()
    operations: list[Operation] = field(default_factory=list)

    def operation(
        self,
        method: str,
        path: str,
        *,
        name: str,
        says: str,
        level: Level,
        area: str = "",
        effect: Effect = Effect.READS,
        given: type | None = None,
        view: View | None = None,
        listing: Listing | None = None,
        success: int = 200,
        is_public: bool = False,
        is_recorded: bool = True,
        is_one_unit: bool = False,
        rehearsal: Handler | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare an operation; the decorated function carries it out, its docstring is the summary."""

        def declare(handler: Handler) -> Handler:
            self.operations.append(
                Operation(
                    name=name,
                    surface=self,
                    method=method,
                    path=path,
                    handler=handler,
                    success=success,
                    area=area or self.area,
                    level=level,
                    effect=effect,
                    says=says,
                    summary=(handler.__doc__ or "").strip().partition("\n")[0],
                    parameters=parameters_of(given) if given else (),
                    shape=given,
                    view=view,
                    listing=listing,
                    is_public=is_public,
                    is_recorded=is_recorded,
                    is_one_unit=is_one_unit,
                    rehearsal=rehearsal,
                )
            )
            return handler

        return declare
