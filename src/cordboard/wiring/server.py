"""The server, put together: the ground, the parts on it, the gate before them."""

from __future__ import annotations

from cordboard import startup
from cordboard.access.call import Call as GateCall
from cordboard.access.credentials import Authenticator
from cordboard.access.gate import Gate
from cordboard.access.permissions import CONTROL, KEYLESS_AREAS
from cordboard.accounts.account import Account
from cordboard.api.call import Call, Services
from cordboard.api.surfaces import SURFACES, UNSERVED
from cordboard.base.page import PageRequest
from cordboard.catalogue.route import Router
from cordboard.settings import Settings
from cordboard.store.recorder import BatchRecorder
from cordboard.store.vault import PageSeal
from cordboard.wiring.accounts import Directory
from cordboard.wiring.agents import AgentParts, oversee, wire_agents
from cordboard.wiring.api_requests import followers_of_calls
from cordboard.wiring.audit import Audit
from cordboard.wiring.ground import Ground, make_ground
from cordboard.wiring.handset_file import read_handsets, setting
from cordboard.wiring.parts import Parts, wire_parts
from cordboard.wiring.policy_file import PolicyFile
from cordboard.wiring.running import Server
from cordboard.wiring.served import services_of
from cordboard.wiring.upstream import Gateway, wire_upstreams

FIRST_PAGE = PageRequest(50)


async def make_server(settings: Settings) -> Server:
    """Wire everything. Raises: StoreError, SettingsError."""
    ground = make_ground(settings)
    parts = wire_parts(ground)
    await parts.load()
    owner = await _owner(ground, parts)
    handsets = read_handsets(settings.handsets, parts.numbers.numbers.owned)
    router = Router(SURFACES, UNSERVED)
    audit = Audit(ground.engine, ground.now_ms, ground.vault.digest, settings)
    agents = wire_agents(parts, router, audit)
    oversee(parts, agents)
    await agents.load()
    upstream = wire_upstreams(ground, agents)
    await upstream.gateway.load()
    policy_file = PolicyFile(settings.policy, agents.agents, owner.sid, ground.now_ms, upstream.upstreams.warnings)
    await policy_file.load()
    recorder = BatchRecorder(ground.engine, keep=settings.keep_requests)
    test_account = parts.accounts.accounts.test_account(owner)
    services = services_of(
        parts,
        agents,
        upstream,
        audit=audit,
        policy_file=policy_file,
        recorder=recorder,
        test_account=test_account,
    )
    directory = Directory(parts.accounts, test_account)
    return Server(
        parts=parts,
        gate=_gate(parts, agents, upstream.gateway, router, directory, recorder, audit, services, owner),
        recorder=recorder,
        owner=owner,
        audit=audit,
        policy_file=policy_file,
        upstream_client=upstream.client,
        set_handsets=setting(services, handsets),
    )


async def _owner(ground: Ground, parts: Parts) -> Account:
    """Return the installation's own account, which a new installation gets with a number."""
    owner = await startup.first_account(ground.settings, ground.store, parts.accounts.accounts, ground.sids)
    await startup.first_number(ground.settings, parts.numbers.numbers, owner)
    return owner


def _gate(
    parts: Parts,
    agents: AgentParts,
    gateway: Gateway,
    router: Router,
    directory: Directory,
    recorder: BatchRecorder,
    audit: Audit,
    services: Services,
    owner: Account,
) -> Gate:
    ground = parts.ground
    authenticator = Authenticator(directory)
    parts.accounts.forgetting.append(authenticator.forget)
    return Gate(
        router=router,
        authenticator=authenticator,
        directory=directory,
        recorder=recorder,
        ids=ground.sids,
        now_ms=ground.now_ms,
        context=lambda call: _context(call, services),
        owner_sid=owner.sid,
        concurrency=ground.settings.request_concurrency,
        judge=agents.judge,
        audit=audit,
        upstreams=gateway,
        seal=PageSeal(ground.vault, ground.now_ms),
        keyless=frozenset({CONTROL}) if ground.settings.standard_keys_reach_all else KEYLESS_AREAS,
        followers=followers_of_calls(ground.store, ground.now_ms),
        around=agents.led.around(),
    )


def _context(call: GateCall, services: Services) -> Call:
    caller_sid = call.principal.account_sid if call.principal is not None else ""
    agent = call.ruling.agent if call.ruling is not None else None
    return Call(
        call.account,
        call.page or FIRST_PAGE,
        services,
        call.exchange.extension,
        caller_sid,
        agent.sid if agent is not None else "",
        call.ruling.decision.id if agent is not None and call.ruling is not None else "",
        call.request.headers.get("last-event-id", ""),
    )
