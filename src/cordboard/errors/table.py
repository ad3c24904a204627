"""Every code we can say, with its HTTP status, sentence, cause, remedy and source."""

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cordboard.base.problem import Problem
from cordboard.errors.families import (
    Family,
    Level,
    Row,
    accounts,
    api,
    channels,
    delivery,
    documents,
    media,
    messaging,
    numbers,
    own,
    products,
    resources,
    scheduling,
    services,
    voice,
    webhook,
)

FAMILIES = (
    api.FAMILY,
    accounts.FAMILY,
    voice.FAMILY,
    numbers.FAMILY,
    messaging.FAMILY,
    services.FAMILY,
    scheduling.FAMILY,
    delivery.FAMILY,
    webhook.FAMILY,
    own.FAMILY,
)
# The rest of Twilio's dictionary: names for the debugger, which stand where no family above says more.
NAMES_ONLY = (documents.FAMILY, resources.FAMILY, channels.FAMILY, media.FAMILY, products.FAMILY)

INTERNAL_ERROR = 20500
OWN_CODES = range(90000, 91000)
"""Our own range: Twilio's published dictionary has no code in it, and those of its event streams lie above."""

MAX_FACT_CHARS = 300
"""The longest path, of an extension of an add-on, has four SIDs of 34 characters and 216 in all; a longer fact is a
text that does not belong in an answer."""

MALFORMED, MISSING = "it has not the form that the reference gives", "it is missing"
"""Why a parameter is not valid, where whoever checked it gave no reason."""

MAX_MESSAGE_CHARS = 1000
"""A message in place of the sentence is written by us and may hold four facts and their words."""

_RETRYABLE_STATUSES = frozenset({429, 503})
_NOMINAL_STATUS = 400
"""For codes that occur in the debugger or on a message, and in a REST answer only if an operator puts them there."""

_LEVELS = {"E": Level.ERROR, "W": Level.WARNING}
_FACT = re.compile(r"\{([a-z_]+)\}")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorEntry:
    """What is known of one code."""

    code: int
    status: int
    sentence: str
    cause: str
    remedy: str
    retryable: bool = False
    source: str
    name: str
    level: Level = Level.ERROR

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that the sentence tells, in order."""
        return tuple(_FACT.findall(self.sentence))


def _source(code: int, wording: str) -> str:
    return "Cordboard's own code" if code in OWN_CODES else f"{more_info(code)} (wording: {wording})"


def _dictionary(family: Family) -> dict[int, tuple[Level, str]]:
    lines = (line.split(" ", 2) for line in family.dictionary.split("\n") if line)
    return {int(code): (_LEVELS[level], name) for code, level, name in lines}


def _expand(row: Row, wording: str, level: Level, name: str, retryable: frozenset[int]) -> ErrorEntry:
    code, status, sentence, cause, remedy = row
    return ErrorEntry(
        code=code,
        status=status,
        sentence=sentence,
        cause=cause,
        remedy=remedy,
        retryable=status in _RETRYABLE_STATUSES or code in retryable,
        source=_source(code, wording),
        name=name,
        level=level,
    )


def _entries(family: Family) -> Iterator[ErrorEntry]:
    names = _dictionary(family)
    for wording, rows in (("observed", family.observed), ("ours", family.worded)):
        for row in rows:
            level, name = names.pop(row[0])
            yield _expand(row, wording, level, name, family.retryable)
    for code, (level, name) in names.items():
        row = (code, _NOMINAL_STATUS, name, family.cause, family.remedy)
        yield _expand(row, "dictionary", level, name, family.retryable)


def unique(families: tuple[Family, ...]) -> Mapping[int, ErrorEntry]:
    """Join the families into one table.

    Raises: ValueError when two families claim the same code; KeyError when a row has no name in its family's
    dictionary, or is there twice.
    """
    table: dict[int, ErrorEntry] = {}
    for family in families:
        for item in _entries(family):
            if item.code in table:
                raise ValueError(f"error code {item.code} is defined twice")
            table[item.code] = item
    return MappingProxyType(table)


def more_info(code: int) -> str:
    """Tell where a code is explained: an absolute URL for Twilio's codes, a path of this server for our own.

    Source: `more_info` of error answers, https://www.twilio.com/docs/usage/twilios-response (documented).
    """
    return f"/cordboard/v1/errors/{code}" if code in OWN_CODES else f"https://www.twilio.com/docs/errors/{code}"


ERRORS: Mapping[int, ErrorEntry] = MappingProxyType({**unique(NAMES_ONLY), **unique(FAMILIES)})


def entry(code: int) -> ErrorEntry:
    """Find a code's entry; a code that we do not know is our fault and thus an internal error."""
    return ERRORS.get(code) or ERRORS[INTERNAL_ERROR]


def error_name(code: int) -> str:
    """Give the short name that the debugger shows for a code, also for one that an operator made up."""
    known = ERRORS.get(code)
    return known.name if known else "Unknown error"


def fact_name(parameter: str) -> str:
    """Turn a wire name into the name of its fact: `StatusCallback` to `status_callback`, `From` to `from_`."""
    name = _CAPITAL.sub("_", parameter).lower()
    return f"{name}_" if keyword.iskeyword(name) else name


def sentence(problem: Problem) -> str:
    """Say a problem in one sentence, with its facts cut to 300 characters and rid of control characters.

    The value of a parameter stands where its code's sentence names another parameter. A fact that the problem lacks
    leaves no other trace; a fact that the sentence does not tell is not told.
    """
    if problem.message is not None:
        return _printable(problem.message, MAX_MESSAGE_CHARS)
    facts: dict[str, object] = dict(problem.facts)
    value: object = ""
    if problem.parameter is not None:
        value = facts.get("value", "")
        facts.setdefault("parameter", problem.parameter)
        facts.setdefault(fact_name(problem.parameter), value)
        facts.setdefault("reason", MALFORMED if "value" in facts else MISSING)
    return _FACT.sub(lambda match: _printable(facts.get(match[1], value)), entry(problem.code).sentence)


def _printable(fact: object, limit: int = MAX_FACT_CHARS) -> str:
    """Make a fact fit for an answer, a log line and a header: no control, format or surrogate characters."""
    return "".join(character for character in str(fact)[:limit] if character.isprintable())
