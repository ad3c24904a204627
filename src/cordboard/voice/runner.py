"""A runner runs one script on a leg. A leg has one for its call, and another while it waits in a room or a queue."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from cordboard.twiml.voice.effects import Fetch, HangUp, Leave, Note, Refuse
from cordboard.twiml.voice.script import Entry, Script, script
from cordboard.twiml.voice.stage import Stage
from cordboard.voice.call import CallStatus

if TYPE_CHECKING:
    from cordboard.voice.activity import Activity
    from cordboard.voice.leg import Leg

MOST_DOCUMENTS = 100  # asked for without anything between them that takes time; ten times what HTTP redirects may be
SHORTEST_MS = 20  # a frame: what takes less takes no time
ENDLESS = Note(11215, f"{MOST_DOCUMENTS} documents in a row led to one another and did nothing else.", is_warning=False)


class Runner:
    """Runs a script: sends it results, and carries out what it asks for."""

    def __init__(self, leg: Leg, ended: Callable[[], None] | None = None) -> None:
        """Take the leg, and what is called when a script that does not hang up has ended."""
        self.leg = leg
        self.activity: Activity | None = None
        self._ended = ended
        self._script: Script | None = None
        self._results: deque[object] = deque()
        self._is_running = False
        self._documents = 0
        self._began_ms = 0

    def run(self, entry: Entry, tones: str = "") -> None:
        """Run a script from its first document, in place of the one that runs."""
        self.begin(script(entry, tones=tones))

    def play(self, entry: Entry | None, stage: Stage, tones: str = "") -> None:
        """Run a script that is heard on a stage, beside what the call does."""
        self.begin(script(entry, hangs_up=False, stage=stage, tones=tones))

    def begin(self, running: Script) -> None:
        """Run a script in place of the one that runs."""
        self.drop()
        self._script = running
        self.resume(None)

    def drop(self) -> None:
        """Stop what is going on."""
        self._note_time()
        activity, self.activity = self.activity, None
        if activity is not None:
            activity.stop()
        running, self._script = self._script, None
        if running is not None:
            running.close()
        self._results.clear()

    def forget(self) -> None:
        """Stop what is going on, and leave nothing to be done for it."""
        activity, self.activity = self.activity, None
        if activity is not None:
            activity.forget()
        self.drop()

    def resume(self, result: object) -> None:
        """Go on with the script; results that come while it runs wait their turn."""
        self._results.append(result)
        if self._is_running:
            return
        self._is_running = True
        try:
            with self.leg.board.clock.work():
                while self._results and self._script is not None:
                    self._step(self._script, self._results.popleft())
        finally:
            self._is_running = False

    def _step(self, running: Script, result: object) -> None:
        self._note_time()
        self.activity = None
        try:
            effect = running.send(result)
        except StopIteration:
            self._script = None
            if self._ended is not None:
                self._ended()
            return
        if isinstance(effect, Note):
            self.leg.board.note(self.leg, effect)
            self._results.append(None)
        elif isinstance(effect, HangUp):
            self._script = None
            self.leg.end(CallStatus.COMPLETED)
        elif isinstance(effect, Refuse):
            self._results.append(self.leg.refuse(effect))
        elif isinstance(effect, Leave):
            self._script = None
            if self.leg.main.activity is not None:
                self.leg.main.activity.left()
        elif isinstance(effect, Fetch) and self._documents >= MOST_DOCUMENTS:
            self.leg.board.note(self.leg, ENDLESS)
            self._results.append(None)  # as a document that cannot be got
        else:
            self._documents += isinstance(effect, Fetch)
            self._begin(effect)

    def _note_time(self) -> None:
        """Begin to count documents anew where what has just ended, and was none, took time."""
        lasted_ms = self.leg.board.clock.now_ms() - self._began_ms
        if self.activity is not None and not isinstance(self.activity.effect, Fetch) and lasted_ms >= SHORTEST_MS:
            self._documents = 0

    def _begin(self, effect: Any) -> None:
        activity = self.leg.board.activity(self, effect)
        if activity.answers:
            self.leg.answer_inbound()
        self.activity = activity
        self._began_ms = self.leg.board.clock.now_ms()
        activity.start()


class _Rest(Runner):
    """Stands in for the runner of a leg that has ended, and runs nothing.

    The leg and its own runner know each other; kept so, what a call leaves would lie there until the collector came.
    """

    def __init__(self) -> None:
        self.activity = None

    def begin(self, running: Script) -> None:
        """Run nothing."""
        running.close()

    def resume(self, result: object) -> None:
        """Run nothing."""

    def drop(self) -> None:
        """Stop nothing."""

    def forget(self) -> None:
        """Stop nothing."""


AT_REST: Final = _Rest()
