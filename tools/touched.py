"""Writes which tests touch each operation: ``python tools/touched.py FOLDER``, of the notes of `tests/touched.py`."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cordboard.api.surfaces import SURFACES

TABLE = Path(__file__).parents[1] / "docs" / "reference" / "touched.tsv"
FROM_THE_CATALOGUE = "tests/conformance/"  # these touch every operation, as the page says; they are not listed
Named = tuple[str, str]


class Note(NamedTuple):
    """A test file had an operation of an area carried out at a path."""

    test_file: str
    operation: str
    area: str
    path: str


def notes(folder: Path) -> Iterator[Note]:
    """Return what the processes of a test run noted."""
    for file in sorted(folder.glob("*.tsv")):
        for line in file.read_text().splitlines():
            yield Note(*line.split("\t"))


def touched(found: Iterable[Note]) -> Mapping[Named, set[str]]:
    """Return the test files of each operation, by surface and name."""
    surfaces: dict[Named, list[tuple[str, str]]] = defaultdict(list)
    for surface in SURFACES:
        for operation in surface.operations:
            surfaces[operation.name, operation.area].append((surface.name, surface.version))
    files: dict[Named, set[str]] = defaultdict(set)
    for note in found:
        same_name = surfaces[note.operation, note.area]
        of_version = [name for name, version in same_name if version in note.path.split("/")]
        for name in of_version or [name for name, _ in same_name[:1]]:
            files[name, note.operation].add(note.test_file)
    return files


def table(files: Mapping[Named, set[str]]) -> str:
    """Return a line for each operation: surface, name, and the files, with ``tests/`` and ``.py`` left out."""
    lines = []
    for (surface, operation), found in sorted(files.items()):
        own = sorted(name[len("tests/") : -len(".py")] for name in found if not name.startswith(FROM_THE_CATALOGUE))
        if own:
            lines.append("\t".join((surface, operation, *own)) + "\n")
    return "".join(lines)


def main() -> None:
    """Write the table."""
    TABLE.write_text(table(touched(notes(Path(sys.argv[1])))))


if __name__ == "__main__":
    main()
