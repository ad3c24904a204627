"""What is counted of what happens: everything once, in the transaction that makes it true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cordboard.base.phone import AddressKind, is_toll_free, parse_sender
from cordboard.messaging.message import Direction, Message
from cordboard.numbers.number import PhoneNumber
from cordboard.pricing.table import LOOKUPS as LOOKUP_PRICES
from cordboard.pricing.table import MICROS, TOLL_FREE_MONTH, rates_of
from cordboard.shelf.shelf import Kept
from cordboard.voice.call import Call, CallDirection
from cordboard.voice.recording import Recording, RecordingStatus, Transcription, minutes

DAY_MS, MINUTE_MS = 86_400_000, 60_000

_BY_KIND = {
    AddressKind.SHORT_CODE: "shortcode",
    AddressKind.PHONE: "longcode",
    AddressKind.WHATSAPP: "channels-whatsapp",
    AddressKind.MESSENGER: "channels-messaging",
}
# Which package of lookups is which category; what is not named is counted as a lookup and no more.
LOOKUPS: Mapping[str, str] = {
    "validation": "number-format-lookups",
    "caller_name": "calleridlookups-api",
    "line_type_intelligence": "carrier-lookups",
    "sim_swap": "sim-swap-lookups",
    "call_forwarding": "call-forwarding-lookups",
    "line_status": "line-status-lookups",
    "identity_match": "lookup-identity-match",
    "reassigned_number": "reassigned-number",
    "sms_pumping_risk": "sms-pumping-risk",
    "phone_number_quality_score": "phone-quality-score-lookups",
}
# What the tree of categories calls otherwise than its siblings.
_NAMES = {
    "mms-inbound-tollfree": "mms-inbound-toll-free",
    "usage-rcs-messages-outbound": "usage-rcs-basic-messages-outbound",
}


class Used(NamedTuple):
    """One entry of the tally. Units: ``day`` since 1970-01-01 in UTC; ``price_micros`` in millionths of a dollar."""

    account_sid: str
    day: int
    category: str
    events: int
    usage: int
    price_micros: int


def day_of(at_ms: int) -> int:
    """Return the day of an instant, in UTC."""
    return at_ms // DAY_MS


def to_micros(price: Decimal | None) -> int:
    """Return a price of the API, which is negative, as an amount spent."""
    return 0 if price is None else -int(price * MICROS)


@lru_cache(maxsize=4096)
def _message_category(own: str, is_inbound: bool, is_media: bool) -> str:
    way = "inbound" if is_inbound else "outbound"
    address = parse_sender(own)
    kind = _BY_KIND.get(address.kind) if address is not None else None
    if own.startswith("rcs:"):
        name = f"usage-rcs-messages-{way}"
    elif ":" in own:
        name = f"{kind or 'channels'}-{way}" if kind else "channels"
    else:
        product = "mms" if is_media else "sms"
        sort = "tollfree" if is_toll_free(own) else kind
        name = f"{product}-{way}-{sort}" if sort else f"{product}-{way}"
    return _NAMES.get(name, name)


def message_used(message: Message) -> Used:
    """Return what a message counts as: one of its kind, its segments, its price."""
    is_inbound = message.direction is Direction.INBOUND
    own = message.recipient if is_inbound else message.sender
    return Used(
        message.account_sid,
        day_of(message.sent_ms or message.created_ms),
        _message_category(own, is_inbound, message.num_media > 0),
        1,
        message.num_segments,
        to_micros(message.price),
    )


def call_used(call: Call) -> Used | None:
    """Return what a call counts as: one of its kind, its minutes, its price; None for one that was never answered."""
    if call.started_ms is None or call.ended_ms is None:
        return None
    is_inbound = call.direction is CallDirection.INBOUND
    far, own = (call.sender, call.recipient) if is_inbound else (call.recipient, call.sender)
    minutes = max(-(-(call.ended_ms - call.started_ms) // MINUTE_MS), 1)
    category = _call_category(far, own, "inbound" if is_inbound else "outbound")
    return Used(call.account_sid, day_of(call.ended_ms), category, 1, minutes, to_micros(call.price))


def _call_category(far: str, own: str, way: str) -> str:
    if far.startswith("client:"):
        return "calls-client"
    if far.startswith("sip:"):
        return f"calls-sip-{way}"
    if way == "outbound":
        return "calls-outbound"
    return "calls-inbound-tollfree" if is_toll_free(own) else "calls-inbound-local"


def number_used(number: PhoneNumber, at_ms: int) -> Used:
    """Return what a month of a number counts as, on the day on which it begins."""
    is_free_to_call = is_toll_free(number.phone_number)
    price = TOLL_FREE_MONTH if is_free_to_call else rates_of(number.phone_number).number_month
    category = "phonenumbers-tollfree" if is_free_to_call else "phonenumbers-local"
    return Used(number.account_sid, day_of(at_ms), category, 1, 1, int(price * MICROS))


def recording_used(recording: Recording) -> tuple[Used, ...]:
    """Return what a recording counts as when it is complete: its minutes, made and kept. Keeping them costs nothing."""
    if recording.length_ms is None or recording.status is RecordingStatus.ABSENT:
        return ()
    place = (recording.account_sid, day_of(recording.updated_ms))
    length = minutes(recording.length_ms)
    return (
        Used(*place, "recordings", 1, length, to_micros(recording.price)),
        Used(*place, "recordingstorage", 1, length, 0),
    )


def transcription_used(transcription: Transcription) -> tuple[Used, ...]:
    """Return what a transcription counts as: one, its minutes, its price."""
    day, length = day_of(transcription.created_ms), minutes(transcription.length_ms)
    return (Used(transcription.account_sid, day, "transcriptions", 1, length, to_micros(transcription.price)),)


def lookups_used(account_sid: str, at_ms: int, packages: Iterable[str]) -> tuple[Used, ...]:
    """Return what a lookup counts as: one of each package that was asked for, and its price where it has one."""
    day = day_of(at_ms)
    return tuple(
        Used(account_sid, day, LOOKUPS.get(each, "lookups"), 1, 1, int(LOOKUP_PRICES.get(each, 0) * MICROS))
        for each in packages
    )


def kept_used(kept: Kept) -> tuple[Used, ...]:
    """Return what a plain resource counts as; most count as nothing."""
    if isinstance(kept, Recording):
        return recording_used(kept)
    return transcription_used(kept) if isinstance(kept, Transcription) else ()
