"""A document with policies, in YAML or JSON: every value is kept as the text that stands there.

YAML 1.1 takes `off` and `NO` for false, `20:30` for 1230 and +15005550006 for a number, so nothing is resolved here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MAX_BYTES, MAX_DEPTH = 1 << 20, 12
SHARED = ("groups", "mode")
Lines = dict[str, int]
"""The line of each value, by its place, such as ``rules[0].rate``."""


class BadFile(ValueError):
    """A file that holds no policy: why, and on which line where that is known; its text says both."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.reason = reason
        self.line = line


def plain_of(content: bytes) -> tuple[Any, Lines]:
    """Return what a text holds, and where in it its values stand. Raises: BadFile."""
    if len(content) > MAX_BYTES:
        raise BadFile(f"it has more than {MAX_BYTES} bytes")
    lines: Lines = {}
    return _read(content, lines), lines


def document_of(content: bytes) -> tuple[dict[str, Any], Lines]:
    """Return a document, and where its values stand. Raises: BadFile."""
    document, lines = plain_of(content)
    if not isinstance(document, dict):
        raise BadFile("it holds no names with values")
    if "agents" in document:
        unknown = document.keys() - {"agents", "version", *SHARED}
        if unknown or document.get("version", "1") != "1":
            names = ", ".join(sorted(unknown)) or "that"
            raise BadFile(f"beside agents there can be version 1, mode and groups, not {names}")
    return document, lines


def agent_of(document: Mapping[str, Any], lines: Lines, name: str) -> tuple[dict[str, Any], Lines]:
    """Return the body of one agent, and where its values stand. Raises: BadFile.

    A document of several agents has them under `agents`, and may have `groups` and a `mode` for all of them.
    """
    if "agents" not in document:
        return dict(document), lines
    agents = document["agents"]
    body = agents.get(name) if isinstance(agents, dict) else None
    if not isinstance(body, dict):
        raise BadFile(f"under agents there is no {name}")
    shared = {key: document[key] for key in SHARED if key in document}
    return {**shared, **body}, {place.removeprefix(f"agents.{name}."): line for place, line in lines.items()}


def agents_of(document: Mapping[str, Any]) -> list[str]:
    """Return the names of the agents of a document of several. Raises: BadFile."""
    agents = document.get("agents")
    if not isinstance(agents, dict):
        raise BadFile("it has no agents: write each under its name below agents")
    return list(agents)


def line_of(lines: Lines, place: str) -> int | None:
    """Return the line of a place in a policy, or of what is around it."""
    while place and place not in lines:
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    return lines[place] if place else None


def _read(content: bytes, lines: Lines) -> Any:
    import yaml  # 40 ms to import, which the other commands can do without

    try:
        text = content.decode()
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):  # a few of them unfold to gigabytes
                raise BadFile("aliases are not read", event.start_mark.line + 1)
        return _plain(yaml.compose(text, Loader=yaml.SafeLoader), "", lines, 0)
    except UnicodeDecodeError as error:
        raise BadFile("it is not UTF-8") from error
    except RecursionError as error:
        raise BadFile("it is nested too deep") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadFile(str(error.problem), line) from error
    except yaml.YAMLError as error:
        raise BadFile("it is no YAML") from error


def _plain(node: Any, at: str, lines: Lines, depth: int) -> Any:
    """Return a node as texts, lists and objects. Raises: BadFile."""
    if node is None:
        return {}
    line = node.start_mark.line + 1
    lines[at] = line
    if depth > MAX_DEPTH:
        raise BadFile(f"it is nested deeper than {MAX_DEPTH}", line)
    if node.id == "scalar":
        return str(node.value)
    if node.id == "sequence":
        return [_plain(each, f"{at}[{place}]", lines, depth + 1) for place, each in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = key.value
        if not isinstance(name, str):
            raise BadFile("a name is a text", key.start_mark.line + 1)
        if name in found:
            raise BadFile(f"{name} stands there twice", key.start_mark.line + 1)
        found[name] = _plain(value, f"{at}.{name}" if at else name, lines, depth + 1)
    return found
