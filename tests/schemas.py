"""Runs schemathesis over our OpenAPI documents and the published ones: ``make schemas``.

Two documents at a time, each against a server of its own on which one of each thing has been made, with a fixed seed.
Published documents are used where they are present, for the operations that are described here.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from conformance.makers import MADE, Workshop, sid_of
from conformance.oracle import METHODS, ROOT, translated
from conftest import Live, start, stop
from cordboard.api.published import document_of
from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.coverage import met_by, resolved
from cordboard.catalogue.derive.parts import path_of
from cordboard.catalogue.describe import Surface
from described_requests import ENDS_THE_RUN, Line, right_value

DOCUMENTS = ROOT.parent / "shared" / "specs"
AT_A_TIME = 2  # the cores of the machine that this is measured on
SEED = 2010
# What takes the ground from under the requests that follow: the account, the data, the time or the network.
EXCLUDED = ENDS_THE_RUN | {"Reset", "UpdateClock", "ManageAccount", "UpdateSimulator"}
# Not asked: whether a status is listed, since published documents list successes alone and ours have a `default`; and
# whether what a schema forbids is refused, since `0` and `1` are taken for booleans on purpose.
CHECKS = ("not_a_server_error", "content_type_conformance", "response_schema_conformance")
# What a schema forbids is sent as our own documents have it, once.
MODES = {"own": "all", "published": "positive"}
GENERATED = re.compile(r"(\d+) generated")
NULL = {"type": "null"}
Document = dict[str, Any]


class Trial(NamedTuple):
    """A document to try a server by."""

    source: str
    surface: Surface

    @property
    def name(self) -> str:
        """Return what it is called in reports."""
        return f"{self.source}-{self.surface.name}"


def trials() -> list[Trial]:
    """Return all trials, the longest first, so that none is waited for alone."""
    found = [Trial("own", surface) for surface in SURFACES if surface.operations]
    found += [Trial("published", each) for each in SURFACES if (DOCUMENTS / document_of(each)).exists()]
    return sorted(found, key=lambda trial: -len(trial.surface.operations))


def fetched(trial: Trial, live: Live) -> Document:
    """Return the document of a trial: ours as the server gives it out, a published one as OpenAPI 3.1.

    Links to pages are URIs in the published documents, and paths in their examples. Which properties
    may be null is told by those examples, too, more often than by the schemas: `test_described_schemas` looks at that.
    """
    if trial.source == "own":
        return dict(live.control("GET", f"openapi/{trial.surface.name}"))
    text = (DOCUMENTS / document_of(trial.surface)).read_text().replace('"format": "uri"', '"format": "uri-reference"')
    found: Document = translated(json.loads(text))
    return found | {"openapi": "3.1.0", "components": with_nulls(found["components"])}


def with_nulls(node: Any) -> Any:
    """Let every property take null; one may itself be called ``properties``."""
    if isinstance(node, list):
        return [with_nulls(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {key: _nullable(value) if key == "properties" else with_nulls(value) for key, value in node.items()}


def _nullable(properties: Document) -> Document:
    return {name: {"anyOf": [with_nulls(each), NULL]} for name, each in properties.items()}


def described(document: Document, surface: Surface) -> Iterator[tuple[str, Document]]:
    """Yield each path of a document with those of its operations that are described here and may be tried."""
    tried = {met_by(each.method, path_of(each)) for each in surface.operations if each.name not in EXCLUDED}
    for path, item in document["paths"].items():
        kept = {key: value for key, value in item.items() if key not in METHODS or met_by(key, path) in tried}
        if any(method in kept for method in METHODS):
            yield path, {key: value for key, value in kept.items() if key != "servers"}


def with_examples(document: Document, known: Mapping[str, str]) -> Document:
    """Give each part of a path that is the SID of something made here as its example, by its first letters."""
    for item in document["paths"].values():
        for holder in (item, *(item[method] for method in METHODS if method in item)):
            holder["parameters"] = [
                _with_example(resolved(each, document), document, known) for each in holder.get("parameters", ())
            ]
    return document


def _with_example(parameter: Mapping[str, Any], document: Document, known: Mapping[str, str]) -> Document:
    right = str(right_value(resolved(parameter["schema"], document))) if parameter["in"] == "path" else ""
    is_known = right[:2] in known and right[2:].isalnum()
    return dict(parameter) | ({"example": known[right[:2]]} if is_known else {})


def made_on(live: Live) -> dict[str, str]:
    """Make one of each thing that can be made; returns a SID of each kind by its first letters."""
    line = Line(live)
    workshop = Workshop(line)
    made = [sid_of(workshop.make(key)) for key in MADE if key != "v2010-CreateAccount"]
    line.close()
    return {sid[:2]: sid for sid in made} | {"AC": live.account_sid}


def command(program: str, trial: Trial, live: Live, place: Path) -> list[str]:
    """Return how schemathesis is called."""
    host = f"/{trial.surface.host}" if trial.surface.version else ""
    options = {
        "url": live.url + host,
        "auth": f"{live.account_sid}:{live.auth_token}",
        "phases": "coverage",  # each limit of each schema in turn; what is drawn is in test_described_schemas
        "mode": MODES[trial.source],
        "seed": SEED,
        "checks": ",".join(CHECKS),
        "generation-database": "none",
        # Values of long patterns are large or seldom right: slow to draw, and right to try all the same.
        "suppress-health-check": "all",
        "warnings": "off",
        "request-timeout": 30,
    }
    given = [f"--{name}={value}" for name, value in options.items()]
    return [program, "run", str(place), *given, "--no-shrink", "--continue-on-failure", "--no-color"]


def tried(program: str, trial: Trial) -> bool:
    """Run a trial and tell how it went; returns whether nothing was found."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        live = start(Path(folder, "data"))
        try:
            document = fetched(trial, live)
            document["paths"] = dict(described(document, trial.surface))
            place = Path(folder, f"{trial.name}.json")
            place.write_text(json.dumps(with_examples(document, made_on(live))))
            found = subprocess.run(command(program, trial, live, place), cwd=folder, capture_output=True, text=True)
        finally:
            stop(live)
    is_well = found.returncode == 0
    cases = GENERATED.search(found.stdout)
    word, number = "ok  " if is_well else "FAIL", cases[1] if cases else "no"
    print(f"{word} {trial.name}: {number} requests in {time.monotonic() - begun:.0f} s", flush=True)
    if not is_well:
        print(found.stdout, found.stderr, sep="\n", flush=True)
    return is_well


def main() -> None:
    """Run all trials, or those that are named; the exit code tells whether anything was found."""
    program, *names = sys.argv[1:]
    chosen = [each for each in trials() if not names or each.name in names]
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        found = list(pool.map(partial(tried, str(Path(program).absolute())), chosen))
    sys.exit(0 if all(found) else 1)


if __name__ == "__main__":
    main()
