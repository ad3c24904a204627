"""The error codes, a module for each family: data only."""

from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """How serious an entry of the debugger is, in the words of Twilio's dictionary.

    Source: https://www.twilio.com/docs/usage/troubleshooting/debugging-event-webhooks (documented).
    """

    ERROR = "ERROR"
    WARNING = "WARNING"


Row = tuple[int, int, str, str, str]
"""A code, its HTTP status, the sentence with {facts}, the cause and the remedy."""


class Family(NamedTuple):
    """The codes of one subject, as compact rows that `cordboard.errors.table` expands.

    A code may have a row, a name in the dictionary, or both. A code with only a name is one for the debugger and for
    the `error_code` of a message: its name is its sentence, and cause and remedy are those of the family.
    """

    cause: str
    """Why a code of this family occurs, when its row does not say it better."""
    remedy: str
    """What helps against a code of this family, when its row does not say it better."""
    observed: tuple[Row, ...] = ()
    """Rows whose sentences were seen in Twilio's answers or documents; clients may compare them word by word."""
    worded: tuple[Row, ...] = ()
    """Rows whose sentences are ours, because Twilio's wording is unknown."""
    dictionary: str = ""
    """Short names in the debugger: a line of code, level (E for an error, W for a warning) and name for each.

    Source: Twilio's public list of error codes (https://www.twilio.com/docs/api/errors/twilio-error-codes.json), as of
    May 2023, and the page of each code for what came later.
    """
    retryable: frozenset[int] = frozenset()
    """Codes after which the same request may succeed later, beyond those whose status (429, 503) says so."""
