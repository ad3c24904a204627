"""What rules cannot see of a call that goes on: what it names is kept elsewhere, and may say anything.

Here such a name leads to what is judged, or to nothing. On an account elsewhere it leads to what nobody here has read,
so a call with one is refused where a rule would have to read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cordboard.access.policy import Rule
from cordboard.access.shapes import APPLICATIONS, INLINE
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Operation
from cordboard.twiml.reader import Trouble, read

UNFORWARDABLE = 90023
CONTENT = "ContentSid"
KEPT = "what it names is kept there, where no rule reads it"
UNREADABLE = "it cannot be read here, and might be there"


def refuse_unseen(operation: Operation, given: Any, rules: Iterable[Rule]) -> None:
    """Refuse a call that names what a rule would have to read. Raises: Problem 90023."""
    held = tuple(rules)
    reads_documents, reads_texts = any(map(_limits_documents, held)), any(map(_limits_texts, held))
    if not reads_documents and not reads_texts:
        return
    values = {each.wire: getattr(given, each.attribute, None) for each in operation.parameters}
    if reads_documents:
        for wire in sorted(APPLICATIONS):
            _refuse(wire, values.get(wire), KEPT)
        for wire in INLINE:
            text = values.get(wire)
            _refuse(wire, text and isinstance(read(str(text).encode()), Trouble), UNREADABLE)
    if reads_texts:
        _refuse(CONTENT, values.get(CONTENT), KEPT)
        _refuse("content.contentId", getattr(getattr(given, "content", None), "content_id", None), KEPT)


def _refuse(wire: str, found: object, reason: str) -> None:
    if found:
        raise Problem(UNFORWARDABLE, parameter=wire, reason=reason)


def _limits_documents(rule: Rule) -> bool:
    return (rule.restricts_people or rule.url_hosts is not None) and not rule.any_document


def _limits_texts(rule: Rule) -> bool:
    limits = (rule.longest_body, rule.most_segments, rule.link_hosts)
    return bool(rule.forbidden) or any(each is not None for each in limits)
