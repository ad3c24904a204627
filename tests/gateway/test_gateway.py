"""The gateway, with a second server as the account elsewhere: decided here, carried out there, in one form."""

from __future__ import annotations

import base64
import json
import socket
import threading
from typing import Any

import pytest
from elsewhere import NAMES, NOWHERE, STRANGER, Pair, listener, refused


def test_a_message_of_an_agent_is_sent_by_the_account_elsewhere(pair: Pair) -> None:
    sent = pair.send(pair.client(), "over there")
    found = pair.there.client().messages(sent.sid).fetch()
    assert (found.body, found.account_sid) == ("over there", pair.there.account_sid)
    assert sent.sid not in [each.sid for each in pair.here.client().messages.list()]


def test_the_pages_of_a_list_stay_behind_the_gate(pair: Pair) -> None:
    client = pair.client()
    sent = {pair.send(client, f"page {number}").sid for number in range(3)}
    assert sent <= {each.sid for each in client.messages.stream(page_size=1)}
    page = client.messages.page(page_size=1)
    assert page.next_page_url.startswith(f"{pair.here.url}/2010-04-01/Accounts/{pair.here.account_sid}/Messages.json")


def test_the_pages_of_a_product_stay_behind_the_gate(pair: Pair) -> None:
    for number in range(2):
        pair.there.client().messaging.v1.services.create(friendly_name=f"Service {number}")
    key = pair.agent()
    _, _, first = pair.here.raw("GET", "/messaging/v1/Services?PageSize=1", auth=key)
    told = json.loads(first)
    next_url = told["meta"]["next_page_url"]
    assert next_url.startswith(f"{pair.here.url}/messaging/v1/Services?")
    assert told["services"][0]["url"].startswith(f"{pair.here.url}/messaging/v1/Services/MG")
    _, _, second = pair.here.raw("GET", next_url.removeprefix(pair.here.url), auth=key)
    assert json.loads(second)["services"][0]["sid"] != told["services"][0]["sid"]


def test_what_is_refused_never_gets_there(pair: Pair) -> None:
    client = pair.client(rules=[{"for": "any", "to": {"deny": ["+1900*"]}}])
    found = refused(lambda: pair.send(client, "never", STRANGER))
    assert (found.status, found.code) == (403, 70051)
    assert "never" not in pair.bodies_there()


def test_an_answer_passes_as_it_came_with_the_id_of_the_decision_beside(pair: Pair) -> None:
    body = b'{"sid": "SM1", "odd":1.50,  "body": "see /2010-04-01/Accounts/%s"}' % NOWHERE.encode()
    head = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nTwilio-Request-Id: RQtheirs\r\n"

    def answer(connection: socket.socket) -> None:
        connection.sendall(head + b"Set-Cookie: a=b\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    with listener(answer) as (url, _):
        key = pair.agent(pair.upstream_to(url))
        path = f"/2010-04-01/Accounts/{pair.here.account_sid}/Messages.json"
        status, headers, given = pair.here.raw("POST", path, b"To=%2B14155550100&From=%2B1&Body=x", auth=key)
    assert (status, given, headers["twilio-request-id"]) == (201, body, "RQtheirs")
    assert headers["x-decision-id"].startswith("DE")
    assert "set-cookie" not in headers


def test_an_error_of_the_upstream_passes_as_it_is(pair: Pair) -> None:
    found = refused(lambda: pair.client().messages("SM" + "0" * 32).fetch())
    assert (found.status, found.code) == (404, 20404)


def test_a_call_goes_on_in_one_form_and_with_the_credential_of_the_upstream_alone(pair: Pair) -> None:
    with listener(lambda connection: connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")) as (url, asked):
        key = pair.agent(pair.upstream_to(url))
        path = f"/2010-04-01/Accounts/{pair.here.account_sid}/M%65ssages.json"
        pair.here.raw(
            "POST", f"{path.replace('%65', 'e')}?Body=a%62c", b"From=%2b15005550006&To=+%2B14155550100", auth=key
        )
    request = asked[0].decode()
    assert request.startswith(f"POST /2010-04-01/Accounts/{NOWHERE}/Messages.json HTTP/1.1\r\n")
    assert f"Authorization: Basic {base64.b64encode(f'{NOWHERE}:hidden'.encode()).decode()}\r\n" in request
    assert key[0] not in request
    assert request.endswith("\r\n\r\nBody=abc&From=%2B15005550006&To=+%2B14155550100")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"channel=whatsapp&messageId=SM" + b"0" * 32, "application/x-www-form-urlencoded"),
        (b'{"channel":"whatsapp","messageId":"SM%s"}' % (b"0" * 32), "application/json"),
    ],
)
def test_a_body_of_either_kind_goes_on_as_what_it_is(pair: Pair, body: bytes, content_type: str) -> None:
    with listener(lambda connection: connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")) as (url, asked):
        key = pair.agent(pair.upstream_to(url))
        pair.here.raw("POST", "/messaging/v2/Indicators/Typing.json", body, content_type=content_type, auth=key)
    head, _, sent = asked[0].partition(b"\r\n\r\n")
    assert f"\r\nContent-Type: {content_type}".encode() in head
    assert sent == body


@pytest.mark.parametrize("more", ["Body=x&Body=x", "Body=x&Unheard=1"])
def test_what_could_be_read_otherwise_there_is_not_sent_on(pair: Pair, more: str) -> None:
    with listener(lambda _: None) as (url, asked):
        key = pair.agent(pair.upstream_to(url))
        path = f"/2010-04-01/Accounts/{pair.here.account_sid}/Messages.json"
        body = f"To=%2B14155550100&From=%2B15005550006&{more}".encode()
        status, _, answer = pair.here.raw("POST", path, body, auth=key)
    assert (status, json.loads(answer)["code"], asked) == (400, 90023, [])


@pytest.mark.parametrize(
    ("path", "more", "rule"),
    [
        ("Calls", f"ApplicationSid=AP{'0' * 32}", {"to": {"allow": ["+1415*"]}}),
        ("Calls", "Twiml=%3CResponse%3E%3CDial", {"to": {"allow": ["+1415*"]}}),
        ("Messages", f"ContentSid=HX{'0' * 32}", {"body": {"longest": 100}}),
    ],
)
def test_what_no_rule_can_read_here_is_not_sent_on(pair: Pair, path: str, more: str, rule: dict[str, Any]) -> None:
    with listener(lambda _: None) as (url, asked):
        key = pair.agent(pair.upstream_to(url), rules=[{"for": "any", **rule}])
        body = f"To=%2B14155550100&From=%2B15005550006&{more}".encode()
        status, _, answer = pair.here.raw(
            "POST", f"/2010-04-01/Accounts/{pair.here.account_sid}/{path}.json", body, auth=key
        )
    assert (status, json.loads(answer)["code"], asked) == (400, 90023, [])


def test_an_upstream_that_is_down_is_told_as_502_and_nothing_stays_counted(pair: Pair) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    client = pair.client(pair.upstream_to(url), rules=[{"for": "any", "daily": "1"}])
    for _ in range(2):
        found = refused(lambda: pair.send(client))
        assert (found.status, found.code) == (502, 90020)


def test_an_upstream_that_is_slow_is_told_as_504_and_the_call_stays_counted(pair: Pair) -> None:
    hold = threading.Event()
    with listener(lambda _: hold.wait(10) and None) as (url, asked):
        client = pair.client(pair.upstream_to(url, timeout_s=1), rules=[{"for": "any", "daily": "1"}])
        late = refused(lambda: pair.send(client))
        again = refused(lambda: pair.send(client))
        hold.set()
    assert (late.status, late.code) == (504, 90021)
    assert (again.status, again.code, len(asked)) == (403, 70051, 1)


def test_only_what_reads_is_tried_again(pair: Pair) -> None:
    with listener(lambda _: None) as (url, asked):  # hangs up without a word
        client = pair.client(pair.upstream_to(url))
        assert refused(lambda: pair.send(client)).code == 90022
        assert len(asked) == 1
        assert refused(lambda: client.messages("SM" + "0" * 32).fetch()).code == 90022
        assert len(asked) == 3


def test_what_a_call_costs_is_counted_as_the_answer_tells_it(pair: Pair) -> None:
    body = b'{"sid":"SM1","price":"-0.90000","price_unit":"USD"}'
    head = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    with listener(lambda connection: connection.sendall(head + body)) as (url, asked):
        client = pair.client(pair.upstream_to(url), rules=[{"for": "messaging", "spend": {"per_day": "1.00"}}])
        pair.send(client)
        pair.send(client)
        assert refused(lambda: pair.send(client)).code == 70051
    assert len(asked) == 2


def test_a_recording_comes_in_pieces_and_whole(pair: Pair) -> None:
    sound = bytes(range(256)) * 8192
    head = b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nContent-Length: %d\r\n\r\n" % len(sound)
    with listener(lambda connection: connection.sendall(head + sound)) as (url, _):
        key = pair.agent(pair.upstream_to(url))
        path = f"/2010-04-01/Accounts/{pair.here.account_sid}/Recordings/RE{'0' * 32}.wav"
        status, headers, given = pair.here.raw("GET", path, auth=key)
    assert (status, headers["content-type"], given) == (200, "audio/x-wav", sound)


def test_the_credential_of_an_upstream_is_told_to_nobody(pair: Pair) -> None:
    token = "token-that-nobody-may-see"
    name = pair.upstream_to("http://127.0.0.1:9", token=token)
    refused(lambda: pair.send(pair.client(name)))
    told = [pair.here.control("GET", path) for path in ("upstreams", "requests?page_size=100", "agents")]
    assert token not in json.dumps(told)
    written = b"".join(path.read_bytes() for path in pair.here.data.iterdir() if path.is_file())
    assert token.encode() not in written
    assert base64.b64encode(f"{NOWHERE}:{token}".encode()) not in written


def test_without_its_upstream_an_agent_does_nothing_here_instead(pair: Pair) -> None:
    name = pair.upstream_to(pair.there.url, pair.there.account_sid, pair.there.auth_token)
    client = pair.client(name)
    assert pair.here.control("GET", "agents")["agents"][0]["warnings"] == []
    pair.forget(name)
    found = refused(lambda: pair.send(client))
    assert (found.status, found.code) == (503, 90024)
    told = f"There is no upstream {name}: every call is refused (90024) until there is one."
    assert pair.here.control("GET", "agents")["agents"][0]["warnings"] == [told]


@pytest.mark.parametrize(
    "url", ["http://api.twilio.com", "https://user:pass@example.com", "ftp://127.0.0.1", "https:///x"]
)
def test_a_credential_goes_to_https_or_this_machine_alone(pair: Pair, url: str) -> None:
    given = {"name": next(NAMES), "account_sid": NOWHERE, "auth_token": "t", "base_url": url}
    status, _, answer = pair.here.raw(
        "POST", "/cordboard/v1/upstreams", json.dumps(given).encode(), content_type="application/json"
    )
    assert (status, json.loads(answer)["code"]) == (400, 90002)
