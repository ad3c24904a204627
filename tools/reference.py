"""Writes the pages of docs/reference that follow from the catalogue; ``make reference`` runs it."""

from __future__ import annotations

from pathlib import Path

from cordboard.api.published import coverage_of
from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.reference import reference
from cordboard.catalogue.derive.standing import coverage_page, tests_from

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
TESTS = FOLDER / "touched.tsv"  # of `make touched`


def pages() -> dict[str, str]:
    """Return the text of each page by its file name."""
    described = {f"api-{surface.name}.md": reference(surface) for surface in SURFACES}
    return described | {"coverage.md": coverage_page(coverage_of(SURFACES), tests_from(TESTS.read_text()))}


def main() -> None:
    """Write the pages, and remove those of surfaces that are gone."""
    made = pages()
    for old in FOLDER.glob("api-*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
