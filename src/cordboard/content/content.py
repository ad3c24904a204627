"""Content of accounts. It is asked for with each message that names it, so all is kept in memory.

Source: https://www.twilio.com/docs/content/content-resources.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from cordboard.base.page import Page, PageRequest
from cordboard.content.filling import Written, written
from cordboard.shelf.shelf import Kept, Kind, Shelf


class Approval(Struct, frozen=True, kw_only=True):
    """What WhatsApp was asked to approve."""

    name: str
    category: str
    content_type: str
    status: str = "approved"
    rejection_reason: str = ""
    allow_category_change: bool = True


UNSUBMITTED = Approval(name="", category="", content_type="", status="unsubmitted")


class Content(Kept, frozen=True, kw_only=True):
    """A template: in the shape of each type, and what stands in a slot that is not filled."""

    friendly_name: str = ""
    language: str
    variables: dict[str, str] = field(default_factory=dict)
    types: dict[str, Any]
    approval: Approval = UNSUBMITTED

    @property
    def approval_requests(self) -> dict[str, object]:
        """Return the approval as an object."""
        return {name: getattr(self.approval, name) for name in Approval.__struct_fields__}


CONTENT = Kind("content", "HX", Content)


class Contents:
    """Finds and changes content."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._contents: dict[str, Content] = {}

    async def load(self) -> None:
        """Read all content, at the start."""
        self._contents = {each.sid: each for each in await self._shelf.all(CONTENT, None)}

    def found(self, account_sid: str, sid: str) -> Content | None:
        """Return content of an account, or None."""
        content = self._contents.get(sid)
        return content if content is not None and content.account_sid == account_sid else None

    def written(self, account_sid: str, sid: str, channel: str) -> tuple[Written, Mapping[str, str]] | None:
        """Return content as a channel shows it, with the values of its slots that are not filled; None without it."""
        content = self.found(account_sid, sid)
        return None if content is None else (written(content.types, channel), content.variables)

    async def get(self, account_sid: str, sid: str) -> Content:
        """Return content of an account. Raises: Problem 20404."""
        return self.found(account_sid, sid) or await self._shelf.get(CONTENT, account_sid, sid)

    async def page(self, account_sid: str, page: PageRequest) -> Page[Content]:
        """Return the content of an account, newest first."""
        return await self._shelf.page(CONTENT, account_sid, page)

    async def create(self, account_sid: str, **values: Any) -> Content:
        """Keep new content."""
        content = await self._shelf.add(CONTENT, account_sid, **values)
        self._contents[content.sid] = content
        return content

    async def change(self, content: Content, **values: Any) -> Content:
        """Write new values; one that is None stays as it was."""
        changed = await self._shelf.change(CONTENT, content, **values)
        self._contents[changed.sid] = changed
        return changed

    async def delete(self, content: Content) -> None:
        """Delete content."""
        self._contents.pop(content.sid, None)
        await self._shelf.remove(content)
