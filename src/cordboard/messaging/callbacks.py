"""The web hooks of messages: which are made at which state, and with which parameters.

Source: reference 03, sections 4 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from cordboard.base.clock import to_datetime
from cordboard.base.outbox import Task, TaskKind
from cordboard.base.sid import SidMaker, uuid_of
from cordboard.base.webhook import Purpose, Webhook
from cordboard.messaging.message import Message, Status
from cordboard.messaging.ports import Media
from cordboard.numbers.country import country_of
from cordboard.numbers.number import Routing

API_VERSION = "2010-04-01"
_TOLD = frozenset(
    {Status.QUEUED, Status.SENT, Status.FAILED, Status.DELIVERED, Status.UNDELIVERED, Status.READ, Status.CANCELED}
)
_FAILED = frozenset({Status.FAILED, Status.UNDELIVERED})
_encode = msgspec.json.Encoder().encode


class Callbacks:
    """Makes the tasks that call a user's application."""

    def __init__(self, sids: SidMaker, random_128: Callable[[], int]) -> None:
        self._sids = sids
        self._random_128 = random_128

    def task(self, webhook: Webhook, due_ms: int, subject: int) -> Task:
        """Return the task of a web hook."""
        return Task(self._sids.key(), TaskKind.WEBHOOK, due_ms, subject, _encode(webhook), webhook)

    def token(self) -> str:
        """Return an idempotency token, a random UUID. Source: RFC 9562, section 5.4."""
        return uuid_of(self._random_128())

    def status(self, message: Message) -> Task | None:
        """Return the status callback of a message's present state, if one is due."""
        url = message.options.status_callback
        if url is None or message.status not in _TOLD:
            return None
        webhook = Webhook(
            account_sid=message.account_sid,
            subject_sid=message.sid,
            purpose=Purpose.MESSAGE_STATUS,
            method="POST",
            url=url,
            parameters=tuple(_status_parameters(message)),
            token=self.token(),
            agent_sid=message.options.agent_sid,
            decision_id=message.options.decision_id,
        )
        return self.task(webhook, message.updated_ms, message.key)

    def inbound(
        self,
        message: Message,
        routing: Routing,
        media: list[Media],
        base_url: str,
        more: Mapping[str, str],
        led_by: tuple[str, str] = ("", ""),
    ) -> Task | None:
        """Return the call of an SmsUrl for a message that came in, if there is one.

        ``more`` are its further facts, ``led_by`` the agent that had the URL set, and its decision.
        """
        if routing.sms_url is None:
            return None
        webhook = Webhook(
            account_sid=message.account_sid,
            subject_sid=message.sid,
            purpose=Purpose.INBOUND_MESSAGE,
            method=routing.sms_method,
            url=routing.sms_url,
            parameters=(*_inbound_parameters(message, media, base_url), *more.items()),
            token=self.token(),
            fallback_url=routing.sms_fallback_url,
            fallback_method=routing.sms_fallback_method,
            conversation=f"{message.sender}>{message.recipient}",
            agent_sid=led_by[0],
            decision_id=led_by[1],
        )
        return self.task(webhook, message.updated_ms, message.key)


def _status_parameters(message: Message) -> list[tuple[str, str]]:
    status = message.status.value
    found = [
        ("SmsSid", message.sid),
        ("SmsStatus", status),
        ("MessageStatus", status),
        ("To", message.recipient),
        ("MessageSid", message.sid),
        ("AccountSid", message.account_sid),
        ("From", message.sender),
        ("ApiVersion", API_VERSION),
    ]
    if message.service_sid is not None:
        found.append(("MessagingServiceSid", message.service_sid))
    if message.status in _FAILED and message.error_code is not None:
        found.append(("ErrorCode", str(message.error_code)))
    if message.status in (Status.DELIVERED, Status.UNDELIVERED):
        found.append(("RawDlrDoneDate", f"{to_datetime(message.updated_ms):%y%m%d%H%M}"))
    return found


def _inbound_parameters(message: Message, media: list[Media], base_url: str) -> list[tuple[str, str]]:
    found = [
        ("ToCountry", country_of(message.recipient.rpartition(":")[2])),
        ("ToState", ""),
        ("SmsMessageSid", message.sid),
        ("NumMedia", str(message.num_media)),
        ("ToCity", ""),
        ("FromZip", ""),
        ("SmsSid", message.sid),
        ("FromState", ""),
        ("SmsStatus", "received"),
        ("FromCity", ""),
        ("Body", message.told_body),
        ("FromCountry", country_of(message.sender.rpartition(":")[2])),
        ("To", message.recipient),
        ("ToZip", ""),
        ("NumSegments", str(message.num_segments)),
        ("MessageSid", message.sid),
        ("AccountSid", message.account_sid),
        ("From", message.sender),
        ("ApiVersion", API_VERSION),
    ]
    if message.service_sid is not None:
        found.append(("MessagingServiceSid", message.service_sid))
    for index, each in enumerate(media):
        path = f"/{API_VERSION}/Accounts/{message.account_sid}/Messages/{message.sid}/Media/{each.sid}"
        found.append((f"MediaUrl{index}", base_url + path))
        found.append((f"MediaContentType{index}", each.content_type))
    return found
