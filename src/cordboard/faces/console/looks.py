"""How pages are made: templates that escape by themselves, the words of times, and the files beside them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cordboard import __version__
from cordboard.access.audit_redaction import without_numbers
from cordboard.base.phone import mask
from cordboard.faces.console.visit import Visit
from cordboard.faces.console.words import age, day, instant, left, spoken, time_of_day

HERE = Path(__file__).parent
TYPES = {".css": "text/css;charset=utf-8", ".js": "text/javascript;charset=utf-8", ".svg": "image/svg+xml"}
SECTIONS = (
    ("now", "Now", "/console", "n"),
    ("approvals", "Approvals", "/console/approvals", "a"),
    ("agents", "Agents", "/console/agents", "e"),
    ("handsets", "Handsets", "/console/handsets", "h"),
    ("audit", "Audit", "/console/audit", "u"),
    ("webhooks", "Web hooks", "/console/webhooks", "w"),
)
"""The pages that stand in the navigation: name, title, path, and the key that goes there after g."""


class File(NamedTuple):
    """A file that pages are made with."""

    content_type: str
    data: bytes


def _files() -> dict[str, File]:
    """Return the files by a name that changes with them, so that browsers may keep them for good."""
    found = {}
    for path in (HERE / "static").iterdir():
        if path.suffix in TYPES:
            found[_versioned(path)] = File(TYPES[path.suffix], path.read_bytes())
    return found


def _versioned(path: Path) -> str:
    return f"{path.stem}.{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}{path.suffix}"


FILES = _files()
_PATHS = {path.name: f"/console/static/{_versioned(path)}" for path in (HERE / "static").iterdir()}

_environment = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_environment.globals |= {"static": _PATHS.__getitem__, "sections": SECTIONS, "version": __version__}
_environment.filters |= {
    "age": age,
    "day": day,
    "instant": instant,
    "left": left,
    "mask": mask,
    "part": lambda text: quote(str(text), safe=""),
    "spoken": spoken,
    "time": time_of_day,
    "unnumbered": without_numbers,
}


def render(template: str, visit: Visit, **facts: object) -> str:
    """Return a page."""
    return _environment.get_template(template).render(visit=visit, **facts)
