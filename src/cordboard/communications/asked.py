"""A send as it was asked for, and what is made of it: every problem is told at once, and nothing is half sent.

Source: reference of the Communications API, sections 1.4 and 3.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cordboard.base.phone import parse_e164
from cordboard.base.problem import Problem, Problems, Said
from cordboard.communications.operation import Content, Terms
from cordboard.communications.personalization import Template, TemplateFault
from cordboard.communications.ports import (
    Person,
    RecipientDirectory,
    Sender,
    SenderDirectory,
    StoredContents,
    Target,
)
from cordboard.communications.tags import tag_faults
from cordboard.communications.words import INVALID, Channel

MOST_RECIPIENTS = 10_000
MOST_PROBLEMS = 100  # a person reads no more; the reader of bodies tells as many
NOBODY = "The field {} must hold at least one recipient."
TOO_MANY = f"The field {{}} holds more than {MOST_RECIPIENTS} recipients."
_PLACE = re.compile(r"to\[([0-9]+)\]")
FURTHEST_MS = 35 * 86_400_000  # of a schedule, as in the core API


class Recipient(NamedTuple):
    """A recipient: addresses, or the id of a contact or an audience."""

    addresses: tuple[Target, ...] = ()
    contact_id: str | None = None
    audience_id: str | None = None
    variables: Mapping[str, str] = {}


class From(NamedTuple):
    """Who sends: an address of a channel, a sender, a pool with a choice of channels, or nobody named."""

    address: str | None = None
    channel: Channel | None = None
    sender_id: str | None = None
    pool_id: str | None = None
    only: tuple[Channel, ...] = ()
    priority: Mapping[Channel, int] = {}


class Asked(NamedTuple):
    """A send as it was asked for, by an agent or else nobody. Units: ``send_at_ms`` an instant."""

    to: Sequence[Recipient]
    content: Content
    from_: From = From()
    content_id: str | None = None
    tags: Mapping[str, str] = {}
    send_at_ms: int | None = None
    agent_sid: str = ""
    decision_id: str = ""


class Resolved(NamedTuple):
    """A send that can be carried out."""

    terms: Terms
    people: list[Person]


def not_recognized(field: str, value: object) -> Problem:
    """Return the problem of a value that names nothing."""
    return Problem(INVALID, parameter=field, value=value)


def said(words: str, field: str = "", *names: str, **facts: object) -> Problem:
    """Return a problem in words of its own, which hold ``{}`` for the field and each further name."""
    return Said(INVALID, words, field, *names, **facts)


class Resolver:
    """Resolves what a send names."""

    def __init__(
        self,
        *,
        senders: SenderDirectory,
        recipients: RecipientDirectory,
        contents: StoredContents,
        now_ms: Callable[[], int],
    ) -> None:
        self._senders = senders
        self._recipients = recipients
        self._contents = contents
        self._now_ms = now_ms

    def resolve(self, account_sid: str, asked: Asked, known: Sequence[Problem] = ()) -> Resolved:
        """Return what can be carried out. Raises: Problems, those that were known before among them."""
        faults = list(known)
        people = self._people(account_sid, asked.to, faults)
        content = self._content(account_sid, asked, faults)
        sender = self._sender(account_sid, asked.from_, faults)
        faults += [*tag_problems(asked.tags), *schedule_problems(asked.send_at_ms, self._now_ms())]
        if faults:
            raise Problems(faults[:MOST_PROBLEMS])
        terms = Terms(
            content=content,
            sender_id=sender.id if sender is not None else None,
            pool_id=asked.from_.pool_id,
            only=asked.from_.only,
            priority=asked.from_.priority,
            tags=asked.tags,
            agent_sid=asked.agent_sid,
            decision_id=asked.decision_id,
        )
        return Resolved(terms, people)

    def _people(self, account_sid: str, to: Sequence[Recipient], faults: list[Problem]) -> list[Person]:
        if not to:
            faults.append(said(NOBODY, "to"))
        people: list[Person] = []
        wrong = {int(found[1]) for each in faults if (found := _PLACE.match(each.parameter or ""))}
        for place, recipient in enumerate(to):
            if place not in wrong:
                people += self._named(account_sid, recipient, place, faults)
            if len(faults) >= MOST_PROBLEMS:
                break
        if len(people) > MOST_RECIPIENTS:
            faults.append(said(TOO_MANY, "to"))
        return people

    def _named(self, account_sid: str, recipient: Recipient, place: int, faults: list[Problem]) -> Sequence[Person]:
        if recipient.addresses:
            targets = [_target(each, place, faults) for each in recipient.addresses]
            return [Person(tuple(each for each in targets if each is not None), recipient.variables)]
        if recipient.contact_id is not None:
            found = self._recipients.contact(account_sid, recipient.contact_id)
            if found is not None:
                return [_with(found, recipient.variables)]
            faults.append(not_recognized(f"to[{place}].contact_id", recipient.contact_id))
        elif recipient.audience_id is not None:
            members = self._recipients.audience(account_sid, recipient.audience_id)
            if members is not None:
                return [_with(each, recipient.variables) for each in members]
            faults.append(not_recognized(f"to[{place}].audience_id", recipient.audience_id))
        else:
            faults.append(Problem(INVALID, parameter=f"to[{place}].address"))
        return ()

    def _content(self, account_sid: str, asked: Asked, faults: list[Problem]) -> Content:
        content = asked.content
        if asked.content_id is not None:
            found = self._contents.stored(account_sid, asked.content_id)
            if found is None:
                faults.append(not_recognized("content.content_id", asked.content_id))
            else:
                by_channel, defaults = found
                return Content(given=content.given, by_channel=by_channel, is_stored=True, defaults=defaults)
        faults += template_problems(content.given)
        return content

    def _sender(self, account_sid: str, given: From, faults: list[Problem]) -> Sender | None:
        senders, found = self._senders, None
        if given.address is not None and given.channel is not None:
            address = parse_e164(given.address) or given.address
            found = senders.by_address(account_sid, address, given.channel)
            if found is None:
                faults.append(not_recognized("from.address", given.address))
        elif given.sender_id is not None:
            found = senders.by_id(account_sid, given.sender_id)
            if found is None:
                faults.append(not_recognized("from.sender_id", given.sender_id))
        elif given.pool_id is not None and senders.of_pool(account_sid, given.pool_id) is None:
            faults.append(not_recognized("from.sender_pool_id", given.pool_id))
        return found


def template_problems(content: Any, at: str = "content") -> Iterator[Problem]:
    """Yield what is wrong with the templates of what is said: with each text that is none, at its path."""
    if isinstance(content, str):
        try:
            Template(content)
        except TemplateFault as fault:
            yield said("The field {} is no template: {why}.", at, why=fault)
    elif isinstance(content, Mapping):
        for name, each in content.items():
            yield from template_problems(each, f"{at}.{name}")
    elif isinstance(content, list | tuple):
        for place, each in enumerate(content):
            yield from template_problems(each, f"{at}[{place}]")


def tag_problems(tags: Mapping[Any, object], *, may_be_templates: bool = True) -> Iterator[Problem]:
    """Yield what is wrong with tags."""
    for each in tag_faults(tags, may_be_templates=may_be_templates):
        yield said("The field {} is not valid: {why}.", f"tags.{each.name}" if each.name else "tags", why=each)


def schedule_problems(send_at_ms: int | None, now_ms: int) -> Iterator[Problem]:
    """Yield what is wrong with the instant that a send is to begin at; None is at once."""
    if send_at_ms is None:
        return
    if send_at_ms <= now_ms:
        yield said("The field {} must name an instant to come.", "schedule.send_at")
    if send_at_ms > now_ms + FURTHEST_MS:
        yield said("The field {} may lie at most 35 days ahead.", "schedule.send_at")


def _with(person: Person, variables: Mapping[str, str]) -> Person:
    """Return a person with what this send says of them before what is known of them."""
    return Person(person.targets, {**person.variables, **variables}) if variables else person


def number_of(address: str) -> str | None:
    """Return an address as E.164 if it is a number with its calling code."""
    return parse_e164(address) if address[:1] == "+" else None


def _target(target: Target, place: int, faults: list[Problem]) -> Target | None:
    found = number_of(target.address)
    if found is None:
        faults.append(not_recognized(f"to[{place}].address", target.address))
        return None
    return target if found == target.address else Target(found, target.reach)
