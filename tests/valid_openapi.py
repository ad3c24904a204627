"""Judges whether a document is OpenAPI 3.1, by the published schema and the rules that no schema can tell."""

from __future__ import annotations

from typing import Any

from jsonschema.validators import SPECIFICATIONS, validator_for
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.schemas import schema_v31
from referencing import Resource

SCHEMA = dict(schema_v31)
# What is not crawled beforehand is crawled at each reference that is dynamic, which took most of the time.
KNOWN = SPECIFICATIONS.with_resource(SCHEMA["$id"], Resource.from_contents(SCHEMA)).crawl()


class Judge(OpenAPIV31SpecValidator):
    """The validator, with a schema whose anchors are known."""

    schema_validator = validator_for(SCHEMA)(SCHEMA, registry=KNOWN)


def faults(document: dict[str, Any]) -> list[str]:
    """Return what is wrong with a document."""
    return [f"{fault.json_path}: {fault.message}" for fault in Judge(document).iter_errors()]
