"""What the state and the type of an account mean for the messages it sends.

Source: reference 02, section 13 (trial accounts); reference 10, 10001, 14111, 21408 and 21608.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from cordboard.accounts.account import Accounts, AccountType
from cordboard.base.phone import Address
from cordboard.base.problem import Problem
from cordboard.messaging.draft import Draft
from cordboard.messaging.message import Direction

TRIAL = AccountType.TRIAL
TRIAL_PREFIX = "Sent from your Twilio trial account - "

IsVerified = Callable[[str, str], bool]
"""Tells whether an account has verified a number, in E.164, as its own."""

IsOff = Callable[[str, str], bool]
"""Tells whether an account may not write to the country of a number, in E.164."""


class Standing:
    """Judges drafts by the account that they are from."""

    def __init__(self, accounts: Accounts, is_verified: IsVerified, is_off: IsOff) -> None:
        self._accounts = accounts
        self._is_verified = is_verified
        self._is_off = is_off

    def is_active(self, account_sid: str) -> bool:
        """Tell whether the account may send and receive."""
        return self._accounts.is_active(account_sid)

    def is_trial(self, account_sid: str) -> bool:
        """Tell whether the account is on trial."""
        account = self._accounts.find(account_sid)
        return account is not None and account.type is TRIAL

    def applied(self, account_sid: str, draft: Draft) -> Draft:
        """Return the draft as this account sends it: on trial, it says so. Raises: Problem 10001."""
        account = self._accounts.find(account_sid)
        if account is None or not account.is_active:
            raise Problem(10001)
        if account.type is TRIAL and draft.body:
            return replace(draft, body=TRIAL_PREFIX + draft.body)
        return draft

    def is_barred(self, account_sid: str, recipient: str) -> bool:
        """Tell whether the country of a recipient is switched off; addresses of other channels are in no country."""
        return recipient.startswith("+") and self._is_off(account_sid, recipient)

    def check_recipient(self, account_sid: str, recipient: Address, draft: Draft) -> None:
        """Make sure that an account may write to a recipient: on trial, that it has verified the number.

        Raises: Problem 21608, or 14111 in an answer to a message; 21408 where the country is off.
        """
        account = self._accounts.find(account_sid)
        is_trial = account is not None and account.type is TRIAL
        if is_trial and not self._is_verified(account_sid, recipient.number or ""):
            raise Problem(14111 if draft.direction is Direction.REPLY else 21608, parameter="To", to=draft.to)
        if self.is_barred(account_sid, recipient.value):
            raise Problem(21408, parameter="To", to=draft.to)
