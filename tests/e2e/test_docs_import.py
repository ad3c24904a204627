"""OpenAPI documents of others: imported by the command line, or named when the server starts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PUBLISHED = Path(__file__).parents[3] / "shared/specs"  # absent where they were not downloaded
TOOL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}


def rooms(count: int) -> dict[str, Any]:
    operation = {"operationId": "CreateRoom", "summary": "Open a video room.", "parameters": [{"name": "RoomType"}]}
    many = {f"/v1/Rooms{number}": {"get": {"operationId": f"FetchRoom{number}"}} for number in range(count - 1)}
    return {"openapi": "3.0.1", "paths": {"/v1/Rooms": {"post": operation}, **many}}


def imported(data: Path, *given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cordboard", "docs", "import", "--data", str(data), *given]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def search(live: Any, query: str, **more: Any) -> list[dict[str, Any]]:
    asked = {**TOOL, "params": {"name": "twilio__search", "arguments": {"query": query, **more}}}
    status, _, answer = live.raw("POST", "/mcp/docs", json.dumps(asked).encode(), content_type="application/json")
    assert status == 200, answer
    return list(json.loads(answer)["result"]["structuredContent"]["results"])


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "twilio_video_v1.json"
    file.write_text(json.dumps(rooms(1800)))
    return file


def test_an_imported_document_is_found_under_its_product_and_version(
    launch: Callable[..., Any], document: Path, tmp_path: Path
) -> None:
    done = imported(tmp_path / "data", str(document))
    assert done.returncode == 0, done.stderr
    assert done.stderr == "1 of 1: twilio_video_v1, 1800 operations\n"
    assert done.stdout.startswith("1,800 operations can be searched")
    live = launch(tmp_path / "data")
    (hit, *_) = search(live, "open a video room", product="video", version="v1")
    assert hit["id"] == "op::twilio_video_v1::CreateRoom"


def test_what_was_imported_is_told_as_json_with_how_long_it_took(document: Path, tmp_path: Path) -> None:
    told = json.loads(imported(tmp_path / "data", "--json", str(document)).stdout)
    assert told.pop("took_s") >= 0
    assert told == {"documents": [{"name": "twilio_video_v1", "operations": 1800}], "operations": 1800}


def test_published_documents_are_imported_at_once(tmp_path: Path) -> None:
    files = [str(file) for file in sorted(PUBLISHED.glob("*.json"))]
    if files:
        told = json.loads(imported(tmp_path / "data", "--json", *files).stdout)
        assert len(told["documents"]) == len(files)
        assert told["operations"] > 900


BOMB = "\n".join(["a0: &a0 [x, x, x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))])


@pytest.mark.parametrize("text", ["", "[]", "{", '{"paths": []}', "paths: [", "[" * 100_000, f"paths: {{}}\n{BOMB}"])
def test_what_is_no_document_is_refused_with_exit_code_4(text: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text)
    done = imported(tmp_path / "data", str(wrong))
    assert done.returncode == 4
    assert "wrong.yaml" in done.stderr
    assert "Next:" in done.stderr
    assert not list((tmp_path / "data").glob("openapi/*"))


def test_documents_named_at_the_start_are_found_and_the_flag_repeats(
    start_module: Callable[..., Any], document: Path, tmp_path: Path
) -> None:
    pets = tmp_path / "pets.yaml"
    pets.write_text("paths:\n  /pets:\n    get: {operationId: listPets, summary: List all pets.}\n")
    live = start_module(openapi=f"{document}:{pets}")
    assert search(live, "open a video room", source="api")[0]["id"] == "op::twilio_video_v1::CreateRoom"
    assert search(live, "list all pets", product="pets")[0]["id"] == "op::pets::listPets"


def test_a_server_does_not_start_with_a_document_that_it_cannot_read(tmp_path: Path) -> None:
    given = ["--port", "0", "--data", str(tmp_path / "data"), "--openapi", str(tmp_path / "absent.json")]
    done = subprocess.run(
        [sys.executable, "-m", "cordboard", "serve", *given], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 4
    assert "absent.json" in done.stderr


def test_an_imported_document_that_was_damaged_is_left_out(launch: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "data/openapi").mkdir(parents=True)
    (tmp_path / "data/openapi/broken.json").write_text("{")
    live = launch(tmp_path / "data")
    assert search(live, "send a text message")
