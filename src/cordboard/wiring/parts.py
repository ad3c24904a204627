"""Everything below the gate, put together: each part with what it is given, read top to bottom."""

from __future__ import annotations

from dataclasses import dataclass

from cordboard.api.call import Usage, Voice
from cordboard.base.mailer import Mailer
from cordboard.carriers.simulator.phones import Phones
from cordboard.communications.communications import Communications
from cordboard.communications.reach import Reaching
from cordboard.content.content import Contents
from cordboard.events.pump import Pump
from cordboard.events.sinks import Sinks
from cordboard.wiring.accounts import AccountParts, follow_accounts, follow_calls, wire_accounts
from cordboard.wiring.communications import Workers, wire_communications
from cordboard.wiring.events import wire_events
from cordboard.wiring.ground import Clearable, Ground
from cordboard.wiring.mail import wire_mail
from cordboard.wiring.messaging import Messaging, wire_messaging
from cordboard.wiring.numbers import NumberParts, wire_numbers
from cordboard.wiring.outside import Outside, wire_outside
from cordboard.wiring.reach import wire_reach
from cordboard.wiring.usage import wire_usage
from cordboard.wiring.voice import wire_voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything below the gate."""

    ground: Ground
    accounts: AccountParts
    numbers: NumberParts
    messaging: Messaging
    outside: Outside
    voice: Voice
    phones: Phones
    usage: Usage
    contents: Contents
    reach: Reaching
    mailer: Mailer
    communications: Communications
    worker: Workers
    sinks: Sinks
    pump: Pump

    async def load(self) -> None:
        """Read what is kept in memory, at the start."""
        await self.accounts.accounts.load()
        await self.messaging.load()
        await self.numbers.load()
        await self.contents.load()
        await self.reach.load()
        await self.sinks.load()

    @property
    def holders(self) -> tuple[Clearable, ...]:
        """What holds work in memory, and forgets it at a reset."""
        return (
            *self.messaging.holders,
            self.worker,
            self.pump,
            self.outside.deliverer,
            self.phones,
            self.voice.board,
            self.numbers.geo,
            self.numbers.lookup_limits,
        )


def wire_parts(ground: Ground) -> Parts:
    """Wire everything below the gate."""
    accounts = wire_accounts(ground)
    numbers = wire_numbers(ground, accounts.accounts)
    messaging = wire_messaging(ground, accounts.accounts, numbers.numbers, numbers.geo)
    outside = wire_outside(ground, accounts, messaging)
    voice, phones = wire_voice(ground, accounts, numbers, messaging, outside)
    follow_accounts(accounts.accounts, messaging.dispatcher, numbers.numbers)
    follow_calls(accounts.accounts, voice.board)
    contents, mailer = Contents(ground.shelf), wire_mail(ground)
    reach = wire_reach(ground, numbers.numbers, messaging)
    communications, worker = wire_communications(ground, messaging, contents, reach, mailer)
    sinks, pump = wire_events(ground, accounts, outside.client, mailer)
    return Parts(
        ground=ground,
        accounts=accounts,
        numbers=numbers,
        messaging=messaging,
        outside=outside,
        voice=voice,
        phones=phones,
        usage=wire_usage(ground, numbers.numbers),
        contents=contents,
        reach=reach,
        mailer=mailer,
        communications=communications,
        worker=worker,
        sinks=sinks,
        pump=pump,
    )
