"""The file with policies, and what another policy would have decided."""

from __future__ import annotations

from typing import Any

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import INSTANT, SURFACE, TEXT, item
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, View, described, param
from cordboard.catalogue.json_text import JsonObject
from cordboard.catalogue.wire import Whole

INVALID = 90002
FILE = View(
    "PolicyFile",
    (
        item("path", TEXT),
        item("status", TEXT),
        item("loaded_at", INSTANT, "loaded_ms"),
        item("agents"),
        item("line", Whole()),
        item("reason", TEXT),
        item("warnings"),
    ),
)
NAMES = ("replayed", "same", "would_be_refused", "would_pass", "unjudged", "changes", "not_judged")
COMPARED = View(
    "PolicyComparison",
    tuple(item(each) for each in NAMES),
)


@described
class Compare:
    """Policies that agents do not have yet."""

    agents: dict[str, Any] = param(
        "agents", JsonObject(1 << 20), "The body of each agent by its name.", missing=INVALID, invalid=INVALID
    )


@SURFACE.operation(
    "GET",
    "/policy_file",
    name="FetchPolicyFile",
    level=Level.READ,
    says="looked at the file with policies",
    view=FILE,
)
async def fetch_file(call: Call, given: None) -> dict[str, Any]:
    """Tell which file gives agents their policies, and whether its latest text counts."""
    return call.services.policy_file.state()


@SURFACE.operation(
    "POST",
    "/policy_file/reload",
    name="CreatePolicyFileReload",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="read the file with policies again",
    view=FILE,
)
async def reload_file(call: Call, given: None) -> dict[str, Any]:
    """Read the file at once; a broken one changes nothing, and the answer says where and why."""
    await call.services.policy_file.load()
    return call.services.policy_file.state()


@SURFACE.operation(
    "POST",
    "/policy_comparisons",
    name="CreatePolicyComparison",
    level=Level.READ,
    says="compared policies with what agents did",
    given=Compare,
    view=COMPARED,
)
async def compare(call: Call, given: Compare) -> dict[str, Any]:
    """Judge what agents did, as far as the request log goes back, by other policies; nothing is changed."""
    if not all(isinstance(body, dict) for body in given.agents.values()):
        raise Problem(INVALID, parameter="agents", reason="it is an object of agents by name, each with its policy")
    await call.services.write_records()
    return await call.services.comparing.compare(given.agents)
