"""The wheel that users install: it has the guides, and models find them without a working copy."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEARCH = """
from cordboard.api.surfaces import SURFACES
from cordboard.faces.mcp.index import Index, Wanted
from cordboard.wiring.library import PACKAGE, written_pages

found = Index(written_pages(SURFACES)).search("give an agent tools", Wanted("docs", topics=("guides",)), 1)
print(PACKAGE, found[0].id, len(found[0].told["text"]))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel was unpacked into, as an installer does."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def test_every_guide_is_in_the_wheel(installed: Path) -> None:
    written = {
        path.relative_to(ROOT / "docs")
        for kind in ("how-to", "tutorials")
        for path in (ROOT / "docs" / kind).glob("*.md")
    }
    guides = installed / "cordboard/guides"
    assert {path.relative_to(guides) for path in guides.rglob("*.md")} == written


def test_models_find_guides_in_an_installed_package(installed: Path, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, "-c", SEARCH], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    package, page, length = done.stdout.split()
    assert package == str(installed / "cordboard"), done.stderr
    assert page == "uri:/docs/how-to/give-an-agent-tools"
    assert int(length) > 1000
