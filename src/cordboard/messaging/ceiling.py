"""How much comes in at one address: at most so many messages in any second, in the order in which they came.

Source: the brief, "Request rate": inbound messages of a destination are queued beyond 500 a second.
"""

from __future__ import annotations

from collections import deque

MOST_A_SECOND, SECOND_MS = 500, 1000
MOST_ADDRESSES = 1000  # then those are forgotten at which nothing came in for a second


class Ceiling:
    """Gives each message its turn."""

    def __init__(self, most_a_second: int = MOST_A_SECOND) -> None:
        self._most = most_a_second
        self._turns: dict[str, deque[int]] = {}

    def book(self, address: str, now_ms: int) -> int:
        """Take the next turn at an address and return its instant, which is now below the ceiling."""
        turns = self._of(address, now_ms)
        due_ms = now_ms
        if turns:
            # The last but so many has to be a second ago; and nothing overtakes what waits.
            due_ms = max(now_ms, turns[-1], turns[0] + SECOND_MS if len(turns) == self._most else 0)
        turns.append(due_ms)
        return due_ms

    def note(self, address: str, due_ms: int) -> None:
        """Take a turn that an earlier run gave; they are noted in their order."""
        self._of(address, due_ms).append(due_ms)

    def clear(self) -> None:
        """Forget every turn, as a reset does."""
        self._turns.clear()

    def _of(self, address: str, now_ms: int) -> deque[int]:
        found = self._turns.get(address)
        if found is None:
            if len(self._turns) >= MOST_ADDRESSES:
                self._turns = {at: turns for at, turns in self._turns.items() if turns[-1] > now_ms - SECOND_MS}
            found = self._turns[address] = deque(maxlen=self._most)
        return found
