"""Notifications to many devices: who gets one, and how they are followed. Source: reference, section 7."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[[Callable[[], Any]], Any]
PUSH = "/comms/v1/PushNotifications"


class Push:
    """Speaks the Communications API of notifications to a server."""

    def __init__(self, live: Any, eventually: Ask) -> None:
        self.live = live
        self.eventually = eventually

    def ask(self, method: str, path: str, body: object = None, **more: Any) -> tuple[int, dict[str, str], Any]:
        data = b"" if body is None else json.dumps(body).encode()
        status, headers, answer = self.live.raw(method, path, data, content_type="application/json", **more)
        return status, headers, json.loads(answer) if answer else None

    def made(self, path: str, **body: object) -> str:
        status, _, answer = self.ask("POST", PUSH + path, body)
        assert status == 202, answer
        return str(answer.get("operationId") or answer["resourceId"])

    def send(self, *to: dict[str, Any], **more: object) -> str:
        return self.made("", **{"to": list(to), "content": {"title": "Hi {{name}}", "body": "Come"}} | more)

    def get(self, path: str) -> Any:
        status, _, answer = self.ask("GET", PUSH + path)
        assert status == 200, answer
        return answer

    def ended(self, operation_id: str) -> Any:
        path = f"/Operations/{operation_id}"
        self.eventually(lambda: self.get(path)["status"] == "completed")
        return self.get(path)

    def device(self, token: str) -> list[Any]:
        return list(self.live.control("GET", f"devices/{token}/notifications")["notifications"])


@pytest.fixture
def push(live: Any, eventually: Ask) -> Push:
    return Push(live, eventually)


def test_a_device_shows_what_its_person_was_sent(push: Push) -> None:
    to = {"token": "tok-ada", "provider": "APN", "variables": {"name": "Ada"}}
    operation_id = push.send(to, sound="bell", priority="LOW", tags={"lot": "a"})
    stats = push.ended(operation_id)["stats"]
    assert stats == dict.fromkeys(stats, 0) | {"total": 1, "recipients": 1, "attempts": 1, "sent": 1}
    [shown] = push.device("tok-ada")
    assert shown["provider"] == "apn"
    assert shown["content"] == {"title": "Hi Ada", "body": "Come", "sound": "bell", "priority": "low"}
    [listed] = push.get(f"?operation_id={operation_id}&tags=lot:a&status=SENT&provider=APN")["push_notifications"]
    assert listed == push.get(f"/{listed['id']}")
    assert listed["id"].startswith("comms_pushnotification_")
    assert (listed["to"]["token"], listed["status"]) == ("tok-ada", "sent")
    assert listed["content"] == {"title": "Hi Ada", "body": "Come"}
    assert (listed["sound"], listed["priority"]) == ("bell", "low")
    _, _, camel = push.ask("GET", f"{PUSH}/{listed['id']}", headers={"x-comms-dialect": "camel"})
    assert (camel["priority"], camel["status"], camel["to"]["provider"]) == ("LOW", "SENT", "APN")
    assert push.get(f"?operation_id={operation_id}&provider=FCM")["push_notifications"] == []


def test_a_user_is_notified_on_every_device_of_the_app(push: Push) -> None:
    push.made("/Credentials", credential_type="FCM", content={"privateKey": "eA=="}, app_name="shop")
    first = push.made("/DeviceRegistrations", app_name="shop", token="dev-1", provider="FCM")
    user = push.get(f"/DeviceRegistrations/{first}")["user_id"]
    push.made("/DeviceRegistrations", app_name="shop", token="dev-2", provider="FCM", user_id=user)
    operation_id = push.send({"user_id": user}, **{"from": {"app_name": "shop"}})
    assert push.ended(operation_id)["stats"]["sent"] == 2
    assert [len(push.device(token)) for token in ("dev-1", "dev-2")] == [1, 1]
    assert len(push.get(f"?user={user}")["push_notifications"]) == 2
    assert push.ask("DELETE", f"{PUSH}/DeviceRegistrations/{first}")[0] == 202
    stats = push.ended(push.send({"user_id": user}, **{"from": {"app_name": "shop"}}))["stats"]
    assert (stats["recipients"], stats["unaddressable"], stats["total"]) == (1, 1, 0)


def test_everything_that_is_wrong_with_a_send_of_notifications_is_told_at_once(push: Push) -> None:
    body = {
        "to": [{"token": "t"}, {}, {"user_id": "comms_pushnotificationuser_01k4vge2fxe3ramtcdv1zx1s9s"}],
        "content": {},
        "from": {"app_name": "nowhere"},
        "tags": {"a b": "c"},
    }
    status, _, answer = push.ask("POST", PUSH, body)
    told = "\n".join(each["message"] for each in answer["errors"])
    assert (status, len(answer["errors"])) == (400, 6), told
    for field in ("to[0].provider", "to[1]", "to[2].user_id", "'content'", "from.app_name", "tags.a b"):
        assert field in told


def test_an_agent_may_notify_only_devices_that_its_rules_name(push: Push) -> None:
    made = push.live.control("POST", "agents", {"name": "notifier"})
    key = (made["api_key"]["sid"], made["api_key"]["secret"])
    rule = {"for": "communications.create", "to": {"allow": ["push:mine"]}}
    push.live.control("PUT", "agents/notifier/policy", {"areas": {"communications": "send"}, "rules": [rule]})
    for token, status in (("mine", 202), ("theirs", 403)):
        body = {"to": [{"token": token, "provider": "FCM"}], "content": {"body": "x"}}
        assert push.ask("POST", PUSH, body, auth=key)[0] == status, token


def test_a_stored_template_is_filled_for_each_device(push: Push) -> None:
    types = {"twilio/media": {"body": "Dear {{1}}, {{2}}", "media": ["https://example.com/a.png"]}}
    template = {"friendly_name": "t", "language": "en", "types": types, "variables": {"1": "guest"}}
    status, _, made = push.ask("POST", "/content/v1/Content", template)
    assert status == 201, made
    to = [{"token": f"t{each}", "provider": "FCM", "variables": {"2": "{{x}}", **more}} for each, more in NAMED.items()]
    body = {"to": to, "content": {"content_id": made["sid"]}, "sound": "bell"}
    status, headers, answer = push.ask("POST", PUSH, body)
    assert status == 202, answer
    assert push.ended(headers["operation-id"])["stats"]["sent"] == 2
    texts = {each: push.device(f"t{each}")[0]["content"] for each in NAMED}
    assert texts["a"]["body"] == "Dear Ada, {{x}}"  # what a variable says is no template itself
    assert texts["b"]["body"] == "Dear guest, {{x}}"
    assert texts["a"]["images"] == ["https://example.com/a.png"]
    assert texts["a"]["sound"] == "bell"
    told = push.get(f"?operation_id={headers['operation-id']}")["push_notifications"]
    assert {each["content"]["body"] for each in told} == {"Dear Ada, {{x}}", "Dear guest, {{x}}"}
    for wrong in ({"content_id": made["sid"], "body": "x"}, {"content_id": "HX" + "0" * 32}):
        status, _, answer = push.ask("POST", PUSH, {**body, "content": wrong})
        assert (status, len(answer["errors"])) == (400, 1), answer


NAMED: dict[str, dict[str, str]] = {"a": {"1": "Ada"}, "b": {}}


def test_credentials_name_the_app_that_they_are_of(push: Push) -> None:
    fcm = push.made("/Credentials", credential_type="FCM", content={"privateKey": "eA=="}, app_name="bistro")
    apn = push.made("/Credentials", credential_type="APN", content={"privateKey": "eA=="}, app_name="bistro")
    other = push.made("/Credentials", credential_type="APN", content={"privateKey": "eA=="}, app_name="kiosk")
    to = {"token": "tok-bistro", "provider": "FCM"}
    operation_id = push.send(to, **{"from": {"fcm": fcm, "apn": apn}})
    assert push.ended(operation_id)["stats"]["sent"] == 1
    [shown] = push.get(f"?operation_id={operation_id}")["push_notifications"]
    assert shown["from"] == {"app_name": "bistro"}
    pool = "comms_senderpool_01k4vge2fxe3ramtcdv1zx1s9s"
    for wrong, field in (
        ({"fcm": apn}, "from.fcm"),
        ({"fcm": fcm, "apn": other}, "'from'"),
        ({"fcm": fcm, "app_name": "bistro"}, "'from'"),
        ({"sender_pool_id": pool}, "from.sender_pool_id"),
    ):
        body = {"to": [to], "content": {"body": "x"}, "from": wrong}
        status, _, answer = push.ask("POST", PUSH, body)
        assert status == 400
        assert field in answer["errors"][0]["message"]
