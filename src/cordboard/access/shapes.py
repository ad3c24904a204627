"""What of an operation matters to rules; found once for each.

Which parameter says what follows from its name, so that an operation described tomorrow is judged, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cordboard.access.permissions import CONTROL
from cordboard.access.policy import RECORDINGS
from cordboard.catalogue.describe import Effect, Operation, Place
from cordboard.catalogue.fields import Fields

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
ITS_OWN = frozenset({"FetchApproval"})
"""What an agent may always ask the control interface; it answers about its own only."""
REDACTING = frozenset({"UpdateMessage"})
"""Updates that destroy what was said where they come with a body, which the level of sending is not for."""
_ACTIONS = {"GET": "read", "DELETE": "delete"}


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
    service: str
    body: str
    inline: tuple[str, ...]
    texts: Mapping[str, str]
    applications: frozenset[str] = frozenset()
    may_redact: bool = False
    is_crowd: bool = False
    each: str = ""
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
        service=next(iter(named(SERVICES)), ""),
        body=next(iter(bodies), ""),
        inline=named(INLINE),
        texts={each.attribute: each.wire for each in given} if operation.method != "GET" else {},
        applications=frozenset(each.attribute for each in given if each.wire in APPLICATIONS),
        may_redact=operation.name in REDACTING,
        lines=_lines(operation) if reaches else (),
        each=_each(operation) if operation.effect is Effect.SPENDS else "",
        is_crowd=reaches and any(each.wire == "to" and isinstance(each.kind, Fields) for each in operation.parameters),
    )


def _each(operation: Operation) -> str:
    """Return the parameter that asks for many at once, each of which is paid for; empty where there is none."""
    many = (each.attribute for each in operation.parameters if each.many and isinstance(each.kind, Fields))
    return next(many, "")


def _lines(operation: Operation) -> tuple[str, ...]:
    """Return the parts of the path that name calls which go on; what begins a call names none."""
    if any(each.wire in RECIPIENTS for each in operation.parameters):
        return ()
    parts = [each for each in operation.parameters if each.place is Place.PATH and each.wire in ON_THE_LINE]
    return tuple(each.attribute for each in parts)
