"""What is said to a person: Liquid, or a stored template with slots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cordboard.communications.operation import Content, Part
from cordboard.communications.personalization import Fill, filler
from cordboard.communications.words import Channel
from cordboard.content.filling import Written, filled


def stored_part(content: Content, channel: Channel, variables: Mapping[str, str]) -> Part:
    """Return what a stored template says to a person over a channel."""
    part = content.part(channel) or Part()
    said = filled(Written(part.text, part.media), {**content.defaults, **variables})
    return Part(said.body, said.media)


def fill_of(content: Content) -> Fill:
    """Return what fills the content of a mail or a notification for a person. Raises: TemplateFault."""
    given = content.given
    if not content.is_stored:
        return filler(given)
    template = Written(str(given.get("body", "")), tuple(given.get("images", ())))

    def fill(variables: Mapping[str, str]) -> Mapping[str, Any]:
        said = filled(template, {**content.defaults, **variables})
        return {**given, "body": said.body, **({"images": list(said.media)} if said.media else {})}

    return fill
