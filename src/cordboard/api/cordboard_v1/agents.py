"""Agents: making them, what they may do, how to stop them, and what they would be told."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from cordboard.accounts.keys import ApiKey, KeyKind
from cordboard.agents.agent import Agent, PolicyVersion, Switch
from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import ANYTHING, INSTANT, SURFACE, TEXT, item, out
from cordboard.base.clock import to_datetime
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Effect, Level, Listing, View, described, param, path
from cordboard.catalogue.json_text import JsonObject
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, Text, Whole

INVALID, MISSING = 90002, 20404
NAME, REASON, OBJECT = Text(64), Text(200), JsonObject(1 << 20)
AGENT = View(
    "Agent",
    (
        item("name", TEXT),
        item("sid", TEXT),
        item("account_sid", TEXT),
        item("key_sid", TEXT),
        item("keys", ANYTHING, "key_sids"),
        item("version", Whole()),
        item("policy"),
        item("warnings"),
        item("stopped", Boolean(), "is_stopped"),
        item("stop_reason", TEXT),
        item("stop_expires_at", INSTANT, "stop_expires_ms"),
        item("created_at", INSTANT, "created_ms"),
        item("updated_at", INSTANT, "updated_ms"),
    ),
)
NEW_AGENT = View(
    "NewAgent", tuple(item(each) for each in ("name", "sid", "account_sid", "api_key", "version", "policy"))
)
VERSION = View("PolicyVersion", (out("version", Whole()), out("policy", ANYTHING), out("at", INSTANT, "created_ms")))
MATRIX = View("Matrix", tuple(item(each) for each in ("agent", "version", "mode", "areas", "operations")))
KEY_MATRIX = View("KeyMatrix", tuple(item(each) for each in ("key", "allow", "operations")))
EXPLAINED = View(
    "Explanation",
    tuple(
        item(each) for each in ("agent", "key", "operation", "decision", "reason_code", "rule", "sentence", "checks")
    ),
)
SWITCHES = View("Switches", (item("switches"),))


@described
class CreateAgent:
    """An agent to make."""

    name: str = param("name", NAME, "Letters, digits, - and _.", missing=INVALID, invalid=INVALID)


@described
class AgentOf:
    """Which agent."""

    name: str = path("Name", TEXT, "The agent.")


@described
class KeyOf:
    """Which key."""

    sid: str = path("Sid", TEXT, "The key.")


@described
class SetPolicy:
    """An agent and its policy; a name that is not known is refused, because a rule may be misspelled."""

    refuses_unknown = True
    agent: str = path("Name", TEXT, "The agent.")
    name: object = param("name", ANYTHING, "What people call it.", default=None)
    keys: object = param("keys", ANYTHING, "Standard keys that are the agent's from now on.", default=None)
    areas: object = param("areas", ANYTHING, "A level by area: off, read, send or full.", default=None)
    rules: object = param("rules", ANYTHING, "What limits the calls of areas and operations.", default=None)
    groups: object = param("groups", ANYTHING, "Lists of addresses by name, for group:NAME in rules.", default=None)
    accounts: object = param("accounts", ANYTHING, "Accounts besides the key's own.", default=None)
    mode: object = param("mode", ANYTHING, "enforce, or observe, which lets pass and writes down.", default=None)
    expires: object = param("expires", ANYTHING, "When the access ends.", default=None)
    budgets: object = param("budgets", ANYTHING, "What operations may do together in a day or a month.", default=None)
    owner: object = param("owner", ANYTHING, "Whose agent it is, for people to read.", default=None)
    tags: object = param("tags", ANYTHING, "Words to find it by.", default=None)
    upstream: object = param("upstream", ANYTHING, "Where its calls are carried out, if not here.", default=None)
    paths: object = param("paths", ANYTHING, "A level by path, for what the catalogue does not describe.", default=None)


@described
class StopAgent:
    """An agent, and whether it is switched off."""

    name: str = path("Name", TEXT, "The agent.")
    stopped: bool = param("stopped", Boolean(), "Whether it is off.", missing=INVALID, invalid=INVALID)
    reason: str = param("reason", REASON, "What it is told.", default="", invalid=INVALID)
    expires: int | None = param("expires", INSTANT, "When it is on again by itself.", default=None, invalid=INVALID)


@described
class StopArea:
    """An area, and whether it is switched off for every agent."""

    area: str = path("Area", TEXT, "An area, or all.")
    stopped: bool = param("stopped", Boolean(), "Whether it is off.", missing=INVALID, invalid=INVALID)
    reason: str = param("reason", REASON, "What agents are told.", default="", invalid=INVALID)
    expires: int | None = param("expires", INSTANT, "When it is on again by itself.", default=None, invalid=INVALID)


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


def shown(call: Call, agent: Agent) -> dict[str, Any]:
    """Return an agent as it is shown, with what of its policy will not work as things are."""
    warnings = call.services.upstreams.warnings(agent.policy)
    return {**structs.asdict(agent), "key_sids": agent.key_sids, "warnings": warnings}


AGENTS = Resource(SURFACE, "/agents", view=AGENT, key="agents", by="Name")


@AGENTS.create("CreateAgent", says="made agent {name}", given=CreateAgent, view=NEW_AGENT)
async def create_agent(call: Call, given: CreateAgent) -> dict[str, Any]:
    """Make an agent that may do nothing yet; the secret of its key is in this answer and in no other."""
    agent, key = await call.services.agents.create(call.account.sid, given.name)
    return {
        "name": agent.name,
        "sid": agent.sid,
        "account_sid": agent.account_sid,
        "api_key": {"sid": key.sid, "secret": key.secret},
        "version": agent.version,
        "policy": agent.policy,
    }


@AGENTS.list("ListAgent", says="listed the agents")
async def list_agents(call: Call, given: None) -> Page[dict[str, Any]]:
    """List agents, newest first."""
    page = await call.services.agents.page(call.account.sid, call.page)
    return Page([shown(call, each) for each in page.items], page.number, page.before, page.after)


@AGENTS.fetch("FetchAgent", says="looked at agent {Name}", given=AgentOf)
async def fetch_agent(call: Call, given: AgentOf) -> dict[str, Any]:
    """Fetch an agent with its policy."""
    return shown(call, call.services.agents.find(given.name))


@SURFACE.operation(
    "PUT",
    "/agents/{Name}/policy",
    name="UpdateAgentPolicy",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="set the policy of agent {Name}",
    given=SetPolicy,
    view=AGENT,
)
async def set_policy(call: Call, given: SetPolicy) -> dict[str, Any]:
    """Give an agent another policy, whole, from its next call on; one that cannot be read changes nothing.

    What can be read and will not work as things are, such as an upstream that is not there, is told in `warnings`.
    """
    document = {part: value for part, value in vars(given).items() if part != "agent" and value is not None}
    agents = call.services.agents
    return shown(call, await agents.set_policy(agents.find(given.agent), document))


@SURFACE.operation(
    "GET",
    "/agents/{Name}/policies",
    name="ListAgentPolicy",
    level=Level.READ,
    says="listed the policies that agent {Name} has had",
    given=AgentOf,
    view=VERSION,
    listing=Listing("policies"),
)
async def list_policies(call: Call, given: AgentOf) -> Page[PolicyVersion]:
    """List the versions of an agent's policy, newest first."""
    agents = call.services.agents
    return await agents.versions(agents.find(given.name), call.page)


@SURFACE.operation(
    "PUT",
    "/agents/{Name}/switch",
    name="UpdateAgentSwitch",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="switched agent {Name} off or on",
    given=StopAgent,
    view=AGENT,
)
async def stop_agent(call: Call, given: StopAgent) -> dict[str, Any]:
    """Switch an agent off, or on again, from its next call on."""
    agents = call.services.agents
    agent = agents.find(given.name)
    stopped = await agents.stop(agent, is_stopped=given.stopped, reason=given.reason, expires_ms=given.expires)
    return shown(call, stopped)


@SURFACE.operation(
    "PUT",
    "/agent_switches/{Area}",
    name="UpdateAgentAreaSwitch",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="switched {Area} off or on for every agent",
    given=StopArea,
    view=SWITCHES,
)
async def stop_area(call: Call, given: StopArea) -> dict[str, Any]:
    """Switch an area, or all, off for every agent, or on again."""
    agents = call.services.agents
    await agents.switch(
        call.account.sid, given.area, is_stopped=given.stopped, reason=given.reason, expires_ms=given.expires
    )
    return _switches(call)


@SURFACE.operation(
    "GET",
    "/agent_switches",
    name="FetchAgentSwitches",
    level=Level.READ,
    says="looked at the switches of agents",
    view=SWITCHES,
)
async def fetch_switches(call: Call, given: None) -> dict[str, Any]:
    """Fetch what is switched off for every agent."""
    return _switches(call)


def _switches(call: Call) -> dict[str, Any]:
    found = sorted(call.services.agents.switches.items())
    return {"switches": [_switch(area, switch) for area, switch in found]}


def _switch(area: str, switch: Switch) -> dict[str, Any]:
    expires = None if switch.expires_ms is None else to_datetime(switch.expires_ms).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"area": area, "reason": switch.reason, "expires_at": expires}


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
