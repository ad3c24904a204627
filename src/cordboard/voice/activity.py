"""An activity is what a call does at a moment: it speaks, listens, records, waits for a document or for somebody.

A script yields an effect; the activity of that effect starts, gets what happens on the call, and ends with a result
for the script. Stopping it at any point leaves nothing behind: no timer, no other call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from cordboard.base.clock import Timer

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.runner import Runner


class Activity:
    """What every activity has: its call, its timers, and its end."""

    answers: bool = True
    """Whether an inbound call is answered before the activity starts."""
    hides_keys: ClassVar[bool] = False
    """Whether the keys that it takes are kept out of the transcript."""

    def __init__(self, runner: Runner, effect: Any) -> None:
        self.runner = runner
        self.leg: Leg = runner.leg
        self.effect = effect
        self._timers: dict[str, Timer] = {}
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Tell whether it has ended."""
        return self._is_over

    def start(self) -> None:
        """Begin; it may end at once."""
        raise AssertionError("each activity starts in its own way")

    def pressed(self, digits: str) -> None:
        """Take keys that were pressed."""

    def spoke(self, text: str) -> None:
        """Take something that was said."""

    def referred(self, by: Leg, to: str) -> bool:
        """Somebody on the call wants another side to be connected with somebody else; tell whether it will be."""
        return False

    def hung_up(self) -> None:
        """The caller has hung up; called before the activity is stopped."""

    def left(self) -> None:
        """The document that plays while the call waits wants it to wait no longer."""

    def redirected(self) -> None:
        """The call goes to another document from outside; called before the activity is stopped."""

    def clean(self) -> None:
        """Undo what is not a timer; called once, however the activity ends."""

    def stop(self) -> None:
        """End without a result, as when the call ends or goes elsewhere."""
        if not self._is_over:
            self.forget()
            self.clean()

    def forget(self) -> None:
        """End, and leave no timer behind."""
        self._is_over = True
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def finish(self, result: object) -> None:
        """End with a result for the script."""
        if not self._is_over:
            self.stop()
            self.runner.resume(result)

    def after(self, seconds: float, call: Callable[[], None], name: str = "") -> None:
        """Call after some seconds; a timer replaces the one of the same name."""
        self.cancel(name)
        due_ms = self.leg.board.clock.now_ms() + round(seconds * 1000)
        self._timers[name] = self.leg.board.clock.call_at(due_ms, lambda: self._due(name, call))

    def cancel(self, name: str = "") -> None:
        """Take a timer back."""
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    def _due(self, name: str, call: Callable[[], None]) -> None:
        self._timers.pop(name, None)
        if not self._is_over:
            call()
