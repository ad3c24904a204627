"""Mails to many people: how they are sent, followed, read and deleted. Source: reference, section 6."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

Ask = Callable[[Callable[[], Any]], Any]
JSON, EMAILS = "application/json", "/comms/v1/Emails"
SHOP = {"address": "shop@example.com", "name": "The Shop"}


class Mail:
    """Speaks the Communications API of mails to a server."""

    def __init__(self, live: Any, eventually: Ask) -> None:
        self.live = live
        self.eventually = eventually

    def ask(self, method: str, path: str, body: object = None, **more: Any) -> tuple[int, dict[str, str], Any]:
        data = b"" if body is None else json.dumps(body).encode()
        status, headers, answer = self.live.raw(method, path, data, content_type=JSON, **more)
        return status, headers, json.loads(answer) if answer else None

    def get(self, path: str) -> Any:
        status, _, answer = self.ask("GET", path)
        assert status == 200, answer
        return answer

    def send(self, *to: dict[str, Any], **more: Any) -> str:
        content = {"subject": "Hello {{name}}", "html": "<p>Dear {{name | default: 'you'}}</p>"}
        status, headers, answer = self.ask("POST", EMAILS, {"from": SHOP, "to": list(to), "content": content} | more)
        assert status == 202, answer
        assert headers["resource-location"] == "/v1/Emails"
        assert headers["operation-location"] == f"/v1/Emails/Operations/{headers['operation-id']}"
        return headers["operation-id"]

    def ended(self, operation_id: str) -> Any:
        path = f"{EMAILS}/Operations/{operation_id}"
        self.eventually(lambda: self.get(path)["status"] in ("completed", "canceled"))
        return self.get(path)

    def mailbox(self, address: str) -> list[Any]:
        return list(self.live.control("GET", f"mailboxes/{address}/messages")["messages"])


@pytest.fixture
def mail(live: Any, eventually: Ask) -> Mail:
    return Mail(live, eventually)


def test_each_person_gets_a_mail_with_their_own_words(mail: Mail) -> None:
    ada = {"address": "ada1@example.com", "name": "Ada", "variables": {"name": "Ada"}}
    stats = mail.ended(mail.send(ada, {"address": "bob1@example.com"}))["stats"]
    assert stats == dict.fromkeys(stats, 0) | {"total": 2, "recipients": 2, "attempts": 2, "delivered": 2}
    [read] = mail.mailbox("ada1@example.com")
    assert (read["from"], read["to"]) == ("The Shop <shop@example.com>", "Ada <ada1@example.com>")
    assert (read["subject"], read["html"], read["text"]) == ("Hello Ada", "<p>Dear Ada</p>", "Dear Ada")
    assert mail.mailbox("bob1@example.com")[0]["text"] == "Dear you"


def test_a_mail_is_shown_as_the_documents_have_it(mail: Mail) -> None:
    operation_id = mail.send({"address": "cy@example.com", "variables": {"name": "Cy"}}, tags={"for": "{{name}}"})
    mail.ended(operation_id)
    [listed] = mail.get(f"{EMAILS}?operation_id={operation_id}&tags=for:Cy")["emails"]
    fetched = mail.get(f"{EMAILS}/{listed['id']}")
    assert listed == fetched
    assert fetched["from"] == SHOP
    assert [each["address"] for each in fetched["to"]] == ["cy@example.com"]
    assert fetched["content"] == {"subject": "Hello Cy", "html": "<p>Dear Cy</p>"}
    assert (fetched["status"], fetched["deleted_at"], fetched["scheduled_for"]) == ("delivered", None, None)
    assert fetched["related"] == [{"id": operation_id, "name": "operation"}]
    _, _, camel = mail.ask("GET", f"{EMAILS}/{listed['id']}", headers={"X-Comms-Dialect": "camel"})
    assert (camel["status"], camel["createdAt"]) == ("DELIVERED", fetched["created_at"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=DELIVERED", 3),
        ("status=failed", 0),
        ("tags=lot:filters;", 3),
        ("tags=lot:other", 0),
        ("start_date=2100-01-01T00:00:00Z", 0),
        ("endDate=2100-01-01T00:00:00Z", 3),
    ],
)
def test_a_list_of_mails_is_filtered(mail: Mail, query: str, found: int) -> None:
    to = [{"address": f"filter{place}@example.com"} for place in range(3)]
    operation_id = mail.send(*to, tags={"lot": "filters"})
    mail.ended(operation_id)
    name = "operationId" if "endDate" in query else "operation_id"
    assert len(mail.get(f"{EMAILS}?{name}={operation_id}&{query}")["emails"]) == found


def test_pages_of_mails_hold_each_once(mail: Mail) -> None:
    operation_id = mail.send(*({"address": f"page{place}@example.com"} for place in range(60)))
    assert mail.ended(operation_id)["stats"]["delivered"] == 60
    page = mail.get(f"{EMAILS}?operation_id={operation_id}&page_size=25")
    pages = [[each["id"] for each in page["emails"]]]
    while page["pagination"]["next"]:
        page = mail.get(f"{EMAILS}?page_size=25&page_token={page['pagination']['next']}")
        pages.append([each["id"] for each in page["emails"]])
    assert [len(each) for each in pages] == [25, 25, 10]
    assert len({each for page in pages for each in page}) == 60


def test_mails_are_searched_by_a_body_and_a_token_carries_it(mail: Mail) -> None:
    people = [{"address": f"Fay{place % 2}@example.com"} for place in range(6)]
    operation_id = mail.send(*people, tags={"lot": "search"})
    mail.ended(operation_id)
    wanted = {"address": "fay1@example.com", "tags": {"lot": "search"}, "status": "DELIVERED", "pageSize": 2}
    status, _, first = mail.ask("POST", f"{EMAILS}/Search", wanted)
    assert status == 200, first
    token = first["pagination"]["next"]
    _, _, following = mail.ask("POST", f"{EMAILS}/Search", {"pageToken": token, "pageSize": 2})
    found = [*first["emails"], *following["emails"]]
    assert [each["to"][0]["address"] for each in found] == ["Fay1@example.com"] * 3
    assert len({each["id"] for each in found}) == 3
    assert following["pagination"]["next"] is None
    assert mail.ask("POST", f"{EMAILS}/Search?page_size=1", {"operation_id": operation_id})[2]["pagination"]["next"]
    for wrong, field in (
        ({"page_size": 0}, "page_size"),
        ({"status": "lost"}, "status"),
        ({"tags": {"a'\"": "b"}}, "tags"),
        ({**wanted, "pageToken": token, "address": "gil@example.com"}, "page token"),
    ):
        status, _, answer = mail.ask("POST", f"{EMAILS}/Search", wrong)
        assert (status, field in answer["errors"][0]["message"]) == (400, True), answer


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_sent(mail: Mail) -> None:
    before = len(mail.get(f"{EMAILS}/Operations?page_size=1000")["operations"])
    body = {
        "from": {"address": "nobody"},
        "to": [{"address": "fine@example.com"}, {"address": "a@b\r\nBcc: c@d.example"}],
        "content": {"subject": "{{", "html": "x", "headers": {"Bcc": "c@d.example"}},
        "tags": {"a b": "c"},
        "schedule": {"send_at": ["2001-01-01T00:00:00Z"]},
    }
    status, _, answer = mail.ask("POST", EMAILS, body)
    told = "\n".join(each["message"] for each in answer["errors"])
    assert (status, len(answer["errors"])) == (400, 6), told
    for field in (
        "from.address",
        "to[1].address",
        "content.headers.Bcc",
        "tags.a b",
        "schedule.send_at",
        "template",
    ):
        assert field in told
    assert len(mail.get(f"{EMAILS}/Operations?page_size=1000")["operations"]) == before


def test_a_line_break_in_a_variable_makes_no_header(mail: Mail) -> None:
    evil = "x\r\nBcc: thief@example.com\r\n\r\nHello"
    mail.ended(mail.send({"address": "eve@example.com", "name": evil, "variables": {"name": evil}}))
    [read] = mail.mailbox("eve@example.com")
    assert read["subject"] == "Hello x Bcc: thief@example.com Hello"
    assert "Bcc" not in read["headers"]


def test_a_mail_that_is_opened_in_its_mailbox_is_counted_once(mail: Mail) -> None:
    operation_id = mail.send({"address": "Hal@example.com"}, {"address": "ivy@example.com"})
    before = mail.ended(operation_id)["stats"]
    email_id = mail.mailbox("hal@example.com")[0]["id"]
    for _ in range(2):
        opened = mail.live.control("POST", f"mailboxes/hal@example.com/messages/{email_id}", {"action": "open"})
        assert opened == {"id": email_id, "status": "opened"}
    shown = mail.ask("GET", f"{EMAILS}/{email_id}", headers={"x-comms-dialect": "camel"})[2]
    assert shown["status"] == "OPENED"
    assert mail.ended(operation_id)["stats"] == before | {"delivered": 1, "opened": 1}
    assert [each["id"] for each in mail.get(f"{EMAILS}?operation_id={operation_id}&status=opened")["emails"]] == [
        email_id
    ]
    text = json.dumps({"action": "open"}).encode()
    for address in ("ivy@example.com", "nobody@example.com"):
        path = f"/cordboard/v1/mailboxes/{address}/messages/{email_id}"
        assert mail.live.raw("POST", path, text, content_type=JSON)[0] == 404


def test_a_mail_that_was_deleted_is_gone_and_the_figures_stay(mail: Mail) -> None:
    operation_id = mail.send({"address": "gone@example.com"})
    mail.ended(operation_id)
    [listed] = mail.get(f"{EMAILS}?operation_id={operation_id}")["emails"]
    status, _, answer = mail.ask("DELETE", f"{EMAILS}/{listed['id']}")
    assert (status, answer["resourceId"]) == (202, listed["id"])
    assert mail.ask("GET", f"{EMAILS}/{listed['id']}")[0] == 404
    assert mail.get(f"{EMAILS}/Operations/{operation_id}")["stats"]["delivered"] == 1


def test_operations_of_mails_and_of_messages_are_apart(mail: Mail) -> None:
    operation_id = mail.send({"address": "apart@example.com"})
    ids = [each["id"] for each in mail.get(f"{EMAILS}/Operations")["operations"]]
    assert operation_id in ids
    assert mail.ask("GET", f"/comms/v1/Messages/Operations/{operation_id}")[0] == 404
    found = mail.get("/comms/v1/Messages/Operations?page_size=1000")["operations"]
    assert operation_id not in [each["id"] for each in found]


def test_a_scheduled_send_can_be_canceled_before_anybody_has_a_mail(mail: Mail) -> None:
    later = {"send_at": [(datetime.now(UTC) + timedelta(days=7)).isoformat(timespec="seconds")]}
    operation_id = mail.send({"address": "later@example.com"}, schedule=later)
    path = f"{EMAILS}/Operations/{operation_id}"
    mail.eventually(lambda: mail.get(path)["stats"]["scheduled"] == 1)
    [waiting] = mail.get(f"{EMAILS}?operation_id={operation_id}")["emails"]
    assert mail.ask("DELETE", f"{EMAILS}/{waiting['id']}")[0] == 409
    assert mail.ask("POST", f"{path}/Cancel")[0] == 200
    mail.eventually(lambda: mail.get(path)["stats"]["canceled"] == 1)
    assert mail.mailbox("later@example.com") == []
    assert mail.ask("POST", f"{path}/Cancel")[0] == 409


def test_an_agent_may_mail_only_whom_its_rules_name(mail: Mail) -> None:
    made = mail.live.control("POST", "agents", {"name": "postman"})
    key = (made["api_key"]["sid"], made["api_key"]["secret"])
    rule = {"for": "communications.create", "to": {"allow": ["email:staff@example.com"]}}
    mail.live.control("PUT", "agents/postman/policy", {"areas": {"communications": "send"}, "rules": [rule]})
    content = {"subject": "Hi", "html": "Hi"}
    for address, status in (("staff@example.com", 202), ("stranger@example.com", 403)):
        body = {"from": SHOP, "to": [{"address": address}], "content": content}
        assert mail.ask("POST", EMAILS, body, auth=key)[0] == status, address
