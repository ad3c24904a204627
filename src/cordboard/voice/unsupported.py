"""What the simulated network passes over: it is noted, and the document goes on.

Transfers need a network that carries sound.
"""

from __future__ import annotations

from cordboard.twiml.voice.effects import Note
from cordboard.voice.activity import Activity

NOT_HERE = 12200


class Passing(Activity):
    """Notes an effect that cannot be carried out here, and goes on."""

    def start(self) -> None:
        """Note it."""
        name = type(self.effect).__name__
        self.leg.board.note(self.leg, Note(NOT_HERE, f"{name} is not carried out on this network."))
        self.finish(None)
