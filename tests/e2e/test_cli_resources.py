"""`account`, `number`, `key`, `webhooks` and `clock`: what a server keeps, from a shell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any


def test_the_auth_token_is_shown_only_when_it_is_asked_for(ask: Callable[..., Any], live: Any) -> None:
    for command in (("account", "show"), ("account", "list", "--json")):
        assert live.auth_token not in ask(*command).out, command
    assert ask("account", "show", "--json").json["auth_token"] is None
    assert live.auth_token in ask("account", "show", live.account_sid, "--show-token").out


def test_accounts_are_listed(ask: Callable[..., Any], live: Any) -> None:
    heading, row = ask("account", "list").out.splitlines()
    assert heading.split() == ["SID", "STATUS", "TYPE", "NAME"]
    assert row.split()[:3] == [live.account_sid, "active", "Full"]
    assert [each["sid"] for each in ask("account", "list", "--json").json["accounts"]] == [live.account_sid]


def test_an_account_of_nobody_is_refused(ask: Callable[..., Any]) -> None:
    done = ask("account", "show", "AC" + 32 * "0", "--json")
    assert (done.code, done.json["code"]) == (1, 20003)
    assert "this account" in done.err


def test_numbers_are_listed_and_found_by_themselves_and_by_their_sid(ask: Callable[..., Any], live: Any) -> None:
    assert ask("number", "list").out.splitlines()[1].startswith(f"{live.number}  ")
    (listed,) = ask("number", "list", "--json").json["incoming_phone_numbers"]
    by_number = ask("number", "show", live.number, "--json").json
    by_sid = ask("number", "show", listed["sid"], "--json").json
    assert by_number["sid"] == by_sid["sid"] == listed["sid"]
    assert f"SID              {listed['sid']}" in ask("number", "show", live.number).out


def test_a_number_of_somebody_else_is_told_with_what_to_do(ask: Callable[..., Any], live: Any) -> None:
    # The second is a part of the number that is owned, which the filter of the list would find.
    for number in ("+12015550199", live.number[:-1]):
        done = ask("number", "show", number)
        assert done.code == 1
        assert done.err == f"Error: You do not own {number}.\nNext: `cordboard number list` shows what you own.\n"


def test_a_number_is_updated_and_its_url_taken_away(ask: Callable[..., Any], live: Any) -> None:
    url = "http://127.0.0.1:5000/sms"
    given = ("--sms-url", url, "--sms-method", "GET", "--friendly-name", "Support")
    changed = ask("number", "update", live.number, *given, "--json").json
    assert (changed["sms_url"], changed["sms_method"], changed["friendly_name"]) == (url, "GET", "Support")
    gone = ask("number", "update", live.number, "--sms-url", "", "--sms-method", "POST", "--json").json
    assert not gone["sms_url"]
    assert gone["friendly_name"] == "Support"


def test_an_update_of_nothing_is_wrong_usage(ask: Callable[..., Any], live: Any) -> None:
    done = ask("number", "update", live.number)
    assert done.code == 2
    assert "give at least one option" in done.err


def test_the_secret_of_a_key_is_shown_once_and_opens_until_the_key_is_deleted(
    ask: Callable[..., Any], live: Any
) -> None:
    made = ask("key", "create", "--name", "ci")
    assert made.code == 0
    sid, secret = re.findall(r"^(?:SID|Secret) +(\S+)$", made.out, re.MULTILINE)
    assert "Keep the secret now" in made.out
    assert live.client(sid, secret).messages.list(limit=1) == []
    for command in (("key", "list"), ("key", "list", "--json"), ("key", "show", sid), ("key", "show", sid, "--json")):
        shown = ask(*command)
        assert sid in shown.out
        assert secret not in shown.out
    assert ask("key", "delete", sid).out == f"{sid} is deleted and opens nothing any more.\n"
    path = f"/2010-04-01/Accounts/{live.account_sid}/Messages.json"
    status, _, answer = live.raw("GET", path, auth=(sid, secret))
    assert (status, json.loads(answer)["code"]) == (401, 20003)
    again = ask("key", "delete", sid, "--json")
    assert (again.code, again.json["status"]) == (1, 404)


def test_a_key_is_made_and_deleted_as_json(ask: Callable[..., Any]) -> None:
    made = ask("key", "create", "--json").json
    assert re.fullmatch("SK[0-9a-f]{32}", made["sid"])
    assert made["secret"]
    assert ask("key", "delete", made["sid"], "--json").json == {"sid": made["sid"], "deleted": True}


def test_a_list_goes_on_over_several_pages_up_to_its_limit(ask: Callable[..., Any], live: Any) -> None:
    client = live.client()
    for at in range(3):
        client.new_keys.create(friendly_name=f"page {at}")
    assert len(ask("key", "list", "--limit", "2", "--json").json["keys"]) == 2
    assert ask("key", "list", "--limit", "0").code == 2


def test_the_arguments_cannot_leave_their_place_in_the_path(ask: Callable[..., Any]) -> None:
    done = ask("key", "show", "../../../../cordboard/v1/clock", "--json")
    assert done.code == 1
    assert done.json["status"] == 404


def test_a_call_of_a_web_hook_is_listed_by_its_message_and_shown_with_its_form(
    ask: Callable[..., Any], live: Any, application: Any, eventually: Callable[..., Any]
) -> None:
    ask("number", "update", live.number, "--sms-url", f"{application.url}/sms")
    sid = ask("inbound", "--from", "+14155550121", "--to", live.number, "--body", "a & b", "--json").json["sid"]
    assert application.next().given["Body"] == "a & b"
    assert eventually(lambda: live.control("GET", f"webhooks?sid={sid}")["webhooks"])
    (listed,) = ask("webhooks", "list", "--sid", sid, "--json").json["webhooks"]
    heading, row = ask("webhooks", "list", "--sid", sid).out.splitlines()
    assert heading.split() == ["ID", "AT", "ANSWER", "URL"]
    assert row.split() == [listed["id"], listed["at"], "200", f"{application.url}/sms"]
    shown = ask("webhooks", "show", listed["id"])
    assert re.search(r"^ +Body: a & b$", shown.out, re.MULTILINE)
    assert re.search(r"^ +X-Twilio-Signature: \S+$", shown.out, re.MULTILINE)
    assert ask("webhooks", "show", listed["id"], "--json").json["request_body"].count("Body=a+%26+b") == 1
    ask("number", "update", live.number, "--sms-url", "")


def test_lists_of_web_hooks_without_any_say_so(ask: Callable[..., Any]) -> None:
    sid = "SM" + 32 * "0"
    assert ask("webhooks", "list", "--sid", sid).out == f"No web hook was called about {sid} yet.\n"
    assert ask("webhooks", "list", "--sid", sid, "--json").json == {"webhooks": []}
    assert ask("webhooks", "show", "1").code == 1


def test_the_clock_of_the_system_is_told_and_cannot_be_moved(ask: Callable[..., Any]) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(running\)\n", ask("clock", "show").out)
    done = ask("clock", "advance", "--seconds", "1", "--json")
    assert (done.code, done.json["code"]) == (1, 90004)


def test_a_test_clock_is_moved_by_seconds_to_an_instant_and_until_nothing_waits(
    cordboard: Callable[..., Any], launch: Callable[..., Any]
) -> None:
    server = launch(clock="test", seed="1")
    data = str(server.data)
    first = cordboard("clock", "show", "--json", data=data).json
    assert first == {"now": "2026-01-01T00:00:00Z", "frozen": True}
    assert cordboard("clock", "advance", "--seconds", "3600", data=data).out == "2026-01-01T01:00:00Z (frozen)\n"
    moved = cordboard("clock", "advance", "--to", "2026-01-02T00:00:00Z", data=data)
    assert moved.out == "2026-01-02T00:00:00Z (frozen)\n"
    sent = cordboard("send", "--to", "+14155550122", "--body", "x", "--wait-s", "0", "--json", data=data)
    assert sent.code == 1
    assert sent.err.startswith("The clock stands still: move it with `cordboard clock advance`")
    assert cordboard("clock", "advance", "--until-idle", data=data).code == 0
    assert [message["body"] for message in server.inbox("+14155550122")] == ["x"]
    for wrong in ((), ("--seconds", "1", "--until-idle")):
        assert cordboard("clock", "advance", *wrong, data=data).code == 2
    back = cordboard("clock", "advance", "--to", "2026-01-01T00:00:00Z", data=data)
    assert back.code == 1
    assert "does not go back" in back.err


def test_what_is_shown_fits_a_terminal_of_80_columns(ask: Callable[..., Any], on_terminal: Any) -> None:
    ask("key", "create", "--name", "k")
    for command in (
        ("account", "list"),
        ("number", "list"),
        ("key", "list"),
        ("webhooks", "list"),
        ("number", "show", "+12015550199"),
        ("doctor",),
    ):
        lines = on_terminal(*command)
        assert lines
        # What is one word, such as a path of the system, stays whole, so that it can be copied.
        assert [line for line in lines if len(line) > 80 and len(line.split()[-1]) < 40] == [], command
