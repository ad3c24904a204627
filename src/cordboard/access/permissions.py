"""Permissions: the name of what an operation does, and which operations a credential that reaches less may call.

A name such as ``/twilio/messaging/messages.feedback/create`` follows from the description of the operation: its
product from the area, its resource from the path, its action from the method and from whether it lists.
Source: https://www.twilio.com/docs/iam/api-keys/restricted-api-keys; the names of resources that the original does not
publish are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from cordboard.access.principal import Principal, Reach
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Operation, Surface

CONTROL = "cordboard"
# Standard keys are refused here, because a key that reads auth tokens or makes keys is no weaker than the token itself.
# Source: reference 01, section 2.
KEYLESS_AREAS = frozenset({"accounts", "api_keys", CONTROL})

PRODUCTS: Mapping[str, str] = {"accounts": "iam", "api_keys": "iam"}
"""The products of the areas whose name is not the product's own."""
RESOURCES: Mapping[str, str] = {"keys": "api-keys", "signing-keys": "api-keys"}
_OF_ACCOUNT = "/Accounts/{AccountSid}/"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def permission_of(operation: Operation) -> str:
    """Return the permission that an operation needs."""
    return _permission(operation.area, operation.method, operation.path, is_list=operation.listing is not None)


@lru_cache(maxsize=4096)
def _permission(area: str, method: str, path: str, *, is_list: bool) -> str:
    below = path.removeprefix(_OF_ACCOUNT).strip("/")
    words = [_HUMP.sub("-", word).lower() for word in below.split("/") if not word.startswith("{")]
    resource = ".".join(RESOURCES.get(word, word) for word in words)
    product = PRODUCTS.get(area, area.replace("_", "-"))
    return f"/twilio/{product}/{resource}/{_action(method, is_list=is_list, is_one=path.endswith('}'))}"


def _action(method: str, *, is_list: bool, is_one: bool) -> str:
    if method == "GET":
        return "list" if is_list else "read"
    if method == "DELETE":
        return "delete"
    return "update" if is_one or method != "POST" else "create"


def every(permission: str) -> str:
    """Return the permission for every action on the resource of one: ``/twilio/messaging/messages/*``."""
    return permission[: permission.rindex("/") + 1] + "*"


def permissions_of(surfaces: Iterable[Surface]) -> frozenset[str]:
    """Return every permission that a key can be given; the operator's own interface is not among them."""
    operations = [operation for surface in surfaces for operation in surface.operations]
    names = {permission_of(each) for each in operations if each.area != CONTROL and not each.is_public}
    return frozenset(names | {every(name) for name in names})


def is_permitted(principal: Principal, operation: Operation) -> bool:
    """Tell whether a restricted key is given what an operation needs."""
    needed = permission_of(operation)
    return needed in principal.permissions or every(needed) in principal.permissions


def refusal(principal: Principal, operation: Operation, keyless: frozenset[str]) -> Problem | None:
    """Return why a credential that reaches less than its account may not call an operation, or None if it may."""
    if principal.reach is Reach.TEST:
        return None if operation.rehearsal is not None else Problem(20008)
    if principal.reach is Reach.AGENT:
        return None  # its policy is asked once the parameters are read
    if principal.reach is Reach.STANDARD:
        return Problem(20003, message="Authenticate") if operation.area in keyless else None
    # What a restricted key is given is judged once the parameters are read, like the policy of an agent.
    return Problem(20003, message="Authenticate") if operation.area == CONTROL else None
