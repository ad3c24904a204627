"""Tags: up to ten pairs by which a customer finds resources again; their values may be templates.

Source: reference of the Communications API, section 1.4; that the pattern holds for the value that was filled in is
inferred there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from cordboard.communications.personalization import Template, TemplateFault, Variables, is_template

MOST_TAGS, LONGEST_KEY, LONGEST_VALUE = 10, 128, 256
_PATTERN = re.compile(r"[a-zA-Z0-9._~-]+", re.ASCII)

Tags = Mapping[str, str]


class BadTag(ValueError):
    """A tag is not as it has to be; ``name`` is the tag, empty where it is about all of them."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name


def _fault(text: object, longest: int) -> str | None:
    if not isinstance(text, str):
        return "has to be text"
    if not 1 <= len(text) <= longest:
        return f"has to have 1 to {longest} characters"
    return None if _PATTERN.fullmatch(text) else "may hold letters, digits and . _ ~ - only"


def tag_faults(tags: Mapping[Any, object], *, may_be_templates: bool = True) -> list[BadTag]:
    """Return everything that is wrong with tags; a value that is a template is looked at once it is filled."""
    found = [BadTag("", f"there may be {MOST_TAGS} at most")] if len(tags) > MOST_TAGS else []
    for name, value in list(tags.items())[:MOST_TAGS]:
        shown = str(name)[:LONGEST_KEY]
        about_name = _fault(name, LONGEST_KEY)
        if about_name:
            found.append(BadTag(shown, f"its name {about_name}"))
        about_value = (
            _template_fault(value) if may_be_templates and _is_filled_later(value) else _fault(value, LONGEST_VALUE)
        )
        if about_value:
            found.append(BadTag(shown, f"its value {about_value}"))
    return found


def _is_filled_later(value: object) -> bool:
    return isinstance(value, str) and is_template(value)


def _template_fault(value: object) -> str | None:
    try:
        Template(str(value))
    except TemplateFault as fault:
        return f"is no template: {fault}"
    return None


def tag_filler(tags: Tags) -> Callable[[Variables], dict[str, str]]:
    """Compile tags; the result fills them for a recipient. Raises: TemplateFault, and the result BadTag, too."""
    if not any(is_template(value) for value in tags.values()):
        constant = dict(tags)
        return lambda variables: constant
    templates = {name: Template(value) for name, value in tags.items()}

    def fill(variables: Variables) -> dict[str, str]:
        filled = {name: template.fill(variables) for name, template in templates.items()}
        for name, value in filled.items():
            about = _fault(value, LONGEST_VALUE)
            if about:
                raise BadTag(name, f"its value {about}")
        return filled

    return fill


def tags_for(tags: Tags, variables: Variables) -> dict[str, str]:
    """Return the tags for a recipient; those whose templates say nothing that can be tags are left out."""
    try:
        return tag_filler(tags)(variables)
    except (TemplateFault, BadTag):
        return {name: value for name, value in tags.items() if not is_template(value)}
