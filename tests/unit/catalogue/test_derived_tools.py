"""The tools of all operations keep the rules that models' vendors have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.tools import OperationTool, legal_key, tools

LEGAL = re.compile(r"[a-zA-Z0-9_-]{1,64}")
TOOLS = list(tools(operation for surface in SURFACES for operation in surface.operations))


def keys_of(schema: Any) -> Iterator[str]:
    """Return the names of all properties in a schema."""
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name == "properties":
                yield from value
            yield from keys_of(value)
    elif isinstance(schema, list):
        for each in schema:
            yield from keys_of(each)


def by_name(name: str) -> OperationTool:
    return next(tool for tool in TOOLS if tool.name == name)


def test_every_operation_is_a_tool_with_a_name_of_its_own() -> None:
    assert len({tool.name for tool in TOOLS}) == sum(len(surface.operations) for surface in SURFACES)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_names_and_keys_are_legal_and_schemas_are_schemas(tool: OperationTool) -> None:
    assert LEGAL.fullmatch(tool.name)
    given, answered = tool.input_schema(), tool.output_schema()
    assert [key for key in keys_of(given) if not LEGAL.fullmatch(key)] == []
    jsonschema.Draft202012Validator.check_schema(given)
    if answered is not None:
        assert answered["type"] == "object"
        jsonschema.Draft202012Validator.check_schema(answered)


def test_no_parameter_is_lost_to_another_of_the_same_key() -> None:
    found = by_name("TwilioApiV2010--ListMessage").parameters
    assert {found[key].wire for key in ("DateSent", "DateSentAfter", "DateSentBefore")} == {
        "DateSent",
        "DateSent>",
        "DateSent<",
    }


@pytest.mark.parametrize(("wire", "key"), [("StartTime<", "StartTimeBefore"), ("StartTime>", "StartTimeAfter")])
def test_a_bound_of_time_is_told_in_letters(wire: str, key: str) -> None:
    assert legal_key(wire) == key


@pytest.mark.parametrize(
    ("name", "reads", "destroys", "reaches_out"),
    [
        ("TwilioApiV2010--ListMessage", True, False, False),
        ("TwilioApiV2010--CreateMessage", False, False, True),
        ("TwilioApiV2010--DeleteRecording", False, True, False),
        ("TwilioLookupsV2--FetchPhoneNumber", False, False, True),  # a GET that is paid for
    ],
)
def test_hints_follow_from_the_effect(name: str, reads: bool, destroys: bool, reaches_out: bool) -> None:
    hints = by_name(name).annotations
    assert (hints["readOnlyHint"], hints["destructiveHint"], hints["openWorldHint"]) == (reads, destroys, reaches_out)


def test_the_account_may_be_left_out() -> None:
    assert by_name("TwilioApiV2010--CreateMessage").input_schema()["required"] == ["To"]
