"""Why a command did not do what it was asked, each with its exit code and what to do next.

Exit codes: 0 done, 1 the server refused, 2 wrong usage (click's own), 3 no server answers, 4 wrong configuration.
"""

from collections.abc import Mapping

import click

from cordboard.errors import ERRORS
from cordboard.faces.cli.output import clean

REFUSED = 1
USAGE = 2
UNREACHABLE = 3
MISCONFIGURED = 4


class Refused(click.ClickException):
    """The server answered with an error. `answer` is the error's body: code, message, more_info, status."""

    exit_code = REFUSED

    def __init__(self, answer: Mapping[str, object]) -> None:
        self.answer = answer
        super().__init__(f"{_sentence(answer)}\n{_next_step(answer)}")


class Unsuccessful(click.ClickException):
    """The server took the request, and what was waited for did not come about."""

    exit_code = REFUSED


class Unreachable(click.ClickException):
    """Nothing answers, or what answers is no Cordboard."""

    exit_code = UNREACHABLE


class Misconfigured(click.ClickException):
    """Settings or credentials are wrong or absent on this side."""

    exit_code = MISCONFIGURED


def _sentence(answer: Mapping[str, object]) -> str:
    message = clean(answer.get("message") or "The server gave no reason.")
    return f"The server refused with {clean(answer.get('code'))} (HTTP {clean(answer.get('status'))}): {message}"


def _next_step(answer: Mapping[str, object]) -> str:
    code = answer.get("code")
    known = ERRORS.get(code) if isinstance(code, int) else None
    if known:
        return f"Next: {known.remedy}"
    if answer.get("more_info"):
        return f"Next: read {clean(answer['more_info'])}"
    return "Next: look at the server's log, and at `cordboard doctor`."
