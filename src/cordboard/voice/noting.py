"""What was wrong with a document, where a developer finds it: in the transcript of the call, and as a notification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cordboard.notifications.notification import Exchange
from cordboard.twiml.voice.effects import Note
from cordboard.voice.ports import Heard

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg


def write_note(leg: Leg, note: Note, *, is_told: bool) -> None:
    """Write a note; one that was told already is in the transcript alone."""
    board, call = leg.board, leg.call
    kind = "warning" if note.is_warning else "error"
    where = f" (line {note.line})" if note.line else ""
    unit: Any = board.store.unit()
    unit.add_heard(Heard(call.sid, board.clock.now_ms(), "network", kind, f"{note.code}: {note.sentence}{where}"))
    if not is_told:
        method, url = leg.document
        exchange = Exchange(
            account_sid=call.account_sid,
            subject_sid=call.sid,
            at_ms=board.clock.now_ms(),
            method=method,
            url=url,
            variables="",
        )
        unit.add_problem(exchange, {"code": note.code, "level": kind, "line": note.line, "message": note.sentence})
    unit.commit()
