"""Personalization: texts with Liquid in them, compiled once for an operation and filled for each recipient.

A variable that a recipient lacks is empty, as Liquid has it; the documents ask for `default` with each, and do not
refuse a template without. Source: reference of the Communications API, sections 1.4 and 3.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cordboard.communications.liquid_sandbox import Sandbox

LONGEST_TEMPLATE = 100_000  # characters; a mail in HTML
LONGEST_MARK = 1_000  # characters between two braces, so that no step takes long
MOST_MARKS = 1_000
LONGEST_FILLED = 1 << 20
_MARKS = (("{{", "}}"), ("{%", "%}"))
_NAME = re.compile(
    r"""\{\{\ *([A-Za-z_][A-Za-z0-9_]*)\ *(?:\|\ *default:\ *(?:'([^'{}%\n]*)'|"([^"{}%\n]*)")\ *)?\}\}""", re.ASCII
)
_WORDS = frozenset({"true", "false", "nil", "null", "empty", "blank", "and", "or", "contains", "not", "in", "forloop"})

Variables = Mapping[str, str]
Fill = Callable[[Variables], Any]


class TemplateFault(ValueError):
    """A template cannot be compiled, or not be filled within its bounds; the text says why."""


def is_template(text: str) -> bool:
    """Tell whether there is anything to fill in."""
    return "{{" in text or "{%" in text


class Template:
    """A text, compiled."""

    __slots__ = ("_render", "text")

    def __init__(self, text: str) -> None:
        """Compile a text. Raises: TemplateFault."""
        self.text = text
        self._render: Callable[..., str] | None = None
        if is_template(text):
            _check_marks(text)
            self._render = _simple(text) or _compiled(text)

    def fill(self, variables: Variables) -> str:
        """Return the text for a recipient. Raises: TemplateFault."""
        if self._render is None:
            return self.text
        try:
            return self._render(variables)
        except Exception as fault:  # a hostile template may make the library fail in ways that it did not foresee
            raise TemplateFault(_reason(fault)) from fault


def _simple(text: str) -> Callable[[Variables], str] | None:
    """Return what fills a template that only names variables, as nearly all do; None for one that does more.

    It says what the library does, sixty times as fast, and without loading it.
    """
    *parts, last = _NAME.split(text)
    is_more = any(is_template(literal) or literal.endswith("{") for literal in (*parts[::4], last))
    if is_more or not _WORDS.isdisjoint(parts[1::4]):
        return None
    named = list(zip(parts[::4], parts[1::4], map(_either, parts[2::4], parts[3::4]), strict=True))

    def fill(variables: Variables) -> str:
        filled = "".join([literal + (variables.get(name) or default) for literal, name, default in named]) + last
        if len(filled) > LONGEST_FILLED:
            raise TemplateFault("output stream limit reached")
        return filled

    return fill


def _either(first: str | None, second: str | None) -> str:
    return first or second or ""


def filler(content: Any) -> Fill:
    """Compile every text in nested content; the result makes it anew for each recipient. Raises: TemplateFault."""
    if isinstance(content, str):
        return Template(content).fill if is_template(content) else _constant(content)
    if isinstance(content, Mapping):
        fills = {name: filler(value) for name, value in content.items()}
        return lambda variables: {name: fill(variables) for name, fill in fills.items()}
    if isinstance(content, list | tuple):
        each = [filler(value) for value in content]
        return lambda variables: [fill(variables) for fill in each]
    return _constant(content)


def _constant(value: Any) -> Fill:
    return lambda variables: value


def _check_marks(text: str) -> None:
    """Hold a template to its bounds before it is parsed, whose time could grow with the square of what is open."""
    if len(text) > LONGEST_TEMPLATE:
        raise TemplateFault(f"a template has {LONGEST_TEMPLATE:,} characters at most")
    if sum(text.count(opening) for opening, _ in _MARKS) > MOST_MARKS:
        raise TemplateFault(f"a template has {MOST_MARKS:,} tags at most")
    for opening, closing in _MARKS:
        at = text.find(opening)
        while at >= 0:
            end = text.find(closing, at, at + LONGEST_MARK)
            if end < 0:
                raise TemplateFault(f"{opening} at character {at + 1} is not closed within {LONGEST_MARK:,} characters")
            at = text.find(opening, end)


@cache
def _sandbox() -> Sandbox:
    # The library takes 0.3 s to load, which those who send no template need not wait for.
    from cordboard.communications.liquid_sandbox import Sandbox

    return Sandbox()


def _compiled(text: str) -> Callable[..., str]:
    sandbox = _sandbox()
    try:
        render: Callable[..., str] = sandbox.parsed(text).render
    except Exception as fault:
        raise TemplateFault(_reason(fault)) from fault
    return render


def _reason(fault: Exception) -> str:
    if isinstance(fault, RecursionError):
        return "it is nested too deep"
    return str(fault).partition("\n")[0][:200] or type(fault).__name__
