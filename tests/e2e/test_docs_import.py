"""OpenAPI documents of others: imported by the command line, or named when the server starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cordboard.documents import UnreadableError, read_document

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


def test_documents_are_found_that_were_imported_before_or_since_or_named_at_the_start(
    launch: Callable[..., Any], document: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    done = imported(data, str(document))
    assert done.returncode == 0, done.stderr
    assert done.stderr == "1 of 1: twilio_video_v1, 1800 operations\n"
    assert done.stdout.startswith("1,800 operations can be searched")
    (data / "openapi/broken.json").write_text("{")
    pets, shops = tmp_path / "pets.yaml", tmp_path / "shops.json"
    pets.write_text("paths:\n  /pets:\n    get: {operationId: listPets, summary: List all pets.}\n")
    shops.write_text(json.dumps({"paths": {"/shops": {"get": {"operationId": "listShops"}}}}))
    live = launch(data, openapi=os.pathsep.join(map(str, (pets, shops))))
    assert search(live, "open a video room", product="video", version="v1")[0]["id"] == VIDEO
    assert search(live, "list all pets", product="pets")[0]["id"] == "op::pets::listPets"
    assert search(live, "list shops", product="shops")[0]["id"] == "op::shops::listShops"
    later = tmp_path / "twilio_sync_v1.json"
    later.write_text(document.read_text().replace("Room", "Stream"))
    assert imported(data, str(later)).returncode == 0
    assert search(live, "open a video", product="sync")[0]["id"] == "op::twilio_sync_v1::CreateStream"


VIDEO = "op::twilio_video_v1::CreateRoom"


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
def test_what_is_no_document_is_told_by_its_name(text: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text)
    with pytest.raises(UnreadableError, match=r"wrong\.yaml"):
        read_document(wrong)


def test_the_first_file_that_is_no_document_ends_an_import_with_exit_code_4(document: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{")
    done = imported(tmp_path / "data", str(document), str(wrong), str(document))
    assert done.returncode == 4
    assert "wrong.json" in done.stderr
    assert "Next:" in done.stderr
    assert [file.name for file in (tmp_path / "data/openapi").iterdir()] == ["twilio_video_v1.json"]


def test_a_server_does_not_start_with_a_document_that_it_cannot_read(tmp_path: Path) -> None:
    given = ["--port", "0", "--data", str(tmp_path / "data"), "--openapi", str(tmp_path / "absent.json")]
    done = subprocess.run(
        [sys.executable, "-m", "cordboard", "serve", *given], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 4
    assert "absent.json" in done.stderr
