"""The part of the composition root that puts agents together: who they are, what rules ask, the judge."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from cordboard.access.agents import Agent as Judged
from cordboard.access.agents import Judge, rules_for
from cordboard.access.counts import Tally
from cordboard.access.decide import Stop
from cordboard.access.permissions import CONTROL
from cordboard.access.policy import LEVEL_NAMES, NOTHING, RECORDINGS, Policy
from cordboard.access.policy_text import Known, PolicyFault, read_policy
from cordboard.access.resolve import Lookups, action_of, area_of, shape_of
from cordboard.accounts.keys import Keys
from cordboard.agents.agent import ALL, INVALID, Agent, Agents
from cordboard.api.surfaces import SURFACES
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.request import Request
from cordboard.catalogue.route import Router
from cordboard.messaging.draft import segments_of
from cordboard.messaging.pool import Pools
from cordboard.numbers.application import Applications
from cordboard.numbers.country import country_of
from cordboard.pricing.table import message_price, minute_price
from cordboard.shelf.shelf import Shelf
from cordboard.twiml.reader import Element, Trouble, read
from cordboard.usage.measure import to_micros

log = logging.getLogger("cordboard.agents")
OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for surface in reversed(SURFACES)
    for operation in surface.operations
    if operation.area != CONTROL and not operation.is_public
}
AREAS = frozenset({area_of(operation) for operation in OPERATIONS.values()} | {RECORDINGS})
KNOWN = Known(AREAS, OPERATIONS.keys())
QUIET = frozenset({"Say", "Pause", "Hangup", "Reject"})
"""Verbs that reach nobody and lead nowhere, with whatever is inside of Say."""


def policy_of(document: Mapping[str, Any]) -> Policy:
    """Read a policy. Raises: Problem 90002 with the place of the fault."""
    try:
        return read_policy(dict(document), KNOWN)
    except PolicyFault as fault:
        raise Problem(INVALID, parameter=fault.at, reason=fault.reason) from fault


class Answers(Lookups):
    """What rules ask of the products."""

    def __init__(self, pools: Pools, applications: Applications) -> None:
        self._pools = pools
        self._applications = applications

    def senders(self, account_sid: str, service_sid: str) -> tuple[str, ...]:
        """Return the senders in the pool of a messaging service."""
        if self._pools.found(account_sid, service_sid) is None:
            return ()
        return tuple(sender.address for sender in self._pools.senders(service_sid))

    def application_urls(self, account_sid: str, sid: str) -> tuple[str, ...]:
        """Return the URLs of an application."""
        found = self._applications.known(account_sid, sid)
        if found is None:
            return ()
        called = (found.voice_url, found.voice_fallback_url, found.sms_url, found.sms_fallback_url)
        told = (found.status_callback, found.sms_status_callback, found.message_status_callback)
        return tuple(url for url in (*called, *told) if url)

    def country(self, number: str) -> str:
        """Return the country of an E.164 number, or nothing."""
        return country_of(number)

    def is_free(self, document: str) -> bool:
        """Tell whether a document does more than speak; what cannot be read does not run."""
        found = read(document.encode())
        return not isinstance(found, Trouble) and not all(_is_quiet(verb) for verb in found.verbs)

    def cost_micros(self, operation: str, recipient: str, body: str, media: int) -> int | None:
        """Return what a message costs, or the first minute of a call: nobody knows how long a call will be."""
        if operation == "CreateMessage":
            is_media = media > 0
            segments = segments_of(body, is_media=is_media)
            return to_micros(message_price(recipient, is_inbound=False, is_media=is_media, segments=segments))
        if operation in ("CreateCall", "CreateParticipant"):
            return to_micros(-minute_price("", recipient, is_inbound=False))
        return None


def _is_quiet(verb: Element) -> bool:
    return verb.name in QUIET


class Roster:
    """Agents as the judge knows them."""

    def __init__(self) -> None:
        self.agents: Agents | None = None
        self._by_key: dict[str, tuple[Judged, Agent]] = {}
        self._by_name: dict[str, Judged] = {}
        self._rows: dict[str, str] = {}

    def follow(self, agent: Agent) -> None:
        """Take an agent as it now is; what it did stays counted."""
        known = self._by_name.get(agent.name)
        tally = known.tally if known is not None else Tally()
        try:
            policy = policy_of(agent.policy)
        except Problem as fault:  # written by a version that knew other operations: nothing is allowed until it is set
            log.warning("agent.policy_unreadable", extra={"agent": agent.name, "at": fault.facts})
            policy = NOTHING
        judged = Judged(agent.sid, agent.name, agent.account_sid, policy, agent.version, tally)
        self._by_key[agent.key_sid] = (judged, agent)
        self._by_name[agent.name] = judged

    async def load(self, agents: Agents) -> None:
        """Read what agents did before, at the start."""
        self.agents = agents
        await agents.load()
        for judged in self._by_name.values():
            counted = await agents.counted(judged.sid)
            if counted is not None:
                self._rows[judged.sid] = counted.sid
                judged.tally.days.update(counted.days)

    def by_key(self, key_sid: str) -> Judged | None:
        """Return the agent that a key belongs to."""
        found = self._by_key.get(key_sid)
        return found[0] if found is not None else None

    def named(self, name: str) -> Judged:
        """Return an agent that there is."""
        return self._by_name[name]

    def stop(self, agent: Judged, area: str) -> Stop | None:
        """Return the kill switch that is on for an agent, for an area or for all."""
        switches = self.agents.switches if self.agents is not None else {}
        for name in (ALL, area):
            if name in switches:
                return Stop(f"agent_switches.{name}", switches[name].reason)
        record = self.agents.find(agent.name) if self.agents is not None else None
        return Stop("agent.switch", record.stop_reason) if record is not None and record.is_stopped else None

    async def keep(self, agent: Judged) -> None:
        """Write down what an agent did; done when it is on disk."""
        if self.agents is not None:
            row = self._rows.get(agent.sid) or self._rows.setdefault(agent.sid, self.agents.count_sid())
            await self.agents.count(agent.sid, agent.account_sid, row, dict(agent.tally.days))


class Advisor:
    """Tells what would be decided."""

    def __init__(self, judge: Judge, roster: Roster, router: Router) -> None:
        self._judge = judge
        self._roster = roster
        self._router = router

    def matrix(self, name: str) -> dict[str, Any]:
        """Tell of every operation whether an agent can call it."""
        agent = self._roster.named(name)
        policy = agent.policy
        return {
            "agent": name,
            "version": agent.version,
            "mode": policy.mode.value,
            "areas": {area: LEVEL_NAMES[policy.level(area)] for area in sorted(AREAS)},
            "operations": [_row(policy, operation) for _, operation in sorted(OPERATIONS.items())],
        }

    def explain(self, name: str, operation_name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Tell what would be decided of a call. Raises: Problem, also what the call itself would be answered."""
        operation = OPERATIONS.get(operation_name)
        if operation is None:
            raise Problem(INVALID, parameter="operation", reason="there is no such operation, so it is refused")
        agent = self._roster.named(name)
        exchange = self._router.find(_request(operation, {"AccountSid": agent.account_sid, **parameters}))
        given = exchange.dialect.read(exchange)[0]
        account_sid = str(parameters.get("AccountSid", agent.account_sid))
        found = self._judge.explain(agent, account_sid, operation, given)
        wrong = next((check for check in found if not check.passes), None)
        check = wrong or next(each for each in found if each.reason == "level")
        may = "may not" if wrong else "may"
        return {
            "agent": name,
            "operation": operation_name,
            "decision": "deny" if wrong else "allow",
            "reason_code": check.reason,
            "rule": check.rule,
            "sentence": f"{name} {may} do this: {check.why}.",
            "checks": [
                {
                    "rule": each.rule,
                    "passes": each.passes,
                    "reason_code": each.reason,
                    "why": None if each.passes else each.why,
                    "fix": None if each.passes else each.fix or None,
                }
                for each in found
            ],
        }


def _row(policy: Policy, operation: Operation) -> dict[str, Any]:
    shape, action = shape_of(operation), action_of(operation)
    rules = [rule.at for rule in rules_for(policy, operation.name, shape.area, action)]
    can = policy.level(shape.area) >= shape.needs and not shape.gives_credentials
    decision = ("conditional" if rules else "allow") if can else "deny"
    needs = LEVEL_NAMES[shape.needs]
    return {"operation": operation.name, "area": shape.area, "needs": needs, "decision": decision, "rules": rules}


def _request(operation: Operation, parameters: Mapping[str, Any]) -> Request:
    """Write a call as it would come in. Raises: Problem 90002 when a part of the path is not given."""
    surface, path, rest = operation.surface, operation.path, dict(parameters)
    for name in [part[1:-1] for part in path.split("/") if part.startswith("{")]:
        if not isinstance(rest.get(name), str):
            raise Problem(INVALID, parameter=f"parameters.{name}", reason="it is a part of the path and a text")
        path = path.replace(f"{{{name}}}", quote(rest.pop(name), safe=""))
    pairs = [
        (name, str(each))
        for name, value in rest.items()
        if name != "AccountSid" or any(each.wire == name for each in operation.parameters)
        for each in (value if isinstance(value, list) else [value])
    ]
    text, is_read = urlencode(pairs), operation.method in ("GET", "DELETE")
    ending = ".json" if "json" in surface.dialect.extensions else ""
    where = f"/{surface.host}/{surface.version}{path}{ending}"
    headers = {"host": "localhost", "content-type": "application/x-www-form-urlencoded"}
    return Request(operation.method, where, text if is_read else "", headers, b"" if is_read else text.encode())


def wire_agents(
    *,
    shelf: Shelf,
    keys: Keys,
    pools: Pools,
    applications: Applications,
    router: Router,
    now_ms: Callable[[], int],
) -> tuple[Agents, Roster, Judge, Advisor]:
    """Put agents together."""
    roster = Roster()
    agents = Agents(shelf=shelf, keys=keys, check=policy_of, areas=AREAS, follow=roster.follow)
    judge = Judge(roster, Answers(pools, applications), now_ms)
    return agents, roster, judge, Advisor(judge, roster, router)
