"""What agents and restricted keys may do, told without a call: of one in detail, and of all in a matrix."""

from __future__ import annotations

from typing import Any

from cordboard.accounts.keys import ApiKey, KeyKind
from cordboard.api.call import Call
from cordboard.api.cordboard_v1.agents import INVALID, NAME, AgentOf
from cordboard.api.cordboard_v1.surface import SURFACE, TEXT, item
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Level, View, described, param, path
from cordboard.catalogue.json_text import JsonObject
from cordboard.catalogue.wire import Text

MISSING, OBJECT = 20404, JsonObject(1 << 20)
MATRIX = View("Matrix", tuple(item(each) for each in ("agent", "version", "mode", "areas", "operations")))
KEY_MATRIX = View("KeyMatrix", tuple(item(each) for each in ("key", "allow", "operations")))
EXPLAINED = View(
    "Explanation",
    tuple(
        item(each) for each in ("agent", "key", "operation", "decision", "reason_code", "rule", "sentence", "checks")
    ),
)


@described
class KeyOf:
    """Which key."""

    sid: str = path("Sid", TEXT, "The key.")


@described
class Explain:
    """A call that nobody makes."""

    agent: str | None = param("agent", NAME, "Whose policy to ask.", default=None, invalid=INVALID)
    key: str | None = param("key", NAME, "Or the restricted key whose permissions to ask.", default=None)
    operation: str = param(
        "operation", Text(300), "Its name, or a method and a path.", missing=INVALID, invalid=INVALID
    )
    parameters: dict[str, Any] | None = param(
        "parameters", OBJECT, "Its parameters by name, those of the path too.", default=None, invalid=INVALID
    )


@SURFACE.operation(
    "GET",
    "/agents/{Name}/matrix",
    name="FetchAgentMatrix",
    level=Level.READ,
    says="looked at what agent {Name} can do",
    given=AgentOf,
    view=MATRIX,
)
async def fetch_matrix(call: Call, given: AgentOf) -> dict[str, Any]:
    """Tell of every operation whether an agent can call it: always, within rules, or never."""
    return call.services.advisor.matrix(call.services.agents.find(given.name).name)


@SURFACE.operation(
    "POST",
    "/explain",
    name="CreateExplanation",
    level=Level.READ,
    says="asked what an agent or a key may do",
    given=Explain,
    view=EXPLAINED,
)
async def explain(call: Call, given: Explain) -> dict[str, Any]:
    """Tell what would be decided of a call, by which settings, and what would allow it; nothing is counted."""
    if (given.agent is None) is (given.key is None):
        raise Problem(INVALID, parameter="agent", reason="either an agent is named or a restricted key")
    if given.agent is None:
        return call.services.advisor.explain_key(await _restricted(call, given.key or ""), given.operation)
    name = call.services.agents.find(given.agent).name
    return call.services.advisor.explain(name, given.operation, given.parameters or {})


@SURFACE.operation(
    "GET",
    "/keys/{Sid}/matrix",
    name="FetchKeyMatrix",
    level=Level.READ,
    says="looked at what key {Sid} can do",
    given=KeyOf,
    view=KEY_MATRIX,
)
async def fetch_key_matrix(call: Call, given: KeyOf) -> dict[str, Any]:
    """Tell of every operation whether a restricted key can call it."""
    return call.services.advisor.key_matrix(await _restricted(call, given.sid))


async def _restricted(call: Call, sid: str) -> ApiKey:
    """Return a restricted key. Raises: Problem 20404, or 90002 for a key that has no permissions."""
    key = await call.services.keys.find(sid)
    if key is None:
        raise Problem(MISSING)
    if key.kind is not KeyKind.RESTRICTED:
        raise Problem(INVALID, parameter="key", reason="only a restricted key is held to permissions")
    return key
