"""A file with what a handset does in calls, in YAML or JSON, as people write it.

A step is a word (`answer`), a word with what belongs to it (`wait_for: press one`), or written out
(`action: press`, `digits: "1"`); `after_s` may stand in each.
"""

from pathlib import Path
from typing import Any

from cordboard.faces.cli.agent_file import BadFile, Lines, read_file

# What belongs to an action when it is written as a name; nothing does where it is empty.
ACTIONS = {
    "answer": "answered_by",
    "decline": "",
    "busy": "",
    "noanswer": "",
    "hangup": "",
    "press": "digits",
    "speak": "text",
    "refer": "to",
    "wait_for": "text",
}
MOST_STEPS = 100
STEPS = "voice_script"


def read_script(file: Path) -> tuple[list[dict[str, Any]], Lines]:
    """Return the steps, and the line of each by its place in the request. Raises: BadFile."""
    document, lines = read_file(file)
    at = ""
    if isinstance(document, dict) and "steps" in document:
        document, at = document["steps"], "steps"
    return steps_of(document, at, lines), {STEPS + place.removeprefix(at): line for place, line in lines.items()}


def steps_of(document: Any, at: str, lines: Lines) -> list[dict[str, Any]]:
    """Return the steps of a script that stands at a place of a file. Raises: BadFile."""
    if not isinstance(document, list):
        raise BadFile("a script is a list of steps", lines.get(at))
    if len(document) > MOST_STEPS:
        raise BadFile(f"it has {len(document)} steps; {MOST_STEPS} are the most", lines.get(at))
    return [_step(each, place, lines.get(f"{at}[{place}]", 1)) for place, each in enumerate(document)]


def _step(given: Any, place: int, line: int) -> dict[str, Any]:
    where = f"line {line}, step {place + 1}"
    if isinstance(given, str):
        given = {given: ""}
    if not isinstance(given, dict):
        raise BadFile(f"{where}: a step is an action, not a list")
    if "action" in given:
        return _numbered(given, where)
    named = given.keys() & ACTIONS.keys()
    if len(named) != 1:
        raise BadFile(f"{where}: a step names one of {', '.join(ACTIONS)}")
    (action,) = named
    rest = {name: value for name, value in given.items() if name != action}
    field, value = ACTIONS[action], given[action]
    if value and not field:
        raise BadFile(f"{where}: nothing belongs to {action}")
    return _numbered({"action": action, **rest, **({field: value} if value else {})}, where)


def _numbered(step: dict[str, Any], where: str) -> dict[str, Any]:
    """Return a step with its one number as a number: files are read as text."""
    if "after_s" not in step:
        return step
    try:
        return {**step, "after_s": float(step["after_s"])}
    except (TypeError, ValueError) as error:
        raise BadFile(f"{where}: after_s is a number of seconds") from error
