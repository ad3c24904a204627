"""Countries that are switched off: messages by the accounts API, calls by the control API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

GERMAN, AMERICAN, CANADIAN = "+4915112345678", "+14155550171", "+15145550171"
SILENCE = "<Response><Pause length='30'/></Response>"


def code_of(call: Callable[[], object]) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        call()
    return refused.value.status, refused.value.code


def switch(client: Client, *countries: str, enabled: bool) -> list[dict[str, Any]]:
    wanted = [{"country_code": each, "type": "country", "enabled": enabled} for each in countries]
    return list(client.accounts.v1.messaging_geopermissions.update(permissions=wanted).permissions)


@pytest.fixture
def client(live: Any) -> Iterator[Client]:
    client = live.client()
    yield client
    switch(client, "DE", "US", "CA", enabled=True)
    live.control("PUT", f"accounts/{live.account_sid}/calling_countries", {"off": []})


def permissions(client: Client, **given: str) -> dict[str, bool]:
    found = client.accounts.v1.messaging_geopermissions.fetch(**given).permissions
    return {each["country_code"]: each["enabled"] for each in found}


def test_at_first_every_country_is_on(client: Client) -> None:
    found = permissions(client)
    assert len(found) > 200
    assert all(found.values())


def test_a_country_is_told_with_its_prefix_in_the_published_shape(client: Client) -> None:
    switch(client, "IN", enabled=False)
    found = client.accounts.v1.messaging_geopermissions.fetch(country_code="IN,PK").permissions
    assert found == [
        {"country_code": "IN", "type": "country", "enabled": False, "prefix": "+91", "message": ""},
        {"country_code": "PK", "type": "country", "enabled": True, "prefix": "+92", "message": ""},
    ]


def test_a_message_to_a_country_that_is_off_is_refused_with_21408(live: Any, client: Client) -> None:
    told = switch(client, "DE", enabled=False)
    assert told == [{"country_code": "DE", "type": "country", "enabled": False, "error_code": 0, "error_messages": []}]
    assert code_of(lambda: client.messages.create(to=GERMAN, from_="Acme", body="x")) == (400, 21408)
    assert client.messages.create(to=AMERICAN, from_=live.number, body="x").status == "queued"
    switch(client, "DE", enabled=True)
    assert client.messages.create(to=GERMAN, from_="Acme", body="x").status == "queued"


def test_countries_of_one_calling_code_are_told_apart(live: Any, client: Client) -> None:
    switch(client, "CA", enabled=False)
    assert code_of(lambda: client.messages.create(to="+15142345678", from_=live.number, body="x")) == (400, 21408)
    assert client.messages.create(to="+14152345678", from_=live.number, body="x").status == "queued"


def test_a_message_of_a_service_is_refused_alike(live: Any, client: Client) -> None:
    service = client.messaging.v1.services.create(friendly_name="Geo").sid
    client.messaging.v1.services(service).alpha_senders.create(alpha_sender="Acme")
    switch(client, "DE", enabled=False)
    given = {"to": GERMAN, "messaging_service_sid": service, "body": "x"}
    assert code_of(lambda: client.messages.create(**given)) == (400, 21408)
    client.messaging.v1.services(service).delete()


def test_what_waits_when_its_country_is_switched_off_fails_with_21408(launch: Any, eventually: Any) -> None:
    live = launch(sender_rate="1", clock="test")
    client = live.client()
    sent = [client.messages.create(to=GERMAN, from_="Acme", body=f"{count}").sid for count in range(3)]
    live.control("POST", "clock", {"advance_s": 0})
    switch(client, "DE", enabled=False)
    live.control("POST", "clock", {"advance_s": 10})
    assert [client.messages(sid).fetch().error_code for sid in sent] == [None, 21408, 21408]


def test_permissions_outlast_a_restart(launch: Any, tmp_path: Any) -> None:
    live = launch(tmp_path / "kept")
    switch(live.client(), "DE", "FR", enabled=False)
    live.process.terminate()
    assert live.process.wait(timeout=30) == 0
    again = launch(tmp_path / "kept")
    assert permissions(again.client(), country_code="DE,FR,IT") == {"DE": False, "FR": False, "IT": True}
    assert code_of(lambda: again.client().messages.create(to=GERMAN, from_="Acme", body="x")) == (400, 21408)


def test_a_subaccount_has_the_permissions_of_its_parent_until_it_has_its_own(live: Any, client: Client) -> None:
    made = client.api.v2010.accounts.create()
    own = live.client(made.sid, made.auth_token, made.sid)
    switch(client, "DE", "FR", enabled=False)
    assert code_of(lambda: own.messages.create(to=GERMAN, from_="Acme", body="x")) == (400, 21408)
    switch(own, "DE", enabled=True)
    assert own.messages.create(to=GERMAN, from_="Acme", body="x").status == "queued"
    switch(client, "IT", enabled=False)
    assert permissions(own, country_code="DE,FR,IT") == {"DE": True, "FR": False, "IT": True}
    assert permissions(client, country_code="DE,FR,IT") == {"DE": False, "FR": False, "IT": False}
    switch(client, "FR", "IT", enabled=True)


def test_a_subaccount_calls_what_its_parent_may_call_until_it_has_its_own(live: Any, client: Client) -> None:
    made = client.api.v2010.accounts.create()
    live.control("PUT", f"accounts/{live.account_sid}/calling_countries", {"off": ["DE"]})
    assert live.control("GET", f"accounts/{made.sid}/calling_countries")["off"] == ["DE"]
    live.control("PUT", f"accounts/{made.sid}/calling_countries", {"off": []})
    assert live.control("GET", f"accounts/{made.sid}/calling_countries")["off"] == []
    assert live.control("GET", f"accounts/{live.account_sid}/calling_countries")["off"] == ["DE"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"country_code": "XX", "type": "country", "enabled": False},
        {"country_code": "DE", "type": "planet", "enabled": False},
        {"country_code": "DE", "type": "country", "enabled": "perhaps"},
        {"country_code": ["DE"], "type": "country"},
        {},
    ],
)
def test_a_permission_that_is_wrong_is_answered_by_itself(client: Client, wanted: dict[str, Any]) -> None:
    good = {"country_code": "FR", "type": "country", "enabled": True}
    bad, well = client.accounts.v1.messaging_geopermissions.update(permissions=[wanted, good]).permissions
    assert (bad["error_code"], well["error_code"]) == (30649, 0)
    assert bad["error_messages"]
    assert permissions(client, country_code="DE,FR") == {"DE": True, "FR": True}


@pytest.mark.parametrize("body", [b"", b"Permissions=", b"Permissions=[1]", b"Permissions=%7Bx", b"Permissions=5"])
def test_permissions_that_cannot_be_read_are_a_400(live: Any, body: bytes) -> None:
    status, _, answer = live.raw("PATCH", "/accounts/v1/Messaging/GeoPermissions", body)
    assert (status, json.loads(answer)["code"]) == (400, 20001)


def test_a_call_to_a_country_that_is_off_is_refused_with_21215(live: Any, client: Client) -> None:
    path = f"accounts/{live.account_sid}/calling_countries"
    assert live.control("PUT", path, {"off": ["de"]}) == {"account_sid": live.account_sid, "off": ["DE"]}
    given = {"from_": live.number, "twiml": SILENCE}
    with pytest.raises(TwilioRestException) as refused:
        client.calls.create(to=GERMAN, **given)
    assert (refused.value.status, refused.value.code) == (400, 21215)
    assert refused.value.msg.startswith(f"Unable to create record: Account not authorized to call {GERMAN}")
    assert client.calls.create(to=AMERICAN, **given).status == "queued"
    assert client.messages.create(to=GERMAN, from_="Acme", body="x").status == "queued"
    assert code_of(lambda: client.conferences("Room").participants.create(to=GERMAN, from_=live.number)) == (400, 21215)
    live.control("PUT", path, {"off": []})
    assert client.calls.create(to=GERMAN, **given).status == "queued"


def test_a_dial_to_a_country_that_is_off_fails_with_13227(live: Any, client: Client, eventually: Any) -> None:
    live.control("PUT", f"accounts/{live.account_sid}/calling_countries", {"off": ["DE"]})
    handset = AMERICAN.replace("+", "%2B")
    live.control("PUT", f"handsets/{handset}", {"voice_script": [{"action": "answer"}]})
    dial = f"<Response><Dial>{GERMAN}</Dial></Response>"
    sid = client.calls.create(to=AMERICAN, from_=live.number, twiml=dial).sid
    child = eventually(lambda: client.calls.list(parent_call_sid=sid))[0]
    assert eventually(lambda: client.calls(child.sid).fetch().status == "failed")
    assert eventually(lambda: [each.error_code for each in client.calls(sid).notifications.list()]) == ["13227"]


def test_the_operator_names_countries_that_there_are(live: Any) -> None:
    path = f"/cordboard/v1/accounts/{live.account_sid}/calling_countries"
    status, _, body = live.raw("PUT", path, b'{"off":["XX"]}', content_type="application/json")
    assert (status, json.loads(body)["code"]) == (400, 90002)
    unknown = f"/cordboard/v1/accounts/AC{'1' * 32}/calling_countries"
    assert live.raw("GET", unknown)[0] == 404
