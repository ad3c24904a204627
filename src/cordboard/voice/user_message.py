"""Messages between an application and the client at the other end of a call, as they are kept."""

from __future__ import annotations

from cordboard.shelf.shelf import Kept, Kind


class UserMessage(Kept, frozen=True, kw_only=True):
    """A message to the client at the other end of a call, its parent, or from it: those have a ``sequence``."""

    content: str
    sequence: int | None = None
    idempotency_key: str | None = None


class Subscription(Kept, frozen=True, kw_only=True):
    """Who is told of messages of the client at the other end of a call, which is its parent.

    ``agent_sid`` is the agent that wants it, empty for everybody else, and ``decision_id`` what was decided of that.
    """

    callback: str
    method: str = "POST"
    idempotency_key: str | None = None
    agent_sid: str = ""
    decision_id: str = ""


USER_MESSAGE: Kind[UserMessage] = Kind("user_message", "KX", UserMessage)
SUBSCRIPTION: Kind[Subscription] = Kind("user_message_subscription", "ZY", Subscription)
