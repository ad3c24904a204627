"""The table of coverage says what is published and what is there, and gives a reason for all that is not."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from cordboard.api.published import KEPT, MISSING, coverage_of, published_of, reasons_of
from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.standing import State, is_kept_only

ROOT = Path(__file__).parents[2]
DOCUMENTS = ROOT.parent / "shared" / "specs"
SAYS_SO = "esource only"
STANDINGS = list(coverage_of(SURFACES))


def load() -> ModuleType:
    """Load the command that writes the tables."""
    spec = importlib.util.spec_from_file_location("published_tables", ROOT / "tools" / "published.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_are_as_the_published_documents_make_them() -> None:
    tool = load()
    made = tool.tables(DOCUMENTS)  # none where the documents are absent; what is derived from the tables is held below
    assert {name: (tool.TABLES / name).read_text() for name in made} == made


def test_the_core_api_has_its_197_published_operations() -> None:
    assert len(published_of("v2010")) == 197
    assert len(published_of("messaging_v1")) == 58


def test_every_published_operation_is_in_the_table_once() -> None:
    listed = [(each.surface, each.operation) for each in STANDINGS]
    assert listed == [(surface.name, each.operation) for surface in SURFACES for each in published_of(surface.name)]
    assert len(set(listed)) == len(listed)


def test_whatever_is_not_full_has_a_reason() -> None:
    assert [each for each in STANDINGS if each.state is not State.FULL and not each.reason] == []


def test_no_reason_is_left_of_what_is_there() -> None:
    missing = {each.operation for each in STANDINGS if each.state is State.NOT_YET}
    assert set(MISSING) - missing == set()


def test_each_beginning_of_a_path_that_is_kept_only_has_operations() -> None:
    paths = {surface.name: [each.path for each in surface.operations] for surface in SURFACES}
    empty = [
        start for name, starts in KEPT.items() for start in starts if not any(p.startswith(start) for p in paths[name])
    ]
    assert empty == []


def test_what_calls_itself_a_resource_only_is_one_in_the_table() -> None:
    published = [surface for surface in SURFACES if published_of(surface.name)]
    told = [(surface, each) for surface in published for each in surface.operations if SAYS_SO in each.summary]
    assert [each.name for surface, each in told if not is_kept_only(each, reasons_of(surface))] == []
