"""What policies can name: the operations and areas of the catalogue; and how a policy is read against them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cordboard.access.permissions import CONTROL
from cordboard.access.policy import RECORDINGS, Policy
from cordboard.access.policy_text import Known, PolicyFault, read_policy
from cordboard.access.shapes import area_of
from cordboard.api.surfaces import SURFACES
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Operation

INVALID = 90002
OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for surface in reversed(SURFACES)
    for operation in surface.operations
    if operation.area != CONTROL and not operation.is_public
}
AREAS = frozenset({area_of(operation) for operation in OPERATIONS.values()} | {RECORDINGS})
KNOWN = Known(AREAS, OPERATIONS.keys())


def policy_of(document: Mapping[str, Any]) -> Policy:
    """Read a policy. Raises: Problem 90002 with the place of the fault."""
    try:
        return read_policy(dict(document), KNOWN)
    except PolicyFault as fault:
        raise Problem(INVALID, parameter=fault.at, reason=fault.reason) from fault
