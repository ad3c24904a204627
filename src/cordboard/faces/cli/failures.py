"""Why a command did not do what it was asked, each with its exit code and what to do next.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage (click's own), 3 no server answers, 4 wrong configuration.
"""

from collections.abc import Mapping

import click

from cordboard.faces.cli.output import clean, fit_errors

REFUSED = 1
USAGE = 2
UNREACHABLE = 3
MISCONFIGURED = 4

WRONG_CREDENTIALS = 20003
"""Source: https://www.twilio.com/docs/api/errors/20003 (documented)."""


class Failure(click.ClickException):
    """What went wrong, and on a line of its own what to do next."""

    def format_message(self) -> str:
        """Return the sentences as they are shown after `Error: `."""
        return fit_errors(self.message)


class Refused(Failure):
    """The server answered with an error. `answer` is the error's body: code, message, more_info, status."""

    exit_code = REFUSED

    def __init__(self, answer: Mapping[str, object], credentials: str) -> None:
        self.answer = answer
        if answer.get("code") == WRONG_CREDENTIALS:
            super().__init__(_unknown_credentials(answer, credentials))
        else:
            super().__init__(f"{_sentence(answer)}\n{next_step(answer)}")


class Unsuccessful(Failure):
    """What was asked for did not come about, though no request was refused."""

    exit_code = REFUSED


class Unreachable(Failure):
    """Nothing answers, or what answers is no Cordboard."""

    exit_code = UNREACHABLE


class Misconfigured(Failure):
    """Settings or credentials are wrong or absent on this side."""

    exit_code = MISCONFIGURED


def next_step(answer: Mapping[str, object]) -> str:
    """Say what helps against an error, by its code: in an answer, or in a message that did not arrive."""
    from cordboard.errors import ERRORS  # the table takes 25 ms to make, and most commands go well

    code = answer.get("code")
    known = ERRORS.get(code) if isinstance(code, int) else None
    if known:
        return f"Next: {known.remedy}"
    if answer.get("more_info"):
        return f"Next: read {clean(answer['more_info'])}"
    return "Next: look at the server's log, and at `cordboard doctor`."


def _sentence(answer: Mapping[str, object]) -> str:
    message = clean(answer.get("message") or "The server gave no reason.").rstrip(": ")
    return f"The server refused with {clean(answer.get('code'))} (HTTP {clean(answer.get('status'))}): {message}"


def _unknown_credentials(answer: Mapping[str, object], credentials: str) -> str:
    return (
        f"The server does not open this to the credentials of {credentials} ({clean(answer.get('code'))}).\n"
        "Next: check that they are of this server and this account: --data names its data folder, --url its address."
    )
