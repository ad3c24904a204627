"""What the verbs have in common: their type, what may follow, and the table in which they stand."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple

from cordboard.twiml.reader import Element
from cordboard.twiml.voice.attributes import BAD_URL, SCHEMA, Attribute, Read, read, resolve
from cordboard.twiml.voice.effects import Effect, Fetch, HangUp, Note, Pairs, Reason


class End(NamedTuple):
    """The script ends here."""


Step = Fetch | End | None
"""What follows a verb: another document, the end, or the next verb."""
Run = Generator[Effect, Any, Step]


class Scene(NamedTuple):
    """Where a verb stands: the URL of its document, and whether it is the document's first verb."""

    url: str
    is_first: bool


RELATIVE = 15004
Verb = Callable[[Element, Scene], Run]
VERBS: dict[str, Verb] = {}
# Why the action of a verb is asked for.
REASONS = {
    "Dial": Reason.DIALED,
    "Enqueue": Reason.ENQUEUED,
    "Gather": Reason.GATHERED,
    "Record": Reason.RECORDED,
    "Refer": Reason.TRANSFERRED,
}


def verb(name: str) -> Callable[[Verb], Verb]:
    """Declare what runs a verb."""

    def declare(run: Verb) -> Verb:
        VERBS[name] = run
        return run

    return declare


def noted(element: Element, attributes: tuple[Attribute, ...]) -> Generator[Effect, Any, Read]:
    """Read an element's attributes, and note what was wrong with them."""
    found = read(element, attributes)
    yield from found.notes
    return found


def only(element: Element, *names: str, code: int = SCHEMA) -> Generator[Effect, Any, list[Element]]:
    """Return the children with these names; note the others."""
    known = []
    for child in element.children:
        if child.name in names:
            known.append(child)
        else:
            yield Note(code, f"The element {child.name[:40]} is not known in {element.name}.", child.line)
    return known


def action(
    element: Element, scene: Scene, given: Read, parameters: Pairs, *, default_is_self: bool
) -> Generator[Effect, Any, Step]:
    """Return the request of a verb's action; None when it has none, and goes on with the next verb."""
    link = given["action"]
    if not link and not default_is_self:
        return None
    url = resolve(scene.url, link or scene.url)
    if url is None:
        sentence = (
            f"The action {str(link)[:80]!r} of {element.name} is not an absolute URL, nor is there one to resolve it."
        )
        # Source: reference 10, 15004: a link in a document that was given with the request, and came from nowhere.
        yield Note(RELATIVE if link and not scene.url else BAD_URL, sentence, element.line, is_warning=False)
        yield HangUp()
        return End()
    return Fetch(url, given["method"], parameters, REASONS.get(element.name, Reason.OTHER))
