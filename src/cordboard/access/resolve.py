"""From the described parameters of a call to the facts that rules judge: addresses resolved, links found.

Which parameter says what follows from its name and its value, so that an operation described tomorrow is judged, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from cordboard.access.decide import Facts, Reached
from cordboard.access.links import links_in
from cordboard.access.people import Directory, crowd_of
from cordboard.access.permissions import CONTROL
from cordboard.access.plan import plan_of
from cordboard.access.policy import RECORDINGS, Policy
from cordboard.base.phone import parse_recipient, parse_sender
from cordboard.base.sid import SERVICE, is_sid
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Effect, Level, Operation, Place
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.unlisted import Unlisted
from cordboard.catalogue.wire import Malformed

RECIPIENTS, SENDERS = ("To", "to", "PhoneNumber"), ("From", "from")
SERVICES, BODIES = ("MessagingServiceSid",), ("Body",)
INLINE = ("Twiml",)
# What is fetched from these says what happens next; of every other URL only what is told there matters.
DOCUMENTS = frozenset(
    {"Url", "FallbackUrl", "VoiceUrl", "VoiceFallbackUrl", "SmsUrl", "SmsFallbackUrl", "InboundRequestUrl"}
    | {"FallbackInboundUrl", "WaitUrl", "HoldUrl", "AnnounceUrl"}
)
ON_THE_LINE = frozenset({"Sid", "CallSid", "ConferenceSid", "QueueSid"})
"""Parts of paths that name calls, or where calls are."""
ANSWERED = ("messageId",)
"""Parameters that name the message of somebody; whom it came from is not known from memory."""
APPLICATIONS = frozenset({"ApplicationSid", "VoiceApplicationSid", "SmsApplicationSid"})
CREDENTIALS = frozenset({"auth_token", "secondary_auth_token", "secret", "password", "token"})
"""Properties of answers that let their holder in."""
RECORDING_PATHS = ("/Recordings", "/Transcriptions")
_URL = re.compile(r"[a-z][a-z0-9+.-]{1,15}://", re.IGNORECASE)
ITS_OWN = frozenset({"FetchApproval"})
"""What an agent may always ask the control interface; it answers about its own only."""
_ACTIONS = {"GET": "read", "DELETE": "delete"}


MOST_SHOWN = 20  # as many recipients as a person reads; how many more there are is told
NOBODY = (Reached("", ""),)
"""Whom a call reaches that spends and names nobody."""


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


class Shape(NamedTuple):
    """What of an operation matters to rules; found once for each."""

    area: str
    action: str
    needs: int
    reaches: bool
    gives_credentials: bool
    is_operators: bool
    is_its_own: bool
    is_costly: bool
    recipients: tuple[str, ...]
    sender: str
    services: tuple[str, ...]
    bodies: tuple[str, ...]
    inline: tuple[str, ...]
    texts: Mapping[str, str]
    is_crowd: bool = False
    lines: tuple[str, ...] = ()


def area_of(operation: Operation) -> str:
    """Return the area that a policy speaks of: recordings are their own, because they hold what was said."""
    is_recorded = operation.area == "voice" and any(part in operation.path for part in RECORDING_PATHS)
    return RECORDINGS if is_recorded else operation.area


def action_of(operation: Operation) -> str:
    """Return read, create, update or delete."""
    is_one = operation.path.endswith("}") or operation.method == "PUT"
    return _ACTIONS.get(operation.method) or ("update" if is_one else "create")


_SHAPES: dict[int, tuple[Operation, Shape]] = {}


def shape_of(operation: Operation) -> Shape:
    """Return what of an operation matters to rules; found once, because there are as many as the catalogue has."""
    known = _SHAPES.get(id(operation))
    if known is None:  # the operation is kept beside, so that no other can get its id
        known = _SHAPES[id(operation)] = (operation, _shape(operation))
    return known[1]


def _shape(operation: Operation) -> Shape:
    def named(wires: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(each.attribute for each in operation.parameters if each.wire in wires)

    view, reaches = operation.view, operation.effect is Effect.REACHES_A_PERSON
    written = {each.wire for each in view.properties} if view is not None else set()
    bodies = named(BODIES)
    given = [each for each in operation.parameters if each.place is not Place.PATH and each.attribute not in bodies]
    return Shape(
        area=area_of(operation),
        action=action_of(operation),
        needs=operation.level,
        reaches=reaches,
        gives_credentials=bool(written & CREDENTIALS),
        is_operators=operation.area == CONTROL,
        is_its_own=operation.area == CONTROL and operation.name in ITS_OWN,
        is_costly=reaches or operation.effect is Effect.SPENDS,
        recipients=named((*RECIPIENTS, *ANSWERED)) if reaches else (),
        sender=next(iter(named(SENDERS)), "") if reaches else "",
        services=named(SERVICES),
        bodies=bodies,
        inline=named(INLINE),
        texts={each.attribute: each.wire for each in given} if operation.method != "GET" else {},
        lines=_lines(operation) if reaches else (),
        is_crowd=reaches and any(each.wire == "to" and isinstance(each.kind, Fields) for each in operation.parameters),
    )


def _lines(operation: Operation) -> tuple[str, ...]:
    """Return the parts of the path that name calls which go on; what begins a call names none."""
    if any(each.wire in RECIPIENTS for each in operation.parameters):
        return ()
    parts = [each for each in operation.parameters if each.place is Place.PATH and each.wire in ON_THE_LINE]
    return tuple(each.attribute for each in parts)


def facts_of(
    operation: Operation,
    given: Any,
    *,
    account_sid: str,
    home_sid: str,
    now_ms: int,
    lookups: Lookups,
    policy: Policy,
) -> Facts:
    """Return a call as a policy sees it: what takes long to find is found where it asks for that."""
    shape = shape_of(operation)
    plan = plan_of(policy, operation.name, shape.area, shape.action, is_costly=shape.is_costly)
    said = _said_to_many(given, lookups, account_sid) if shape.is_crowd else _said(shape, given, lookups, account_sid)
    country_of = lookups.country if plan.wants_countries else None
    recipients = tuple([reached(text, country_of) for text in said.addresses])
    body, values = said.body, _values(given)
    named = values.get("account_sid") or account_sid
    at_ms = values.get("send_at") if values.get("schedule_type") else None
    cost: int | None = 0
    if plan.wants_cost and shape.is_costly:
        costs = [lookups.cost_micros(operation.name, each.address, body, said.media) for each in recipients or NOBODY]
        cost = None if None in costs else sum(each or 0 for each in costs)
    return Facts(  # in the order of its fields, as names would take five times as long
        operation.name,
        shape.area,
        shape.action,
        Level.FULL if _is_redaction(operation, given) else shape.needs,
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
        tuple(links_in(body)) if plan.wants_links and body else (),
        said.urls,
        said.documents,
        bool(shape.inline) and any(map(lookups.is_free, _texts(values, shape.inline))),
        cost,
        shape.is_costly,
        said.people,
        given.where if isinstance(given, Unlisted) else None,
        0,
        plan.wants_links,
    )


class _Said(NamedTuple):
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


def _said(shape: Shape, given: Any, lookups: Lookups, account_sid: str) -> _Said:
    values = _values(given)
    service_sid, senders = _senders(shape, values, account_sid, lookups) if shape.sender else ("", ())
    urls, documents = _urls(shape, values, account_sid, lookups)
    media = len(values.get("media_url") or ())
    bodies, recipients = _texts(values, shape.bodies), _texts(values, shape.recipients)
    if shape.lines and (documents or any(map(values.get, shape.inline))):
        # Whoever lets a call hear something reaches those who are on the line; one that is not here stands for itself.
        recipients = list(lookups.on_the_line(account_sid, named := _texts(values, shape.lines)) or named[-1:])
    content_sid = values.get("content_sid")
    if content_sid is not None:
        variables, to = values.get("content_variables"), recipients[0] if recipients else ""
        body, more = lookups.filled(account_sid, to, content_sid, variables)
        bodies, urls, media = [*bodies, body], (*urls, *more), media + len(more)
    return _Said(recipients, senders, service_sid, "\n".join(bodies), media, urls, documents)


def _said_to_many(given: Any, lookups: Lookups, account_sid: str) -> _Said:
    crowd = crowd_of(given, given.to, lookups, account_sid)
    at = getattr(getattr(given, "schedule", None), "send_at", None) or ()
    try:
        at_ms = max((Instant().read(each) for each in at), default=None)
    except Malformed:  # the send itself refuses it
        at_ms = None
    media = len(crowd.urls)
    return _Said(crowd.addresses, crowd.senders, "", crowd.body, media, crowd.urls, (), crowd.people, at_ms)


def _is_redaction(operation: Operation, given: Any) -> bool:
    """Tell whether an update destroys what was said, which the level of sending is not for."""
    return operation.name == "UpdateMessage" and given.body is not None


def _values(given: Any) -> dict[str, Any]:
    """Return what was given, by attribute; that is no default, as none of those says anything."""
    return vars(given) if given is not None else {}


def _texts(values: dict[str, Any], attributes: tuple[str, ...]) -> list[str]:
    return [str(values[each]) for each in attributes if values.get(each)]


def reached(text: str, country_of: Callable[[str], str] | None) -> Reached:
    """Resolve a recipient as sending and calling do; what is no address stands for itself, and rules refuse it.

    Its country is left out where nobody asks for it.
    """
    address = parse_recipient(text)
    if address is None:
        return Reached(text, "")
    number = address.number if country_of is not None else None
    return Reached(address.value, country_of(number) if country_of is not None and number else "")


def _senders(shape: Shape, values: dict[str, Any], account_sid: str, lookups: Lookups) -> tuple[str, tuple[str, ...]]:
    """Return the service, and every sender that could be used: the one named, else all that are in the pool."""
    named = values.get(shape.sender) or ""
    service_sid = next(iter(_texts(values, shape.services)), "") if shape.services else ""
    if is_sid(named, SERVICE):
        service_sid, named = named, ""
    if named:
        return service_sid, (sender_of(named),)
    return service_sid, (lookups.senders(account_sid, service_sid) if service_sid else ()) or ("",)


@lru_cache(maxsize=1024)
def sender_of(text: str) -> str:
    """Resolve a sender as sending does; what is none stands for itself."""
    address = parse_sender(text)
    return address.value if address is not None else text


def shown_of(operation: Operation, given: Any) -> dict[str, object]:
    """Return the parameters of a call as a person reads them who is asked to approve it."""
    wires = {each.attribute: each.wire for each in operation.parameters}
    return {wires[name]: _shown(value) for name, value in vars(given).items() if name in wires and value is not None}


def _shown(value: object) -> str:
    """Return a value as text: of objects what was given of them, and of many the first."""
    if isinstance(value, list):
        left = len(value) - MOST_SHOWN
        return ", ".join(map(_shown, value[:MOST_SHOWN])) + (f" and {left} more" if left > 0 else "")
    if hasattr(value, "__parameters__"):
        return " ".join(f"{name}: {_shown(each)}" for name, each in vars(value).items())
    return str(value)


def documents_of(operation: Operation, given: Any, account_sid: str, lookups: Lookups) -> tuple[str, ...]:
    """Return the URLs of a call whose answers say what happens next."""
    return _urls(shape_of(operation), _values(given), account_sid, lookups)[1]


def _urls(
    shape: Shape, values: dict[str, Any], account_sid: str, lookups: Lookups
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    urls: list[str] = []
    documents: list[str] = []
    for attribute, value in values.items():
        wire = shape.texts.get(attribute)
        if wire is None or not value:
            continue
        if wire in APPLICATIONS:
            # What an application says of a message is told; of calls, and of what comes in, what it says is done.
            (urls if shape.area == "messaging" else documents).extend(lookups.application_urls(account_sid, value))
        if type(value) is not str or "://" in value:  # most texts have none
            (documents if wire in DOCUMENTS else urls).extend(_urls_in(value))
    return tuple(urls), tuple(documents)


def _urls_in(value: object) -> Iterator[str]:
    """Find the URLs that a parameter is made of, also inside of lists and objects."""
    if isinstance(value, str):
        if _URL.match(value.strip()):
            yield value.strip()
    elif isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _urls_in(each)
