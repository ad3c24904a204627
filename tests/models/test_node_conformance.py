"""The conformance suite of the protocol, in two revisions, against the docs and the tools of the live server."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import Any

import pytest
from mcp_suite import Statuses, server_with_suite_tools, signing, statuses

NEW, OLD = "2026-07-28", "2025-11-25"
APPLIES = {
    NEW: {
        "server-stateless",
        "tools-list",
        "caching",
        "dns-rebinding-protection",
        "http-header-validation",
        "server-sse-multiple-streams",
        "sep-2164-resource-not-found",
        "input-required-result-unsupported-methods",
    },
    OLD: {
        "server-initialize",
        "ping",
        "tools-list",
        "dns-rebinding-protection",
        "server-session-lifecycle",
        "server-sse-multiple-streams",
        "server-sse-polling",
    },
}
OF_SUITE = {"tools-call-simple-text", "tools-call-error"}
# What the other scenarios try, by how their names begin; the servers do not say that they have it.
ABSENT = {
    "completion-": "completions",
    "elicitation-": "questions to the caller",
    "input-required-": "questions to the caller",
    "http-custom-header-": "headers that repeat arguments",
    "json-schema-": "a tool of the suite with a schema of its own",
    "logging-": "log messages",
    "prompts-": "prompts",
    "resources-": "resources",
    "tasks-": "tasks, an extension",
    "tools-call-": "tools of the suite that answer with sounds, pictures, progress or questions",
}
# Checks within scenarios that apply, of what is absent all the same.
LEFT_OUT = {
    "sep-2549-prompts-list-caching-hints": "prompts",
    "sep-2549-resources-list-caching-hints": "resources",
    "sep-2549-resources-templates-list-caching-hints": "resources",
    "sep-2575-server-rejects-undeclared-capability": "a tool of the suite that asks the caller",
    "sep-2575-missing-capability-http-400": "a tool of the suite that asks the caller",
    "sep-2575-http-server-no-independent-requests-on-stream": "a tool of the suite that asks the caller",
    "sep-2575-server-no-log-without-loglevel": "a tool of the suite that logs",
}


def failed(found: Statuses, scenarios: set[str]) -> dict[str, str]:
    """Return what failed of scenarios, all of which were run."""
    assert scenarios <= found.keys()
    checks = {check: status for name in scenarios for check, status in found[name].items()}
    return {check: status for check, status in checks.items() if status == "FAILURE" and check not in LEFT_OUT}


def is_absent(scenario: str) -> bool:
    return scenario.startswith(tuple(ABSENT))


@pytest.mark.parametrize("revision", [NEW, OLD])
async def test_the_docs_pass_what_applies_to_them(live: Any, revision: str, tmp_path: Path) -> None:
    found = await statuses(f"{live.url}/mcp/docs", tmp_path, "--requirements", revision)
    assert failed(found, APPLIES[revision]) == {}
    assert {each for each in found.keys() - APPLIES[revision] if not is_absent(each)} == set()


@pytest.mark.parametrize("revision", [NEW, OLD])
async def test_the_tools_pass_what_applies_to_them(live: Any, revision: str, tmp_path: Path) -> None:
    authorization = base64.b64encode(f"{live.account_sid}:{live.auth_token}".encode()).decode()
    async with signing(f"{live.url}/mcp/tools?tags=messaging", f"Basic {authorization}") as url:
        found = await statuses(url, tmp_path, "--requirements", revision)
    assert failed(found, APPLIES[revision]) == {}


@pytest.mark.parametrize("revision", [NEW, OLD])
async def test_results_and_errors_of_tools_are_told_as_the_suite_expects(revision: str, tmp_path: Path) -> None:
    async with server_with_suite_tools() as url:
        apart = [
            statuses(url, tmp_path / each, "--scenario", each, "--spec-version", revision) for each in sorted(OF_SUITE)
        ]
        found = await asyncio.gather(*apart)
    assert failed({name: checks for each in found for name, checks in each.items()}, OF_SUITE) == {}
