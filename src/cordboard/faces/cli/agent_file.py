"""Files that commands are given, in YAML or JSON: every value is kept as the text that stands there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cordboard.access.policy_file import MAX_BYTES, BadFile, Lines, agent_of, agents_of, document_of, line_of, plain_of

__all__ = ["BadFile", "Lines", "place_of", "read_agent", "read_agents", "read_file"]


def read_agent(file: Path, name: str) -> tuple[dict[str, Any], Lines]:
    """Return the body of an agent, and where in the file its values stand. Raises: BadFile."""
    return agent_of(*document_of(_content(file)), name)


def read_agents(file: Path) -> dict[str, dict[str, Any]]:
    """Return the bodies of all agents of a file, by name. Raises: BadFile."""
    document, lines = document_of(_content(file))
    return {name: agent_of(document, lines, name)[0] for name in agents_of(document)}


def read_file(file: Path) -> tuple[Any, Lines]:
    """Return what a file holds, and where in it its values stand. Raises: BadFile."""
    return plain_of(_content(file))


def place_of(file: Path, lines: Lines, answer: Mapping[str, object]) -> str:
    """Return the line of the file that a refusal is about, if its sentence names a place in the body."""
    line = line_of(lines, str(answer.get("message", "")).removeprefix("Parameter ").partition(" ")[0])
    return f"{file}, line {line}: " if line else ""


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadFile(f"it cannot be read: {error.strerror}") from error
