"""The part of the composition root that lets the documents of calls send messages."""

from __future__ import annotations

from cordboard.base.problem import Problem
from cordboard.messaging.draft import Draft
from cordboard.messaging.message import Direction
from cordboard.messaging.send import Sending
from cordboard.voice.call import Call
from cordboard.voice.ports import SendText
from cordboard.wiring.oversight import Overseer

NOT_ALLOWED = 70051


def texts_of_calls(sending: Sending, overseer: Overseer) -> SendText:
    """Return what sends a message for a call, and returns its SID; of an agent's call the message is the agent's."""

    async def text(call: Call, to: str, from_: str, body: str, callback: str | None) -> str:
        options = call.options
        draft = Draft(
            to=to,
            from_=from_,
            body=body,
            status_callback=callback,
            direction=Direction.CALL,
            agent_sid=options.agent_sid,
            decision_id=options.decision_id,
        )
        if not options.agent_sid:
            return (await sending.send(call.account_sid, draft)).sid
        ruling, refusal = await overseer.text(call, to, from_, body, callback)
        if refusal is not None:
            raise Problem(NOT_ALLOWED, message=refusal)
        try:
            return (await sending.send(call.account_sid, draft)).sid
        except Problem:
            overseer.give_back(ruling)
            raise

    return text
