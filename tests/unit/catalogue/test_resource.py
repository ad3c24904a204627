"""A resource tells its operations what they have in common, and nothing that they tell themselves is lost."""

from __future__ import annotations

from typing import Any

import pytest

from cordboard.api.dialects import V1
from cordboard.catalogue.describe import Effect, Level, Listing, Operation, Surface, View, described, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Text

SHOWN, NEW = View("Thing", ()), View("Thing", ())


@described
class ThingOf:
    """Which thing."""

    sid: str = path("Sid", Text(), "The thing.")


async def carry_out(call: Any, given: Any) -> None:
    """Do it.

    Twice.
    """


def things(surface: Surface, **facts: Any) -> Resource:
    return Resource(surface, "/Things", view=SHOWN, key="things", area="messaging", **facts)


def declared(verb: str, /, *, by: str = "Sid", **told: Any) -> Operation:
    surface = Surface("test_v1", "test", "v1", V1())
    declare = getattr(things(surface, by=by), verb)("DoThing", says="did {Sid}", given=ThingOf, **told)
    assert declare(carry_out) is carry_out
    (operation,) = surface.operations
    return operation


@pytest.mark.parametrize(
    ("verb", "method", "place", "level", "effect", "success"),
    [
        ("create", "POST", "/Things", Level.FULL, Effect.CHANGES, 201),
        ("list", "GET", "/Things", Level.READ, Effect.READS, 200),
        ("fetch", "GET", "/Things/{Sid}", Level.READ, Effect.READS, 200),
        ("update", "POST", "/Things/{Sid}", Level.FULL, Effect.CHANGES, 200),
        ("delete", "DELETE", "/Things/{Sid}", Level.FULL, Effect.DESTROYS, 204),
    ],
)
def test_an_operation_is_as_those_of_its_verb_are(
    verb: str, method: str, place: str, level: Level, effect: Effect, success: int
) -> None:
    found = declared(verb)
    assert (found.method, found.path, found.level, found.effect, found.success) == (
        method,
        place,
        level,
        effect,
        success,
    )
    assert (found.name, found.says, found.summary, found.area) == ("DoThing", "did {Sid}", "Do it.", "messaging")
    assert found.parameters == declared("fetch").parameters != ()
    assert found.view is (None if verb == "delete" else SHOWN)
    assert found.listing == (Listing("things") if verb == "list" else None)


def test_an_operation_tells_what_is_not_usual() -> None:
    found = declared(
        "create",
        method="PUT",
        level=Level.SEND,
        effect=Effect.REACHES_A_PERSON,
        success=202,
        view=NEW,
        is_public=True,
        is_one_unit=True,
        rehearsal=carry_out,
    )
    assert (found.method, found.level, found.effect) == ("PUT", Level.SEND, Effect.REACHES_A_PERSON)
    assert (found.success, found.is_public, found.is_one_unit) == (202, True, True)
    assert found.view is NEW
    assert found.rehearsal is carry_out


def test_one_is_found_by_another_part_of_the_path() -> None:
    assert declared("fetch", by="CallSid").path == "/Things/{CallSid}"


def test_what_there_is_only_one_of_is_in_the_place_itself() -> None:
    assert {declared(verb, by="").path for verb in ("create", "fetch", "update", "delete")} == {"/Things"}


def test_a_list_may_be_given_nothing() -> None:
    surface = Surface("test_v1", "test", "v1", V1())
    things(surface).list("ListThing", says="listed the things")(carry_out)
    assert surface.operations[0].shape is None


@pytest.mark.parametrize(
    ("verb", "method", "success"),
    [("create", "POST", 202), ("update", "PATCH", 202), ("delete", "DELETE", 202), ("fetch", "GET", 200)],
)
def test_changes_that_are_accepted_are_answered_without_the_resource(verb: str, method: str, success: int) -> None:
    surface = Surface("test_v1", "test", "v1", V1())
    getattr(things(surface, is_accepted=True), verb)("DoThing", says="did it", given=ThingOf)(carry_out)
    (found,) = surface.operations
    assert (found.method, found.success, found.view) == (method, success, SHOWN if verb == "fetch" else None)
