"""What handlers may use, gathered from the parts."""

from __future__ import annotations

from functools import partial

from cordboard import __version__
from cordboard.accounts.account import Account
from cordboard.api.call import Services
from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.documents import Documents
from cordboard.clocks import FrozenClock
from cordboard.store.recorder import BatchRecorder
from cordboard.wiring.accounts import wire_rehearsals
from cordboard.wiring.agents import AgentParts
from cordboard.wiring.audit import Audit
from cordboard.wiring.comparing import Comparing
from cordboard.wiring.news import NewsStand
from cordboard.wiring.parts import Parts
from cordboard.wiring.policy_file import PolicyFile
from cordboard.wiring.replaying import replaying
from cordboard.wiring.running import is_ready, resetting, write_records
from cordboard.wiring.upstream import UpstreamParts


def services_of(
    parts: Parts,
    agents: AgentParts,
    upstream: UpstreamParts,
    *,
    audit: Audit,
    policy_file: PolicyFile,
    recorder: BatchRecorder,
    test_account: Account,
) -> Services:
    """Gather what handlers may use."""
    ground, accounts, numbers, messaging = parts.ground, parts.accounts, parts.numbers, parts.messaging
    return Services(
        # Accounts and agents
        accounts=accounts.accounts,
        keys=accounts.keys,
        apps=accounts.apps,
        roles=accounts.roles,
        test_account=test_account,
        rehearsals=wire_rehearsals(ground.sids, ground.now_ms),
        agents=agents.agents,
        advisor=agents.advisor,
        approvals=agents.approvals,
        audit=audit,
        policy_file=policy_file,
        upstreams=upstream.upstreams,
        comparing=Comparing(ground.store.requests),
        # Numbers
        numbers=numbers.numbers,
        provisioning=numbers.provisioning,
        lookup_limits=numbers.lookup_limits,
        geo=numbers.geo,
        # Messages, calls and communications
        messages=ground.store,
        pools=messaging.pools,
        channels=messaging.channels,
        typing=messaging.typing,
        releaser=messaging.releaser,
        sending=messaging.sending,
        receiving=messaging.receiving,
        handsets=messaging.simulator,
        voice=parts.voice,
        contents=parts.contents,
        reach=parts.reach,
        communications=parts.communications,
        # What is told of all of it
        usage=parts.usage,
        sinks=parts.sinks,
        news=NewsStand(ground.feed, f"{ground.random_128():032x}"[:16]),
        logs=ground.store,
        documents=Documents(SURFACES, version=__version__, server=ground.base_url),
        # The server itself
        shelf=ground.shelf,
        now_ms=ground.now_ms,
        base_url=ground.base_url,
        fetch_media=parts.outside.fetch_media,
        replay_webhook=replaying(parts.outside.deliverer),
        write_records=partial(write_records, ground, recorder),
        is_ready=partial(is_ready, ground, recorder),
        advance_clock=ground.clock.advance if isinstance(ground.clock, FrozenClock) else None,
        reset=resetting(parts) if ground.settings.allow_reset else None,
    )
