"""Getting a document: from the application, from its fallback, or from the text that came with the call.

Source: https://www.twilio.com/docs/voice/twiml (content types), /docs/usage/webhooks (fallback).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cordboard.twiml.reader import Document, Element, Trouble, read
from cordboard.twiml.voice.effects import Fetch, Inline, Note, Page, Reason
from cordboard.twiml.voice.links import named_urls
from cordboard.voice.activity import Activity
from cordboard.voice.callbacks import document_asked
from cordboard.voice.ports import Reply

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg

SORRY = "We are sorry, an application error has occurred. Goodbye."
BAD_TYPE, EMPTY = 12300, 11770
NOT_ALLOWED = 70051  # by the policy of the agent whose call it is
_XML_TYPES = ("text/xml", "application/xml", "text/html")


class _Getting(Activity):
    """What has a document, or the fault why there is none, and turns to the fallback then."""

    answers = False

    async def _conclude(self, found: Page | Note, wanted: Fetch) -> None:
        """End with a document, or with that of the fallback; where there is none the caller is told so."""
        leg, options = self.leg, self.leg.call.options
        if isinstance(found, Note) and options.fallback_url and not self._is_over:
            where = (("ErrorUrl", wanted.url),) if wanted.url else ()
            parameters = (*wanted.parameters, ("ErrorCode", str(found.code)), *where)
            fallback = Fetch(options.fallback_url, options.fallback_method, parameters, wanted.reason)
            found = await self._ask(fallback)
        if self._is_over:
            return
        if isinstance(found, Note):
            leg.hear(SORRY)
        self.finish(found if isinstance(found, Page) else None)

    async def _ask(self, wanted: Fetch) -> Page | Note:
        leg = self.leg
        leg.document = (wanted.method, wanted.url)
        refused = await refused_document(leg, wanted.url)
        if refused is not None:
            leg.board.note(leg, refused)
            return refused
        reply = await ask_for(leg, wanted)
        found = page_of(reply)
        if isinstance(found, Page):
            found = await refused_page(leg, found) or found
        if isinstance(found, Note) and not self._is_over:
            # What kept the answer from coming was told where the request was made.
            leg.board.note(leg, found, is_told=reply.fault is not None)
        return found


class Reading(_Getting):
    """Reads a document that was given as text."""

    effect: Inline

    def start(self) -> None:
        """Read it at once; what an agent gave is judged before it runs."""
        found = read(self.effect.twiml.encode())
        if isinstance(found, Trouble) or self.leg.call.options.agent_sid:
            self.leg.board.spawn(self._judge(found))
        else:
            self.finish(Page("", found))

    async def _judge(self, read_as: Document | Trouble) -> None:
        leg = self.leg
        with leg.board.clock.work():
            found: Page | Note
            if isinstance(read_as, Trouble):
                found = Note(read_as.code, read_as.sentence, read_as.line, is_warning=False)
            else:
                page = Page("", read_as)
                found = await refused_page(leg, page) or page
            if self.is_over:
                return
            if isinstance(found, Note):
                leg.board.note(leg, found)
            await self._conclude(found, Fetch("", "", reason=Reason.REQUESTED))


class Fetching(_Getting):
    """Asks the application for a document, and its fallback when that fails."""

    effect: Fetch

    def start(self) -> None:
        """Ask."""
        self.leg.board.spawn(self._run())

    async def _run(self) -> None:
        with self.leg.board.clock.work():
            await self._conclude(await self._ask(self.effect), self.effect)


async def ask_for(leg: Leg, wanted: Fetch) -> Reply:
    """Make the request of a document, and write what happened."""
    board = leg.board
    webhook = board.hooks.document(leg.call, wanted.url, wanted.method, wanted.parameters)
    asked_ms = board.clock.now_ms()
    reply = await board.ask(webhook)
    if wanted.reason is not Reason.OTHER and board.store.is_followed(webhook.account_sid):
        board.write(occurred=document_asked(webhook, wanted.reason, reply, asked_ms, board.clock.now_ms()))
    return reply


def ask_in_vain(leg: Leg, wanted: Fetch) -> None:
    """Make the request of a document that will not be run, because the call went elsewhere."""

    async def ask() -> None:
        with leg.board.clock.work():
            await ask_for(leg, wanted)

    leg.board.spawn(ask())


async def refused_document(leg: Leg, url: str) -> Note | None:
    """Return why an agent's call may not have a document."""
    if not leg.call.options.agent_sid:
        return None
    return _noted(await leg.board.oversight.document(leg.call, url))


async def refused_page(leg: Leg, page: Page) -> Note | None:
    """Return why an agent's call may not run a document that leads to other hosts."""
    urls = named_urls(page.document.verbs, page.url) if leg.call.options.agent_sid else ()
    return _noted(await leg.board.oversight.page(leg.call, urls)) if urls else None


def _noted(refusal: str | None) -> Note | None:
    return None if refusal is None else Note(NOT_ALLOWED, refusal, is_warning=False)


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
