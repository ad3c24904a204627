"""How long a body may be: a send to many people holds them all, any other request is short."""

from __future__ import annotations

from typing import NamedTuple

from cordboard.catalogue.request import Request

SURFACE = "comms"
SENDS = ("/Messages", "/Emails", "/PushNotifications")
"""Where the Communications API takes up to 10,000 people with what templates say of each, or a mail with files."""


class BodyLimit(NamedTuple):
    """How many bytes a body may have, told before it is read."""

    usual: int
    of_sends: int

    def of(self, request: Request) -> int:
        """Return the limit of a request."""
        return max(self) if _is_send(request) else self.usual


def _is_send(request: Request) -> bool:
    if request.method != "POST" or not request.path.endswith(SENDS):
        return False
    is_hosted = request.headers.get("host", "").partition(".")[0] == SURFACE
    return is_hosted or request.path.startswith(f"/{SURFACE}/")
