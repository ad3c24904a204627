"""Calls are told in plain English."""

from __future__ import annotations

import pytest

from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.sentence import tell
from cordboard.catalogue.verbs import INFINITIVES, infinitive

SAYS, TO = "sent a message to {to}", ("+14155550100",)


def test_what_was_done_is_told_with_why_it_was_let_pass() -> None:
    told = tell(SAYS, TO, who="SK1", status=201, code=0, name="bot", why="Allowed: its access to messaging is send.")
    assert told == "bot sent a message to +1 415 ••• 0100. Allowed: its access to messaging is send."


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (401, 20003, "AC012345… could not send a message to +1 415 ••• 0100 (error 20003): it was not let in."),
        (403, 20403, "AC012345… was not allowed to send a message to +1 415 ••• 0100 (error 20403)."),
        (404, 20404, "AC012345… could not send a message to +1 415 ••• 0100 (error 20404): it is not there."),
        (400, 21211, "AC012345… could not send a message to +1 415 ••• 0100 (error 21211)."),
        (503, 20503, "AC012345… could not send a message to +1 415 ••• 0100 (error 20503)."),
    ],
)
def test_what_did_not_come_about_is_told_as_a_wish(status: int, code: int, told: str) -> None:
    who = "AC0123456789abcdef0123456789abcdef"
    assert tell(SAYS, TO, who=who, status=status, code=code) == told


def test_a_refusal_of_an_agent_says_why() -> None:
    told = tell(SAYS, TO, who="SK1", status=403, code=70051, name="bot", why="premium numbers are never allowed.")
    assert told == (
        "bot was not allowed to send a message to +1 415 ••• 0100 (error 70051): premium numbers are never allowed."
    )


def test_what_was_let_pass_and_failed_did_not_fail_because_of_that() -> None:
    told = tell(
        SAYS, TO, who="SK1", status=502, code=90020, name="bot", why="Allowed: its access to messaging is send."
    )
    assert told == (
        "bot could not send a message to +1 415 ••• 0100 (error 90020). Allowed: its access to messaging is send."
    )


def test_a_call_that_is_held_waits() -> None:
    why = "a person must approve it first."
    told = tell(SAYS, TO, who="SK1", status=403, code=70051, name="bot", why=why, is_held=True)
    assert told.startswith("bot has to wait before it may send a message to +1 415 ••• 0100 (error 70051): a person")


def test_every_operation_begins_with_a_verb_that_has_an_infinitive() -> None:
    verbs = {each.says.split()[0] for surface in SURFACES for each in surface.operations}
    assert verbs - set(INFINITIVES) == set()
    assert set(INFINITIVES) - verbs == set()


def test_a_second_verb_is_turned_too_and_other_words_are_not() -> None:
    assert infinitive("redacted or canceled message {Sid}") == "redact or cancel message {Sid}"
    assert infinitive("switched agent {Name} off or on") == "switch agent {Name} off or on"
    assert infinitive("deleted everything and started over") == "delete everything and start over"
