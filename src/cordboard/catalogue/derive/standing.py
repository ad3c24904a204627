"""Where each operation of a published document stands here: full, a resource only, or not yet, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from cordboard.catalogue.derive.coverage import met_by, published_items, published_parameters
from cordboard.catalogue.derive.parts import parameters_in, path_of
from cordboard.catalogue.derive.reference import MADE
from cordboard.catalogue.describe import Operation, Surface

HEAD = ("operation", "method", "path", "parameters")
Tests = Mapping[tuple[str, str], tuple[str, ...]]  # by surface and operation


class State(StrEnum):
    """How far an operation is carried out."""

    FULL = "full"
    KEPT = "resource only"
    NOT_YET = "not yet"


class Published(NamedTuple):
    """A published operation, and the parameters of its query and body."""

    operation: str
    method: str
    path: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an operation stands; ``without`` are the published parameters that are not described."""

    surface: str
    operation: str
    method: str
    path: str
    state: State
    reason: str
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why operations are a resource only, by the beginning of their path, and why they are not there, by name."""

    kept: Mapping[str, str]
    missing: Mapping[str, str]


def published_in(document: Mapping[str, Any]) -> tuple[Published, ...]:
    """Return what a published OpenAPI document describes, in the order of its paths."""
    return tuple(
        Published(
            each.name, method.upper(), path, tuple(sorted(published_parameters(each.item, each.operation, document)))
        )
        for method, path, each in published_items(document)
    )


def as_table(published: Iterable[Published]) -> str:
    """Write operations as tab-separated lines."""
    rows = ((each.operation, each.method, each.path, ",".join(each.parameters)) for each in published)
    return "".join("\t".join(row) + "\n" for row in (HEAD, *rows))


def from_table(text: str) -> tuple[Published, ...]:
    """Read what ``as_table`` wrote."""
    _, *lines = text.splitlines()
    rows = (line.split("\t") for line in lines)
    return tuple(
        Published(name, method, path, tuple(filter(None, more.split(",")))) for name, method, path, more in rows
    )


def standings(surface: Surface, published: Iterable[Published], reasons: Reasons) -> Iterator[Standing]:
    """Return where each published operation stands; they meet ours by method and path."""
    ours = {met_by(each.method, path_of(each)): each for each in surface.operations}
    for each in published:
        found = ours.get(met_by(each.method, each.path))
        what = (surface.name, each.operation, each.method, each.path)
        if found is None:
            yield Standing(*what, State.NOT_YET, reasons.missing.get(each.operation, ""))
        else:
            kept = next((reason for start, reason in reasons.kept.items() if found.path.startswith(start)), None)
            described = {parameter.wire for parameter in parameters_in(found)}
            without = tuple(name for name in each.parameters if name not in described)
            yield Standing(*what, State.FULL if kept is None else State.KEPT, kept or "", without)


def is_kept_only(operation: Operation, reasons: Reasons) -> bool:
    """Tell whether an operation keeps a resource and does nothing else."""
    return any(operation.path.startswith(start) for start in reasons.kept)


def coverage_page(found: Iterable[Standing], tests: Tests) -> str:
    """Return the page in Markdown, a section for each surface, after a table of their sums."""
    by_surface: dict[str, list[Standing]] = {}
    for each in found:
        by_surface.setdefault(each.surface, []).append(each)
    sections = (line for name, rows in by_surface.items() for line in _section(name, rows, tests))
    return "\n".join([*_head(by_surface), *sections])


def tests_from(text: str) -> Tests:
    """Read a table of tests: a line for each operation, with its surface, its name and the tests that touch it."""
    rows = (line.split("\t") for line in text.splitlines())
    return {(surface, operation): tuple(tests) for surface, operation, *tests in rows}


def _head(by_surface: Mapping[str, list[Standing]]) -> Iterator[str]:
    yield from (MADE, "", "# Reference: coverage", "")
    yield "Every operation of the OpenAPI documents that Twilio publishes of the APIs served here, and where it stands:"
    yield "`full` behaves, `resource only` is kept and shown in the published shape and does nothing else, `not yet` is"
    yield "answered with 404. `GET /cordboard/v1/coverage` answers with the same."
    yield ""
    yield "Tests made from the catalogue try every operation that is described: `test_bad_input_everywhere` gets"
    yield "each parameter wrong, `test_described_schemas` sends what the schemas allow and judges the answers,"
    yield "`test_paging_everywhere` walks each list, and `test_published_schemas` judges by the published documents."
    yield "Beside these, each row names the files of [tests](../../tests) in which it was carried out, as the request"
    yield "logs of a whole run say (`make touched`)."
    yield ""
    states = tuple(State)
    yield "| API | " + " | ".join(states) + " |"
    yield "|---|" + "---|" * len(states)
    for name, rows in by_surface.items():
        counts = " | ".join(str(sum(row.state is state for row in rows)) for state in states)
        yield f"| [{name}](#{name}) | {counts} |"
    yield ""


def _section(name: str, rows: Iterable[Standing], tests: Tests) -> Iterator[str]:
    yield from (f"## {name}", "", "| Operation | | State | | Tests |", "|---|---|---|---|---|")
    for row in rows:
        without = ("without " + ", ".join(f"`{each}`" for each in row.without)) if row.without else ""
        note = "; ".join(filter(None, (row.reason, without)))
        touching = ", ".join(tests.get((row.surface, row.operation), ()))
        yield f"| {row.operation} | `{row.method} {row.path}` | {row.state} | {note} | {touching} |"
    yield ""
