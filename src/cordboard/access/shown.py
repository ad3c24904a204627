"""The parameters of a call as a person reads them who is asked to approve it."""

from __future__ import annotations

from typing import Any

from cordboard.catalogue.describe import Operation

MOST_SHOWN = 20  # as many recipients as a person reads; how many more there are is told


def shown_of(operation: Operation, given: Any) -> dict[str, object]:
    """Return the parameters of a call as a person reads them who is asked to approve it."""
    wires = {each.attribute: each.wire for each in operation.parameters}
    return {wires[name]: _shown(value) for name, value in vars(given).items() if name in wires and value is not None}


def _shown(value: object) -> str:
    """Return a value as text: of objects what was given of them, and of many the first."""
    if isinstance(value, list):
        left = len(value) - MOST_SHOWN
        return ", ".join(map(_shown, value[:MOST_SHOWN])) + (f" and {left} more" if left > 0 else "")
    if hasattr(value, "__parameters__"):
        return " ".join(f"{name}: {_shown(each)}" for name, each in vars(value).items())
    return str(value)
