"""The official Python library against the running server: content, and messages that name it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

TEXT = {"twilio/text": {"body": "Hi {{1}}, see {{2}}"}}
UNKNOWN = "HX" + "0" * 32


def request_of(types: object, **more: object) -> Any:
    return ContentList.ContentCreateRequest({"friendly_name": "Greeting", "language": "en", "types": types, **more})


def raw(live: Any, method: str, path: str, given: object) -> tuple[int, Any]:
    status, _, body = live.raw(method, path, json.dumps(given).encode(), content_type="application/json")
    return status, json.loads(body) if body else None


def create(live: Any, types: object = TEXT, **more: object) -> dict[str, Any]:
    status, body = raw(live, "POST", "/content/v1/Content", {"language": "en", "types": types, **more})
    assert status == 201, body
    return dict(body)


def test_content_is_made_fetched_listed_and_deleted(live: Any) -> None:
    client = live.client()
    made = client.content.v1.contents.create(
        request_of(ContentList.Types({"twilio/text": {"body": "Hi {{1}}"}}), variables={"1": "Ada"})
    )
    assert (made.friendly_name, made.language, made.variables) == ("Greeting", "en", {"1": "Ada"})
    assert made.types["twilio/text"] == {"body": "Hi {{1}}"}
    assert made.sid.startswith("HX")
    assert client.content.v1.contents(made.sid).fetch().sid == made.sid
    assert made.sid in [each.sid for each in client.content.v1.contents.list()]
    assert client.content.v1.contents(made.sid).delete()
    with pytest.raises(TwilioRestException) as caught:
        client.content.v1.contents(made.sid).fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)


def test_content_is_changed_and_keeps_what_is_not_given(live: Any) -> None:
    made = create(live, variables={"1": "Ada"}, friendly_name="One")
    status, changed = raw(
        live, "PUT", f"/content/v1/Content/{made['sid']}", {"types": {"twilio/text": {"body": "Bye"}}}
    )
    assert (status, changed["types"], changed["friendly_name"]) == (200, {"twilio/text": {"body": "Bye"}}, "One")
    assert changed["variables"] == {"1": "Ada"}


def test_what_whatsapp_is_asked_is_approved_at_once(live: Any) -> None:
    client, made = live.client(), create(live)
    before = client.content.v1.contents(made["sid"]).approval_fetch().fetch()
    assert before.whatsapp["status"] == "unsubmitted"
    asked = ApprovalCreateList.ContentApprovalRequest({"name": "greeting_1", "category": "UTILITY"})
    answer = client.content.v1.contents(made["sid"]).approval_create.create(asked)
    assert (answer.name, answer.category, answer.content_type) == ("greeting_1", "UTILITY", "twilio/text")
    after = client.content.v1.contents(made["sid"]).approval_fetch().fetch()
    assert (after.whatsapp["type"], after.whatsapp["status"]) == ("whatsapp", "approved")
    listed = {each.sid: each for each in client.content.v1.content_and_approvals.list()}
    assert listed[made["sid"]].approval_requests["name"] == "greeting_1"
    legacy = {each.sid: each for each in client.content.v1.legacy_contents.list()}
    assert legacy[made["sid"]].legacy_template_name == "greeting_1"


@pytest.mark.parametrize(
    "given",
    [
        {"types": TEXT},
        {"language": "en"},
        {"language": "!", "types": TEXT},
        {"language": "en", "types": {}},
        {"language": "en", "types": {"twilio/text": {}}},
        {"language": "en", "types": TEXT, "variables": []},
        {"language": "en", "types": TEXT, "variables": {"1": {}}},
        {"language": "en", "types": TEXT, "variables": {str(n): "x" for n in range(101)}},
    ],
)
def test_content_that_is_wrong_is_refused_with_20001(live: Any, given: object) -> None:
    status, body = raw(live, "POST", "/content/v1/Content", given)
    assert (status, body["code"]) == (400, 20001)


@pytest.mark.parametrize("given", [{"name": "Big", "category": "UTILITY"}, {"name": "a", "category": "FUN"}, {}])
def test_an_approval_that_is_wrong_is_refused_with_20001(live: Any, given: object) -> None:
    status, body = raw(live, "POST", f"/content/v1/Content/{create(live)['sid']}/ApprovalRequests/whatsapp", given)
    assert (status, body["code"]) == (400, 20001)


def test_a_message_says_what_its_content_says(live: Any, eventually: Callable[..., Any]) -> None:
    sid = create(live, variables={"1": "you", "2": "the site"})["sid"]
    sent = live.client().messages.create(
        to="+14155550171", from_=live.number, content_sid=sid, content_variables=json.dumps({"1": "Ada"})
    )
    assert sent.body == "Hi Ada, see the site"
    assert eventually(lambda: [each["body"] for each in live.inbox("+14155550171")]) == ["Hi Ada, see the site"]


def test_the_media_of_content_is_fetched_like_that_of_a_message(live: Any) -> None:
    sid = create(live, {"twilio/media": {"body": "Look", "media": [f"{live.url}/health"]}})["sid"]
    sent = live.client().messages.create(to="+14155550172", from_=live.number, content_sid=sid)
    assert (sent.sid[:2], sent.num_media, sent.body) == ("MM", "1", "Look")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"content_sid": UNKNOWN}, 21655),
        ({"content_sid": "HX1"}, 21655),
        ({"content_variables": "{}", "body": "x"}, 21654),
        ({"content_variables": "no JSON"}, 21656),
        ({"content_variables": '["Ada"]'}, 21656),
        ({"content_variables": '{"1": {"2": "x"}}'}, 21656),
    ],
)
def test_content_that_cannot_be_used_is_refused_with_its_own_code(live: Any, given: dict[str, str], code: int) -> None:
    content_sid = None if "body" in given else given.get("content_sid") or create(live)["sid"]
    with pytest.raises(TwilioRestException) as caught:
        live.client().messages.create(
            to="+14155550173", from_=live.number, **({"content_sid": content_sid} if content_sid else {}) | given
        )
    assert caught.value.code == code


def test_the_content_of_another_account_is_not_there(live: Any) -> None:
    sid = create(live)["sid"]
    other = live.client().api.v2010.accounts.create(friendly_name="Other")
    theirs = live.client(other.sid, other.auth_token, other.sid)
    with pytest.raises(TwilioRestException) as caught:
        theirs.content.v1.contents(sid).fetch()
    assert caught.value.code == 20404
    with pytest.raises(TwilioRestException) as caught:
        theirs.messages.create(to="+14155550173", from_=live.number, content_sid=sid)
    assert caught.value.code == 21655


def test_content_is_there_after_a_restart(launch: Callable[..., Any], tmp_path: Any) -> None:
    first = launch(tmp_path)
    sid = create(first)["sid"]
    first.process.terminate()
    first.process.wait()
    again = launch(tmp_path)
    sent = again.client().messages.create(to="+14155550174", from_=again.number, content_sid=sid)
    assert sent.body == "Hi , see "
