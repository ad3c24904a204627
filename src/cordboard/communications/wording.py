"""What a mail or a notification says to its person: Liquid, or a stored template with slots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cordboard.communications.operation import Content
from cordboard.communications.personalization import Fill, filler
from cordboard.content.filling import Written, filled


def fill_of(content: Content) -> Fill:
    """Return what fills content for a person. Raises: TemplateFault."""
    given = content.given
    if not content.is_stored:
        return filler(given)
    template = Written(str(given.get("body", "")), tuple(given.get("images", ())))

    def fill(variables: Mapping[str, str]) -> Mapping[str, Any]:
        said = filled(template, {**content.defaults, **variables})
        return {**given, "body": said.body, **({"images": list(said.media)} if said.media else {})}

    return fill
