"""The content of a send as it is described: text and media, a stored template, or a module for each channel.

Source: reference of the Communications API, section 3.1. A module for WhatsApp is ours: text and media, as for SMS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from cordboard.base.problem import Problem
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import described, param, parameters_of
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.links import Url
from cordboard.catalogue.wire import Boolean, Number, Text
from cordboard.communications.asked import said
from cordboard.communications.operation import Content, Part
from cordboard.communications.words import Channel

MOST_MEDIA, MOST_SUGGESTIONS, MOST_ON_A_CARD, MOST_MODULES = 10, 11, 4, 4
TEXT, LONG = Text(200), Text(10_000)
TEMPLATED_URL = Text(4000)  # it may be Liquid, and is a URL once it is filled


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


@described
class Medium:
    """One piece of media."""

    url: str = param("url", TEMPLATED_URL, "Where it is.")


@described
class Said:
    """Text and media of a channel."""

    text: str | None = param("text", LONG, "The text.", default=None)
    media: list[Medium] | None = param("media", Fields(Medium), "Media.", default=None, many=True, most=MOST_MEDIA)


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


@described
class Reply:
    """An answer to choose."""

    text: str = param("text", TEXT, "What it says.")
    postback_data: str = param("postback_data", Text(2048), "What is sent back.")


@described
class OpenUrl:
    """Opens a page."""

    url: str = param("url", Url(), "Which.")


@described
class Dial:
    """Calls a number."""

    phone_number: str = param("phone_number", TEXT, "Which.")


@described
class LatLong:
    """A place."""

    latitude: object = param("latitude", Number(), "Degrees north.")
    longitude: object = param("longitude", Number(), "Degrees east.")


@described
class ViewLocation:
    """Shows a place."""

    lat_long: LatLong | None = param("lat_long", Fields(LatLong), "Where it is.", default=None)
    label: str | None = param("label", TEXT, "Its name.", default=None)
    query: str | None = param("query", TEXT, "What to look for.", default=None)


@described
class CalendarEvent:
    """Makes an event."""

    start_time: int = param("start_time", Instant(), "When it begins.")
    end_time: int = param("end_time", Instant(), "When it ends.")
    title: str = param("title", TEXT, "Its title.")
    description: str = param("description", LONG, "What it is about.")


@described
class ShareLocation:
    """Asks where somebody is."""


@described
class Action(Reply):
    """Something to do, chosen by a person; it is one of these."""

    open_url_action: OpenUrl | None = param("open_url_action", Fields(OpenUrl), "Opens a page.", default=None)
    dial_action: Dial | None = param("dial_action", Fields(Dial), "Calls a number.", default=None)
    view_location_action: ViewLocation | None = param(
        "view_location_action", Fields(ViewLocation), "Shows a place.", default=None
    )
    create_calendar_event_action: CalendarEvent | None = param(
        "create_calendar_event_action", Fields(CalendarEvent), "Makes an event.", default=None
    )
    share_location_action: ShareLocation | None = param(
        "share_location_action", Fields(ShareLocation), "Asks where somebody is.", default=None
    )


@described
class Suggestion:
    """A reply or an action."""

    reply: Reply | None = param("reply", Fields(Reply), "An answer.", default=None)
    action: Action | None = param("action", Fields(Action), "An action.", default=None)


def _suggestions(most: int) -> Any:
    return param("suggestions", Fields(Suggestion), "What to choose from.", default=None, many=True, most=most)


@described
class CardContent:
    """What a card says."""

    title: str | None = param("title", TEXT, "Its title.", default=None)
    description: str | None = param("description", LONG, "Its text.", default=None)
    media: RcsMedia | None = param("media", Fields(RcsMedia), "Its picture or film.", default=None)
    suggestions: list[Suggestion] | None = _suggestions(MOST_ON_A_CARD)


@described
class StandaloneCard:
    """One card."""

    card_orientation: str | None = param("card_orientation", Text(10), "HORIZONTAL or VERTICAL.", default=None)
    thumbnail_image_alignment: str | None = param("thumbnail_image_alignment", Text(5), "LEFT or RIGHT.", default=None)
    card_content: CardContent = param("card_content", Fields(CardContent), "What it says.")


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
    suggestions: list[Suggestion] | None = _suggestions(MOST_SUGGESTIONS)


@described
class Module:
    """What is said over one channel."""

    sms: Said | None = param("sms", Fields(Said), "Over SMS and MMS.", default=None)
    rcs: RcsModule | None = param("rcs", Fields(RcsModule), "Over RCS.", default=None)
    whatsapp: Said | None = param("whatsapp", Fields(Said), "Over WhatsApp.", default=None)


@described
class MessageContent(Said):
    """What is said: text and media, or a stored template, or a module for each channel."""

    content_id: str | None = param("content_id", Text(36), "A template, HX….", default=None)
    modules: list[Module] | None = param(
        "modules", Fields(Module), "What is said over each channel.", default=None, many=True, most=MOST_MODULES
    )


def plain(given: Any) -> Any:
    """Return a described object as plain objects, without what was not given."""
    if isinstance(given, list):
        return [plain(each) for each in given]
    if not hasattr(type(given), "__parameters__"):
        return given.isoformat() if hasattr(given, "isoformat") else given
    wires = {each.attribute: each.wire for each in parameters_of(type(given))}
    return {wires[name]: plain(value) for name, value in vars(given).items() if value is not None}


def content_of(given: MessageContent, faults: list[Problem]) -> Content:
    """Return what is said; adds to the faults when it is not one of the three kinds."""
    kinds = [bool(given.text or given.media), given.content_id is not None, bool(given.modules)]
    if sum(kinds) != 1:
        faults.append(said("The field 'content' must hold text or media, a content_id or modules.", "content"))
    parts: dict[Channel, Part] = {}
    for place, module in enumerate(given.modules or ()):
        faults += _module_faults(module, f"content.modules[{place}]")
        for channel, part in _parts(module):
            if channel in parts:
                faults.append(said(f"The field 'content.modules' has two modules for {channel}.", "content.modules"))
            parts[channel] = part
    either = Part(given.text or "", _urls(given.media)) if kinds[0] else None
    return Content(given=plain(given), any_channel=either, by_channel=parts)


def _urls(media: list[Medium] | None) -> tuple[str, ...]:
    return tuple(each.url for each in media or ())


def _parts(module: Module) -> Iterator[tuple[Channel, Part]]:
    if module.sms is not None:
        yield Channel.SMS, Part(module.sms.text or "", _urls(module.sms.media))
    if module.whatsapp is not None:
        yield Channel.WHATSAPP, Part(module.whatsapp.text or "", _urls(module.whatsapp.media))
    if module.rcs is not None:
        yield Channel.RCS, _rcs_part(module.rcs)


def _rcs_part(rcs: RcsModule) -> Part:
    """Return the text and the media of RCS; a handset of the simulated network shows nothing else."""
    card = rcs.rich_card.standalone_card.card_content if rcs.rich_card is not None else None
    texts = [rcs.text, *((card.title, card.description) if card is not None else ())]
    media = [each for each in (rcs.media, card.media if card is not None else None) if each is not None]
    return Part("\n".join(filter(None, texts)), tuple(each.content_info.file_url for each in media))


_WORDS: Mapping[str, type[StrEnum]] = {
    "height": Height,
    "card_orientation": Orientation,
    "thumbnail_image_alignment": Side,
}


def _module_faults(module: Module, at: str) -> Iterator[Problem]:
    named = [name for name in ("sms", "rcs", "whatsapp") if getattr(module, name) is not None]
    if len(named) != 1:
        yield said(f"The field '{at}' must name one channel.", at)
    for channel, part in _parts(module):
        if not part.text and not part.media:
            yield said(f"The field '{at}.{channel}' must hold text or media.", f"{at}.{channel}")
    yield from _inner_faults(plain(module), at)


def _inner_faults(value: Any, at: str) -> Iterator[Problem]:
    """Yield what is wrong inside of a module: words of enumerations, and choices of one."""
    if isinstance(value, list):
        for place, each in enumerate(value):
            yield from _inner_faults(each, f"{at}[{place}]")
    if not isinstance(value, Mapping):
        return
    for name, each in value.items():
        if name in _WORDS and str(each).upper() not in _WORDS[name].__members__:
            yield Problem(20001, parameter=f"{at}.{name}", value=each)
        if name == "suggestions":
            yield from (
                said(f"The field '{at}.suggestions[{place}]' must hold a reply or an action.", at)
                for place, one in enumerate(each)
                if len(one) != 1
            )
        if name == "action" and sum(key.endswith("_action") for key in each) != 1:
            yield said(f"The field '{at}.action' must hold one action.", at)
        yield from _inner_faults(each, f"{at}.{name}")
