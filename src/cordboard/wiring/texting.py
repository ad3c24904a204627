"""The part of the composition root that lets the documents of calls send messages."""

from __future__ import annotations

from cordboard.messaging.draft import Draft
from cordboard.messaging.message import Direction
from cordboard.messaging.send import Sending
from cordboard.voice.ports import SendText


def texts_of_calls(sending: Sending) -> SendText:
    """Return what sends a message for a call, and returns its SID."""

    async def text(account_sid: str, to: str, from_: str, body: str, callback: str | None) -> str:
        draft = Draft(to=to, from_=from_, body=body, status_callback=callback, direction=Direction.CALL)
        return (await sending.send(account_sid, draft)).sid

    return text
