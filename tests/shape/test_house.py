"""The house is in order: what every file of the repository keeps to."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    ROOT / name
    for name in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
)
SOURCES = [file for file in FILES if file.suffix == ".py" and "src" in file.parts]
PAGES = [file for file in FILES if file.suffix == ".md"]
LONGEST = 450  # lines; what is longer has two subjects
LINK = re.compile(r"\[[^\]]*\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_a_source_file_says_what_it_is_and_has_one_subject(file: Path) -> None:
    text = file.read_text()
    assert text.startswith('"""')
    assert len(text.splitlines()) <= LONGEST


@pytest.mark.parametrize("file", sorted((ROOT / "requirements").glob("*.txt")), ids=name_of)
def test_requirements_are_pinned_with_hashes_and_name_no_source(file: Path) -> None:
    text = file.read_text()
    assert "://" not in text  # the pins hold anywhere; where packages come from is the machine's affair
    assert "--index" not in text
    pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pins
    assert all("==" in pin for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)


@pytest.mark.parametrize("file", PAGES, ids=name_of)
def test_the_links_of_a_page_lead_somewhere(file: Path) -> None:
    missing = [link for link in LINK.findall(file.read_text()) if not (file.parent / link).exists()]
    assert missing == []


def test_nothing_is_left_for_later() -> None:
    words = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "pytest.mark." + "skip", "pytest." + "skip")))
    found = [
        name_of(file)
        for file in FILES
        if file.suffix in (".py", ".md", ".sql", ".toml") and words.search(file.read_text())
    ]
    assert found == []
