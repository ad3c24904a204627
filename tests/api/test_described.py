"""The server tells of itself: documents, error pages, version, probes."""

from __future__ import annotations

import json
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing
from typing import Any

import pytest

from cordboard import __version__
from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.openapi import openapi


def ask(live: Any, path: str, **headers: str) -> tuple[int, str, bytes]:
    """Ask without credentials; returns status, content type and body."""
    try:
        with urllib.request.urlopen(urllib.request.Request(live.url + path, headers=headers), timeout=30) as answer:
            return answer.status, answer.headers["content-type"], answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["content-type"], error.read()


def test_the_documents_are_listed_and_each_is_the_one_that_was_found_valid(live: Any) -> None:
    listed = live.control("GET", "openapi")
    names = [each["name"] for each in listed["documents"]]
    assert names == [surface.name for surface in SURFACES]
    assert {"v2010", "messaging_v1", "messaging_v2", "messaging_v3", "cordboard"} <= set(names)
    assert listed["next_cursor"] is None
    for surface in SURFACES:
        document = live.control("GET", f"openapi/{surface.name}.json")
        assert document == live.control("GET", f"openapi/{surface.name}")
        assert document == json.loads(json.dumps(openapi(surface, version=__version__, server=live.url)))


def test_a_document_leads_to_this_server(live: Any) -> None:
    document = live.control("GET", "openapi/cordboard")
    (server,) = document["servers"]
    assert server["url"] == f"{live.url}/cordboard"
    status, _, _ = live.raw("GET", server["url"].removeprefix(live.url) + "/v1/clock")
    assert "/v1/clock" in document["paths"]
    assert status == 200


def test_there_is_no_document_of_an_api_that_is_not_there(live: Any) -> None:
    status, _, body = live.raw("GET", "/cordboard/v1/openapi/verify")
    assert (status, json.loads(body)["code"]) == (404, 20404)


def test_documents_need_credentials(live: Any) -> None:
    status, _, body = ask(live, "/cordboard/v1/openapi")
    assert (status, json.loads(body)["code"]) == (401, 20003)


def test_the_page_behind_more_info_is_there_for_everybody(live: Any) -> None:
    status, _, body = live.raw("POST", "/cordboard/v1/reset", b"", content_type="application/json")
    refused = json.loads(body)
    assert (status, refused["code"]) == (403, 90003)
    status, content_type, body = ask(live, refused["more_info"])
    told = json.loads(body)
    assert status == 200
    assert content_type.startswith("application/json")
    assert (told["code"], told["status"], told["message"]) == (90003, 403, refused["message"])
    assert (told["name"], told["retryable"]) == ("Reset not allowed", False)
    assert told["cause"]
    assert told["remedy"]
    assert told["more_info"] == refused["more_info"]


def test_a_page_about_an_error_is_there_for_keys_too(live: Any) -> None:
    key = live.client().new_keys.create()
    status, _, body = live.raw("GET", "/cordboard/v1/errors/21211", auth=(key.sid, key.secret))
    assert (status, json.loads(body)["more_info"]) == (200, "https://www.twilio.com/docs/errors/21211")


@pytest.mark.parametrize("code", ["99999", "1", "abc", "90003.json", "-90003", "9" * 400, "%00"])
def test_there_is_no_page_about_a_code_that_nobody_says(live: Any, code: str) -> None:
    status, _, body = ask(live, f"/cordboard/v1/errors/{code}")
    assert (status, json.loads(body)["code"]) == (404, 20404)


def test_wrong_credentials_are_refused_where_none_are_needed(live: Any) -> None:
    assert live.raw("GET", "/health", auth=(live.account_sid, "wrong"))[0] == 401


def test_the_probes_answer_at_the_root_of_every_host_without_credentials(live: Any) -> None:
    for host in ("localhost", "api.twilio.com", "cordboard.localhost"):
        status, content_type, body = ask(live, "/health", Host=host)
        assert (status, json.loads(body)) == (200, {"status": "ok"})
        assert content_type.startswith("application/json")
        assert json.loads(ask(live, "/ready", Host=host)[2]) == {"status": "ready"}


@pytest.mark.parametrize("path", ["/healthy", "/health/x", "//health", "/", "/ready.json"])
def test_what_only_looks_like_a_probe_is_not_one(live: Any, path: str) -> None:
    assert ask(live, path)[0] in (401, 404)


def test_the_version_is_told_to_the_owner(live: Any) -> None:
    assert live.control("GET", "version") == {"version": __version__}
    assert ask(live, "/cordboard/v1/version")[0] == 401


def test_a_call_without_credentials_is_in_the_log(live: Any) -> None:
    ask(live, "/cordboard/v1/errors/90001")
    (last,) = live.control("GET", "requests?page_size=1")["requests"]
    assert (last["operation"], last["agent"], last["status"]) == ("FetchError", "", 200)
    assert last["sentence"] == "Somebody unknown looked up what an error code means."


def test_a_server_whose_store_takes_nothing_is_not_ready_until_it_does_again(launch: Any, eventually: Any) -> None:
    live = launch()
    with closing(sqlite3.connect(live.data / "cordboard.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, _, body = ask(live, "/ready")
        assert (status, json.loads(body)["code"]) == (503, 20503)
        assert ask(live, "/health")[0] == 200
        other.execute("ROLLBACK")
    assert eventually(lambda: ask(live, "/ready")[0] == 200)
