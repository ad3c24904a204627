"""By which index lists of the Communications API are walked: of what is given, by that which leaves the fewest rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cordboard.base.sid import first_key
from cordboard.base.typeid import key_of_type_id
from cordboard.store.sqlite.bounded import HIGHEST_KEY, Walk
from cordboard.store.sqlite.pages import Condition

Given = dict[str, object]
"""Conditions, each with its value; those whose value is None are not asked for."""
Index = tuple[str, Sequence[str]]
"""An index, and the conditions that it knows beside that of the account."""
TAGS = "comms_tag"
MESSAGE_INDEXES: Sequence[Index] = (
    ("comms_message_by_operation", ("operation_key=?",)),
    ("comms_message_by_session", ("session_id=?",)),
    (TAGS, ()),
    ("comms_message_by_channel", ("channel=?",)),
    ("comms_message_by_status", ("status=?",)),
    ("comms_message_by_account", ()),
)
POST_INDEXES: Sequence[Index] = (
    ("comms_post_by_operation", ("operation_key=?",)),
    ("comms_post_by_user", ("user_id=?",)),
    (TAGS, ()),
    ("comms_post_by_status", ("family=?", "status=?")),
    ("comms_post_by_account", ("family=?",)),
)
"""From the narrowest to the widest; the last knows nothing that is not given always."""


def walk_of(
    columns: str,
    table: str,
    account_sid: str,
    given: Given,
    tags: Mapping[str, str] | None,
    indexes: Sequence[Index],
) -> Walk:
    """Return how the rows of an account with all that is given are found."""
    asked = {condition: value for condition, value in given.items() if value is not None}
    index, known = next(
        (index, known)
        for index, known in indexes
        if (tags if index == TAGS else all(condition in asked for condition in known))
    )
    filters = [each for each in asked.items() if each[0] not in known]
    where: list[Condition] = [(condition, asked[condition]) for condition in known]
    for name, value in (tags or {}).items():
        if index == TAGS and not where:
            where = [("owner=?", account_sid), ("tag=?", tag_of(name, value))]
        else:
            # Names have no quotes: see tags. What is no JSON would end the whole query.
            filters.append((f"CASE WHEN json_valid(tags) THEN json_extract(tags, '$.\"{name}\"') END=?", value))
    if index == TAGS:
        return Walk(columns, table, where, filters, keys=TAGS)
    return Walk(columns, table, [("account_sid=?", account_sid), *where], filters, through=index)


def tag_of(name: str, value: str) -> str:
    """Return a tag as the table of keys has it; names have no colon."""
    return f"{name}:{value}"


def dated(walk: Walk, after_ms: int | None, before_ms: int | None) -> Walk:
    """Return a walk within instants, neither included."""
    return walk._replace(where=[*walk.where, *dates(after_ms, before_ms)])


def key_in(text: str) -> int:
    """Return the key inside an id; of one that was not made here a key that no row has."""
    try:
        return key_of_type_id(text)
    except ValueError:
        return 0


def dates(after_ms: int | None, before_ms: int | None) -> list[Condition]:
    """Return the bounds of instants as those of keys, which begin with them."""
    found: list[Condition] = []
    if after_ms is not None:
        found.append(("key>=?", max(min(first_key(after_ms + 1), HIGHEST_KEY), 0)))
    if before_ms is not None:
        found.append(("key<?", max(min(first_key(before_ms), HIGHEST_KEY), 0)))
    return found
