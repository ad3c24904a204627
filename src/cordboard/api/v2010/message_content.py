"""The body and the media of a message that names content. Source: reference 02, section 1 (21654 to 21656)."""

from __future__ import annotations

import msgspec

from cordboard.base.phone import parse_recipient
from cordboard.base.problem import Problem
from cordboard.content.content import Contents
from cordboard.content.filling import SMS, Written, filled

NEEDS_CONTENT, UNKNOWN_CONTENT, BAD_VARIABLES = 21654, 21655, 21656
MOST_VARIABLES, LONGEST_VARIABLES = 100, 65_536  # ours
_decode = msgspec.json.Decoder(dict[str, str | int | float]).decode


def content_of(
    contents: Contents, account_sid: str, to: str, content_sid: str | None, variables: str | None
) -> Written | None:
    """Return what content says to a recipient; None where a message names none. Raises: Problem 21654 to 21656."""
    if content_sid is None:
        if variables is not None:
            raise Problem(NEEDS_CONTENT, parameter="ContentSid")
        return None
    recipient = parse_recipient(to)
    found = contents.written(account_sid, content_sid, recipient.channel if recipient else SMS)
    if found is None:
        raise Problem(UNKNOWN_CONTENT, parameter="ContentSid", content_sid=content_sid)
    content, defaults = found
    return filled(content, {**defaults, **_read(variables)})


def _read(variables: str | None) -> dict[str, str]:
    if not variables:
        return {}
    try:
        given = _decode(variables) if len(variables) <= LONGEST_VARIABLES else None
    except msgspec.DecodeError:
        given = None
    if given is None or len(given) > MOST_VARIABLES:
        raise Problem(BAD_VARIABLES, parameter="ContentVariables", value=variables[:100])
    return {name: str(value) for name, value in given.items()}
