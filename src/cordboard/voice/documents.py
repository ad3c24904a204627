"""Getting a document: from the application, from its fallback, or from the text that came with the call.

Source: https://www.twilio.com/docs/voice/twiml (content types), /docs/usage/webhooks (fallback).
"""

from __future__ import annotations

from cordboard.twiml.reader import Document, Element, Trouble, read
from cordboard.twiml.voice.effects import Fetch, Inline, Note, Page
from cordboard.voice.activity import Activity
from cordboard.voice.ports import Reply

SORRY = "We are sorry, an application error has occurred. Goodbye."
BAD_TYPE, EMPTY = 12300, 11770
NOT_ALLOWED = 70051  # by the policy of the agent whose call it is
_XML_TYPES = ("text/xml", "application/xml", "text/html")


class Reading(Activity):
    """Reads a document that was given as text."""

    answers = False
    effect: Inline

    def start(self) -> None:
        """Read it at once."""
        found = read(self.effect.twiml.encode())
        if isinstance(found, Trouble):
            self.leg.board.note(self.leg, Note(found.code, found.sentence, found.line, is_warning=False))
            self.leg.hear(SORRY)
            self.finish(None)
        else:
            self.finish(Page("", found))


class Fetching(Activity):
    """Asks the application for a document, and its fallback when that fails."""

    answers = False
    effect: Fetch

    def start(self) -> None:
        """Ask."""
        self.leg.board.spawn(self._run())

    async def _run(self) -> None:
        leg, options = self.leg, self.leg.call.options
        with leg.board.clock.work():
            page, fault = await self._ask(self.effect.url, self.effect.method, self.effect.parameters)
            if fault is not None and options.fallback_url and not self._is_over:
                more = (("ErrorCode", str(fault.code)), ("ErrorUrl", self.effect.url))
                parameters = (*self.effect.parameters, *more)
                page, fault = await self._ask(options.fallback_url, options.fallback_method, parameters)
            if self._is_over:
                return
            if fault is not None:
                leg.hear(SORRY)
            self.finish(page)

    async def _ask(
        self, url: str, method: str, parameters: tuple[tuple[str, str], ...]
    ) -> tuple[Page | None, Note | None]:
        leg = self.leg
        leg.document = (method, url)
        refusal = leg.board.oversight.document(leg.call, url)
        if refusal is not None:
            note = Note(NOT_ALLOWED, refusal, is_warning=False)
            leg.board.note(leg, note)
            return None, note
        reply = await leg.board.ask(leg.board.hooks.document(leg.call, url, method, parameters))
        found = page_of(reply)
        if isinstance(found, Note):
            if not self._is_over:
                # What kept the answer from coming was told where the request was made.
                leg.board.note(leg, found, is_told=reply.fault is not None)
            return None, found
        return found, None


def page_of(reply: Reply) -> Page | Note:
    """Return the document of an answer, or what is wrong with it."""
    if reply.fault is not None:
        return Note(reply.fault, reply.sentence, is_warning=False)
    kind = (reply.content_type or "").partition(";")[0].strip().lower()
    if kind.startswith("audio/"):
        return Page(reply.url, Document((Element("Play", {}, reply.url),)))
    if not reply.body.strip():
        return Note(EMPTY, "The answer is empty.", is_warning=False)
    if kind == "text/plain":
        found = read(reply.body)
        spoken = Element("Say", {}, "", head=reply.body.decode("utf-8", "replace"))
        return Page(reply.url, Document((spoken,)) if isinstance(found, Trouble) else found)
    if kind not in _XML_TYPES:
        return Note(BAD_TYPE, f"The content type {kind[:80] or 'is missing and'} is not TwiML.", is_warning=False)
    found = read(reply.body)
    if isinstance(found, Trouble):
        return Note(found.code, found.sentence, found.line, is_warning=False)
    return Page(reply.url, found)
