"""OpenAPI documents of others, as files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

FOLDER = "openapi"  # of the data folder: what was imported
MAX_BYTES = 32 << 20  # the largest published document takes five
MOST_VALUES = 4 << 20  # some eight bytes of a document each; YAML can name one value a billion times
_ILLEGAL = re.compile(r"[^a-z0-9_]+")


class UnreadableError(Exception):
    """A file is no OpenAPI document that can be read; the text says which and why."""


def api_of(file: Path) -> str:
    """Return how ids name a document: by its file."""
    return _ILLEGAL.sub("_", file.stem.lower()).strip("_") or "api"


def read_document(file: Path) -> dict[str, Any]:
    """Read a document in JSON or YAML. Raises: UnreadableError."""
    import yaml  # 30 ms to import

    try:
        if file.stat().st_size > MAX_BYTES:
            raise ValueError(f"it is longer than {MAX_BYTES >> 20} MiB")
        text = file.read_text()
        is_json = text.lstrip().startswith("{")
        # All values of YAML are read as texts, so that what looks like a date stays one.
        document = json.loads(text) if is_json else _bounded(yaml.load(text, yaml.CBaseLoader))  # noqa: S506
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise UnreadableError(f"{file} cannot be read: {str(error).rstrip('.')}") from error
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise UnreadableError(f"{file} has no paths")
    return document


def _bounded(document: Any) -> Any:
    """Return a document that holds no more values than its length allows. Raises: ValueError."""
    left, waiting = MOST_VALUES, [document]
    while waiting:
        value = waiting.pop()
        inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ()
        left -= 1 + len(inner)
        if left < 0:
            raise ValueError("its anchors repeat too much")
        waiting.extend(inner)
    return document
