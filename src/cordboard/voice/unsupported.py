"""What the simulated network passes over: it is noted, and the document goes on.

Transfers need a call that came over SIP.
"""

from __future__ import annotations

from cordboard.twiml.voice.effects import Note, ReferTo
from cordboard.voice.activity import Activity

NOT_HERE, NOT_SIP = 12200, 13801
CODES: dict[type, int] = {ReferTo: NOT_SIP}


class Passing(Activity):
    """Notes an effect that cannot be carried out here, and goes on."""

    def start(self) -> None:
        """Note it."""
        code = CODES.get(type(self.effect), NOT_HERE)
        name = type(self.effect).__name__
        self.leg.board.note(self.leg, Note(code, f"{name} is not carried out on this network.", None, code == NOT_HERE))
        self.finish(None)
