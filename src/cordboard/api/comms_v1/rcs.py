"""Content of RCS: a text, media, or a card. Source: reference of the Communications API, section 3.1."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cordboard.api.comms_v1.suggestions import LONG, TEXT, Suggestion, suggestions
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import described, param
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.wire import Boolean, Text
from cordboard.communications.asked import not_recognized, said

MOST_SUGGESTIONS, MOST_ON_A_CARD = 11, 4
TEMPLATED_URL = Text(4000)  # it may be Liquid, and is a URL once it is filled
SAYS_NOTHING = "The field {} must hold text or media."


class Height(StrEnum):
    """How high RCS shows media."""

    TALL = "TALL"
    MEDIUM = "MEDIUM"
    SHORT = "SHORT"


class Orientation(StrEnum):
    """How a card lies."""

    HORIZONTAL = "HORIZONTAL"
    VERTICAL = "VERTICAL"


class Side(StrEnum):
    """Where a card has its picture."""

    LEFT = "LEFT"
    RIGHT = "RIGHT"


def _wrong_word(field: str, given: str | None, words: type[StrEnum]) -> Iterator[Problem]:
    """Yield that a word of an enumeration is none, in either case."""
    if isinstance(given, str) and given.upper() not in words.__members__:
        yield not_recognized(field, given)


@described
class ContentInfo:
    """Where RCS finds media."""

    file_url: str = param("file_url", TEMPLATED_URL, "Where it is.")
    thumbnail_url: str | None = param("thumbnail_url", TEMPLATED_URL, "A small picture of it.", default=None)
    force_refresh: bool | None = param("force_refresh", Boolean(), "Whether it is fetched anew.", default=None)


@described
class RcsMedia:
    """Media of RCS."""

    content_info: ContentInfo = param("content_info", Fields(ContentInfo), "Where it is.")
    height: str | None = param("height", Text(6), "How high it is shown: TALL, MEDIUM or SHORT.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is no height."""
        return _wrong_word("height", self.height, Height)


@described
class CardContent:
    """What a card says."""

    title: str | None = param("title", TEXT, "Its title.", default=None)
    description: str | None = param("description", LONG, "Its text.", default=None)
    media: RcsMedia | None = param("media", Fields(RcsMedia), "Its picture or film.", default=None)
    suggestions: list[Suggestion] | None = suggestions(MOST_ON_A_CARD)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it says nothing."""
        if not (self.title or self.description or self.media):
            yield said("The field {} must hold a title, a description or media.")


@described
class StandaloneCard:
    """One card."""

    card_orientation: str | None = param("card_orientation", Text(10), "HORIZONTAL or VERTICAL.", default=None)
    thumbnail_image_alignment: str | None = param("thumbnail_image_alignment", Text(5), "LEFT or RIGHT.", default=None)
    card_content: CardContent = param("card_content", Fields(CardContent), "What it says.")

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is no orientation and no side."""
        yield from _wrong_word("card_orientation", self.card_orientation, Orientation)
        yield from _wrong_word("thumbnail_image_alignment", self.thumbnail_image_alignment, Side)


@described
class RichCard:
    """A rich card."""

    standalone_card: StandaloneCard = param("standalone_card", Fields(StandaloneCard), "The card.")


@described
class RcsModule:
    """What is said over RCS: a text, media, or a card."""

    text: str | None = param("text", LONG, "The text.", default=None)
    media: RcsMedia | None = param("media", Fields(RcsMedia), "Media.", default=None)
    rich_card: RichCard | None = param("rich_card", Fields(RichCard), "A card.", default=None)
    suggestions: list[Suggestion] | None = suggestions(MOST_SUGGESTIONS)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it says nothing."""
        if not (self.text or self.media or self.rich_card):
            yield said(SAYS_NOTHING)
