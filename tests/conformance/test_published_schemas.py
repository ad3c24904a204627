"""Every described operation of the 2010 API answers as its schemas say: the published ones, and our own.

Where the published document is absent, our own judges alone; the calls and the checks are the same.
Source: https://github.com/twilio/twilio-oai (spec/json/twilio_api_v2010.json).
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from oracle import ROOT, Oracle, published
from scenario import OPERATIONS, Reply, run

from cordboard.api.surfaces import CORE
from cordboard.catalogue.derive.coverage import coverage
from cordboard.catalogue.derive.openapi import openapi
from cordboard.catalogue.derive.parts import path_of

ORACLES = {"own": Oracle("own", openapi(CORE, version="1"))}
if (document := published()) is not None:
    ORACLES["published"] = Oracle("published", document)
DIVERGENCES = ROOT / "docs" / "reference" / "divergences.md"
# "- `Operation`, parameter `Name`: why", below the heading
DELIBERATE = re.compile(r"^- `(\w+)`, (parameter|property|words of|need of|status) `([^`]+)`: \S", re.MULTILINE)
every_operation = pytest.mark.parametrize("name", OPERATIONS)
every_oracle = pytest.mark.parametrize("oracle", ORACLES.values(), ids=ORACLES)
Difference = tuple[str, str, str]


def deliberate() -> set[Difference]:
    """Return the differences that the page of divergences tells: operation, what, and name."""
    section = DIVERGENCES.read_text().partition("\n## Published schema\n")[2].partition("\n## ")[0]
    return set(DELIBERATE.findall(section))


def schema_of(oracle: Oracle, name: str) -> dict[str, Any]:
    """Return how a document describes one of our operations."""
    found = oracle.operation(OPERATIONS[name].method, path_of(OPERATIONS[name]))
    assert found is not None, f"the {oracle.name} document has no {name}"
    return found


def found_in(oracle: Oracle) -> set[Difference]:
    """Return the differences between the catalogue and a document."""
    differences = set()
    for each in coverage(CORE, oracle.document).operations:
        for what, compared in (("parameter", each.parameters), ("property", each.properties)):
            differences |= {(each.name, what, name) for name in (*compared.missing, *compared.own)}
        operation = OPERATIONS[each.name]
        schema = schema_of(oracle, each.name)
        theirs = oracle.parameters(schema)
        ours = ORACLES["own"].parameters(schema_of(ORACLES["own"], each.name))
        if oracle.success(schema) != str(operation.success):
            differences.add((each.name, "status", str(operation.success)))
        for name in theirs.keys() & ours.keys():
            if theirs[name][0] != ours[name][0]:
                differences.add((each.name, "need of", name))
            if theirs[name][1] != ours[name][1]:
                differences.add((each.name, "words of", name))
    return differences


@pytest.fixture(scope="module")
def replies(live: Any, eventually: Any) -> list[Reply]:
    return run(live, eventually)


def test_every_described_operation_was_called_with_success(replies: list[Reply]) -> None:
    assert sorted({reply.operation for reply in replies}) == sorted(OPERATIONS)
    assert all(reply.status == OPERATIONS[reply.operation].success for reply in replies)


@every_oracle
@every_operation
def test_an_operation_is_in_the_document_by_its_name(oracle: Oracle, name: str) -> None:
    assert schema_of(oracle, name)["operationId"] == name


@every_oracle
@every_operation
def test_an_answer_is_as_its_schema_says(replies: list[Reply], oracle: Oracle, name: str) -> None:
    schema = schema_of(oracle, name)
    own = [reply for reply in replies if reply.operation == name]
    assert [oracle.faults(schema, reply.status, reply.body) for reply in own] == [[] for _ in own]


@every_oracle
@every_operation
def test_an_answer_holds_exactly_the_properties_of_its_schema(replies: list[Reply], oracle: Oracle, name: str) -> None:
    schema = schema_of(oracle, name)
    bodies = [reply.body or {} for reply in replies if reply.operation == name]
    assert all(set(body) == oracle.envelope(schema) for body in bodies)


@every_oracle
def test_what_differs_from_the_document_is_told_in_the_divergences(oracle: Oracle) -> None:
    assert found_in(oracle) - deliberate() == set()


def test_no_divergence_is_told_that_is_none_any_more() -> None:
    told = deliberate()
    assert {name for name, _, _ in told} <= set(OPERATIONS)
    if "published" in ORACLES:
        assert told - found_in(ORACLES["published"]) == set()
