"""Reads the events that wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cordboard.events.ports import Waiting
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.unit import Unit

_DUE = "SELECT id, at_ms, attempts, body FROM event WHERE sink_sid=? AND due_ms<=? ORDER BY due_ms, id LIMIT ?"


class SqliteEvents:
    """Reads rows and begins transactions."""

    def __init__(self, engine: Engine, unit: Callable[[], Unit]) -> None:
        self._engine = engine
        self.unit = unit

    def due_events(self, sink_sid: str, now_ms: int, most: int) -> list[Waiting]:
        """Return what is due, the longest due first."""
        rows: list[tuple[Any, ...]] = self._engine.read(_DUE, (sink_sid, now_ms, most))
        return [Waiting(*row) for row in rows]

    def next_due_ms(self, sink_sid: str) -> int | None:
        """Return when the next event of a sink is due, or None when nothing waits."""
        sql = "SELECT due_ms FROM event WHERE sink_sid=? ORDER BY due_ms LIMIT 1"
        rows: list[tuple[Any, ...]] = self._engine.read(sql, (sink_sid,))
        return rows[0][0] if rows else None

    def waiting_sinks(self) -> list[str]:
        """Return every sink that something waits for."""
        return [str(row[0]) for row in self._engine.read("SELECT DISTINCT sink_sid FROM event")]
