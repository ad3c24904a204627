"""What messages, calls and numbers count as."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cordboard.messaging.message import Direction, Message, Status
from cordboard.numbers.number import PhoneNumber
from cordboard.usage.categories import CATEGORIES
from cordboard.usage.measure import call_used, message_used, number_used
from cordboard.voice.call import Call, CallDirection, CallStatus

LONG, FREE, HANDSET = "+12015550100", "+18005550100", "+14155550123"


def message(own: str, direction: Direction, media: int = 0) -> Message:
    """Return a message that was sent or received on the second day."""
    is_inbound = direction is Direction.INBOUND
    return Message(
        sid="SM" + "0" * 32,
        account_sid="AC" + "0" * 32,
        direction=direction,
        sender=HANDSET if is_inbound else own,
        recipient=own if is_inbound else HANDSET,
        body="x",
        status=Status.SENT,
        num_segments=2,
        num_media=media,
        created_ms=86_399_999,
        updated_ms=86_400_000,
        sent_ms=86_400_000,
        price=Decimal("-0.01500"),
    )


@pytest.mark.parametrize(
    ("own", "direction", "media", "category"),
    [
        (LONG, Direction.API, 0, "sms-outbound-longcode"),
        (LONG, Direction.REPLY, 0, "sms-outbound-longcode"),
        (LONG, Direction.INBOUND, 0, "sms-inbound-longcode"),
        (FREE, Direction.API, 0, "sms-outbound-tollfree"),
        (FREE, Direction.INBOUND, 1, "mms-inbound-toll-free"),
        (FREE, Direction.API, 1, "mms-outbound-tollfree"),
        ("12345", Direction.API, 0, "sms-outbound-shortcode"),
        ("12345", Direction.INBOUND, 2, "mms-inbound-shortcode"),
        ("MyBrand", Direction.API, 0, "sms-outbound"),
        (f"whatsapp:{LONG}", Direction.API, 1, "channels-whatsapp-outbound"),
        ("messenger:1234", Direction.INBOUND, 0, "channels-messaging-inbound"),
        ("rcs:brand_agent", Direction.API, 0, "usage-rcs-basic-messages-outbound"),
        ("rcs:brand_agent", Direction.INBOUND, 0, "usage-rcs-messages-inbound"),
        ("viber:brand", Direction.API, 0, "channels"),
    ],
)
def test_a_message_counts_by_its_own_end_on_the_day_it_was_sent(
    own: str, direction: Direction, media: int, category: str
) -> None:
    used = message_used(message(own, direction, media))
    assert used[1:] == (1, category, 1, 2, 15_000)
    assert category in CATEGORIES


def call(sender: str, recipient: str, direction: CallDirection, started_ms: int | None) -> Call:
    """Return a call that ended after 61 seconds."""
    return Call(
        sid="CA" + "0" * 32,
        account_sid="AC" + "0" * 32,
        direction=direction,
        sender=sender,
        recipient=recipient,
        status=CallStatus.COMPLETED,
        created_ms=0,
        updated_ms=61_000,
        started_ms=started_ms,
        ended_ms=61_000,
        price=None if started_ms is None else Decimal("-0.02800"),
    )


@pytest.mark.parametrize(
    ("sender", "recipient", "direction", "category"),
    [
        (LONG, HANDSET, CallDirection.API, "calls-outbound"),
        (LONG, HANDSET, CallDirection.DIAL, "calls-outbound"),
        (HANDSET, LONG, CallDirection.INBOUND, "calls-inbound-local"),
        (HANDSET, FREE, CallDirection.INBOUND, "calls-inbound-tollfree"),
        (LONG, "sip:jim@example.com", CallDirection.API, "calls-sip-outbound"),
        ("client:jim", LONG, CallDirection.INBOUND, "calls-client"),
    ],
)
def test_a_call_counts_each_minute_begun(sender: str, recipient: str, direction: CallDirection, category: str) -> None:
    used = call_used(call(sender, recipient, direction, 0))
    assert used is not None
    assert used[1:] == (0, category, 1, 2, 28_000)
    assert category in CATEGORIES


def test_a_call_that_nobody_answered_counts_nothing() -> None:
    assert call_used(call(LONG, HANDSET, CallDirection.API, None)) is None


@pytest.mark.parametrize(
    ("phone_number", "category", "micros"),
    [(LONG, "phonenumbers-local", 1_150_000), (FREE, "phonenumbers-tollfree", 2_150_000)],
)
def test_a_number_counts_its_first_month(phone_number: str, category: str, micros: int) -> None:
    number = PhoneNumber(
        sid="PN" + "0" * 32,
        account_sid="AC" + "0" * 32,
        phone_number=phone_number,
        friendly_name="",
        created_ms=86_400_000,
        updated_ms=86_400_000,
    )
    assert number_used(number, number.created_ms)[1:] == (1, category, 1, 1, micros)
