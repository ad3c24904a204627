"""Push credentials, apps, devices and users. Source: reference of the Communications API, sections 1.1, 1.2 and 7."""

from __future__ import annotations

import json
import re
from itertools import count
from typing import Any

import pytest

CREDENTIALS, DEVICES = "/PushNotifications/Credentials", "/PushNotifications/DeviceRegistrations"
APPS, USERS = "/PushNotifications/Apps", "/PushNotifications/Users"
SECRET = "c2VjcmV0LWtleQ=="
NOBODY = "01k4vge2fxe3ramtcdv1zx1s9s"
NUMBERS = count()


def ask(live: Any, method: str, path: str, given: object = None, auth: Any = None) -> tuple[int, dict[str, str], Any]:
    body = None if given is None else json.dumps(given).encode()
    status, told, answer = live.raw(method, f"/comms/v1{path}", body, content_type="application/json", auth=auth)
    return status, told, json.loads(answer) if answer else None


@pytest.fixture
def account(live: Any) -> tuple[str, str]:
    """Make an account of the test's own, because an account has ten apps at most."""
    made = live.client().api.v2010.accounts.create(friendly_name=f"Push {next(NUMBERS)}")
    return made.sid, made.auth_token


def credential(live: Any, account: Any, **given: object) -> str:
    whole = {"credentialType": "FCM", "content": {"privateKey": SECRET}, "appName": "owls", **given}
    status, told, answer = ask(live, "POST", CREDENTIALS, whole, account)
    assert status == 202, answer
    assert told["location"] == answer["resourceLocation"]
    assert answer["resourceLocation"].endswith(f"/v1{CREDENTIALS}/{answer['resourceId']}")
    return str(answer["resourceId"])


def device(live: Any, account: Any, **given: object) -> dict[str, Any]:
    whole = {"appName": "owls", "token": "t1", "provider": "FCM", **given}
    status, _, answer = ask(live, "POST", DEVICES, whole, account)
    assert status == 202, answer
    return dict(ask(live, "GET", f"{DEVICES}/{answer['resourceId']}?pageSize=1", None, account)[2])


def test_the_content_of_a_credential_is_never_told_again(live: Any, account: Any) -> None:
    made = credential(live, account)
    assert re.match("^comms_credential_[0-7][a-hjkmnpqrstv-z0-9]{25,34}", made)
    for path in (CREDENTIALS, f"{CREDENTIALS}/{made}"):
        assert SECRET not in json.dumps(ask(live, "GET", path, None, account)[2])
    assert SECRET.encode() not in b"".join(each.read_bytes() for each in live.data.glob("*.db*"))


def test_the_first_credential_of_a_type_is_the_default_until_another_is(live: Any, account: Any) -> None:
    first, second = credential(live, account), credential(live, account)
    other = credential(live, account, credentialType="APN")

    def defaults() -> set[str]:
        found = ask(live, "GET", CREDENTIALS, None, account)[2]["credentials"]
        return {each["id"] for each in found if each["is_default"]}

    assert defaults() == {first, other}
    assert ask(live, "PATCH", f"{CREDENTIALS}/{second}", {"isDefault": True}, account)[0] == 202
    assert defaults() == {second, other}
    assert defaults() | {third := credential(live, account, isDefault=True)} == {second, other, third}
    assert defaults() == {third, other}
    assert ask(live, "DELETE", f"{CREDENTIALS}/{third}", None, account)[0] == 202
    assert ask(live, "GET", f"{CREDENTIALS}/{third}", None, account)[0] == 404


def test_an_app_that_is_not_known_is_made_and_there_are_ten_at_most(live: Any, account: Any) -> None:
    for number in range(10):
        credential(live, account, appName=f"app {number}")
    found = ask(live, "GET", APPS, None, account)[2]["apps"]
    assert [each["name"] for each in found if each["is_default"]] == ["app 0"]
    given = {"credentialType": "FCM", "content": {}, "appName": "one too many"}
    assert ask(live, "POST", CREDENTIALS, given, account)[0] == 400
    assert ask(live, "PATCH", f"{APPS}/app%203", {"is_default": True}, account)[2]["is_default"] is True
    found = ask(live, "GET", APPS, None, account)[2]["apps"]
    assert [each["name"] for each in found if each["is_default"]] == ["app 3"]


def test_an_app_has_ten_credentials_at_most(live: Any, account: Any) -> None:
    for _ in range(10):
        credential(live, account)
    assert (
        ask(live, "POST", CREDENTIALS, {"credentialType": "APN", "content": {}, "appName": "owls"}, account)[0] == 400
    )


def test_devices_of_a_user_are_one_registration(live: Any, account: Any) -> None:
    credential(live, account)
    first = device(live, account)
    assert re.match("^comms_device_registration_[a-hjkmnpqrstv-z0-9]{26,34}$", first["id"])
    assert first["devices"] == [{"token": "t1", "provider": "FCM"}]
    again = device(live, account, userId=first["userId"], token="t2")
    assert (again["id"], [each["token"] for each in again["devices"]]) == (first["id"], ["t1", "t2"])
    assert len(ask(live, "GET", f"{USERS}", None, account)[2]["users"]) == 1


def test_a_device_has_one_user_at_a_time(live: Any, account: Any) -> None:
    credential(live, account)
    first, second = device(live, account), device(live, account)
    assert first["userId"] != second["userId"]
    assert ask(live, "GET", f"{DEVICES}/{first['id']}", None, account)[0] == 404


def test_a_user_has_fifty_devices_at_most(live: Any, account: Any) -> None:
    credential(live, account)
    user = device(live, account)["userId"]
    for number in range(2, 51):
        device(live, account, userId=user, token=f"t{number}")
    given = {"appName": "owls", "token": "t51", "provider": "FCM", "userId": user}
    assert ask(live, "POST", DEVICES, given, account)[0] == 400
    assert len(device(live, account, userId=user)["devices"]) == 50


def test_a_user_goes_with_all_registrations(live: Any, account: Any) -> None:
    credential(live, account)
    made = device(live, account)
    listed = ask(live, "GET", f"{DEVICES}?user_id={made['userId']}", None, account)[2]["device_registrations"]
    assert [each["id"] for each in listed] == [made["id"]]
    assert ask(live, "DELETE", f"{USERS}/{made['userId']}", None, account)[0] == 202
    assert ask(live, "GET", f"{USERS}/{made['userId']}", None, account)[0] == 404
    assert ask(live, "GET", f"{DEVICES}/{made['id']}", None, account)[0] == 404


@pytest.mark.parametrize(
    ("path", "given", "faults"),
    [
        (CREDENTIALS, {}, 2),
        (CREDENTIALS, {"credentialType": "GCM", "content": {}}, 1),
        (CREDENTIALS, {"credentialType": "FCM", "content": "key"}, 1),
        (CREDENTIALS, {"credentialType": "FCM", "content": {}, "appName": " "}, 1),
        (DEVICES, {}, 3),
        (DEVICES, {"appName": "nobody's", "token": "t", "provider": "APN"}, 1),
        (DEVICES, {"appName": "owls", "token": "x" * 4097, "provider": "APN"}, 1),
        (
            DEVICES,
            {"appName": "owls", "token": "t", "provider": "APN", "userId": f"comms_pushnotificationuser_{NOBODY}"},
            1,
        ),
    ],
)
def test_what_is_wrong_is_refused(live: Any, account: Any, path: str, given: object, faults: int) -> None:
    credential(live, account)
    status, _, answer = ask(live, "POST", path, given, account)
    assert (status, len(answer["errors"])) == (400, faults), answer


def test_a_default_is_replaced_and_not_unset(live: Any, account: Any) -> None:
    made = credential(live, account)
    assert ask(live, "PATCH", f"{CREDENTIALS}/{made}", {"isDefault": False}, account)[0] == 400
    assert ask(live, "PATCH", f"{APPS}/owls", {"isDefault": False}, account)[0] == 400


def test_another_account_sees_nothing_of_it(live: Any, account: Any) -> None:
    made = credential(live, account)
    for path in (f"{CREDENTIALS}/{made}", f"{APPS}/owls", f"{DEVICES}/{device(live, account)['id']}"):
        assert ask(live, "GET", path)[0] == 404
