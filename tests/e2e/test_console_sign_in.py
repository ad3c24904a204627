"""The door of the console: who is let in, for how long, and what browsers are told to keep to."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from visitor import Visitor

PAGES = ("/console", "/console/approvals", "/console/sign-in", "/console/nothing")
STATIC = Path(__file__).parents[2] / "src/cordboard/faces/console/static"
VENDORED = re.compile(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


@pytest.fixture
def visitor(live: Any) -> Visitor:
    return Visitor(live.url)


@pytest.fixture
def operator(live: Any, visitor: Visitor) -> Visitor:
    assert visitor.sign_in(live.account_sid, live.auth_token).status == 303
    return visitor


@pytest.mark.parametrize("path", ["/console", "/console/approvals", "/console/stream", "/console/nothing"])
def test_who_is_not_signed_in_is_led_to_the_sign_in(visitor: Visitor, path: str) -> None:
    seen = visitor.get(path)
    assert (seen.status, seen.headers["location"]) == (303, f"/console/sign-in?next={path}")


def test_the_account_sid_and_the_auth_token_sign_in(live: Any, visitor: Visitor) -> None:
    seen = visitor.sign_in(live.account_sid, live.auth_token)
    assert (seen.status, seen.headers["location"]) == (303, "/console")
    assert visitor.get("/console/approvals").status == 200


def test_the_cookie_is_for_the_console_alone_and_no_script_reads_it(live: Any, visitor: Visitor) -> None:
    cookie = visitor.sign_in(live.account_sid, live.auth_token).headers["set-cookie"]
    name, *attributes = cookie.split("; ")
    assert name.startswith(f"cordboard-{live.url.rpartition(':')[2]}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/console"} <= set(attributes)


def test_a_wrong_token_is_refused(live: Any, visitor: Visitor) -> None:
    seen = visitor.sign_in(live.account_sid, "0" * 32)
    assert seen.status == 401
    assert "set-cookie" not in seen.headers
    assert visitor.get("/console").status == 303


def test_the_key_of_an_agent_does_not_sign_in(live: Any, visitor: Visitor) -> None:
    key = live.control("POST", "agents", {"name": "curious"})["api_key"]
    assert visitor.sign_in(key["sid"], key["secret"]).status == 401


def test_test_credentials_and_other_accounts_do_not_sign_in(live: Any, visitor: Visitor) -> None:
    test = live.control("GET", "test_credentials")
    assert visitor.sign_in(test["account_sid"], test["auth_token"]).status == 401
    other = live.client().api.accounts.create(friendly_name="Other")
    assert visitor.sign_in(other.sid, other.auth_token).status == 401


def test_wrong_tries_have_to_wait(launch: Callable[..., Any]) -> None:
    server = launch()
    visitor = Visitor(server.url)
    assert {visitor.sign_in(server.account_sid, "wrong").status for _ in range(10)} == {401}
    seen = visitor.sign_in(server.account_sid, server.auth_token)
    assert seen.status == 429
    assert "Too many wrong tries" in seen.text


def test_the_link_of_the_start_signs_in_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cordboard", "serve", "--port", "0", "--json", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        path, first, second = ready["console"].removeprefix(ready["url"]), *map(Visitor, [ready["url"]] * 2)
        assert first.ask("HEAD", path).status == 401  # what only looks at a link does not use it up
        seen = first.get(path)
        assert (seen.status, seen.headers["location"]) == (303, "/console")
        assert first.get("/console/approvals").status == 200
        assert second.get(path).status == 401
        assert second.get("/console").status == 303
        process.terminate()
        assert process.stderr is not None
        assert path.rpartition("=")[2] not in process.stderr.read()


def test_signing_out_ends_the_session_for_whoever_has_the_cookie(operator: Visitor) -> None:
    other = Visitor(operator.url, dict(operator.cookies))
    token = operator.get("/console/approvals").form_token
    assert operator.ask("POST", "/console/sign-out", {"form_token": token}).status == 303
    assert other.get("/console/approvals").status == 303


def test_a_cookie_from_before_is_not_taken_up(live: Any, visitor: Visitor) -> None:
    name = f"cordboard-{live.url.rpartition(':')[2]}"
    visitor.cookies[name] = "planted-by-somebody"
    visitor.sign_in(live.account_sid, live.auth_token)
    assert visitor.cookies[name] != "planted-by-somebody"
    assert Visitor(live.url, {name: "planted-by-somebody"}).get("/console").status == 303


def test_a_token_that_changes_signs_everybody_out(launch: Callable[..., Any]) -> None:
    server = launch()
    visitor = Visitor(server.url)
    visitor.sign_in(server.account_sid, server.auth_token)
    assert visitor.get("/console/approvals").status == 200
    server.client().accounts.v1.secondary_auth_token().create()
    server.client().accounts.v1.auth_token_promotion().update()
    assert visitor.get("/console/approvals").status == 303


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Sec_Fetch_Site": "cross-site"}])
def test_forms_of_other_sites_neither_sign_in_nor_act(live: Any, operator: Visitor, headers: dict[str, str]) -> None:
    assert Visitor(live.url).sign_in(live.account_sid, live.auth_token, **headers).status == 403
    token = operator.get("/console/approvals").form_token
    assert operator.ask("POST", "/console/sign-out", {"form_token": token}, **headers).status == 403
    assert operator.get("/console/approvals").status == 200


def test_it_works_behind_a_proxy_that_ends_tls(live: Any, visitor: Visitor) -> None:
    headers = {"Host": "desk.example", "Origin": "https://desk.example"}
    assert visitor.sign_in(live.account_sid, live.auth_token, **headers).status == 303


@pytest.mark.parametrize("path", ["/console/sign-out", "/console/approvals/AQ00000000000000000000000000000000"])
@pytest.mark.parametrize("form", [{}, {"form_token": ""}, {"form_token": "guessed"}])
def test_a_form_without_the_token_of_the_session_does_nothing(
    operator: Visitor, path: str, form: dict[str, str]
) -> None:
    assert operator.ask("POST", path, form).status == 403
    assert operator.get("/console/approvals").status == 200


@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_browsers_to_what_is_ours(operator: Visitor, path: str) -> None:
    seen = operator.get(path)
    policy = dict(each.strip().split(" ", 1) for each in seen.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == f"{operator.url}/console/static/"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert seen.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?! defer src=)|<style| style=| on[a-z]+=|javascript:", seen.text)


@pytest.mark.parametrize(
    "next_page", ["https://elsewhere.example", "//elsewhere.example", "/consoles", "/console/\r\nX: y"]
)
def test_signing_in_leads_nowhere_else(live: Any, visitor: Visitor, next_page: str) -> None:
    form = {"account_sid": live.account_sid, "auth_token": live.auth_token, "next": next_page}
    assert visitor.ask("POST", "/console/sign-in", form).headers["location"] == "/console"


def test_no_page_holds_the_secret(live: Any, operator: Visitor) -> None:
    assert all(live.auth_token not in operator.get(path).text for path in PAGES)


@pytest.mark.parametrize("name", ["../door.py", "..%2Fdoor.py", "VENDORED.md", "console.css"])
def test_only_files_of_the_pages_are_given_out(visitor: Visitor, name: str) -> None:
    assert visitor.get(f"/console/static/{name}").status == 404


def test_files_of_others_are_those_that_were_looked_at() -> None:
    kept = dict(VENDORED.findall((STATIC / "VENDORED.md").read_text()))
    assert kept == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in STATIC.glob("htmx*.js")}
