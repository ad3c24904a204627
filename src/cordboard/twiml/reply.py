"""Messaging TwiML: what the answer to an inbound message asks for. Pure: an answer in, effects out.

Source: reference 04, section 3; reference 03, section 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cordboard.twiml.reader import TOO_LARGE, Document, Element, Trouble, read

MOST_REPLIES = 10  # Ours: the reference names error 14109 without its number of replies.
BAD_TYPE, SCHEMA, BAD_VERB, REPLY_LIMIT = 12300, 12200, 14110, 14109
NO_CONTENT = 14103
_MESSAGE_ATTRIBUTES = frozenset({"to", "from", "action", "method", "statusCallback"})
_XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})


@dataclass(frozen=True, slots=True)
class SendReply:
    """A message to send; what is None is taken from the inbound message."""

    body: str
    media_urls: tuple[str, ...] = ()
    to: str | None = None
    from_: str | None = None
    status_callback: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class FollowRedirect:
    """Go on with the document at another URL."""

    url: str
    method: str


Effect = SendReply | FollowRedirect | Trouble


def effects(content_type: str | None, body: bytes) -> Iterator[Effect]:
    """Yield what an answer asks for, in order, and what is wrong with it."""
    if not body.strip():
        return
    kind = (content_type or "").partition(";")[0].strip().lower()
    looks_like_xml = body.lstrip()[:1] == b"<"
    if kind not in _XML_TYPES and kind != "text/plain" and not (kind == "" and looks_like_xml):
        yield Trouble(BAD_TYPE, f"The content type {kind[:80] or 'is missing and'} cannot be read as TwiML.")
        return
    document = read(body)
    if isinstance(document, Document):
        yield from _run(document)
    elif kind == "text/plain" and document.code != TOO_LARGE:  # plain text that is no TwiML is the reply itself
        yield SendReply(body.decode("utf-8-sig", "replace").strip())
    else:
        yield document


def _run(document: Document) -> Iterator[Effect]:
    sent = 0
    for verb in document.verbs:
        if verb.name == "Redirect":
            yield FollowRedirect(
                verb.text.strip(), "GET" if verb.attributes.get("method", "").upper() == "GET" else "POST"
            )
            return
        if verb.name not in ("Message", "Sms"):
            yield Trouble(BAD_VERB, f"The verb {verb.name[:40]} does not answer a message.", verb.line, is_warning=True)
            continue
        if sent == MOST_REPLIES:
            yield Trouble(REPLY_LIMIT, f"A message is answered with {MOST_REPLIES} messages at most.", verb.line)
            return
        sent += 1
        yield from _message(verb)


def _message(verb: Element) -> Iterator[Effect]:
    for name in verb.attributes:
        if name not in _MESSAGE_ATTRIBUTES:
            yield Trouble(SCHEMA, f"The attribute {name[:40]} is not known on Message.", verb.line, is_warning=True)
    bodies = [child.text for child in verb.children if child.name == "Body"]
    media = [child.text.strip() for child in verb.children if child.name == "Media"]
    for child in verb.children:
        if child.name not in ("Body", "Media"):
            yield Trouble(
                SCHEMA, f"The element {child.name[:40]} is not known in Message.", child.line, is_warning=True
            )
    # Ours: white space around the text is the document's layout, not the message's.
    body = "".join([verb.text.strip(), *bodies]).strip()
    if not body and not media:
        yield Trouble(NO_CONTENT, "The Message has neither text nor media.", verb.line)
        return
    given = verb.attributes
    yield SendReply(
        body,
        tuple(media),
        given.get("to"),
        given.get("from"),
        given.get("statusCallback") or given.get("action"),
        verb.line,
    )
