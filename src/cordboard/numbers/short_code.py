"""Short codes: numbers of three to eight digits that send and take messages. The operator grants them."""

from __future__ import annotations

from typing import Any

from cordboard.base.page import Page, PageRequest
from cordboard.base.problem import Problem
from cordboard.numbers.nature import Nature
from cordboard.numbers.number import Numbers, PhoneNumber, Routing
from cordboard.shelf.shelf import Kept, Kind, Shelf


class ShortCode(Kept, frozen=True, kw_only=True):
    """A short code of an account. Methods are GET or POST."""

    short_code: str
    friendly_name: str
    api_version: str = "2010-04-01"
    sms_url: str | None = None
    sms_method: str = "POST"
    sms_fallback_url: str | None = None
    sms_fallback_method: str = "POST"

    def line(self) -> PhoneNumber:
        """Return the line that its messages take."""
        return PhoneNumber(
            sid=self.sid,
            account_sid=self.account_sid,
            phone_number=self.short_code,
            friendly_name=self.friendly_name,
            created_ms=self.created_ms,
            updated_ms=self.updated_ms,
            routing=Routing(
                sms_url=self.sms_url,
                sms_method=self.sms_method,
                sms_fallback_url=self.sms_fallback_url,
                sms_fallback_method=self.sms_fallback_method,
            ),
            nature=Nature(can_voice=False),
        )


KIND = Kind("short_code", "SC", ShortCode)


class ShortCodes:
    """Grants and keeps short codes."""

    def __init__(self, shelf: Shelf, numbers: Numbers) -> None:
        self._shelf = shelf
        self._numbers = numbers
        self._promised: set[str] = set()

    async def load(self) -> None:
        """Read all short codes, at the start."""
        for each in await self._shelf.all(KIND, None):
            self._numbers.put_line(each.line())

    async def grant(self, account_sid: str, short_code: str, friendly_name: str | None) -> ShortCode:
        """Give a short code to an account. Raises: Problem 90002 when somebody has it."""
        if short_code in self._promised or self._numbers.owned(short_code) is not None:
            raise Problem(90002, parameter="short_code", reason="an account has it already")
        self._promised.add(short_code)
        try:
            name = short_code if friendly_name is None else friendly_name
            made = await self._shelf.add(KIND, account_sid, short_code=short_code, friendly_name=name)
            self._numbers.put_line(made.line())
        finally:
            self._promised.discard(short_code)
        return made

    async def get(self, account_sid: str, sid: str) -> ShortCode:
        """Return a short code. Raises: Problem 20404."""
        return await self._shelf.get(KIND, account_sid, sid)

    async def page(
        self, account_sid: str, page: PageRequest, short_code: str | None, friendly_name: str | None
    ) -> Page[ShortCode]:
        """Return the short codes of an account, newest first."""
        return await self._shelf.page(KIND, account_sid, page, short_code=short_code, friendly_name=friendly_name)

    async def update(self, account_sid: str, sid: str, values: dict[str, Any]) -> ShortCode:
        """Write new values, None included. Raises: Problem 20404."""
        changed = await self._shelf.replace(KIND, await self.get(account_sid, sid), **values)
        self._numbers.put_line(changed.line())
        return changed
