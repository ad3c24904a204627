"""The sandbox of Liquid: which tags and filters there are, and what each may cost.

A template is written by a customer and filled with the words of others, ten thousand times in one operation; so it can
read nothing but its variables, and nothing that it does grows without bound. Source of the language:
https://shopify.github.io/liquid; that files, ranges and the time are out of reach, and the figures, are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from liquid import Environment, RenderContext
from liquid.ast import Node
from liquid.builtin import comment_tag, content, illegal, output
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.tags import assign_tag, capture_tag, case_tag, echo_tag, for_tag, if_tag, inline_comment_tag
from liquid.builtin.tags import unless_tag as unless
from liquid.exceptions import LiquidError, ResourceLimitError
from liquid.expression import Expression
from liquid.output import LimitedStringIO
from liquid.template import BoundTemplate
from liquid.utils import ReadOnlyChainMap

MOST_STEPS = 5_000  # nodes, filters and variables; a long mail has some hundred. At 8 µs each a bomb ends within 40 ms.
MOST_NESTED = 10
MOST_ITEMS = 100
LONGEST_VALUE = 10_000  # characters that a filter takes or makes; a whole message has 1,600
MOST_OUTPUT_BYTES = 1 << 20
MOST_ASSIGNED_BYTES = 1 << 18
LONGEST_DATE, LARGEST_NUMBER = 64, 1 << 63
FILTERS = """
    abs at_least at_most ceil divided_by floor minus modulo plus round times
    append capitalize downcase escape escape_once lstrip newline_to_br prepend remove remove_first remove_last replace
    replace_first replace_last rstrip slice split squish strip strip_html strip_newlines truncate truncatewords upcase
    url_decode url_encode base64_encode base64_decode compact concat first join last reverse size sort sort_natural uniq
    default
"""
TAGS = (
    content.Literal,
    output.Output,
    illegal.Illegal,
    if_tag.IfTag,
    unless.UnlessTag,
    case_tag.CaseTag,
    for_tag.ForTag,
    for_tag.BreakTag,
    for_tag.ContinueTag,
    assign_tag.AssignTag,
    capture_tag.CaptureTag,
    echo_tag.EchoTag,
    comment_tag.CommentTag,
    inline_comment_tag.InlineCommentTag,
)


def _too_much(what: str) -> ResourceLimitError:
    return ResourceLimitError(f"too many {what}", token=None)


class _Meter(list[str]):
    """Counts the steps of one rendering.

    It stands where the library keeps the tags that are disabled, because every node asks whether there are any before
    it is rendered: the one place that all of them pass.
    """

    left = MOST_STEPS

    def __bool__(self) -> bool:
        self.left -= 1
        if self.left < 0:
            raise _too_much("steps")
        return False


class _Context(RenderContext):
    """What a template sees while it is rendered: its variables, and not the time."""

    __slots__ = ()

    def __init__(self, template: BoundTemplate, **given: Any) -> None:
        super().__init__(template, **given)
        self.scope = ReadOnlyChainMap(self.locals, self.globals)
        self.disabled_tags = _Meter()

    def get(self, path: list[object], **given: Any) -> object:
        """Return what a path leads to, as a step."""
        bool(self.disabled_tags)
        return super().get(path, **given)

    def filter(self, name: str, token: Any) -> Callable[..., object]:
        """Return a filter, as a step."""
        bool(self.disabled_tags)
        return super().filter(name, token)


class _Template(BoundTemplate):
    context_class = _Context

    def _get_buffer(self) -> LimitedStringIO:
        """Return where a filling is written: without the library's own change of carriage returns into line feeds."""
        return LimitedStringIO(limit=MOST_OUTPUT_BYTES, newline="")


def _checked(value: object) -> object:
    """Return a value that a filter may take. Raises: ResourceLimitError."""
    if isinstance(value, str):
        if len(value) > LONGEST_VALUE:
            raise _too_much("characters in one value")
    elif isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise _too_much("digits")
    elif isinstance(value, list | tuple) and len(value) > MOST_ITEMS:
        raise _too_much("items")
    return value


def _guarded(function: Callable[..., object]) -> Callable[..., object]:
    """Return a filter that neither takes nor makes more than it may."""

    @wraps(function)  # which keeps what the library notes on the function about its arguments
    def guarded(*values: Any, **named: Any) -> object:
        for value in values:
            _checked(value)
        return _checked(function(*values, **named))

    return guarded


def _replace(value: object, old: object, new: object = "") -> str:
    text, wanted, instead = str(value), str(old), str(new)
    if text.count(wanted) * len(instead) > LONGEST_VALUE:
        raise _too_much("characters in one value")
    return text.replace(wanted, instead)


def _join(value: object, between: object = " ") -> str:
    texts = [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
    glue = str(between)
    if sum(len(each) + len(glue) for each in texts) > LONGEST_VALUE:
        raise _too_much("characters in one value")
    return glue.join(texts)


def _date(value: object, form: object) -> str:
    """Write an ISO 8601 date in another form; what is none stays as it is."""
    text, pattern = str(value), str(form)
    if len(text) > LONGEST_DATE or len(pattern) > LONGEST_DATE:
        return text
    try:
        return datetime.fromisoformat(text).strftime(pattern)
    except ValueError:
        return text


# What could grow by the product of two values, or read the clock, in place of the library's.
_OWN: Mapping[str, Callable[..., object]] = {"replace": _replace, "join": _join, "date": _date}
_KNOWN = frozenset({*FILTERS.split(), *_OWN})


class Sandbox(Environment):
    """The language, within its bounds."""

    template_class = _Template
    block_nesting_limit = context_depth_limit = MOST_NESTED
    loop_iteration_limit = MOST_STEPS
    local_namespace_limit = MOST_ASSIGNED_BYTES
    output_stream_limit = MOST_OUTPUT_BYTES

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Take the tags and filters that are allowed."""
        super().setup_tags_and_filters()
        self.filters = {name: _guarded(each) for name, each in (self.filters | dict(_OWN)).items() if name in _KNOWN}
        self.tags.clear()
        for tag in TAGS:
            self.add_tag(tag)

    def parsed(self, source: str) -> BoundTemplate:
        """Return a template. Raises: LiquidError, for ranges too, which hold more than anybody can send."""
        template = self.from_string(source)
        for expression in _expressions(template.nodes):
            if isinstance(expression, RangeLiteral):
                raise LiquidError("ranges are not supported", token=expression.token)
        return template


def _expressions(nodes: list[Node]) -> Iterator[Expression]:
    """Return every expression of a template."""
    waiting: list[Node | Expression] = list(nodes)
    environment_free: Any = None  # the library asks for a context only where templates include others
    while waiting:
        each = waiting.pop()
        if isinstance(each, Expression):
            yield each
            waiting += each.children()
        else:
            waiting += each.expressions()
            waiting += each.children(environment_free)
