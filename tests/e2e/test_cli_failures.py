"""What goes wrong is told in a plain sentence with what to do next, and by the exit code."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cordboard import __version__

NOBODY = {"account_sid": "AC" + 32 * "0", "auth_token": 32 * "0"}


def sentences(done: Any) -> list[str]:
    """Return what was said, without the word before it."""
    assert done.err.startswith("Error: ")
    return str(done.err).removeprefix("Error: ").splitlines()


def test_no_server_at_the_place_that_was_written_down_ends_with_3(
    cordboard: Callable[..., Any], tmp_path: Path
) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    (tmp_path / "credentials.json").write_text(json.dumps(NOBODY | {"url": url}))
    done = cordboard("send", "--to", "+14155550123", "--body", "x", data=str(tmp_path))
    assert done.code == 3
    assert sentences(done) == [
        f"No Cordboard answers at {url}: Connection refused.",
        "Next: start one with `cordboard serve`, or say where it is with --url or CORDBOARD_PORT.",
    ]


def test_another_program_at_the_port_ends_with_3(cordboard: Callable[..., Any], application: Any) -> None:
    done = cordboard("clock", "show", "--url", application.url, **NOBODY)
    assert done.code == 3
    assert "not as Cordboard does" in done.err
    assert application.next().path == "/cordboard/v1/clock"


def test_no_credentials_end_with_4_and_name_the_file_that_is_absent(
    cordboard: Callable[..., Any], tmp_path: Path
) -> None:
    done = cordboard("account", "show")
    assert done.code == 4
    assert str(tmp_path / ".local/share/cordboard/credentials.json") in done.err
    assert "Next: start `cordboard serve`" in done.err


def test_half_of_the_credentials_is_not_made_whole_with_those_of_another(ask: Callable[..., Any], live: Any) -> None:
    done = ask("account", "show", account_sid=NOBODY["account_sid"])
    assert done.code == 4
    assert "only one is set" in done.err
    assert ask("account", "show", account_sid=live.account_sid).code == 0


def test_wrong_credentials_end_with_1_and_tell_where_they_came_from(ask: Callable[..., Any]) -> None:
    done = ask("account", "list", "--json", **NOBODY)
    assert done.code == 1
    assert (done.json["code"], done.json["status"]) == (20003, 401)
    assert "CORDBOARD_ACCOUNT_SID and CORDBOARD_AUTH_TOKEN" in done.err
    assert NOBODY["auth_token"] not in done.err


def test_credentials_of_one_server_are_not_sent_to_another(ask: Callable[..., Any]) -> None:
    # 192.0.2.0/24 is for documentation and reaches nobody (RFC 5737 §3).
    done = ask("account", "show", "--url", "http://192.0.2.1:2010")
    assert done.code == 4
    assert "are not sent to http://192.0.2.1:2010" in done.err


def test_a_damaged_credentials_file_ends_with_4(cordboard: Callable[..., Any], tmp_path: Path) -> None:
    for content in ("{", "[]", '{"account_sid": 1}', json.dumps(NOBODY | {"url": "ftp://127.0.0.1"})):
        (tmp_path / "credentials.json").write_text(content)
        done = cordboard("account", "show", data=str(tmp_path))
        assert (done.code, "is damaged" in done.err) == (4, True), content


@pytest.mark.parametrize("url", ["127.0.0.1:2010", "http://127.0.0.1:99999", "http://me:hidden@127.0.0.1"])
def test_a_url_that_is_none_is_wrong_usage_and_not_repeated(cordboard: Callable[..., Any], url: str) -> None:
    done = cordboard("clock", "show", "--url", url)
    assert done.code == 2
    assert "write it like http://127.0.0.1:2010" in done.err
    assert "hidden" not in done.err


def test_a_server_that_does_not_speak_tls_ends_with_3_and_a_hint(ask: Callable[..., Any], live: Any) -> None:
    done = ask("clock", "show", "--url", live.url.replace("http://", "https://"))
    assert done.code == 3
    assert "its URL may begin with http://" in done.err


def test_an_empty_argument_is_wrong_usage_before_anything_is_asked(ask: Callable[..., Any]) -> None:
    for command in (("handset", "show", ""), ("key", "delete", "")):
        done = ask(*command)
        assert done.code == 2
        assert "An argument is empty" in done.err


def test_a_port_in_use_ends_with_4_and_tells_how_to_choose_another(cordboard: Callable[..., Any], live: Any) -> None:
    port = live.url.rpartition(":")[2]
    done = cordboard("serve", "--port", port)
    assert done.code == 4
    assert sentences(done) == [
        f"127.0.0.1:{port} is in use, perhaps by another Cordboard. Stop what listens there, or choose another port"
        " with --port; 0 picks a free one."
    ]
    tried = cordboard("doctor", "--port", port, "--json")
    assert tried.code == 4
    assert [probe["name"] for probe in tried.json["probes"] if not probe["ok"]] == ["port"]


def test_a_data_folder_of_another_server_ends_with_4(cordboard: Callable[..., Any], live: Any) -> None:
    done = cordboard("serve", "--port", "0", "--data", str(live.data))
    assert done.code == 4
    assert "Another server uses" in done.err


def test_a_file_where_the_data_folder_should_be_ends_with_4(cordboard: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    done = cordboard("serve", "--port", "0", "--data", "taken")
    assert done.code == 4
    assert sentences(done) == [
        "The data folder taken cannot be written: it is a file. Change that, or name another folder with --data."
    ]
    tried = cordboard("doctor", "--port", "0", "--data", "taken", "--json")
    assert tried.code == 4
    assert [probe["name"] for probe in tried.json["probes"] if not probe["ok"]] == ["data folder", "store"]


def test_a_database_of_a_newer_version_ends_with_4_and_is_left_as_it_is(
    cordboard: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "cordboard.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = WAL")  # as every Cordboard leaves it
        database.execute("PRAGMA user_version = 999")
    before = file.read_bytes()
    done = cordboard("serve", "--port", "0", "--data", str(tmp_path))
    assert done.code == 4
    assert "The database is of version 999" in done.err
    assert "Install the newer Cordboard" in done.err
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_ends_with_4(cordboard: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "cordboard.db").write_bytes(b"no database " * 1000)
    done = cordboard("serve", "--port", "0", "--data", str(tmp_path))
    assert done.code == 4
    assert "file is not a database" in done.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--port", "99999"), "--port must be a whole number from 0 to 65535, not '99999'."),
        (("--host", "192.0.2.1", "--insecure"), "this machine has no such address"),
        (("--host", "192.0.2.1"), "would send auth tokens in plain text"),
        (("--tls-certificate", "c"), "--tls-certificate and --tls-key belong together"),
        (("--config", "absent.toml"), "cannot be read: No such file or directory."),
        (("--auth-token", "tellnobody"), "--auth-token must be"),
    ],
)
def test_a_wrong_setting_ends_with_4(cordboard: Callable[..., Any], arguments: tuple[str, ...], says: str) -> None:
    done = cordboard("serve", *arguments)
    assert done.code == 4
    assert says in done.err
    assert "tellnobody" not in done.err


def test_a_certificate_that_is_none_ends_with_4(cordboard: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "c.pem").write_text("no certificate")
    done = cordboard("serve", "--port", "0", "--tls-certificate", "c.pem", "--tls-key", "c.pem")
    assert done.code == 4
    assert "they are not in PEM" in done.err


def test_a_wrong_key_in_the_settings_file_is_named(cordboard: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "cordboard.toml").write_text("prt = 1\n")
    done = cordboard("doctor")
    assert done.code == 4
    assert "prt in cordboard.toml is not a setting; did you mean port?" in done.err


def test_doctor_tells_where_each_setting_comes_from_and_masks_secrets(
    cordboard: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "cordboard.toml").write_text("port = 0\nsender_rate = 'real'\n")
    secrets = {"account_sid": "AC" + 32 * "1", "auth_token": 32 * "2", "secret_key": 64 * "3"}
    done = cordboard("doctor", "--data", "here", "--json", sim_latency_ms="7", **secrets)
    assert done.code == 0
    rows = {row["name"]: row for row in done.json["settings"]}
    assert (rows["data"]["value"], rows["data"]["source"]) == ("here", "flag")
    assert (rows["sim_latency_ms"]["value"], rows["sim_latency_ms"]["source"]) == ("7", "environment")
    assert (rows["sender_rate"]["value"], rows["sender_rate"]["source"]) == ("real", "file")
    assert rows["host"]["source"] == "default"
    assert secrets["auth_token"] not in done.out
    assert secrets["secret_key"] not in done.out


def test_an_unknown_variable_is_warned_of_once_and_not_in_the_answer(ask: Callable[..., Any]) -> None:
    done = ask("clock", "show", "--json", sed="1")
    assert done.code == 0
    assert done.json["frozen"] is False
    assert done.err.count("CORDBOARD_SED is not a setting and is ignored; did you mean CORDBOARD_SEED?") == 1


def test_an_unknown_command_and_option_are_wrong_usage_with_a_suggestion(cordboard: Callable[..., Any]) -> None:
    assert "Did you mean 'serve'?" in (done := cordboard("serv")).err
    assert done.code == 2
    assert "Did you mean '--port'?" in (done := cordboard("serve", "--prt", "1")).err
    assert done.code == 2


def test_the_version_is_told(cordboard: Callable[..., Any]) -> None:
    assert cordboard("--version").out == f"cordboard, version {__version__}\n"


def test_serve_tells_people_where_it_is_without_the_token_and_ends_with_0_on_an_interrupt(
    serving: Callable[..., Any], cordboard: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "a folder"
    process: subprocess.Popen[str] = serving("--port", "0", "--data", str(folder))
    assert process.stdout is not None
    lines = [process.stdout.readline().rstrip() for _ in range(9)]
    token = json.loads((folder / "credentials.json").read_text())["auth_token"]
    assert token not in "\n".join(lines)
    assert os.stat(folder / "credentials.json").st_mode & 0o077 == 0
    (command,) = re.findall(r"Try +cordboard (.+)$", "\n".join(lines), re.MULTILINE)
    assert command == f"send --to +14155550123 --body Hello --data '{folder}'"
    assert cordboard("send", "--to", "+14155550123", "--body", "Hello", "--data", str(folder)).code == 0
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
