"""The content of a send as it is described: text and media, a stored template, or a module for each channel.

Source: reference of the Communications API, section 3.1. A module for WhatsApp is ours: text and media, as for SMS.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cordboard.api.comms_v1.rcs import SAYS_NOTHING, TEMPLATED_URL, RcsModule
from cordboard.api.comms_v1.suggestions import LONG
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import described, param, parameters_of
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.wire import Text
from cordboard.communications.asked import said
from cordboard.communications.operation import Content, Part
from cordboard.communications.words import Channel

MOST_MEDIA, MOST_MODULES = 10, 4


@described
class Medium:
    """One piece of media."""

    url: str = param("url", TEMPLATED_URL, "Where it is.")


@described
class Written:
    """Text and media of a channel."""

    text: str | None = param("text", LONG, "The text.", default=None)
    media: list[Medium] | None = param("media", Fields(Medium), "Media.", default=None, many=True, most=MOST_MEDIA)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it says nothing."""
        if not (self.text or self.media):
            yield said(SAYS_NOTHING)


@described
class Module:
    """What is said over one channel."""

    sms: Written | None = param("sms", Fields(Written), "Over SMS and MMS.", default=None)
    rcs: RcsModule | None = param("rcs", Fields(RcsModule), "Over RCS.", default=None)
    whatsapp: Written | None = param("whatsapp", Fields(Written), "Over WhatsApp.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it is not for one channel."""
        if sum(getattr(self, each.value) is not None for each in Channel) != 1:
            yield said("The field {} must name one channel.")


@described
class MessageContent(Written):
    """What is said: text and media, or a stored template, or a module for each channel."""

    content_id: str | None = param("content_id", Text(36), "A template, HX….", default=None)
    modules: list[Module] | None = param(
        "modules", Fields(Module), "What is said over each channel.", default=None, many=True, most=MOST_MODULES
    )

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it is not one of the three kinds, or has two modules for a channel."""
        kinds = [self.text or self.media, self.content_id is not None, self.modules]
        if sum(map(bool, kinds)) != 1:
            yield said("The field {} must hold text or media, a {} or modules.", "", "content_id")
        modules = [each for each in self.modules or () if isinstance(each, Module)]
        for channel in Channel:
            if sum(getattr(each, channel.value) is not None for each in modules) > 1:
                yield said("The field {} has two modules for {channel}.", "modules", channel=channel.value)


def plain(given: Any) -> Any:
    """Return a described object as plain objects, without what was not given."""
    if isinstance(given, list):
        return [plain(each) for each in given]
    if not hasattr(type(given), "__parameters__"):
        return given.isoformat() if hasattr(given, "isoformat") else given
    wires = {each.attribute: each.wire for each in parameters_of(type(given))}
    return {wires[name]: plain(value) for name, value in vars(given).items() if value is not None}


def content_of(given: MessageContent) -> Content:
    """Return what is said, of which `MessageContent.also_wrong` tells what is wrong."""
    either = Part(given.text or "", _urls(given.media)) if given.text or given.media else None
    by_channel = dict(part for module in given.modules or () for part in _parts(module))
    return Content(given=plain(given), any_channel=either, by_channel=by_channel)


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
