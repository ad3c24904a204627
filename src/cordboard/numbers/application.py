"""Applications: web hook addresses under one name, for numbers and messages to share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cordboard.base.page import Page, PageRequest
from cordboard.base.sid import APPLICATION
from cordboard.shelf.shelf import Kept, Kind, Shelf


class Application(Kept, frozen=True, kw_only=True):
    """An application. Methods are GET or POST."""

    friendly_name: str = ""
    api_version: str = "2010-04-01"
    voice_url: str | None = None
    voice_method: str = "POST"
    voice_fallback_url: str | None = None
    voice_fallback_method: str = "POST"
    voice_caller_id_lookup: bool = False
    status_callback: str | None = None
    status_callback_method: str = "POST"
    sms_url: str | None = None
    sms_method: str = "POST"
    sms_fallback_url: str | None = None
    sms_fallback_method: str = "POST"
    sms_status_callback: str | None = None
    message_status_callback: str | None = None
    public_application_connect_enabled: bool = False

    @property
    def told_of_messages(self) -> str | None:
        """Return where the states of messages are told; the older name counts where the newer is not set."""
        return self.message_status_callback or self.sms_status_callback


KIND = Kind("application", APPLICATION, Application)


class Applications:
    """Keeps applications, all of them in memory too, because every call of their numbers asks for one."""

    def __init__(self, shelf: Shelf, changed: Callable[[str], None]) -> None:
        """Take the shelf, and who is told of each change."""
        self._shelf = shelf
        self._changed = changed
        self._known: dict[str, Application] = {}

    async def load(self) -> None:
        """Read all applications, at the start."""
        self._known = {each.sid: each for each in await self._shelf.all(KIND, None)}

    def known(self, account_sid: str, sid: str) -> Application | None:
        """Return an application of an account, or None."""
        found = self._known.get(sid)
        return found if found is not None and found.account_sid == account_sid else None

    def called(self, account_sid: str, sid: str) -> Application | None:
        """Return an application that calls of an account may be connected with: its own, or one that is open to all."""
        found = self._known.get(sid)
        is_open = found is not None and (found.account_sid == account_sid or found.public_application_connect_enabled)
        return found if is_open else None

    async def create(self, account_sid: str, values: dict[str, Any]) -> Application:
        """Make an application."""
        made = await self._shelf.add(KIND, account_sid, **values)
        self._note(made)
        return made

    async def get(self, account_sid: str, sid: str) -> Application:
        """Return an application. Raises: Problem 20404."""
        return await self._shelf.get(KIND, account_sid, sid)

    async def page(self, account_sid: str, page: PageRequest, friendly_name: str | None) -> Page[Application]:
        """Return the applications of an account, newest first."""
        return await self._shelf.page(KIND, account_sid, page, friendly_name=friendly_name)

    async def update(self, account_sid: str, sid: str, values: dict[str, Any]) -> Application:
        """Write new values, None included. Raises: Problem 20404."""
        changed = await self._shelf.replace(KIND, await self.get(account_sid, sid), **values)
        self._note(changed)
        return changed

    async def delete(self, account_sid: str, sid: str) -> None:
        """Delete an application; numbers that name it lead nowhere. Raises: Problem 20404."""
        await self._shelf.remove(await self.get(account_sid, sid))
        self._known.pop(sid, None)
        self._changed(sid)

    def _note(self, application: Application) -> None:
        self._known[application.sid] = application
        self._changed(application.sid)
