"""Buying with test credentials: magic numbers tell what would be refused, and no number changes hands.

Source: reference 02, section 11.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cordboard.base.phone import parse_e164
from cordboard.base.problem import Problem
from cordboard.base.sid import PHONE_NUMBER, SidMaker
from cordboard.numbers.number import PhoneNumber, Routing, national
from cordboard.numbers.provisioning import Order

GOOD_NUMBER, GOOD_AREA = "+15005550006", "500"
TAKEN, INVALID, NONE_IN_AREA = 21422, 21421, 21452
NUMBERS: Mapping[str, int] = {"+15005550000": TAKEN, "+15005550001": INVALID}


class NumberRehearsal:
    """Answers as if numbers were bought."""

    def __init__(self, sids: SidMaker, now_ms: Callable[[], int]) -> None:
        self._sids = sids
        self._now_ms = now_ms

    def buy(self, account_sid: str, order: Order) -> PhoneNumber:
        """Return the number that would be bought. Raises: Problem 21421, 21422 or 21452."""
        wanted = order.phone_number
        if wanted is None and order.area_code is not None:
            if order.area_code != GOOD_AREA:
                raise Problem(NONE_IN_AREA, parameter="AreaCode", area_code=order.area_code)
            wanted = GOOD_NUMBER
        number = parse_e164(wanted or "")
        if number != GOOD_NUMBER:
            code = INVALID if number is None else NUMBERS.get(number, TAKEN)
            raise Problem(code, parameter="PhoneNumber", phone_number=wanted or "(none)")
        now = self._now_ms()
        return PhoneNumber(
            sid=self._sids.sid(PHONE_NUMBER),
            account_sid=account_sid,
            phone_number=number,
            friendly_name=order.friendly_name or national(number),
            created_ms=now,
            updated_ms=now,
            routing=replace(Routing(), **order.settings),
        )
