"""Whatever one gets wrong, in whatever operation, is refused with its own code and status, in the format asked for.

Made from the catalogue: an operation that is described is tried here without more words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import pytest

from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.parts import is_required, path_of
from cordboard.catalogue.describe import Operation, Parameter, Place
from cordboard.errors import entry
from described_requests import ENDS_THE_RUN, Asked, Line, ask, faults_of, own_parameters, told

OPERATIONS = [operation for surface in SURFACES for operation in surface.operations]


def name_of(operation: Operation) -> str:
    return f"{operation.surface.name}-{operation.name}"


every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
with_json_and_xml = [each for each in OPERATIONS if "xml" in each.surface.dialect.extensions]


def name_of(operation: Operation) -> str:
    return f"{operation.surface.name}-{operation.name}"


every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
with_json_and_xml = [each for each in OPERATIONS if "xml" in each.surface.dialect.extensions]


@pytest.fixture(scope="module")
def line(live: Any) -> Iterator[Line]:
    line = Line(live)
    yield line
    line.close()


def wanted(code: int) -> tuple[int, int, int]:
    return entry(code).status, code, entry(code).status


def got(line: Line, asked: Asked) -> tuple[int, int, int]:
    status, content_type, body = line.send(asked)
    assert status >= 400, (status, body[:200])
    return status, *told(content_type, body)


def wrong_requests(operation: Operation, account_sid: str, suffix: str | None) -> Iterator[tuple[str, int, Asked]]:
    for parameter in own_parameters(operation):
        for fault in faults_of(parameter):
            asked = ask(operation, account_sid, wrong={parameter.wire: fault.value}, suffix=suffix)
            yield f"{parameter.wire} {fault.way}", fault.code, asked


def surprises(line: Line, asked: Iterable[tuple[str, int, Asked]]) -> dict[str, tuple[Any, Any]]:
    """Return what was not refused as it should be: what was wrong, what was wanted and what came."""
    results = {what: (wanted(code), got(line, request)) for what, code, request in asked}
    return {what: (right, came) for what, (right, came) in results.items() if right != came}


@every_operation
def test_each_parameter_that_is_wrong_is_refused_with_its_code(line: Line, operation: Operation) -> None:
    assert surprises(line, wrong_requests(operation, line.live.account_sid, None)) == {}


@pytest.mark.parametrize("operation", with_json_and_xml, ids=name_of)
def test_what_is_wrong_is_refused_in_xml_as_well(line: Line, operation: Operation) -> None:
    two = islice(wrong_requests(operation, line.live.account_sid, ".xml"), 2)
    assert surprises(line, two) == {}


@pytest.mark.parametrize("suffix", ["", ".csv"])
def test_csv_and_no_extension_are_refused_in_xml(line: Line, suffix: str) -> None:
    operation = next(each for each in with_json_and_xml if each.name == "FetchMessage")
    status, content_type, body = line.send(ask(operation, line.live.account_sid, suffix=suffix))
    assert content_type.startswith("application/xml")
    assert (status, *told(content_type, body)) == (404, 20404, 404)


def sids_in_path(operation: Operation) -> list[Parameter]:
    return [each for each in own_parameters(operation) if each.place is Place.PATH and each.wire.endswith("Sid")]


def is_about_one(operation: Operation) -> bool:
    """Tell whether the path names a thing by its SID, and nothing else has to be right before it is looked for."""
    needs = any(is_required(each) for each in own_parameters(operation) if each.place is not Place.PATH)
    return bool(sids_in_path(operation)) and not needs and path_of(operation).endswith(("Sid}", "Sid}.json"))


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if is_about_one(each)], ids=name_of)
def test_a_thing_that_does_not_exist_is_not_found(line: Line, operation: Operation) -> None:
    status, code, said = got(line, ask(operation, line.live.account_sid))
    assert (status, said) == (404, 404), code


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.name not in ENDS_THE_RUN], ids=name_of)
def test_what_is_right_in_form_never_breaks_the_server(line: Line, operation: Operation) -> None:
    for every in (False, True):  # what is needed alone, and every parameter at once
        status, content_type, body = line.send(ask(operation, line.live.account_sid, every=every))
        assert status < 500, body[:300]
        if status >= 400:
            code, said = told(content_type, body)
            assert (entry(code).status, said) == (status, status)


def test_nothing_was_answered_with_500_in_all_this(line: Line) -> None:
    requests = line.get("/cordboard/v1/requests?page_size=1000")["requests"]
    assert [each for each in requests if each["status"] >= 500] == []


def test_much_is_tried() -> None:
    tried = sum(len(list(wrong_requests(each, "AC" + "0" * 32, None))) for each in OPERATIONS)
    assert tried > 1500
