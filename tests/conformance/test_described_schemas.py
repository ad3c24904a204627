"""What the schemas allow, and what they do not, is answered as the documents say: ours, and the published ones.

Values are drawn from the schemas with a fixed seed, among them what a schema forbids. Published documents are used
where they are present, for the operations that are described here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from makers import MADE, Workshop, sid_of
from oracle import METHODS, ROOT, Oracle

from cordboard.api.published import document_of
from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.coverage import met_by, resolved
from cordboard.catalogue.derive.openapi import openapi
from cordboard.catalogue.derive.parts import path_of
from cordboard.catalogue.describe import Surface
from cordboard.errors import entry
from described_requests import ENDS_THE_RUN, JSON_TYPE, WRONG, Asked, Line, right_value, told

DOCUMENTS = ROOT.parent / "shared" / "specs"
EXAMPLES = 3
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
URIS = st.sampled_from(["http://127.0.0.1:9/", "http://[", "ftp://127.0.0.1/", "//x", "http://a_b/", ""])
DATES = st.sampled_from(["2030-01-01", "2030-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31", "31/12/2030"])
Schema = Mapping[str, Any]


class Case(NamedTuple):
    """An operation of a document."""

    surface: Surface
    oracle: Oracle
    method: str
    path: str
    operation: dict[str, Any]


def oracles(surface: Surface) -> Iterator[Oracle]:
    yield Oracle(f"own-{surface.name}", openapi(surface, version="1"))
    published = DOCUMENTS / document_of(surface)
    if published.exists():
        yield Oracle(f"published-{surface.name}", json.loads(published.read_text()))


def cases() -> Iterator[Any]:
    for surface in SURFACES:
        described = {met_by(each.method, path_of(each)) for each in surface.operations if each.name not in ENDS_THE_RUN}
        for oracle in oracles(surface):
            for path, item in oracle.document["paths"].items():
                for method in METHODS:
                    if method in item and met_by(method, path) in described:
                        operation = oracle.operation(method, path)
                        assert operation is not None
                        case = Case(surface, oracle, method, path, operation)
                        yield pytest.param(case, id=f"{oracle.name}-{operation['operationId']}")


def values(schema: Schema, document: Schema, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return values of a schema, and some that are none."""
    schema = resolved(schema, document)
    kind, form = schema.get("type"), schema.get("format", "")
    if "enum" in schema:
        return st.sampled_from([*filter(None, schema["enum"]), WRONG])
    if kind == "array":
        return st.lists(values(schema.get("items", {}), document, depth + 1), max_size=3)
    if kind == "object" and depth < 4:
        inner = {name: values(each, document, depth + 1) for name, each in schema.get("properties", {}).items()}
        needed = {name: inner.pop(name) for name in schema.get("required", ()) if name in inner}
        return st.fixed_dictionaries(needed, optional=inner)
    if kind == "integer":
        least, most = schema.get("minimum", -1), schema.get("maximum", 1000)
        return st.integers(least - 1, most + 1) | st.just(10**20)
    if kind == "boolean":
        return st.booleans()
    if kind == "number":
        return st.floats(allow_nan=False, allow_infinity=False)
    if "pattern" in schema:
        return st.sampled_from([right_value(schema), WRONG, "AC", "\x00" * 34])
    return {"uri": URIS}.get(form, DATES if form.startswith("date") else TEXT)


def plain(value: Any) -> Any:
    """Return a value as a form holds it: lists are repeated names, objects are JSON."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, dict) else value


def drawn(data: st.DataObject, case: Case, account_sid: str, known: Mapping[str, str]) -> Asked:
    """Return a request to an operation; ``known`` is a SID of something that is there, by its first letters."""
    document, path, query = case.oracle.document, case.path, {}
    for each in (resolved(each, document) for each in case.operation["parameters"]):
        schema = each["schema"]
        if each["name"] == "AccountSid" or each["in"] == "header":
            continue
        if each["in"] == "path":
            right = str(right_value(resolved(schema, document)))
            value = data.draw(st.just(known.get(right[:2], right)) | values(schema, document))
            path = path.replace(f"{{{each['name']}}}", quote(str(value) or "x", safe=""))
        elif each.get("required") or data.draw(st.booleans()):
            query[each["name"]] = plain(data.draw(values(schema, document)))
    path = path.replace("{AccountSid}", account_sid)
    host = f"/{case.surface.host}" if case.surface.version else ""
    content = case.operation.get("requestBody", {}).get("content", {})
    content_type = next(iter(content), "application/x-www-form-urlencoded")
    body = data.draw(values(content[content_type]["schema"], document)) if content else {}
    data_sent = (
        json.dumps(body) if content_type == JSON_TYPE else urlencode({n: plain(v) for n, v in body.items()}, True)
    )
    return Asked(
        case.method.upper(),
        host + path,
        urlencode(query, doseq=True),
        data_sent.encode() if body else b"",
        content_type,
    )


@pytest.fixture(scope="module")
def line(live: Any) -> Iterator[Line]:
    line = Line(live)
    yield line
    line.close()


@pytest.fixture(scope="module")
def known(line: Line) -> dict[str, str]:
    """Make one of each thing that can be made, so that there is something to fetch, change and delete."""
    workshop = Workshop(line)
    made = [sid_of(workshop.make(key)) for key in MADE if key != "v2010-CreateAccount"]
    return {sid[:2]: sid for sid in made}


@pytest.mark.parametrize("case", list(cases()))
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_an_answer_is_as_the_document_says(line: Line, known: dict[str, str], case: Case, data: st.DataObject) -> None:
    status, content_type, body = line.send(drawn(data, case, line.live.account_sid, known))
    assert status < 500, body[:300]
    if status >= 400:
        code, said = told(content_type, body)
        assert (entry(code).status, said) == (status, status)
    elif content_type.startswith("application/json"):
        found = json.loads(body) if body else None
        assert case.oracle.faults(case.operation, status, found) == []
        sid = str(found.get("sid", "")) if status == 201 else ""
        if sid and not sid.startswith("AC"):  # the account stays the one whose credentials are used
            known[sid[:2]] = sid
