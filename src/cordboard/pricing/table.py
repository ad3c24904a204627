"""The price table: what a segment, a minute and a month of a number cost, by calling code.

Ours: the prices of the simulated network, of the order of public list prices so that spend can be tried. A country that
is not named has the price of its world zone.
Units: US dollars.
Source of the zones: ITU-T E.164 Annex (the first digit of a calling code).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from cordboard.base.calling_codes import CALLING_CODES
from cordboard.base.phone import calling_code, is_toll_free

PRICE_UNIT: Final = "USD"
# ITU-T E.212 Annex B: 001 is the country code of test networks, and 01 a network in it.
TEST_COUNTRY, TEST_NETWORK, CARRIER = "001", "01", "Simulated network"
CHANNEL_MESSAGE: Final = Decimal("0.00500")  # a message of WhatsApp, Messenger or RCS, either way
LOOKUPS: Final[Mapping[str, Decimal]] = {
    "validation": Decimal(0),
    "line_type_intelligence": Decimal("0.00800"),
    "caller_name": Decimal("0.01000"),
}
"""Packages of lookups. What all the others cost follows from contracts with carriers, which no table can know."""
SHORT_CODE_MONTH: Final = Decimal("1000.00")


class Rates(NamedTuple):
    """What a country costs. Units: US dollars; voice a minute, numbers a month, SMS a segment, MMS a message."""

    sms_out: Decimal
    sms_in: Decimal
    mms_out: Decimal
    mms_in: Decimal
    voice_out: Decimal
    voice_in: Decimal
    number_month: Decimal


def _rates(*figures: str) -> Rates:
    return Rates(*map(Decimal, figures))


# The columns are those of Rates. By the first digit of the calling code.
_ZONES: Mapping[str, Rates] = {
    "1": _rates("0.00750", "0.00750", "0.02000", "0.01000", "0.01400", "0.00850", "1.15"),
    "2": _rates("0.09000", "0.00750", "0.11000", "0.01000", "0.25000", "0.01000", "15.00"),
    "3": _rates("0.07500", "0.00750", "0.09500", "0.01000", "0.06000", "0.01000", "3.00"),
    "4": _rates("0.07000", "0.00750", "0.09000", "0.01000", "0.05000", "0.01000", "3.00"),
    "5": _rates("0.06000", "0.00750", "0.08000", "0.01000", "0.09000", "0.01000", "6.00"),
    "6": _rates("0.05500", "0.00750", "0.07500", "0.01000", "0.07000", "0.01000", "6.00"),
    "7": _rates("0.12000", "0.00750", "0.14000", "0.01000", "0.15000", "0.01000", "6.00"),
    "8": _rates("0.08000", "0.00750", "0.10000", "0.01000", "0.10000", "0.01000", "6.00"),
    "9": _rates("0.09000", "0.00750", "0.11000", "0.01000", "0.12000", "0.01000", "10.00"),
}
_COUNTRIES: Mapping[str, Rates] = {
    "31": _rates("0.09500", "0.00750", "0.11500", "0.01000", "0.03000", "0.01000", "6.00"),  # NL
    "33": _rates("0.07600", "0.00750", "0.09600", "0.01000", "0.03000", "0.01000", "1.15"),  # FR
    "34": _rates("0.07500", "0.00750", "0.09500", "0.01000", "0.02000", "0.01000", "1.15"),  # ES
    "39": _rates("0.08500", "0.00750", "0.10500", "0.01000", "0.02000", "0.01000", "1.15"),  # IT
    "41": _rates("0.06500", "0.00750", "0.08500", "0.01000", "0.04000", "0.01000", "1.15"),  # CH
    "44": _rates("0.04000", "0.00750", "0.06000", "0.01000", "0.01580", "0.01000", "1.15"),  # GB
    "46": _rates("0.05200", "0.00750", "0.07200", "0.01000", "0.02000", "0.01000", "1.15"),  # SE
    "49": _rates("0.08500", "0.00750", "0.10500", "0.01000", "0.02000", "0.01000", "1.15"),  # DE
    "52": _rates("0.06000", "0.00750", "0.08000", "0.01000", "0.02000", "0.01000", "6.25"),  # MX
    "55": _rates("0.06000", "0.00750", "0.08000", "0.01000", "0.02500", "0.01000", "4.25"),  # BR
    "61": _rates("0.05150", "0.00750", "0.07150", "0.01000", "0.02520", "0.01000", "3.00"),  # AU
    "65": _rates("0.04200", "0.00750", "0.06200", "0.01000", "0.02500", "0.01000", "50.00"),  # SG
    "81": _rates("0.07500", "0.00750", "0.09500", "0.01000", "0.07460", "0.01000", "4.50"),  # JP
    "91": _rates("0.08300", "0.00750", "0.10300", "0.01000", "0.04050", "0.01000", "10.00"),  # IN
}
MICROS: Final = 1_000_000
"""Millionths of a dollar, in which amounts are counted."""
TOLL_FREE_MONTH: Final = Decimal("2.15")
TOLL_FREE_VOICE_IN: Final = Decimal("0.02200")
OFF_NETWORK_MINUTE: Final = Decimal("0.00400")  # a minute to or from an application or a SIP telephone
RATES: Final[Mapping[str, Rates]] = {code: _COUNTRIES.get(code, _ZONES[code[0]]) for code in CALLING_CODES}
_ELSEWHERE = _ZONES["1"]  # short codes and sender names, which have no calling code


def rates_of(number: str) -> Rates:
    """Return the rates of the country of an E.164 number; what is no number has those of zone 1."""
    try:
        return RATES[calling_code(number)]
    except ValueError:
        return _ELSEWHERE


@lru_cache(maxsize=4096)
def _message_price(recipient: str, is_inbound: bool, is_media: bool, segments: int) -> Decimal:
    if ":" in recipient:
        return -CHANNEL_MESSAGE
    rates = rates_of(recipient)
    if is_media:
        return -(rates.mms_in if is_inbound else rates.mms_out)
    return -(rates.sms_in if is_inbound else rates.sms_out) * segments


def message_price(recipient: str, *, is_inbound: bool, is_media: bool, segments: int) -> Decimal:
    """Return what a message to this recipient costs: negative, as the API writes it. Units: US dollars."""
    # The first eight characters tell the country, so that the table of answers stays small.
    place = recipient[:8] if ":" not in recipient else "channel:"
    return _message_price(place, is_inbound, is_media, segments)


@lru_cache(maxsize=4096)
def _message_micros(place: str, is_media: bool, segments: int) -> int:
    return int(-_message_price(place, False, is_media, segments) * MICROS)


def message_micros(recipient: str, *, is_media: bool, segments: int) -> int:
    """Return what sending a message to this recipient costs. Units: millionths of a US dollar."""
    return _message_micros(recipient[:8] if ":" not in recipient else "channel:", is_media, segments)


def minute_price(sender: str, recipient: str, *, is_inbound: bool) -> Decimal:
    """Return what a minute of a call costs. Units: US dollars."""
    if not (sender if is_inbound else recipient).startswith("+"):
        return OFF_NETWORK_MINUTE
    if not is_inbound:
        return rates_of(recipient).voice_out
    return TOLL_FREE_VOICE_IN if is_toll_free(recipient) else rates_of(recipient).voice_in
