"""From the described parameters of a call to the facts that rules judge: addresses resolved, links found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from msgspec import Struct

from cordboard.access.facts import Facts, Reached
from cordboard.access.links import links_in
from cordboard.access.people import Directory, crowd_of
from cordboard.access.plan import Plan
from cordboard.access.shapes import DOCUMENTS, Shape, shape_of
from cordboard.base.phone import is_number, parse_recipient, parse_sender
from cordboard.base.sid import SERVICE, is_sid
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Level, Operation
from cordboard.catalogue.unlisted import Unlisted
from cordboard.catalogue.wire import Malformed

_URL = re.compile(r"[a-z][a-z0-9+.-]{1,15}://", re.IGNORECASE)
NOBODY = (Reached("", ""),)
"""Whom a call reaches that names nobody."""


class Lookups(Directory, Protocol):
    """What is asked of the products, from memory."""

    def senders(self, account_sid: str, service_sid: str) -> tuple[str, ...]:
        """Return the senders in the pool of a messaging service."""

    def application_urls(self, account_sid: str, sid: str) -> tuple[str, ...]:
        """Return the URLs of an application."""

    def filled(self, account_sid: str, to: str, content_sid: str, variables: str | None) -> tuple[str, tuple[str, ...]]:
        """Return the text and the URLs of a template as they are sent; nothing of one that is refused when it is."""

    def country(self, number: str) -> str:
        """Return the country of an E.164 number, or nothing."""

    def is_free(self, document: str) -> bool:
        """Tell whether a document does more than speak: whether it could reach others or lead elsewhere."""

    def on_the_line(self, account_sid: str, named: Sequence[str]) -> tuple[str, ...]:
        """Return the addresses of those at the other end of a call, or in the room or the queue that is named."""

    def cost_micros(self, operation: str, recipient: str, body: str, media: int) -> int | None:
        """Return what a call will cost in millionths of a dollar, or None where that cannot be told."""

    def spent_micros(self, given: Any) -> int | None:
        """Return the same of a call that spends and reaches nobody, by what it asks for."""


def facts_of(
    operation: Operation,
    given: Any,
    shape: Shape,
    plan: Plan,
    account_sid: str,
    home_sid: str,
    now_ms: int,
    lookups: Lookups,
) -> Facts:
    """Return a call as a policy sees it: what takes long to find is found where its plan asks for that."""
    values = vars(given) if given is not None else {}
    said = _said_to_many(given, lookups, account_sid) if shape.is_crowd else _said(shape, values, lookups, account_sid)
    country_of = lookups.country if plan.wants_countries else None
    addresses = said.addresses
    if len(addresses) == 1:  # as nearly always
        recipients: tuple[Reached, ...] = (reached(addresses[0], country_of),)
    else:
        recipients = tuple([reached(text, country_of) for text in addresses])
    body, named = said.body, values.get("account_sid") or account_sid
    at_ms = values.get("send_at") if values.get("schedule_type") else None
    cost: int | None = 0
    if plan.wants_cost and shape.is_costly and not shape.reaches:
        cost = lookups.spent_micros(given)
    elif plan.wants_cost and shape.is_costly:
        for each in recipients or NOBODY:
            one = lookups.cost_micros(operation.name, each.address, body, said.media)
            cost = None if cost is None or one is None else cost + one
    return Facts(  # in the order of its fields, as names would take five times as long
        operation.name,
        shape.area,
        shape.action,
        Level.FULL if shape.may_redact and values.get("body") is not None else shape.needs,
        now_ms,
        at_ms if isinstance(at_ms, int) else said.at_ms or now_ms,
        account_sid if account_sid != home_sid else named,
        account_sid == home_sid == named,
        shape.gives_credentials,
        shape.is_operators,
        shape.reaches,
        recipients,
        said.senders,
        said.service_sid,
        body,
        links_in(body) if plan.wants_links and body else (),
        said.urls,
        said.documents,
        bool(shape.inline) and any(map(lookups.is_free, _texts(values, shape.inline))),
        cost,
        shape.is_costly,
        max(len(values.get(shape.each) or ()), 1) if shape.each else said.people,
        given.where if isinstance(given, Unlisted) else None,
        0,
        plan.wants_links,
    )


class _Said(Struct, frozen=True, gc=False):
    """What of a call is told to somebody: to whom, from where, and which words and links.

    Units: ``media`` a count; ``at_ms`` an instant, None is now.
    """

    addresses: Sequence[str]
    senders: tuple[str, ...]
    service_sid: str
    body: str
    media: int
    urls: tuple[str, ...]
    documents: tuple[str, ...] = ()
    people: int = 1
    at_ms: int | None = None


def _said(shape: Shape, values: dict[str, Any], lookups: Lookups, account_sid: str) -> _Said:
    service_sid, senders = _senders(shape, values, account_sid, lookups) if shape.sender else ("", ())
    urls, documents = _urls(shape, values, account_sid, lookups)
    media = len(values["media_url"] or ()) if "media_url" in values else 0
    body, recipients = str(values.get(shape.body) or ""), []
    for name in shape.recipients:
        if values.get(name):
            recipients.append(str(values[name]))
    if shape.lines and (documents or any(map(values.get, shape.inline))):
        # Whoever lets a call hear something reaches those who are on the line; one that is not here stands for itself.
        recipients = list(lookups.on_the_line(account_sid, named := _texts(values, shape.lines)) or named[-1:])
    if values.get("content_sid") is not None:
        to, variables = recipients[0] if recipients else "", values.get("content_variables")
        filled, more = lookups.filled(account_sid, to, values["content_sid"], variables)
        body, urls, media = f"{body}\n{filled}" if body else filled, (*urls, *more), media + len(more)
    return _Said(recipients, senders, service_sid, body, media, urls, documents)


def _said_to_many(given: Any, lookups: Lookups, account_sid: str) -> _Said:
    crowd = crowd_of(given, given.to, lookups, account_sid)
    at = getattr(getattr(given, "schedule", None), "send_at", None) or ()
    try:
        at_ms = max((Instant().read(each) for each in at), default=None)
    except Malformed:  # the send itself refuses it
        at_ms = None
    media = len(crowd.urls)
    return _Said(crowd.addresses, crowd.senders, "", crowd.body, media, crowd.urls, (), crowd.people, at_ms)


def _texts(values: dict[str, Any], attributes: tuple[str, ...]) -> list[str]:
    return [str(values[each]) for each in attributes if values.get(each)]


def reached(text: str, country_of: Callable[[str], str] | None) -> Reached:
    """Resolve a recipient as sending and calling do; what is no address stands for itself, and rules refuse it.

    Its country is left out where nobody asks for it.
    """
    if is_number(text):  # nearly every one
        return Reached(text, country_of(text) if country_of is not None else "")
    address = parse_recipient(text)
    if address is None:
        return Reached(text, "")
    number = address.number if country_of is not None else None
    return Reached(address.value, country_of(number) if country_of is not None and number else "")


def _senders(shape: Shape, values: dict[str, Any], account_sid: str, lookups: Lookups) -> tuple[str, tuple[str, ...]]:
    """Return the service, and every sender that could be used: the one named, else all that are in the pool."""
    named = values.get(shape.sender) or ""
    service_sid = str(values.get(shape.service) or "")
    if named[:2] == SERVICE and is_sid(named, SERVICE):
        service_sid, named = named, ""
    if named:
        return service_sid, (sender_of(named),)
    return service_sid, (lookups.senders(account_sid, service_sid) if service_sid else ()) or ("",)


@lru_cache(maxsize=1024)
def sender_of(text: str) -> str:
    """Resolve a sender as sending does; what is none stands for itself."""
    address = parse_sender(text)
    return address.value if address is not None else text


def documents_of(operation: Operation, given: Any, account_sid: str, lookups: Lookups) -> tuple[str, ...]:
    """Return the URLs of a call whose answers say what happens next."""
    return _urls(shape_of(operation), vars(given) if given is not None else {}, account_sid, lookups)[1]


def _urls(
    shape: Shape, values: dict[str, Any], account_sid: str, lookups: Lookups
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    urls: list[str] = []
    documents: list[str] = []
    wires, applications = shape.texts, shape.applications
    for attribute, value in values.items():
        if not value or attribute not in wires:
            continue
        if applications and attribute in applications:
            # What an application says of a message is told; of calls, and of what comes in, what it says is done.
            (urls if shape.area == "messaging" else documents).extend(lookups.application_urls(account_sid, value))
        if type(value) is not str:
            (documents if wires[attribute] in DOCUMENTS else urls).extend(_urls_in(value))
        elif "://" in value and (text := value.strip()) and _URL.match(text):  # most texts have none
            (documents if wires[attribute] in DOCUMENTS else urls).append(text)
    return tuple(urls), tuple(documents)


def _urls_in(value: object) -> Iterator[str]:
    """Find the URLs that a parameter is made of, also inside of lists and objects."""
    if isinstance(value, str):
        if _URL.match(value.strip()):
            yield value.strip()
    elif isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _urls_in(each)
