"""OpenAPI documents as judges of answers: the published one, translated from 3.0, and our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from cordboard.catalogue.derive.coverage import success_schema

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT.parent / "shared" / "specs" / "twilio_api_v2010.json"
METHODS = ("get", "put", "post", "delete")
HOLE = re.compile(r"\{[^}]*\}")
RFC_2822 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000", re.ASCII)
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time-rfc-2822")
def is_rfc_2822(value: object) -> bool:
    return not isinstance(value, str) or RFC_2822.fullmatch(value) is not None


def published() -> dict[str, Any] | None:
    """Return the published document, or None on a machine that does not have it."""
    return json.loads(PUBLISHED.read_text()) if PUBLISHED.exists() else None


def translated(node: Any) -> Any:
    """Turn schemas of OpenAPI 3.0 into JSON Schema: what is nullable may be null.

    Amounts of money are numbers in the published schemas, and texts in the examples of the same document; both will do.
    Source: https://spec.openapis.org/oas/v3.0.3.html#schema-object, nullable.
    """
    if isinstance(node, list):
        return [translated(each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {key: translated(value) for key, value in node.items() if key != "nullable"}
    if found.get("type") == "number":
        found["type"] = ["number", "string"]
    return {"anyOf": [found, {"type": "null"}]} if node.get("nullable") is True else found


def is_null_in(example: Any, path: Iterable[str | int]) -> bool:
    """Tell whether an example of the document has null at a path: what it shows itself is no fault of an answer."""
    steps = list(path)
    if not steps:
        return example is None
    if isinstance(example, list):
        return any(is_null_in(each, steps[1:]) for each in example)
    return isinstance(example, dict) and steps[0] in example and is_null_in(example[steps[0]], steps[1:])


class Oracle:
    """Judges the answers of operations by a document."""

    def __init__(self, name: str, document: dict[str, Any]) -> None:
        self.name = name
        self.document = document
        self._base = f"urn:{name}"
        components = {"components": translated(document.get("components", {}))}
        self._registry = Registry().with_resource(self._base, DRAFT202012.create_resource(components))
        self._by_key = {(method, HOLE.sub("{}", path)): found for method, path, found in self._operations()}

    def _operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    # What stands at the path belongs to each of its operations.
                    shared = item.get("parameters", [])
                    operation = item[method]
                    yield method, path, operation | {"parameters": [*shared, *operation.get("parameters", [])]}

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """Return an operation, whatever the parts of its path are called."""
        return self._by_key.get((method.lower(), HOLE.sub("{}", path)))

    def faults(self, operation: dict[str, Any], status: int, body: Any) -> list[str]:
        """Return what is wrong with an answer, by the schema for its status, or else for that of success."""
        response = operation["responses"].get(str(status)) or operation["responses"][self.success(operation)]
        content = response.get("content", {}).get("application/json")
        if content is None:
            return [] if body is None else ["there is a body, and none is published"]
        schema = self._absolute(translated(content["schema"]))
        validator = Draft202012Validator(schema, registry=self._registry, format_checker=FORMATS)
        shown = [each["value"] for each in content.get("examples", {}).values() if "value" in each]
        return [
            f"{fault.json_path}: {fault.message}"
            for fault in validator.iter_errors(body)
            if not (fault.instance is None and any(is_null_in(example, fault.absolute_path) for example in shown))
        ]

    def _absolute(self, node: Any) -> Any:
        """Return a schema whose references lead into the document."""
        if isinstance(node, list):
            return [self._absolute(each) for each in node]
        if not isinstance(node, dict):
            return node
        return {key: f"{self._base}{value}" if key == "$ref" else self._absolute(value) for key, value in node.items()}

    @staticmethod
    def success(operation: dict[str, Any]) -> str:
        """Return the status of success; one that leads elsewhere is one."""
        return next(status for status in operation["responses"] if status.startswith(("2", "3")))

    def envelope(self, operation: dict[str, Any]) -> set[str]:
        """Return the names at the top of an answer."""
        return set(success_schema(operation, self.document).get("properties", {}))

    def parameters(self, operation: dict[str, Any]) -> dict[str, tuple[bool, tuple[str, ...]]]:
        """Return each parameter of query and form: whether it is required, and the words of its enumeration."""
        found = {
            each["name"]: (each.get("required", False), self._words(each["schema"]))
            for each in operation["parameters"]
            if each["in"] == "query"
        }
        for content in operation.get("requestBody", {}).get("content", {}).values():
            schema = content["schema"]
            required = schema.get("required", ())
            for name, value in schema.get("properties", {}).items():
                found[name] = (name in required, self._words(value))
        return found

    def _words(self, schema: dict[str, Any]) -> tuple[str, ...]:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = self.document["components"]["schemas"][name]
        return tuple(sorted(schema.get("enum", ())))
