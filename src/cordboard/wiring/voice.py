"""The part of the composition root that puts voice together."""

from __future__ import annotations

from functools import partial

from cordboard.api.call import Voice
from cordboard.base.webhook import MayFollow, Webhook
from cordboard.carriers.simulator.phones import Phones
from cordboard.numbers.caller_id import CALLER_ID
from cordboard.numbers.geo import Use
from cordboard.store.sqlite.calls import SqliteCalls
from cordboard.store.sqlite.scripts import SqliteScripts
from cordboard.streams.lines import SocketLines
from cordboard.voice.barring import Barring
from cordboard.voice.callbacks import CallHooks
from cordboard.voice.limits import Limits
from cordboard.voice.placing import Placing
from cordboard.voice.ports import Reply, Sound
from cordboard.voice.switchboard import Switchboard
from cordboard.webhooks.http import Fault
from cordboard.webhooks.request import USER_AGENT
from cordboard.webhooks.signature import signature
from cordboard.wiring.accounts import AccountParts
from cordboard.wiring.ground import Ground
from cordboard.wiring.messaging import Messaging
from cordboard.wiring.numbers import NumberParts
from cordboard.wiring.outside import Outside
from cordboard.wiring.sound import Listener, Renderer


def wire_voice(
    ground: Ground, accounts: AccountParts, numbers: NumberParts, messaging: Messaging, outside: Outside
) -> tuple[Voice, Phones]:
    """Put voice together: the switchboard, its telephones, and what handlers see of both."""
    settings, owned_numbers = ground.settings, numbers.numbers

    async def ask(webhook: Webhook) -> Reply:
        outcome = await outside.deliverer.ask(webhook)
        if isinstance(outcome, Fault):
            return Reply(webhook.url, None, b"", outcome.code, outcome.sentence)
        if not 200 <= outcome.status < 300:
            sentence = f"The answer has the status {outcome.status}."
            return Reply(outcome.url, None, outcome.body, 11200, sentence, outcome.status)
        return Reply(outcome.url, outcome.header("content-type"), outcome.body, status=outcome.status)

    async def listen(url: str, may_follow: MayFollow | None) -> Sound:
        fetched = await outside.fetch(url, may_follow)
        if fetched.error_code is not None:
            sentence = fetched.sentence or f"The file {url[:200]} could not be fetched."
            return Sound(0.0, fetched.error_code, sentence)
        return await listener.heard_of(fetched.content_type, fetched.data)

    def may_show(account_sid: str, number: str) -> bool:
        owned = owned_numbers.owned(number)
        if owned is not None:
            return owned.account_sid == account_sid and owned.can_voice
        return ground.store.has_kept(CALLER_ID, account_sid, "phone_number", number)

    async def sign(account_sid: str, url: str) -> str:
        return signature(await accounts.token_of(account_sid), url)

    renderer = Renderer()
    listener = Listener()
    lines = SocketLines(refusal=outside.policy.refusal, sign=sign, clock=ground.clock, user_agent=USER_AGENT)
    calls = SqliteCalls(ground.engine, ground.store)
    board = Switchboard(
        store=calls,
        shelf=ground.shelf,
        hooks=CallHooks(ground.sids, ground.random_128),
        clock=ground.clock,
        spawn=ground.spawn,
        ask=ask,
        numbers=owned_numbers,
        sids=ground.sids,
        limits=Limits(
            characters_per_s=settings.sim_speech_rate,
            calls_per_s=settings.calls_per_second,
            concurrency=settings.call_concurrency,
            lists_ended=settings.list_ended_conferences,
        ),
        base_url=ground.base_url,
        may_show=may_show,
        is_active=accounts.accounts.is_active,
        render=renderer.render,
        listen=listen,
        synthesize=renderer.synthesize,
        lines=lines,
    )
    scripts = SqliteScripts(ground.engine, ground.store)
    phones = Phones(ground.clock, owned_numbers, messaging.simulator.handset, board.arrivals.receive, scripts.keep)
    phones.load(scripts.all())
    board.network = phones
    board.barring = Barring(
        is_trial=messaging.standing.is_trial,
        is_verified=may_show,
        is_off=partial(numbers.geo.is_off, Use.CALLS),
    )
    return Voice(calls=calls, placing=Placing(board, owned_numbers), board=board, phones=phones), phones
