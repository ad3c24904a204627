"""From content to the text and the media of a message: the type that suits the channel, with its slots filled.

Which type a channel takes is told in https://www.twilio.com/docs/content/content-types-overview. A handset of the
simulated network shows text and media alone, so what else a type offers is written in lines below its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

SMS = "sms"
PLAIN = ("twilio/text", "twilio/media")
_SLOT = re.compile(r"\{\{\s*([A-Za-z0-9_.-]{1,64})\s*\}\}", re.ASCII)
_LINES = ("header_text", "title", "body", "label", "address", "subtitle", "footer")
_LISTS = ("actions", "items", "cards", "pages")
_TARGETS = ("url", "phone", "code", "description", "price")
_NAMES = ("title", "item", "name", "copy_code_text")
_MEDIA = ("media", "media_url")


class Written(NamedTuple):
    """The text and the media of content, with slots or filled."""

    body: str
    media: tuple[str, ...] = ()


def written(types: Mapping[str, Any], channel: str) -> Written:
    """Return content as a channel shows it, its slots still open; at least one type has to be there."""
    plain = [name for name in PLAIN if name in types]
    rich = [name for name in types if name not in PLAIN]
    order = plain + rich if channel == SMS else rich + plain[::-1]
    return _written(types[order[0]])


def _written(shape: Mapping[str, Any]) -> Written:
    lines = [str(shape[name]) for name in _LINES if shape.get(name)]
    if "latitude" in shape:
        lines.append(f"{shape['latitude']}, {shape['longitude']}")
    media = list(_texts(shape.get(name) for name in _MEDIA))
    for entry in [each for name in _LISTS for each in shape.get(name, ())]:
        lines.append(_line(entry))
        media += _texts(entry.get(name) for name in _MEDIA)
    return Written("\n".join(each for each in lines if each), tuple(media))


def _line(entry: Mapping[str, Any]) -> str:
    """Write what one may choose, and what comes of it, such as ``Track: https://example.com``."""
    name = next((str(entry[each]) for each in _NAMES if entry.get(each)), "")
    targets = [str(entry[each]) for each in (*_TARGETS, "body") if entry.get(each)]
    return ": ".join(each for each in (name, " ".join(targets)) if each)


def _texts(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from value


def filled(content: Written, variables: Mapping[str, str]) -> Written:
    """Fill the slots; one without a value is left empty."""

    def fill(text: str) -> str:
        return _SLOT.sub(lambda slot: variables.get(slot[1], ""), text)

    return Written(fill(content.body), tuple(url for url in map(fill, content.media) if url))
