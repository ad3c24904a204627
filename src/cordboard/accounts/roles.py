"""Roles: sets of permissions by the name of who holds them. There are no users here; what roles hold can be read.

Which roles there are is the original's (https://www.twilio.com/docs/iam/access-control); what each holds is ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

MONEY: Final = frozenset({"usage", "balance", "pricing"})


class Permission(NamedTuple):
    """One permission of a role, taken apart."""

    sid: str
    namespace: str
    product: str
    resource: str
    action: str

    @property
    def description(self) -> str:
        """Return what it allows, in words."""
        return f"{self.action.capitalize()} access to {self.product} {self.resource}"


Holds = Callable[[Permission], bool]
_HOLDS: Final[Mapping[str, Holds]] = {
    "administrator": lambda each: True,
    "developer": lambda each: each.product != "iam",
    "billing-manager": lambda each: each.product in MONEY or each.resource.partition(".")[0] in MONEY,
    "support": lambda each: each.action in ("read", "list") and each.product != "iam",
}


def sid_of_role(name: str) -> str:
    """Return the SID that a role has on every server, since no operation lists roles."""
    return "IX" + hashlib.sha256(f"role {name}".encode()).hexdigest()[:32]


ROLES: Final[Mapping[str, Holds]] = {sid_of_role(name): holds for name, holds in _HOLDS.items()}


class Roles:
    """Tells what roles hold."""

    def __init__(self, permissions: Iterable[str]) -> None:
        """Take every permission that there is."""
        # The highest SID comes first in a list: SIDs fall in the order of the names.
        places = enumerate(sorted(permissions, reverse=True), start=1)
        rows = [_permission(place, name) for place, name in places if not name.endswith("/*")]
        self._all = rows[::-1]

    def permissions(self, sid: str) -> list[Permission] | None:
        """Return what a role holds, in the order of names, or None where there is no such role."""
        holds = ROLES.get(sid)
        return None if holds is None else [each for each in self._all if holds(each)]


def _permission(place: int, name: str) -> Permission:
    _, namespace, product, resource, action = name.split("/")
    digits = hashlib.sha256(name.encode()).hexdigest()[:16]
    return Permission(f"IZ{place:016x}{digits}", namespace, product, resource, action)
