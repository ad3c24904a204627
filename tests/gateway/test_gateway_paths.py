"""What the catalogue does not describe: refused, unless a path of the policy allows it, and told in a sentence."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from elsewhere import NAMES, NOWHERE, SEND, Pair, listener

BODY = b'{"flows":[],"meta":{"next_page_url":"https://studio.twilio.com/v2/Flows?Page=1"}}'
FLOWS = "/studio/v2/Flows"


def answer(connection: socket.socket) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    connection.sendall(head % len(BODY) + BODY)


@pytest.fixture
def there(pair: Pair) -> Iterator[tuple[str, list[bytes]]]:
    """Give the name of an upstream that answers everything, and what it was asked."""
    with listener(answer) as (url, asked):
        yield pair.upstream_to(url), asked


def last_told(pair: Pair) -> dict[str, Any]:
    rows = pair.here.control("GET", "audit?page_size=10")["audit"]
    return dict(next(each for each in rows if each["kind"] == "decision"))


def test_what_is_not_in_the_catalogue_is_refused_and_told(pair: Pair, there: tuple[str, list[bytes]]) -> None:
    upstream, asked = there
    status, _, body = pair.here.raw("GET", f"{FLOWS}?PageSize=2", auth=pair.agent(upstream))
    told = json.loads(body)
    assert (status, told["code"], asked) == (403, 70051, [])
    assert told["details"]["fix"] == 'Add "GET /studio/v2/Flows": read to paths.'
    row = last_told(pair)
    assert (row["operation"], row["decision"], row["path"]) == ("Unlisted", "deny", FLOWS)
    assert "a call that the catalogue does not describe" in row["sentence"]
    assert "GET /studio/v2/Flows, and no path allows it" in row["sentence"]


def test_a_path_of_the_policy_lets_it_pass_in_one_form(pair: Pair, there: tuple[str, list[bytes]]) -> None:
    upstream, asked = there
    key = pair.agent(upstream, paths={"GET /studio/v2/Flows": "read"})
    status, headers, body = pair.here.raw("GET", "/studio/v2/Fl%6Fws?Status=a%62c", auth=key)
    assert status == 200
    assert asked[0].startswith(b"GET /studio/v2/Flows?Status=abc HTTP/1.1\r\n")
    assert f"AC{'0' * 32}" not in asked[0].decode().split("Authorization")[0]
    assert headers["x-decision-id"] == last_told(pair)["id"]
    assert json.loads(body)["flows"] == []


def test_the_account_in_a_path_is_swapped_and_no_other_is_let_through(
    pair: Pair, there: tuple[str, list[bytes]]
) -> None:
    upstream, asked = there
    key = pair.agent(upstream, paths={"GET /api/2010-04-01/Accounts/{AccountSid}/Unheard/*": "read"})
    ours = f"/2010-04-01/Accounts/{pair.here.account_sid}/Unheard/UH1.json"
    assert pair.here.raw("GET", ours, auth=key)[0] == 200
    assert asked[0].startswith(f"GET /2010-04-01/Accounts/{NOWHERE}/Unheard/UH1.json HTTP/1.1\r\n".encode())
    other = f"/2010-04-01/Accounts/AC{'1' * 32}/Unheard/UH1.json"
    assert pair.here.raw("GET", other, auth=key)[0] == 403
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("level", "passing"),
    [("read", ["GET"]), ("send", ["GET", "POST"]), ("full", ["GET", "POST", "PUT", "PATCH", "DELETE"]), ("off", [])],
)
def test_a_level_is_for_methods(pair: Pair, there: tuple[str, list[bytes]], level: str, passing: list[str]) -> None:
    upstream, _ = there
    key = pair.agent(upstream, paths={"/studio/v2/Flows/**": level})
    passed = [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
        if pair.here.raw(method, f"{FLOWS}/FW1/Executions", auth=key)[0] == 200
    ]
    assert passed == passing


@pytest.mark.parametrize(
    "path",
    [
        "/studio/v2/Flows/../Users",
        "/studio/v2/Flows/%2e%2e/Users",
        "/studio/v2/Flows/%252e%252e/Users",
        "/studio/v2/Flows/.%2e/Users",
        "/studio/v2//Flows",
        "/studio/v2/Flows/",
        "/studio/v2/Flows%2fUsers",
        "/studio/v2/Flows%5cUsers",
        "/studio/v2/Flows;v=1",
        "/studio/v2/Flows%00",
        "/studio/v2/Flows%3fa=b",
        "/studio/v2/Fl%C3%B6ws",
        "/studio/v2/{AccountSid}",
        "/studio.twilio.com/v2/Flows",
        "/studio@evil/v2/Flows",
        "/STUDIO/v2/Flows",
        "//studio/v2/Flows",
        "/v2/Flows",
        "/studio/Flows",
        "/cordboard/v1/unheard",
    ],
)
def test_a_path_that_can_be_read_in_two_ways_or_is_none_is_refused(
    pair: Pair, there: tuple[str, list[bytes]], path: str
) -> None:
    upstream, asked = there
    key = pair.agent(upstream, paths={"/studio/v2/**": "full", "/evil/v2/**": "full", "/studio-x/v2/**": "full"})
    status, _, body = pair.here.raw("GET", path, auth=key)
    assert (status, b"70051" in body, asked) == (403, True, [])  # in JSON or XML, as its caller reads
    assert last_told(pair)["decision"] == "deny"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/2010-04-01/Accounts/{sid}/messages.json"),
        ("POST", "/2010-04-01/Accounts/{sid}/MESSAGES.json"),
        ("POST", "/2010-04-01/Accounts/{sid}/M%65ssages.json"),
        ("GET", "/2010-04-01/Accounts/{sid}/Messages.csv.json"),
        ("PUT", "/2010-04-01/Accounts/{sid}/Messages.json"),
        ("DELETE", "/2010-04-01/Accounts/{sid}/Messages"),
        ("GET", "/api/2010-04-01/accounts/{sid}/Calls.json"),
        ("GET", "/messaging/V1/services"),
        ("POST", "/messaging/v1/services"),
    ],
)
def test_another_spelling_of_a_described_path_goes_round_nothing(
    pair: Pair, there: tuple[str, list[bytes]], method: str, path: str
) -> None:
    upstream, asked = there
    key = pair.agent(
        upstream,
        areas={"messaging": "off"},
        paths={"/api/2010-04-01/**": "full", "/messaging/v1/**": "full"},
    )
    status, _, body = pair.here.raw(method, path.format(sid=pair.here.account_sid), auth=key)
    assert (status, b"70051" in body, asked) == (403, True, [])


@pytest.mark.parametrize(
    "host", ["studio.twilio.com.evil.example", "evil.example", "studio.evil.example", "[::1]", "studio@x", "127.0.0.1"]
)
def test_a_host_names_a_product_only_where_it_is_the_originals(
    pair: Pair, there: tuple[str, list[bytes]], host: str
) -> None:
    upstream, asked = there
    key = pair.agent(upstream, paths={"/studio/v2/**": "full"})
    refused, _, _ = pair.here.raw("GET", "/v2/Flows", auth=key, headers={"Host": host})
    assert (refused, asked) == (403, [])
    passed, _, _ = pair.here.raw("GET", "/v2/Flows", auth=key, headers={"Host": "studio.twilio.com"})
    assert (passed, len(asked)) == (200, 1)


def test_a_rule_that_reads_words_refuses_what_nobody_can_read(pair: Pair, there: tuple[str, list[bytes]]) -> None:
    upstream, asked = there
    rules = [{"for": "any", "to": {"allow": ["+1415*"]}}]
    key = pair.agent(upstream, paths={"/studio/v2/**": "send"}, rules=rules)
    status, _, body = pair.here.raw("POST", f"{FLOWS}/FW1/Executions", b"To=%2B19005550199", auth=key)
    assert (status, json.loads(body)["details"]["reason_code"], asked) == (403, "unlisted", [])
    assert pair.here.raw("GET", f"{FLOWS}/FW1/Executions", auth=key)[0] == 200


def test_rules_count_what_the_catalogue_does_not_describe(pair: Pair, there: tuple[str, list[bytes]]) -> None:
    upstream, asked = there
    key = pair.agent(upstream, paths={"/studio/v2/**": "send"}, rules=[{"for": "unlisted", "daily": "1"}])
    path = f"{FLOWS}/FW1/Executions"
    assert [pair.here.raw("POST", path, b"To=a&To=b", auth=key)[0] for _ in range(2)] == [200, 403]
    assert asked[0].endswith(b"\r\n\r\nTo=a&To=b")


def test_a_body_goes_on_as_json_or_as_a_form_and_as_nothing_else(pair: Pair, there: tuple[str, list[bytes]]) -> None:
    upstream, asked = there
    key = pair.agent(upstream, paths={"/flex/v1/**": "full"})
    path, given = "/flex/v1/Sessions", b'{"a": 1, "b": {"c": [2]}}'
    assert pair.here.raw("POST", path, given, content_type="application/json", auth=key)[0] == 200
    assert asked[0].endswith(b'\r\n\r\n{"a":1,"b":{"c":[2]}}')
    assert pair.here.raw("POST", path, b"--x", content_type="multipart/form-data", auth=key)[0] == 415
    assert len(asked) == 1


@pytest.mark.parametrize(
    "paths",
    [
        {"studio/v2/Flows": "read"},
        {"/studio/v2/../Users": "read"},
        {"/studio/v2/**/Users": "read"},
        {"/*/v2/Flows": "read"},
        {"/studio/v2/Flows%2f": "read"},
        {"TRACE /studio/v2/Flows": "read"},
        {"/studio/v2/a*b*c*d": "read"},
        {"/studio/v2/Flows": "some"},
        ["/studio/v2/Flows"],
    ],
)
def test_a_pattern_that_is_none_is_refused_with_its_place(pair: Pair, paths: object) -> None:
    name = next(NAMES)
    pair.here.control("POST", "agents", {"name": name})
    policy = {**SEND, "upstream": pair.upstream, "paths": paths}
    body = json.dumps(policy).encode()
    path = f"/cordboard/v1/agents/{name}/policy"
    status, _, told = pair.here.raw("PUT", path, body, content_type="application/json")
    assert (status, json.loads(told)["code"]) == (400, 90002)
    assert "paths" in json.loads(told)["message"]


def test_without_an_upstream_there_are_no_paths(pair: Pair) -> None:
    name = next(NAMES)
    pair.here.control("POST", "agents", {"name": name})
    body = json.dumps({"paths": {"/studio/v2/Flows": "read"}}).encode()
    status, _, _ = pair.here.raw("PUT", f"/cordboard/v1/agents/{name}/policy", body, content_type="application/json")
    assert status == 400


def test_a_policy_that_only_observes_lets_pass_what_has_one_form_alone(
    pair: Pair, there: tuple[str, list[bytes]]
) -> None:
    upstream, asked = there
    key = pair.agent(upstream, mode="observe")
    assert pair.here.raw("GET", f"{FLOWS}/../Users", auth=key)[0] == 403
    assert (pair.here.raw("GET", FLOWS, auth=key)[0], len(asked)) == (200, 1)
    assert last_told(pair)["decision"] == "would_deny"


def test_a_person_can_be_asked_about_what_the_catalogue_does_not_describe(
    pair: Pair, there: tuple[str, list[bytes]]
) -> None:
    upstream, asked = there
    rules = [{"for": "unlisted.create", "approve": "always"}]
    key = pair.agent(upstream, paths={"/studio/v2/**": "send"}, rules=rules)
    path = f"{FLOWS}/FW1/Executions"
    _, _, body = pair.here.raw("POST", path, b"To=a", auth=key)
    approval = json.loads(body)["details"]["approval_id"]
    pair.here.control("POST", f"approvals/{approval}", {"decision": "approve"})
    statuses = [pair.here.raw("POST", path, given, auth=key)[0] for given in (b"To=b", b"To=a", b"To=a")]
    assert (statuses, len(asked)) == ([403, 200, 403], 1)


@pytest.mark.parametrize(
    ("asked", "decision"), [("GET /studio/v2/Flows/FW1", "allow"), ("POST /studio/v2/Flows/FW1", "deny")]
)
def test_what_would_be_decided_of_a_path_is_told(pair: Pair, asked: str, decision: str) -> None:
    name = next(NAMES)
    pair.here.control("POST", "agents", {"name": name})
    policy = {"upstream": pair.upstream, "paths": {"/studio/v2/Flows/*": "read"}}
    pair.here.control("PUT", f"agents/{name}/policy", policy)
    told = pair.here.control("POST", "explain", {"agent": name, "operation": asked})
    assert (told["decision"], told["rule"]) == (decision, 'paths["/studio/v2/Flows/*"]')


@pytest.mark.parametrize("sid", ["..", "%2e%2e", "SM1%2f..%2f..", "SM1%5c..", "%252e%252e", "SM1%00", "SM1;x"])
def test_a_part_of_a_described_path_stays_one_part(pair: Pair, there: tuple[str, list[bytes]], sid: str) -> None:
    upstream, asked = there
    path = f"/2010-04-01/Accounts/{pair.here.account_sid}/Messages/{sid}.json"
    status, _, _ = pair.here.raw("GET", path, auth=pair.agent(upstream))
    assert (status in (400, 403, 404), asked) == (True, [])
