"""The keys of agents, the versions of their policies, and their end."""

from __future__ import annotations

from typing import Any

from cordboard.accounts.keys import ApiKey
from cordboard.agents.agent import Agent, PolicyVersion
from cordboard.api.call import Call
from cordboard.api.cordboard_v1.agents import AGENT, INVALID, NAME, VERSION, AgentOf, shown
from cordboard.api.cordboard_v1.surface import SURFACE, TEXT, item
from cordboard.catalogue.describe import Effect, Level, View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf, Whole

KEY_SID = SidOf(("SK",))
NEW_KEY = View("AgentKey", (item("name"), item("api_key"), item("keys")))


@described
class AddKey:
    """An agent, and what its new key is called."""

    name: str = path("Name", TEXT, "The agent.")
    friendly_name: str = param("friendly_name", NAME, "What the key is called.", default="", invalid=INVALID)


@described
class KeyOf:
    """Which key of which agent."""

    name: str = path("Name", TEXT, "The agent.")
    sid: str = path("Sid", KEY_SID, "The key.")


@described
class VersionOf:
    """Which version of which agent's policy."""

    name: str = path("Name", TEXT, "The agent.")
    version: int = path("Version", Whole(), "The version.")


KEYS = Resource(SURFACE, "/agents/{Name}/keys", view=NEW_KEY)


@KEYS.create("CreateAgentKey", says="gave agent {Name} another key", given=AddKey)
async def create_key(call: Call, given: AddKey) -> dict[str, Any]:
    """Give an agent another key; its secret is in this answer and in no other."""
    agents = call.services.agents
    return _new(*await agents.add_key(agents.find(given.name), given.friendly_name))


@KEYS.delete("DeleteAgentKey", says="revoked key {Sid} of agent {Name}", given=KeyOf)
async def delete_key(call: Call, given: KeyOf) -> None:
    """Revoke a key of an agent; nothing gets in with it from then on."""
    agents = call.services.agents
    await agents.drop_key(agents.find(given.name), given.sid)


@SURFACE.operation(
    "POST",
    "/agents/{Name}/rotation",
    name="CreateAgentRotation",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="gave agent {Name} a new key in place of the old",
    given=AgentOf,
    view=NEW_KEY,
    success=201,
)
async def rotate_keys(call: Call, given: AgentOf) -> dict[str, Any]:
    """Give an agent a new key, and revoke all that it had."""
    agents = call.services.agents
    return _new(*await agents.rotate(agents.find(given.name)))


@SURFACE.operation(
    "DELETE",
    "/agents/{Name}",
    name="DeleteAgent",
    level=Level.FULL,
    effect=Effect.DESTROYS,
    says="deleted agent {Name}",
    given=AgentOf,
    success=204,
)
async def delete_agent(call: Call, given: AgentOf) -> None:
    """Delete an agent with its keys, its policies and its counts."""
    agents = call.services.agents
    await agents.delete(agents.find(given.name))


@SURFACE.operation(
    "GET",
    "/agents/{Name}/policies/{Version}",
    name="FetchAgentPolicy",
    level=Level.READ,
    says="looked at version {Version} of agent {Name}'s policy",
    given=VersionOf,
    view=VERSION,
)
async def fetch_policy(call: Call, given: VersionOf) -> PolicyVersion:
    """Fetch one version of an agent's policy."""
    agents = call.services.agents
    return await agents.version(agents.find(given.name), given.version)


@SURFACE.operation(
    "POST",
    "/agents/{Name}/policies/{Version}/rollback",
    name="CreateAgentPolicyRollback",
    level=Level.FULL,
    effect=Effect.CHANGES,
    says="went back to version {Version} of agent {Name}'s policy",
    given=VersionOf,
    view=AGENT,
)
async def roll_back(call: Call, given: VersionOf) -> dict[str, Any]:
    """Go back to an earlier policy, which becomes the newest version; it must be understood still."""
    agents = call.services.agents
    agent = agents.find(given.name)
    earlier = await agents.version(agent, given.version)
    return shown(call, await agents.set_policy(agent, earlier.policy))


def _new(agent: Agent, key: ApiKey) -> dict[str, Any]:
    return {
        "name": agent.name,
        "api_key": {"sid": key.sid, "secret": key.secret},
        "keys": list(agent.key_sids),
    }
