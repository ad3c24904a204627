"""The test credentials: with them calls of the core API are answered by magic numbers, and nothing happens."""

from __future__ import annotations

from cordboard.accounts.account import Account
from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import SURFACE, TEXT, out
from cordboard.catalogue.describe import Level, View

TEST_CREDENTIALS = View("TestCredentials", (out("account_sid", TEXT, "sid"), out("auth_token", TEXT)))


@SURFACE.operation(
    "GET",
    "/test_credentials",
    name="FetchTestCredentials",
    level=Level.READ,
    says="looked up the test credentials",
    view=TEST_CREDENTIALS,
)
async def fetch_test_credentials(call: Call, given: None) -> Account:
    """Tell the test credentials of this server; they stay the same."""
    return call.services.test_account
