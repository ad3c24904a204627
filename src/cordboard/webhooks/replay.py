"""A web hook out of the log again: the same request, with the same idempotency token and a signature of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from cordboard.base.webhook import Purpose, Webhook
from cordboard.webhooks.request import TOKEN


def webhook_of(attempt: Mapping[str, Any]) -> Webhook:
    """Return the web hook that an attempt in the log was made for; a password in its address is not kept there."""
    return Webhook(
        account_sid=attempt["account_sid"],
        subject_sid=attempt["sid"],
        purpose=Purpose(attempt["purpose"]),
        method=attempt["method"],
        url=attempt["url"],
        parameters=tuple(parse_qsl(attempt["request_body"], keep_blank_values=True)),
        token=attempt["request_headers"].get(TOKEN, ""),
    )
