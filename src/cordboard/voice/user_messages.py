"""Messages between an application and the client at the other end of a call.

On the simulated network the client is a handset: what is sent to it is in the transcript of the call, and what it sends
is told to who subscribed. Source: https://www.twilio.com/docs/voice/api/userdefinedmessage-resource,
/docs/voice/api/userdefinedmessagesubscription-resource; what who subscribed is told is in the last table of
https://www.twilio.com/docs/voice/sdks/call-message-events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cordboard.base.clock import to_rfc2822
from cordboard.base.webhook import Purpose
from cordboard.shelf.shelf import Kept, Kind
from cordboard.voice.call import Told
from cordboard.voice.ports import Heard
from cordboard.voice.user_message import SUBSCRIPTION, USER_MESSAGE, Subscription, UserMessage

if TYPE_CHECKING:
    from cordboard.voice.switchboard import Switchboard

CONTENT_TYPE = "application/json"  # no other can be sent by a client
K = TypeVar("K", bound=Kept)


class UserMessages:
    """Delivers messages in both directions."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    async def send(self, call_sid: str, content: str, key: str | None) -> UserMessage:
        """Send a message to the client; sent again with the same key it is the same. Raises: Problem 21220."""
        known = await self._known(USER_MESSAGE, call_sid, key)
        if known is not None:
            return known
        made = await self._keep(USER_MESSAGE, call_sid, content=content, idempotency_key=key)
        await self._board.write(heard=Heard(call_sid, made.created_ms, "callee", "message", content))
        return made

    async def subscribe(self, call_sid: str, told: Told, key: str | None) -> Subscription:
        """Let somebody be told of messages of the client, once for each key. Raises: Problem 21220."""
        known = await self._known(SUBSCRIPTION, call_sid, key)
        if known is not None:
            return known
        values = {"agent_sid": told.agent_sid, "decision_id": told.decision_id, "idempotency_key": key}
        return await self._keep(SUBSCRIPTION, call_sid, callback=told.url, method=told.method, **values)

    async def receive(self, call_sid: str, content: str) -> UserMessage:
        """Take a message of the client, and tell who subscribed. Raises: Problem 21220."""
        leg = self._board.talking(call_sid)
        call, sequence, leg.client_messages = leg.call, leg.client_messages, leg.client_messages + 1
        values = {"content": content, "sequence": sequence}
        made = self._board.shelf.make(USER_MESSAGE, call.account_sid, parent_sid=call_sid, **values)
        self._board.write(heard=Heard(call_sid, made.created_ms, "caller", "message", content))
        for each in await self._board.shelf.all(SUBSCRIPTION, call.account_sid, parent_sid=call_sid):
            self._tell(each, made)
        await self._board.write()
        return made

    def _tell(self, subscription: Subscription, message: UserMessage) -> None:
        parameters = (
            ("ContentType", CONTENT_TYPE),
            ("Content", message.content),
            ("SequenceNumber", str(message.sequence)),
            ("CallSid", message.parent_sid),
            ("Timestamp", to_rfc2822(message.created_ms)),
            ("AccountSid", message.account_sid),
            ("Sid", message.sid),
        )
        told = Told(
            url=subscription.callback,
            method=subscription.method,
            agent_sid=subscription.agent_sid,
            decision_id=subscription.decision_id,
        )
        hooks, purpose = self._board.hooks, Purpose.CALL_STATUS
        task = hooks.about(message.account_sid, message.parent_sid, told, parameters, purpose)
        self._board.write(tasks=[task] if task else [])

    async def _known(self, kind: Kind[K], call_sid: str, key: str | None) -> K | None:
        account_sid = self._board.talking(call_sid).call.account_sid
        if key is None:
            return None
        return await self._board.shelf.find(kind, account_sid, parent_sid=call_sid, idempotency_key=key)

    async def _keep(self, kind: Kind[K], call_sid: str, **values: object) -> K:
        call = self._board.talking(call_sid).call
        return await self._board.shelf.add(kind, call.account_sid, parent_sid=call_sid, **values)
