"""`send`, `inbound` and `handset`: messages to and from virtual handsets, from a shell."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

SID = r"(?:SM|MM)[0-9a-f]{32}"


def test_send_without_waiting_answers_with_the_sid_and_the_first_status(ask: Callable[..., Any]) -> None:
    done = ask("send", "--to", "+14155550101", "--body", "Hello")
    assert done.code == 0
    assert re.fullmatch(rf"{SID} to \+14155550101 is queued\.\n", done.out)
    assert done.err == ""


def test_send_and_wait_tells_the_statuses_on_the_way_on_standard_error_and_the_final_one_on_standard_output(
    ask: Callable[..., Any],
) -> None:
    done = ask("send", "--to", "+14155550102", "--body", "Hello", "--wait")
    assert done.code == 0
    sid = done.out.split()[0]
    assert done.out == f"{sid} to +14155550102 is delivered.\n"
    assert done.err.splitlines()[0] == f"{sid} is queued"
    assert "delivered" not in done.err


def test_send_as_json_prints_the_message_as_the_api_answers_it(ask: Callable[..., Any], live: Any) -> None:
    done = ask("send", "--to", "+14155550103", "--body", "Grüße", "--wait", "--json")
    assert done.code == 0
    status, _, body = live.raw("GET", f"/2010-04-01/Accounts/{live.account_sid}/Messages/{done.json['sid']}.json")
    assert (status, json.loads(body)) == (200, done.json)
    assert done.json["from"] == live.number
    assert done.json["body"] == "Grüße"


def test_send_gives_media_and_a_status_callback_along(ask: Callable[..., Any], application: Any) -> None:
    application.answers["/cat.png"] = (200, "image/png", b"\x89PNG\r\n\x1a\n")
    url = application.url
    done = ask(
        "send", "--to", "+14155550104", "--media", f"{url}/cat.png", "--status-callback", f"{url}/told", "--wait"
    )
    assert done.code == 0, done.err
    assert done.out.startswith("MM")
    arrived = [application.next() for _ in range(2)]
    assert {hook.path for hook in arrived} == {"/cat.png", "/told"}


def test_a_message_that_does_not_arrive_ends_with_1_and_tells_why_and_what_helps(ask: Callable[..., Any]) -> None:
    assert ask("handset", "set", "+14155550105", "reject", "--error-code", "30007").code == 0
    done = ask("send", "--to", "+14155550105", "--body", "Hello", "--wait", "--json")
    assert done.code == 1
    assert (done.json["status"], done.json["error_code"]) == ("undelivered", 30007)
    assert re.search(r"^Error: The message is undelivered: .+ \(30007\)\.\nNext: .+\.\n\Z", done.err, re.MULTILINE)


def test_a_message_that_is_still_on_its_way_when_the_time_is_up_is_printed_and_ends_with_1(
    ask: Callable[..., Any],
) -> None:
    assert ask("handset", "set", "+14155550106", "off").code == 0
    done = ask("send", "--to", "+14155550106", "--body", "Hello", "--wait-s", "0.2", "--json")
    assert done.code == 1
    assert re.fullmatch(SID, done.json["sid"])
    assert "Next: see `cordboard handset show +14155550106`" in done.err


def test_a_refusal_ends_with_1_and_prints_the_answer_of_the_server_as_json_when_asked(ask: Callable[..., Any]) -> None:
    done = ask("send", "--to", "12", "--body", "Hello", "--json")
    assert done.code == 1
    assert (done.json["code"], done.json["status"]) == (21211, 400)
    assert done.err.startswith("Error: The server refused with 21211 (HTTP 400): ")
    assert "\nNext: " in done.err


def test_a_message_without_text_and_media_is_wrong_usage(ask: Callable[..., Any]) -> None:
    for command in (("send", "--to", "+14155550107"), ("inbound", "--from", "+14155550107", "--to", "+12015550100")):
        done = ask(*command)
        assert done.code == 2
        assert "A message needs --body or --media." in done.err


def test_a_text_that_is_not_utf_8_is_wrong_usage(ask: Callable[..., Any]) -> None:
    done = ask("send", "--to", "+14155550107", "--body", "\udcff")
    assert done.code == 2
    assert "not valid UTF-8" in done.err


def test_inbound_writes_as_a_handset_whose_inbox_shows_both_directions(ask: Callable[..., Any], live: Any) -> None:
    ask("send", "--to", "+14155550108", "--body", "Are you there?", "--wait")
    written = ask("inbound", "--from", "+14155550108", "--to", live.number, "--body", "Yes\nI am")
    assert written.code == 0
    assert re.fullmatch(rf"{SID} from \+14155550108 to {re.escape(live.number)} was received\.\n", written.out)
    shown = ask("handset", "inbox", "+14155550108")
    heading, first, second = shown.out.splitlines()
    assert heading.split() == ["AT", "STATUS", "WITH", "BODY"]
    assert first.split(maxsplit=3)[1:] == ["received", live.number, "Are you there?"]
    assert second.split(maxsplit=3)[1:] == ["sent", live.number, "Yes I am"]
    assert ask("handset", "inbox", "+14155550108", "--json").json == {"messages": live.inbox("+14155550108")}


def test_the_inbox_reaches_the_latest_message_beyond_the_largest_page(ask: Callable[..., Any], live: Any) -> None:
    # A page of the control API holds 1,000 rows.
    place, pair = urlsplit(live.url), f"{live.account_sid}:{live.auth_token}"
    headers = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}", "Content-Type": "application/json"}
    with closing(HTTPConnection(place.hostname or "", place.port)) as connection:
        for at in range(1001):
            body = json.dumps({"to": live.number, "body": f"number {at}"})
            connection.request("POST", "/cordboard/v1/handsets/%2B14155550110/messages", body, headers)
            with connection.getresponse() as answer:
                assert (answer.status, bool(answer.read())) == (201, True)
    done = ask("handset", "inbox", "+14155550110", "--limit", "2", "--json")
    assert [message["body"] for message in done.json["messages"]] == ["number 999", "number 1000"]


def test_a_text_cannot_move_the_cursor_of_the_terminal(ask: Callable[..., Any], live: Any) -> None:
    live.write("+14155550111", "\x1b[2Jgone\x07")
    assert "\x1b" not in (shown := ask("handset", "inbox", "+14155550111").out)
    assert "?[2Jgone?" in shown


def test_a_text_that_the_terminal_cannot_write_is_shown_with_question_marks(ask: Callable[..., Any], live: Any) -> None:
    live.write("+14155550112", "naïve 日本")
    done = ask("handset", "inbox", "+14155550112", PYTHONIOENCODING="us-ascii:strict", PYTHONUTF8="0", LC_ALL="C")
    assert done.code == 0
    latin = ask("account", "show", PYTHONIOENCODING="latin-1")
    assert latin.code == 0
    assert "???" in latin.out


def test_a_long_text_is_wrapped_under_itself_on_a_terminal_and_whole_in_a_pipe(
    ask: Callable[..., Any], live: Any, on_terminal: Callable[..., list[str]]
) -> None:
    text = " ".join(["word"] * 100)
    live.write("+14155550113", text)
    assert text in ask("handset", "inbox", "+14155550113").out
    heading, *lines = on_terminal("handset", "inbox", "+14155550113")
    assert max(map(len, lines)) <= 80
    start = heading.index("BODY")
    assert all(line[start:].startswith("word") for line in lines)
    assert all(line[:start].isspace() for line in lines[1:])
    assert lines[-1].endswith("…")


def test_a_handset_without_messages_says_so(ask: Callable[..., Any]) -> None:
    assert ask("handset", "inbox", "+14155550114").out == "+14155550114 has no message yet.\n"
    assert ask("handset", "inbox", "+14155550114", "--json").json == {"messages": []}


def test_a_handset_is_set_and_goes_back_to_its_defaults(ask: Callable[..., Any]) -> None:
    done = ask("handset", "set", "+14155550115", "slow", "--latency-ms", "5000", "--json")
    assert done.json == {
        "number": "+14155550115",
        "condition": "slow",
        "error_code": None,
        "latency_ms": 5000,
        "voice_script": [],
    }
    ask("handset", "set", "+14155550115", "on")
    shown = ask("handset", "show", "+14155550115")
    assert [line.split()[-1] for line in shown.out.splitlines()] == ["+14155550115", "on", "-", "-"]


def test_a_number_that_is_owned_is_no_handset(ask: Callable[..., Any], live: Any) -> None:
    done = ask("handset", "show", live.number)
    assert done.code == 1
    assert "90011" in done.err


def test_a_condition_that_does_not_exist_is_wrong_usage(ask: Callable[..., Any]) -> None:
    done = ask("handset", "set", "+14155550116", "asleep")
    assert done.code == 2
    assert "unreachable" in done.err
