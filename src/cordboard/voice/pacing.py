"""When calls are made: at the account's rate, and no more at a time than its limit."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cordboard.base.clock import Timer

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.switchboard import Switchboard


class Pacing:
    """Lets calls that were created wait for their turn. None is no limit."""

    def __init__(self, board: Switchboard, calls_per_s: float | None, concurrency: int | None) -> None:
        self._board = board
        self._calls_per_s = calls_per_s
        self._concurrency = concurrency
        self._waiting: dict[str, deque[Leg]] = {}
        self._going: Counter[str] = Counter()
        self._free_at_ms: dict[str, float] = {}
        self._timers: dict[str, Timer] = {}
        self._dispatching: set[str] = set()

    def add(self, leg: Leg) -> None:
        """Make a call when its turn comes."""
        self._waiting.setdefault(leg.call.account_sid, deque()).append(leg)
        self._dispatch(leg.call.account_sid)

    @property
    def is_idle(self) -> bool:
        """Tell whether no call waits or goes on."""
        return not self._waiting and not self._going

    def began(self, leg: Leg) -> None:
        """Count a call that goes on from now."""
        leg.has_begun = True
        self._going[leg.call.account_sid] += 1

    def ended(self, leg: Leg) -> None:
        """Count a call no more; another may have its turn."""
        account_sid = leg.call.account_sid
        if leg.has_begun:
            leg.has_begun = False
            self._going[account_sid] -= 1
            if not self._going[account_sid]:
                del self._going[account_sid]
        if account_sid in self._waiting:
            self._dispatch(account_sid)

    def clear(self) -> None:
        """Forget what waits and what was counted, as a reset does."""
        for timer in self._timers.values():
            timer.cancel()
        for kept in (self._waiting, self._going, self._free_at_ms, self._timers):
            kept.clear()

    def _dispatch(self, account_sid: str) -> None:
        """Make the calls that may be made now; come back for the others."""
        if account_sid in self._dispatching:
            return  # a call that ends at once comes here from within: the loop below goes on by itself
        self._dispatching.add(account_sid)
        waiting = self._waiting.get(account_sid, deque())
        while waiting:
            if waiting[0].call.is_final:
                waiting.popleft()
            elif self._is_full(account_sid) or self._is_early(account_sid):
                break
            else:
                self._make(waiting.popleft())
        self._dispatching.discard(account_sid)
        if not waiting:
            self._waiting.pop(account_sid, None)

    def _is_full(self, account_sid: str) -> bool:
        return self._concurrency is not None and self._going[account_sid] >= self._concurrency

    def _is_early(self, account_sid: str) -> bool:
        """Tell whether the rate does not allow a call yet; one timer comes back when it does."""
        free_at_ms = self._free_at_ms.get(account_sid, 0.0)
        if self._calls_per_s is None or free_at_ms <= self._board.clock.now_ms():
            return False
        if account_sid not in self._timers:

            def due() -> None:
                self._timers.pop(account_sid, None)
                self._dispatch(account_sid)

            self._timers[account_sid] = self._board.clock.call_at(int(-(-free_at_ms // 1)), due)
        return True

    def _make(self, leg: Leg) -> None:
        now, account_sid = self._board.clock.now_ms(), leg.call.account_sid
        if self._calls_per_s is not None:
            self._free_at_ms[account_sid] = max(self._free_at_ms.get(account_sid, 0.0), now) + 1000 / self._calls_per_s
        leg.call = replace(leg.call, queued_ms=now - leg.call.created_ms)
        self._board.connect(leg)
