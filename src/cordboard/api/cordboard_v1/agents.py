"""Agents: making them, and what they may do."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from cordboard.agents.agent import Agent, PolicyVersion
from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import ANYTHING, INSTANT, SURFACE, TEXT, item, out
from cordboard.base.page import Page
from cordboard.catalogue.describe import Effect, Level, Listing, View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, Text, Whole

INVALID, NAME = 90002, Text(64)
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


@described
class CreateAgent:
    """An agent to make."""

    name: str = param("name", NAME, "Letters, digits, - and _.", missing=INVALID, invalid=INVALID)


@described
class AgentOf:
    """Which agent."""

    name: str = path("Name", TEXT, "The agent.")


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
