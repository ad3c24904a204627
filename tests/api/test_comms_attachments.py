"""Files of mails: kept once, shown in mailboxes, carried by relays, and refused where their names are meant to harm."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

EMAILS = "/comms/v1/Emails"
PICTURE, SHEET = bytes(range(256)), "a;ü\r\n".encode()


def file(name: str, data: bytes, **more: object) -> dict[str, object]:
    return {"filename": name, "content": base64.b64encode(data).decode(), **more}


def ask(live: Any, method: str, path: str, body: object = None) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    status, _, answer = live.raw(method, path, data, content_type="application/json")
    return status, json.loads(answer)


def send(live: Any, attachments: object, *to: str, **content: object) -> tuple[int, Any]:
    content = {"subject": "Hi", "html": "<p>Hi</p>", "attachments": attachments, **content}
    people = [{"address": each} for each in to or ("ann@example.com",)]
    return ask(live, "POST", EMAILS, {"from": {"address": "shop@example.com"}, "to": people, "content": content})


def test_files_come_with_every_mail_and_are_kept_once(
    live: Any, eventually: Callable[[Callable[[], Any]], Any]
) -> None:
    files = [
        file("Plan für März.pdf", PICTURE, content_type="application/pdf"),
        file("logo.png", PICTURE, content_type="image/png", disposition="inline", content_id="logo"),
        file("list.csv", SHEET, content_type="text/csv"),
    ]
    to = ("file1@example.com", "file2@example.com")
    status, accepted = send(live, files, *to, html='<p><img src="cid:logo">{{name}}</p>')
    assert status == 202, accepted
    path = f"{EMAILS}/Operations/{accepted['operationId']}"
    eventually(lambda: ask(live, "GET", path)[1]["status"] == "completed")
    [mail, _] = ask(live, "GET", f"{EMAILS}?operation_id={accepted['operationId']}")[1]["emails"]
    assert mail["content"]["attachments"][0] == {
        "filename": "Plan für März.pdf",
        "content_type": "application/pdf",
        "size": 256,
        "disposition": "attachment",
    }
    for each in to:
        [got] = live.control("GET", f"mailboxes/{each}/messages")["messages"]
        assert (got["subject"], got["html"]) == ("Hi", '<p><img src="cid:logo"></p>')
        told = {found["filename"]: found for found in got["attachments"]}
        assert {name: found["size"] for name, found in told.items()} == {
            "Plan für März.pdf": 256,
            "logo.png": 256,
            "list.csv": len(SHEET),
        }
        assert (told["logo.png"]["content_id"], told["logo.png"]["disposition"]) == ("logo", "inline")
        fetched = live.control("GET", f"mail_files/{told['list.csv']['id']}")
        assert base64.b64decode(fetched["content"]) == SHEET


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\boot.ini",
        "C:evil",
        ".bashrc",
        "a\r\nBcc: b@c.example",
        "a\x00.txt",
        "cod\u202egpj.exe",
        "",
        " ",
        "x" * 256,
        "{{name}}.txt",
    ],
)
def test_a_name_that_is_more_than_a_name_is_refused(live: Any, name: str) -> None:
    status, answer = send(live, [file(name, b"x")])
    assert status == 400
    assert "content.attachments[0].filename" in answer["errors"][0]["message"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"content": "not base 64!"}, "content"),
        ({"content": "YQ==YQ=="}, "content"),
        ({"content_type": "text/html\r\nX-Evil: 1"}, "content_type"),
        ({"content_type": "message/rfc822"}, "content_type"),
        ({"content_type": "multipart/mixed"}, "content_type"),
        ({"content_id": "a>\r\nX: y"}, "content_id"),
        ({"disposition": "inline"}, "content_id"),
        ({"disposition": "elsewhere"}, "disposition"),
    ],
)
def test_a_file_that_is_wrong_is_refused_by_its_field(live: Any, wrong: dict[str, str], field: str) -> None:
    status, answer = send(live, [file("a.txt", b"x") | wrong])
    assert status == 400
    assert f"content.attachments[0].{field}" in answer["errors"][0]["message"]


def test_files_are_bounded_in_number(live: Any) -> None:
    status, answer = send(live, [file(f"{place}.txt", b"x") for place in range(21)])
    assert (status, len(answer["errors"])) == (400, 1)
    assert "20" in answer["errors"][0]["message"]
