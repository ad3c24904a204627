"""The balance of the 2010 API. Source: reference 05, Balance."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, always, out
from cordboard.catalogue.describe import Level, View
from cordboard.catalogue.wire import Number
from cordboard.pricing.table import PRICE_UNIT
from cordboard.usage.balance import balance_of


class Balance(NamedTuple):
    """What an account has left. Units: US dollars."""

    account_sid: str
    balance: Decimal


BALANCE = View("Balance", (out("account_sid", TEXT), out("balance", Number()), always("currency", PRICE_UNIT)))


@SURFACE.operation(
    "GET",
    "/Accounts/{AccountSid}/Balance",
    name="FetchBalance",
    area="usage",
    level=Level.READ,
    says="looked at the balance",
    view=BALANCE,
)
async def fetch_balance(call: Call, given: None) -> Balance:
    """Fetch the balance, which a parent account and its subaccounts share."""
    return Balance(call.account.sid, await balance_of(call.services.usage.records, call.account.owner_sid))
