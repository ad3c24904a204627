"""The gate: who may come in, what is refused and how, and what is recorded."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

STRANGER = "AC" + "1" * 32
TYPE = "application/json"


def refusal(call: Any) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        call()
    return refused.value.status, refused.value.code


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic"},
        {"Authorization": "Basic !!!!"},
        {"Authorization": "Basic bm9jb2xvbg=="},
        {"Authorization": "Bearer abc"},
        {"Authorization": "Basic " + "QQ" * 5000},
    ],
)
def test_missing_and_broken_credentials_are_refused_with_20003(live: Any, headers: dict[str, str]) -> None:
    import urllib.error
    import urllib.request

    request = urllib.request.Request(f"{live.url}/2010-04-01/Accounts.json", headers=headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    with refused.value as answer:
        body = json.loads(answer.read())
        assert (answer.code, body["code"], body["status"]) == (401, 20003, 401)
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="Twilio API"'


def test_a_wrong_token_is_refused_with_20003(live: Any) -> None:
    client = live.client(password="0" * 32)
    assert refusal(lambda: client.messages("SM" + "0" * 32).fetch()) == (401, 20003)


def test_without_an_extension_the_refusal_is_xml(live: Any) -> None:
    status, headers, body = live.raw("GET", "/2010-04-01/Accounts", auth=(live.account_sid, "wrong"))
    assert (status, headers["content-type"]) == (401, "application/xml")
    assert b"<Code>20003</Code>" in body


def test_a_foreign_account_is_refused_like_a_wrong_token(live: Any) -> None:
    client = live.client()
    assert refusal(lambda: client.api.v2010.accounts(STRANGER).fetch()) == (401, 20003)
    assert refusal(lambda: client.api.v2010.accounts(STRANGER).messages("SM" + "0" * 32).fetch()) == (401, 20003)


def test_a_key_works_until_it_is_revoked_and_its_secret_is_shown_once(live: Any) -> None:
    client = live.client()
    key = client.new_keys.create(friendly_name="till 4")
    assert (key.sid[:2], key.friendly_name, len(key.secret)) == ("SK", "till 4", 32)
    with_key = live.client(key.sid, key.secret)
    assert with_key.messages.create(to="+14155550170", from_=live.number, body="by key").sid
    fetched = client.keys(key.sid).fetch()
    assert not hasattr(fetched, "secret")
    assert [each.sid for each in client.keys.list()] == [key.sid]
    assert client.keys(key.sid).update(friendly_name="till 5").friendly_name == "till 5"
    assert client.keys(key.sid).delete()
    assert refusal(lambda: with_key.messages("SM" + "0" * 32).fetch()) == (401, 20003)
    assert refusal(lambda: client.keys(key.sid).fetch()) == (404, 20404)


def test_a_key_may_not_make_keys_or_read_accounts(live: Any) -> None:
    key = live.client().new_keys.create()
    with_key = live.client(key.sid, key.secret)
    assert refusal(lambda: with_key.new_keys.create()) == (401, 20003)
    assert refusal(lambda: with_key.api.v2010.accounts(live.account_sid).fetch()) == (401, 20003)


def test_every_call_is_recorded_in_plain_english(live: Any) -> None:
    sid = live.client().messages.create(to="+14155550171", from_=live.number, body="on record").sid
    live.raw("GET", f"/2010-04-01/Accounts/{live.account_sid}/Messages/{sid}.json?Colour=red")
    live.raw("GET", f"/2010-04-01/Accounts/{live.account_sid}/Messages.json", auth=(live.account_sid, "wrong"))
    found = live.control("GET", "requests?page_size=4")["requests"]
    refused, fetched, created = found[0], found[1], found[2]
    assert created["operation"] == "CreateMessage"
    assert (created["decision"], created["status"], created["code"]) == ("allowed", 201, 0)
    assert "+14155550171" in created["sentence"] or "0171" in created["sentence"]
    assert "on record" not in json.dumps(found)
    assert (fetched["operation"], fetched["unknown_parameters"]) == ("FetchMessage", ["Colour"])
    assert (refused["decision"], refused["status"], refused["code"]) == ("refused", 401, 20003)
    assert live.auth_token not in json.dumps(found)


def test_an_account_has_only_so_many_requests_open(launch: Any, application: Any) -> None:
    live = launch(request_concurrency="1")
    # Media are fetched while the handset's request is open; the application holds them back.
    release, entered = threading.Event(), threading.Event()

    class Slow(dict[str, tuple[int, str, bytes]]):
        def get(self, key: str, default: Any = None) -> Any:
            entered.set()
            release.wait(10)
            return (200, "image/gif", b"GIF89a")

    application.answers = Slow()
    writer = threading.Thread(
        target=live.write, args=("+14155550172", ""), kwargs={"media": [f"{application.url}/a.gif"]}
    )
    writer.start()
    assert entered.wait(10)
    status, headers, body = live.raw("GET", f"/2010-04-01/Accounts/{live.account_sid}/Messages.json")
    release.set()
    writer.join()
    assert (status, json.loads(body)["code"]) == (429, 20429)
    assert headers["retry-after"] == "1"
    status, headers, _ = live.raw("GET", f"/2010-04-01/Accounts/{live.account_sid}/Messages.json")
    assert (status, headers["twilio-concurrent-requests"]) == (200, "1")


def test_reset_is_refused_unless_the_server_was_started_for_it(live: Any, launch: Any) -> None:
    status, _, body = live.raw("POST", "/cordboard/v1/reset", b"", content_type=TYPE)
    assert (status, json.loads(body)["code"]) == (403, 90003)
    other = launch(allow_reset="true", sender_rate="1")
    key = other.client().new_keys.create()
    for _ in range(5):
        other.client().messages.create(to="+14155550173", from_=other.number, body="gone soon")
    other.control("POST", "reset")
    assert other.client().messages.list() == []
    assert other.inbox("+14155550173") == []
    assert [each.sid for each in other.client().keys.list()] == [key.sid]
    # What waited is gone too: the next message goes at once, though the old ones would have taken five seconds.
    sid = other.client().messages.create(to="+14155550174", from_=other.number, body="fresh").sid
    assert [each.sid for each in other.client().messages.list()] == [sid]


def test_a_reset_forgets_what_lookups_counted_and_countries_that_are_off_also_for_the_next_start(launch: Any) -> None:
    server = launch(allow_reset="true")
    limit, lookup = "/lookups/v2/RateLimits/Fields/caller_name/Bucket/day", "/lookups/v2/PhoneNumbers/%2B14159929960"
    countries = f"accounts/{server.account_sid}/calling_countries"

    def names() -> int:
        return int(server.raw("GET", f"{lookup}?Fields=caller_name")[0])

    server.raw("PUT", limit, json.dumps({"limit": 1, "ttl": 86400}).encode(), content_type=TYPE)
    server.control("PUT", countries, {"off": ["DE"]})
    assert [names(), names()] == [200, 429]
    server.control("POST", "reset")
    assert server.control("GET", countries)["off"] == []
    assert [names(), names()] == [200, 429]
    server.control("POST", "reset")
    server.process.terminate()
    assert server.process.wait(timeout=30) == 0
    server = launch(server.data)
    assert server.control("GET", countries)["off"] == []
    assert names() == 200
