"""The file with handsets: each is set at every start, as the control API would set it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Final

from cordboard.access.policy_file import BadFile, Lines, line_of
from cordboard.api.call import Services
from cordboard.api.cordboard_v1.handsets import SetHandset, number_of, script_of, set_handset
from cordboard.api.cordboard_v1.surface import SURFACE
from cordboard.base.problem import Problem
from cordboard.catalogue.parse_json import JsonReader
from cordboard.errors import sentence
from cordboard.faces.cli.agent_file import read_file
from cordboard.faces.cli.script_file import STEPS, steps_of
from cordboard.messaging.handset import Condition
from cordboard.settings import SettingsError

MOST_HANDSETS: Final = 1000  # each is a transaction of its own, of a millisecond or so, before the server answers
REASONS: Final = {
    90011: "a handset has a number in E.164, or an address of a channel, that this server does not own",
    90012: f"condition is one of {', '.join(Condition)}",
}
_READER: Final = JsonReader(next(each for each in SURFACE.operations if each.name == "UpdateHandset"))
Owned = Callable[[str], object | None]


def read_handsets(file: Path | None, owned: Owned) -> list[SetHandset]:
    """Return the handsets of a file, all of them understood; none without a file. Raises: SettingsError."""
    if file is None:
        return []
    try:
        document, lines = read_file(file)
        if not isinstance(document, dict):
            raise BadFile("it holds no numbers with what their handsets do")
        if len(document) > MOST_HANDSETS:
            raise BadFile(f"it has {len(document)} handsets; {MOST_HANDSETS} are the most")
        return [_handset(number, body, lines, owned) for number, body in document.items()]
    except BadFile as bad:
        raise SettingsError(
            f"The handsets in {file} cannot be set: {str(bad).rstrip('.')}. Correct the file, or start without"
            " --handsets."
        ) from bad


def try_handsets(file: Path | None) -> None:
    """Read a file, as far as that needs no server. Raises: SettingsError."""
    read_handsets(file, lambda _: None)


def setting(services: Services, handsets: Sequence[SetHandset]) -> Callable[[], Awaitable[None]]:
    """Return what sets handsets that were read; it wins over what an earlier run left of them."""

    async def set_all() -> None:
        for handset in handsets:
            await set_handset(services, handset)

    return set_all


def _handset(number: str, body: Any, lines: Lines, owned: Owned) -> SetHandset:
    """Read a handset as the control API reads it. Raises: BadFile."""
    line = lines.get(number)
    if not isinstance(body, dict):
        raise BadFile(f"{number}: a handset has names with values, such as condition: on", line)
    if STEPS in body:
        body = {**body, STEPS: steps_of(body[STEPS], f"{number}.{STEPS}", lines)}
    given: SetHandset
    try:
        given, unknown = _READER.read({"Number": number}, (), body)
        if unknown:
            raise BadFile(f"{number}: there is no {unknown[0]}", _line(lines, number, unknown[0]))
        number_of(given.number, owned)
        script_of(given.voice_script or [])
    except Problem as problem:
        reason = REASONS.get(problem.code) or sentence(problem)
        raise BadFile(f"{number}: {reason}", _line(lines, number, problem.parameter or "")) from problem
    return given


def _line(lines: Lines, number: str, place: str) -> int | None:
    """Return the line of a place in the body of a handset, or of the handset."""
    return (line_of(lines, f"{number}.{place}") if place else None) or lines.get(number)
