"""What the resources of the Communications API share: tags, and the dates of lists.

Source: reference of the Communications API, sections 1.4 and 3.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cordboard.api.comms_v1.surface import INSTANT
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import described, query
from cordboard.catalogue.wire import Json, Kind, Malformed, Schema
from cordboard.communications.asked import said, tag_problems
from cordboard.communications.tags import LONGEST_KEY, LONGEST_VALUE, MOST_TAGS
from cordboard.communications.words import INVALID


class AnyObject:
    """An object whose names are the client's own."""

    def read(self, text: str) -> object:
        """Refuse: an object has no form as text. Raises: Malformed."""
        raise Malformed

    def load(self, value: Json) -> Mapping[str, object]:
        """Return the object. Raises: Malformed for what is none."""
        if not isinstance(value, Mapping):
            raise Malformed
        return value

    def writer(self, style: object) -> Callable[[object], Json] | None:
        """Objects are JSON."""
        return None

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "object"}


class TagMap(AnyObject):
    """Tags; `wrong_label` tells all that is wrong with each."""

    def schema(self) -> Schema:
        """Return the schema, with what the documents publish of tags."""
        names: Schema = {"type": "string", "maxLength": LONGEST_KEY, "pattern": "^[a-zA-Z0-9._~-]+$"}
        value: Schema = {"type": "string", "maxLength": LONGEST_VALUE}
        return {"type": "object", "maxProperties": MOST_TAGS, "propertyNames": names, "additionalProperties": value}


TAGS: Kind = TagMap()
OBJECT: Kind = AnyObject()


@described
class Created:
    """When what is listed was made; neither end counts."""

    start_date: int | None = query("start_date", INSTANT, "Only those made after this.")
    end_date: int | None = query("end_date", INSTANT, "Only those made before this.")

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that the end is not the later one."""
        return wrong_order(self.start_date, self.end_date)


def wrong_order(first: object, last: object) -> Iterator[Problem]:
    """Yield that the end of the dates that a list is asked for is not the later one."""
    if isinstance(first, int) and isinstance(last, int) and last <= first:
        yield said("The field {} must be later than {}.", "end_date", "start_date")


def was_created(given: Created) -> Callable[[Any], bool]:
    """Return what tells whether a resource is to be listed."""
    first, last = given.start_date, given.end_date

    def is_wanted(resource: Any) -> bool:
        at_ms: int = resource.created_ms
        return (first is None or at_ms > first) and (last is None or at_ms < last)

    return is_wanted


def tags_of(tags: Mapping[str, object] | None) -> dict[str, str] | None:
    """Return tags that `wrong_label` finds right."""
    return None if tags is None else {name: str(value) for name, value in tags.items()}


def wrong_empty(field: str, given: object) -> Iterator[Problem]:
    """Yield that a list has nothing in it."""
    if given == []:
        yield Problem(INVALID, parameter=field)


def wrong_label(name: object, tags: object) -> Iterator[Problem]:
    """Yield what is wrong with the name and the tags of a resource."""
    if isinstance(name, str) and not name.strip():
        yield Problem(INVALID, parameter="name", value=name)
    if isinstance(tags, Mapping):
        yield from tag_problems(tags, may_be_templates=False)
