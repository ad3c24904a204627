"""Acts: what several operations do alike. A rule, a budget or a switch that is for one door of an act is for all.

Whoever writes that an agent calls staff only, or that nothing is texted today, means the act, and not one of its paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple


class Act(NamedTuple):
    """An act: the area and the action that it counts as, wherever it is done, and the operations that do it."""

    area: str
    action: str
    operations: tuple[str, ...]


ACTS = (
    Act(
        "messaging",
        "create",
        ("CreateMessage", "SendMessages", "CreateTypingIndicator", "CreateV3TypingIndicator"),
    ),
    Act("voice", "create", ("CreateCall", "CreateParticipant", "CreateValidationRequest")),
    Act("voice", "update", ("UpdateCall", "UpdateParticipant", "UpdateMember", "UpdateConference")),
    Act(
        "phone_numbers",
        "create",
        (
            "CreateIncomingPhoneNumber",
            "CreateIncomingPhoneNumberLocal",
            "CreateIncomingPhoneNumberMobile",
            "CreateIncomingPhoneNumberTollFree",
        ),
    ),
    Act("lookups", "read", ("FetchPhoneNumber", "CreateBulkLookup")),
)
_BY_OPERATION: Mapping[str, Act] = {name: act for act in ACTS for name in act.operations}


@lru_cache(maxsize=4096)
def scopes_of(operation: str, area: str, action: str) -> frozenset[str]:
    """Return everything that a rule can be for so that it is for an operation."""
    act = _BY_OPERATION.get(operation)
    found = {area, operation, f"{area}.{action}"}
    return frozenset(found if act is None else found | {act.area, f"{act.area}.{act.action}", *act.operations})


def areas_of(operation: str, area: str) -> tuple[str, ...]:
    """Return the areas that an operation belongs to: its own, and that of its act."""
    act = _BY_OPERATION.get(operation)
    return (area,) if act is None or act.area == area else (area, act.area)
