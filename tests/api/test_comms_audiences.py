"""Contacts and audiences; the documents name them, their shape is ours (docs/reference/divergences.md)."""

from __future__ import annotations

import json
from typing import Any

import pytest

NOBODY = "comms_contact_01k4vge2fxe3ramtcdv1zx1s9s"
NO_AUDIENCE = "comms_audience_01k4vge2fxe3ramtcdv1zx1s9s"
HANDSET = [{"address": "+14155550181", "channel": "PHONE"}]


def ask(live: Any, method: str, path: str, given: object = None) -> tuple[int, Any]:
    body = None if given is None else json.dumps(given).encode()
    status, _, answer = live.raw(method, f"/comms/v1{path}", body, content_type="application/json")
    return status, json.loads(answer) if answer else None


def contact(live: Any, **given: object) -> str:
    status, answer = ask(live, "POST", "/Contacts", {"addresses": HANDSET, **given})
    assert status == 202, answer
    return str(answer["resourceId"])


def audience(live: Any, **given: object) -> str:
    status, answer = ask(live, "POST", "/Audiences", {"name": "Owls", **given})
    assert status == 202, answer
    return str(answer["resourceId"])


def test_a_contact_is_kept_as_it_was_given(live: Any) -> None:
    addresses = [{"address": "+14155550181", "channel": "phone"}, {"address": "+14155550181", "channel": "whatsapp"}]
    given = {"name": "Ada", "addresses": addresses, "variables": {"city": "Bern"}, "tags": {"vip": "yes"}}
    found = ask(live, "GET", f"/Contacts/{contact(live, **given)}")[1]
    assert {name: found[name] for name in given} == given
    assert found["created_at"].endswith("Z")


def test_a_contact_is_changed_in_part(live: Any) -> None:
    made = contact(live, name="Ada", tags={"vip": "yes"})
    status, answer = ask(live, "PATCH", f"/Contacts/{made}", {"tags": {"a": "b"}, "variables": {"x": "y"}})
    assert (status, answer["resourceId"]) == (202, made)
    found = ask(live, "GET", f"/Contacts/{made}")[1]
    assert (found["name"], found["tags"], found["variables"]) == ("Ada", {"a": "b"}, {"x": "y"})


def test_an_audience_has_the_tags_of_the_brief(live: Any) -> None:
    made = audience(live, tags={"campaign": "fall-2025"}, contacts=[{"contactId": contact(live)}])
    found = ask(live, "GET", f"/Audiences/{made}")[1]
    assert (found["name"], found["size"], found["tags"]) == ("Owls", 1, {"campaign": "fall-2025"})
    assert made in [each["id"] for each in ask(live, "GET", "/Audiences")[1]["audiences"]]
    assert ask(live, "PATCH", f"/Audiences/{made}", {"name": "Hawks", "tags": {}})[0] == 202
    found = ask(live, "GET", f"/Audiences/{made}")[1]
    assert (found["name"], found["tags"]) == ("Hawks", {})


def test_contacts_come_into_an_audience_and_leave_it(live: Any) -> None:
    made, ada, bob = audience(live), contact(live, name="Ada"), contact(live, name="Bob")
    listed = f"/Audiences/{made}/Contacts"
    assert ask(live, "POST", listed, [{"contactId": ada}, {"contactId": bob}, {"contactId": ada}])[0] == 202
    assert [each["name"] for each in ask(live, "GET", listed)[1]["contacts"]] == ["Bob", "Ada"]
    assert ask(live, "DELETE", f"{listed}/{ada}")[0] == 202
    assert ask(live, "DELETE", f"{listed}/{ada}")[0] == 404
    assert ask(live, "DELETE", f"/Contacts/{bob}")[0] == 202
    assert ask(live, "GET", listed)[1]["contacts"] == []
    assert ask(live, "GET", f"/Contacts/{ada}")[0] == 200
    assert ask(live, "DELETE", f"/Audiences/{made}")[0] == 202
    assert ask(live, "GET", f"/Audiences/{made}")[0] == 404


def test_an_audience_is_filled_with_all_or_none(live: Any) -> None:
    made = audience(live)
    status, answer = ask(
        live, "POST", f"/Audiences/{made}/Contacts", [{"contactId": contact(live)}, {"contactId": NOBODY}]
    )
    assert status == 400
    assert (
        answer["errors"][0]["message"]
        == f"The value '{NOBODY}' is not recognized for the field 'contacts[1].contactId'."
    )
    assert ask(live, "GET", f"/Audiences/{made}")[1]["size"] == 0


@pytest.mark.parametrize(
    ("path", "given", "count"),
    [
        ("/Contacts", {}, 1),
        ("/Contacts", {"addresses": []}, 1),
        ("/Contacts", {"addresses": HANDSET * 11}, 1),
        ("/Contacts", {"addresses": [{"address": "5550181"}]}, 2),
        (
            "/Contacts",
            {"addresses": [{"address": "5550181", "channel": "phone"}, {"address": "x", "channel": "phone"}]},
            2,
        ),
        ("/Contacts", {"addresses": [{"address": "+14155550181", "channel": "pigeon"}]}, 1),
        ("/Contacts", {"addresses": HANDSET, "variables": {"a": 1}}, 1),
        ("/Contacts", {"addresses": HANDSET, "variables": {"a": "x" * 1601}}, 1),
        ("/Contacts", {"addresses": HANDSET, "variables": {str(n): "x" * 1500 for n in range(7)}}, 1),
        ("/Contacts", {"addresses": HANDSET, "tags": {str(n): "x" for n in range(11)}}, 1),
        ("/Contacts", {"addresses": "+14155550181"}, 1),
        ("/Audiences", {}, 1),
        ("/Audiences", {"name": ""}, 1),
        ("/Audiences", {"name": "x", "contacts": [{"contactId": NOBODY}]}, 1),
        ("/Audiences", {"name": "x", "contacts": [{"contactId": "x"}, {}]}, 2),
    ],
)
def test_what_is_wrong_is_refused(live: Any, path: str, given: object, count: int) -> None:
    status, answer = ask(live, "POST", path, given)
    assert (status, len(answer["errors"])) == (400, count), answer


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/Contacts/{NOBODY}"),
        ("DELETE", f"/Contacts/{NOBODY}"),
        ("GET", "/Contacts/1"),
        ("GET", f"/Audiences/{NO_AUDIENCE}"),
        ("GET", f"/Audiences/{NO_AUDIENCE}/Contacts"),
        ("DELETE", f"/Audiences/{NO_AUDIENCE}/Contacts/{NOBODY}"),
    ],
)
def test_what_is_not_there_is_404(live: Any, method: str, path: str) -> None:
    assert ask(live, method, path)[0] == 404


def test_another_account_sees_nothing_of_it(live: Any) -> None:
    made, person = audience(live), contact(live)
    other = live.client().api.v2010.accounts.create(friendly_name="Other")
    auth = (other.sid, other.auth_token)
    for path in (f"/Audiences/{made}", f"/Contacts/{person}"):
        assert live.raw("GET", f"/comms/v1{path}", auth=auth)[0] == 404
    body = json.dumps({"name": "x", "contacts": [{"contactId": person}]}).encode()
    assert live.raw("POST", "/comms/v1/Audiences", body, content_type="application/json", auth=auth)[0] == 400


def test_contacts_and_audiences_are_there_after_a_restart(launch: Any, tmp_path: Any) -> None:
    first = launch(tmp_path)
    made = audience(first, contacts=[{"contactId": contact(first)}])
    first.process.terminate()
    first.process.wait()
    again = launch(tmp_path)
    assert ask(again, "GET", f"/Audiences/{made}")[1]["size"] == 1
