"""What the rules of agents ask of the products, from memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cordboard.access.links import links_in
from cordboard.access.people import PREFIXES
from cordboard.access.resolve import Lookups
from cordboard.api.lookups_v2.batch import LookUpMany, packages_of
from cordboard.api.lookups_v2.phone_numbers import LookUp
from cordboard.api.v2010.message_content import content_of
from cordboard.base.problem import Problem
from cordboard.communications.delivery import DEVICE
from cordboard.communications.reach import Reaching
from cordboard.communications.words import PREFIXES as CHANNEL_PREFIXES
from cordboard.content.content import Contents
from cordboard.messaging.draft import segments_of
from cordboard.messaging.pool import Pools
from cordboard.numbers.application import Applications
from cordboard.numbers.country import country_of
from cordboard.pricing.table import LOOKUPS, MICROS, message_micros, minute_price
from cordboard.twiml.reader import Element, Trouble, read
from cordboard.usage.measure import to_micros
from cordboard.voice.presence import present
from cordboard.voice.switchboard import Switchboard

QUIET = frozenset({"Say", "Pause", "Hangup", "Reject"})
"""Verbs that reach nobody and lead nowhere, with whatever is inside of Say."""


CALLS = frozenset({"CreateCall", "CreateParticipant", "CreateValidationRequest"})
FREE = frozenset(
    {"SendEmails", "SendPushNotifications", "CreateTypingIndicator", "CreateV3TypingIndicator"}
    | {"UpdateCall", "UpdateConference", "UpdateMember", "UpdateParticipant", "DeleteParticipant"}
)
"""What reaches people and costs nothing by itself: how long a call lasts is counted when it has ended."""


MESSAGES = frozenset({"CreateMessage", "SendMessages"})


def cost_micros(operation: str, recipient: str, body: str, media: int) -> int | None:
    """Return what a message costs, or the first minute of a call, since nobody knows how long a call will be.

    None is what nobody can tell beforehand. Units: millionths of a dollar.
    """
    if operation in MESSAGES:
        is_media = media > 0
        return message_micros(recipient, is_media=is_media, segments=segments_of(body, is_media=is_media))
    if operation in CALLS:
        return to_micros(-minute_price("", recipient, is_inbound=False))
    return 0 if operation in FREE else None


class Answers(Lookups):
    """What rules ask of the products."""

    def __init__(
        self, pools: Pools, applications: Applications, reach: Reaching, contents: Contents, board: Switchboard
    ) -> None:
        self._board = board
        self._pools = pools
        self._applications = applications
        self._reach = reach
        self._contents = contents

    def addresses(self, account_sid: str, resource_id: str) -> Sequence[str]:
        """Return the addresses of a contact or of everybody in an audience, and the devices of a user, of any app."""
        devices = self._reach.push.devices_of(account_sid, resource_id)
        if devices:
            return [DEVICE + device.token for _, device in devices]
        person = self._reach.people.contact(account_sid, resource_id)
        people = [person] if person is not None else self._reach.people.audience(account_sid, resource_id) or ()
        return [PREFIXES.get(target.reach.value, "") + target.address for each in people for target in each.targets]

    def senders_of(self, account_sid: str, resource_id: str) -> Sequence[str]:
        """Return the addresses of a sender or of a pool, or with an empty id those of the account."""
        senders = self._reach.senders
        if not resource_id:
            found = senders.of_account(account_sid)
        else:
            one = senders.by_id(account_sid, resource_id)
            found = [one] if one is not None else senders.of_pool(account_sid, resource_id) or ()
        return [CHANNEL_PREFIXES[each.channel] + each.address for each in found]

    def words_of(self, account_sid: str, content_id: str) -> Sequence[str]:
        """Return the texts and the URLs of a stored template, and what its slots say if they are given nothing."""
        found = self._contents.written(account_sid, content_id, "sms")
        return () if found is None else (found[0].body, *found[0].media, *found[1].values())

    def filled(self, account_sid: str, to: str, content_sid: str, variables: str | None) -> tuple[str, tuple[str, ...]]:
        """Return the text and the URLs of a template as they are sent; nothing of one that is refused when it is."""
        try:
            found = content_of(self._contents, account_sid, to, content_sid, variables)
        except Problem:
            return "", ()
        return ("", ()) if found is None else (found.body, tuple(found.media))

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

    def links(self, body: str) -> tuple[str, ...]:
        """Return the links in a text."""
        return links_in(body)

    def is_free(self, document: str) -> bool:
        """Tell whether a document does more than speak; what cannot be read does not run."""
        found = read(document.encode())
        return not isinstance(found, Trouble) and not all(_is_quiet(verb) for verb in found.verbs)

    def on_the_line(self, account_sid: str, named: Sequence[str]) -> tuple[str, ...]:
        """Return the addresses of those at the other end of a call, or in the room or the queue that is named."""
        return present(self._board, account_sid, named)

    cost_micros = staticmethod(cost_micros)

    def spent_micros(self, given: Any) -> int | None:
        """Return what lookups cost by their packages; what else spends has no price that is known beforehand."""
        if not isinstance(given, LookUp | LookUpMany):
            return None
        prices = [LOOKUPS.get(each) for packages in packages_of(given) for each in packages]
        known = [price for price in prices if price is not None]
        return sum(int(price * MICROS) for price in known) if len(known) == len(prices) else None


def _is_quiet(verb: Element) -> bool:
    return verb.name in QUIET
