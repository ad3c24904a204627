"""The reference pages say what the catalogue says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "reference"


def load() -> ModuleType:
    """Load the command that writes the pages, as `make reference` runs it."""
    spec = importlib.util.spec_from_file_location("reference_pages", ROOT / "tools" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES: dict[str, str] = load().pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_the_catalogue_makes_it(name: str) -> None:
    assert (FOLDER / name).read_text() == PAGES[name], "run `make reference`"


def test_no_page_is_left_of_an_api_that_is_gone() -> None:
    assert {page.name for page in FOLDER.glob("api-*.md")} == {name for name in PAGES if name.startswith("api-")}
