"""Reads the tally and the notifications."""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Mapping
from typing import Any

import msgspec

from cordboard.base.page import Page, PageRequest
from cordboard.base.sid import key_of
from cordboard.notifications.notification import Notification, NotificationFilter
from cordboard.store.sqlite.engine import Batch, Engine
from cordboard.store.sqlite.pages import Rows, read_page
from cordboard.usage.periods import Period
from cordboard.usage.ports import Sum

_decode = msgspec.json.Decoder(Notification).decode
_ALONE = "account_sid=?1"
_WITH_SUBACCOUNTS = "account_sid IN (SELECT sid FROM account WHERE sid=?1 OR owner_sid=?1)"


class SqliteUsage:
    """What the tally says."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def used(self, account_sid: str, period: Period, *, with_subaccounts: bool) -> Mapping[str, Sum]:
        """Return the sums of a period, by category."""
        whose = _WITH_SUBACCOUNTS if with_subaccounts else _ALONE
        sql = (
            "SELECT category, sum(events), sum(usage), sum(price_micros) FROM used"  # noqa: S608 - conditions of ours
            f" WHERE {whose} AND day BETWEEN ?2 AND ?3 GROUP BY category"
        )
        rows: list[tuple[Any, ...]] = self._engine.read(sql, (account_sid, period.first, period.last))
        return {category: Sum(*sums) for category, *sums in rows}

    async def used_by_day(
        self, account_sid: str, period: Period, words: Collection[str], *, with_subaccounts: bool
    ) -> Mapping[int, Mapping[str, Sum]]:
        """Return the sums of these categories on each day of a period; without words, of all."""
        whose = _WITH_SUBACCOUNTS if with_subaccounts else _ALONE
        which = f" AND category IN ({','.join('?' * len(words))})" if words else ""
        sql = (
            "SELECT day, category, sum(events), sum(usage), sum(price_micros) FROM used"  # noqa: S608 - as above
            f" WHERE {whose} AND day BETWEEN ?2 AND ?3{which} GROUP BY day, category"
        )
        found: dict[int, dict[str, Sum]] = {}
        rows: list[tuple[Any, ...]] = self._engine.read(sql, (account_sid, period.first, period.last, *words))
        for day, category, *sums in rows:
            found.setdefault(day, {})[category] = Sum(*sums)
        return found


class SqliteNotifications:
    """What went wrong."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def notification(self, account_sid: str, sid: str) -> Notification | None:
        """Return a notification of an account."""
        sql = "SELECT body FROM notification WHERE key=? AND sid=? AND account_sid=?"
        rows = self._engine.read(sql, (key_of(sid), sid, account_sid)) if sid[2] in "01234567" else []
        return _notification_of(rows[0]) if rows else None

    async def notifications(
        self, account_sid: str, wanted: NotificationFilter, page: PageRequest
    ) -> Page[Notification]:
        """Return the notifications of an account, newest first."""
        bounds = (
            ("account_sid=?", account_sid),
            ("call_sid=?", wanted.call_sid),
            ("level=?", wanted.log),
            ("at_ms>=?", wanted.from_ms),
            ("at_ms<?", wanted.before_ms),
        )
        where = [(condition, value) for condition, value in bounds if value is not None]
        return read_page(self._engine.read, Rows("body", "notification", where), page, _notification_of)

    def forget_notifications(self, before_ms: int) -> Awaitable[None]:
        """Delete those that are older."""
        batch = Batch()
        batch.steps = [("DELETE FROM notification WHERE at_ms<?", (before_ms,), False)]
        return self._engine.submit(batch)


def _notification_of(row: tuple[Any, ...]) -> Notification:
    return _decode(row[0])
