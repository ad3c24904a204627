"""Whom an account may not call: countries that are switched off, and on trial whoever did not verify the number.

Source: reference 10, 21215, 21219 and 13227; reference 02, section 13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cordboard.base.problem import Problem

TRIAL_LIMIT_S = 600  # Reference 10, 13805: calls of a trial account end after ten minutes.
OVER_TRIAL_LIMIT = 13805
SWITCH = "/cordboard/v1/accounts/{}/calling_countries"


class Bar(NamedTuple):
    """Why somebody is not called: the code of a refused request, that of a refused dial, and a sentence."""

    refused: int
    dialed: int
    sentence: str


COUNTRY_OFF = Bar(21215, 13227, "Calls to the country of {to} are switched off for this account.")
UNVERIFIED = Bar(21219, 13223, "{to} is not verified, and accounts on trial call verified numbers only.")

Judge = Callable[[str, str], bool]
"""Tells something of an account and a number in E.164."""


class Barring:
    """Judges calls by the account that makes them."""

    def __init__(self, *, is_trial: Callable[[str], bool], is_verified: Judge, is_off: Judge) -> None:
        self._is_trial = is_trial
        self._is_verified = is_verified
        self._is_off = is_off

    def bar(self, account_sid: str, recipient: str) -> Bar | None:
        """Return why an account may not call an address; clients and SIP addresses are always free to be called."""
        if not recipient.startswith("+"):
            return None
        if self._is_trial(account_sid) and not self._is_verified(account_sid, recipient):
            return UNVERIFIED
        return COUNTRY_OFF if self._is_off(account_sid, recipient) else None

    def check(self, account_sid: str, recipient: str) -> None:
        """Make sure that an account may call an address. Raises: Problem 21219 or 21215."""
        bar = self.bar(account_sid, recipient)
        if bar is not None:
            raise Problem(bar.refused, parameter="To", to=recipient, url=SWITCH.format(account_sid))

    def limit_s(self, account_sid: str, wanted_s: int) -> int:
        """Return how long a call of an account may last."""
        return min(wanted_s, TRIAL_LIMIT_S) if self._is_trial(account_sid) else wanted_s

    def is_cut(self, account_sid: str, limit_s: int) -> bool:
        """Tell whether it was the trial that ended a call at its limit."""
        return limit_s == TRIAL_LIMIT_S and self._is_trial(account_sid)


NOTHING_BARRED = Barring(is_trial=lambda _: False, is_verified=lambda *_: True, is_off=lambda *_: False)
