"""What a caller is shown: the operations that its credential and its policy could let pass."""

from __future__ import annotations

from cordboard.access.permissions import is_permitted
from cordboard.access.policy import Policy
from cordboard.access.principal import Principal, Reach
from cordboard.access.shapes import shape_of
from cordboard.catalogue.describe import Operation


def is_visible(principal: Principal, policy: Policy, keyless: frozenset[str], operation: Operation) -> bool:
    """Tell whether there are arguments with which a caller may call an operation; the gate judges each call anew.

    ``policy`` is that of an agent, ``keyless`` are the areas that standard keys do not reach.
    """
    if principal.reach is Reach.AGENT:
        shape = shape_of(operation)
        is_given = policy.level(shape.area) >= shape.needs
        return shape.is_its_own or (is_given and not shape.is_operators and not shape.gives_credentials)
    if principal.reach is Reach.STANDARD:
        return operation.area not in keyless
    if principal.reach is Reach.RESTRICTED:
        return is_permitted(principal, operation)
    return principal.reach is not Reach.TEST or operation.rehearsal is not None
