"""What roles hold. Source: the published twilio_iam_v1.json."""

from __future__ import annotations

from cordboard.accounts.roles import Permission
from cordboard.api.call import Call
from cordboard.api.iam_v1.surface import SURFACE
from cordboard.api.v2010.surface import TEXT, out
from cordboard.base.page import Page, page_of
from cordboard.base.problem import Problem
from cordboard.base.sid import key_of
from cordboard.catalogue.describe import Level, Listing, View, described, path
from cordboard.catalogue.wire import SidOf

SHOWN = View(
    "RolePermission",
    (
        out("sid", TEXT),
        out("namespace", TEXT),
        out("product", TEXT),
        out("resource", TEXT),
        out("action", TEXT),
        out("externalDescription", TEXT, "description"),
    ),
)


@described
class RoleOf:
    """Which role."""

    role_sid: str = path("RoleSid", SidOf(("IX",)), "The role; which there are, the divergences tell.")


@SURFACE.operation(
    "GET",
    "/Roles/{RoleSid}/Permissions",
    name="ListRolePermission",
    level=Level.READ,
    says="listed what role {RoleSid} holds",
    given=RoleOf,
    view=SHOWN,
    listing=Listing("permissions"),
)
async def list_permissions(call: Call, given: RoleOf) -> Page[Permission]:
    """List the permissions of a role, by name."""
    rows = call.services.roles.permissions(given.role_sid)
    if rows is None:
        raise Problem(20404)
    return page_of(rows, call.page, lambda each: key_of(each.sid))
