"""A post: a mail to one address, or a notification to one device.

Source: reference of the Communications API, sections 6 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from cordboard.base.typeid import key_of_type_id
from cordboard.communications.words import EMAIL, NOTIFICATION, Family, Status

PREFIX_OF: Mapping[Family, str] = {Family.EMAIL: EMAIL, Family.NOTIFICATION: NOTIFICATION}
PENDING = (Status.SCHEDULED, Status.QUEUED)
"""The states of posts that may still be tried."""


class Addressee(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whom a post goes to: an address, or the token of a device; without either the person cannot be reached."""

    address: str = ""
    name: str | None = None
    provider: str | None = None
    user_id: str | None = None
    variables: Mapping[str, str] = {}


class Post(Struct, frozen=True, kw_only=True):
    """A post as it stands now. ``error_code`` is why it was not taken."""

    id: str
    account_sid: str
    family: Family
    operation_id: str
    to: Addressee
    status: Status
    created_ms: int
    updated_ms: int
    scheduled_ms: int | None = None
    tags: Mapping[str, str] = {}
    attempts: int = 0
    error_code: int | None = None

    @property
    def key(self) -> int:
        """Return the row's key, which is inside the id."""
        return key_of_type_id(self.id)

    @property
    def is_pending(self) -> bool:
        """Tell whether it may still be tried."""
        return self.status in PENDING
