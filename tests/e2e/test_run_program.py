"""`cordboard run` around a program: its exit code, its signals, the server behind it, and what else it may reach."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from http_server import Handler, serving

SHOW = "import json, os; print(json.dumps({name: value for name, value in os.environ.items()}))"
WAIT = """
import signal, sys
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
    signal.signal(number, lambda number, frame: sys.exit(number))
print("ready", flush=True)
signal.pause()
"""


def test_the_exit_code_is_the_programs(ask: Callable[..., Any]) -> None:
    assert ask("run", "--", "sh", "-c", "exit 7").code == 7
    assert ask("run", "true").code == 0


def test_a_program_ended_by_a_signal_and_one_that_there_is_not_end_as_in_a_shell(ask: Callable[..., Any]) -> None:
    # Source: POSIX.1-2017, XCU §2.8.2.
    assert ask("run", "--", "sh", "-c", "kill -9 $$").code == 128 + signal.SIGKILL
    absent = ask("run", "--", "no-such-command")
    assert (absent.code, absent.err) == (127, "no-such-command: there is no such command.\n")
    assert ask("run", "--", "/").code == 126


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
def test_a_signal_is_handed_on_to_the_program(live: Any, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "cordboard", "run", "--data", str(live.data), "--", sys.executable, "-c", WAIT]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CORDBOARD_")}
    # Away from the terminal, whose keys would reach the program by themselves.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=clean, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    assert process.wait(timeout=30) == number
    process.stdout.close()


def test_the_options_of_the_program_are_its_own(ask: Callable[..., Any]) -> None:
    assert ask("run", "echo", "--offline", "--data", "x", "--help").out == "--offline --data x --help\n"


def test_a_server_that_runs_is_used(ask: Callable[..., Any], live: Any) -> None:
    told = ask("run", "--", sys.executable, "-c", SHOW).json
    assert told["TWILIO_ACCOUNT_SID"] == live.account_sid
    assert told["TWILIO_AUTH_TOKEN"] == live.auth_token
    by_port = ask(
        *("run", "--", sys.executable, "-c", SHOW),
        data=str(live.data / "elsewhere"),
        port=live.url.rpartition(":")[2],
        account_sid=live.account_sid,
        auth_token=live.auth_token,
    )
    assert by_port.json["TWILIO_ACCOUNT_SID"] == live.account_sid


def test_without_a_server_one_is_started_and_stopped_again(cordboard: Callable[..., Any], tmp_path: Path) -> None:
    first, second = (
        cordboard("run", "--data", "fresh", "--", sys.executable, "-c", SHOW).json["TWILIO_ACCOUNT_SID"]
        for _ in range(2)
    )
    assert first == second
    url = json.loads((tmp_path / "fresh/credentials.json").read_text())["url"]
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) != 0


def test_a_server_that_was_named_has_to_answer(cordboard: Callable[..., Any], live: Any) -> None:
    gone = cordboard("run", "--url", "http://127.0.0.1:9", "--", "true", data=str(live.data))
    assert gone.code == 3
    assert "No Cordboard answers at http://127.0.0.1:9" in gone.err


@pytest.mark.parametrize(("url", "reason"), [("http://192.0.2.1", "plain text"), ("https://192.0.2.1/path", "a path")])
def test_a_server_to_which_requests_cannot_be_carried_is_refused(
    cordboard: Callable[..., Any], live: Any, url: str, reason: str
) -> None:
    refused = cordboard("run", "--url", url, "--", "true", account_sid=live.account_sid, auth_token=live.auth_token)
    assert refused.code == 4
    assert reason in refused.err


def test_a_program_keeps_its_own_account_and_its_own_exceptions(ask: Callable[..., Any]) -> None:
    own = {"TWILIO_ACCOUNT_SID": "AC" + "9" * 32, "NO_PROXY": "*,intranet.example,.twilio.com,api.twilio.com,com"}
    told = ask("run", "--", sys.executable, "-c", SHOW, **own).json
    assert told["TWILIO_ACCOUNT_SID"] == own["TWILIO_ACCOUNT_SID"]
    assert "TWILIO_AUTH_TOKEN" not in told
    assert told["NO_PROXY"] == told["no_proxy"] == "localhost,127.0.0.1,::1,intranet.example"


def test_offline_refuses_other_hosts_and_says_why(ask: Callable[..., Any]) -> None:
    for url in ("https://example.com", "http://example.com"):
        done = ask("run", "--offline", "--", "curl", "--silent", "--show-error", "--include", "--fail", url)
        assert done.code in (22, 56)  # curl: an HTTP error, and a proxy that refuses
        assert "403" in done.out + done.err


def test_a_file_of_roots_that_was_trusted_before_is_trusted_still(ask: Callable[..., Any], tmp_path: Path) -> None:
    roots = tmp_path / "corporate.pem"
    roots.write_text("# what the company trusts\n")
    told = ask("run", "--", sys.executable, "-c", SHOW, REQUESTS_CA_BUNDLE=str(roots)).json
    assert Path(told["REQUESTS_CA_BUNDLE"]).read_text().startswith("# what the company trusts\n-----BEGIN CERT")
    assert Path(told["REQUESTS_CA_BUNDLE"]).is_absolute()
    absent = ask("run", "--", "true", REQUESTS_CA_BUNDLE="/nowhere.pem")
    assert absent.code == 4
    assert "/nowhere.pem" in absent.err


def test_the_key_is_its_owners_and_vouches_for_twilio_alone(ask: Callable[..., Any], live: Any) -> None:
    assert ask("run", "--", "true").code == 0
    file = live.data / "proxy/authority.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    shown = subprocess.run(
        ["openssl", "x509", "-noout", "-text", "-in", str(file)], capture_output=True, text=True, check=True
    ).stdout
    assert "X509v3 Name Constraints: critical" in shown
    assert "DNS:twilio.com" in shown
    before = file.read_bytes()
    file.chmod(0o644)
    assert ask("run", "--", "true").code == 0
    assert file.read_bytes() != before


def test_env_says_what_to_do_without_a_proxy(ask: Callable[..., Any]) -> None:
    done = ask("env")
    assert done.code == 1
    assert "cordboard serve --proxy-port" in done.err


def test_env_prints_the_variables_of_the_proxy_that_stands(
    launch: Callable[..., Any], cordboard: Callable[..., Any]
) -> None:
    server = launch(proxy_port="0", proxy_offline="true")
    told = cordboard("env", "--json", data=str(server.data)).json
    assert told["TWILIO_ACCOUNT_SID"] == server.account_sid
    again = cordboard("env", "--json", data=str(server.data), **told)
    assert again.json["SSL_CERT_FILE"]
    health = ["curl", "--silent", "--show-error", "https://api.twilio.com/health"]
    done = subprocess.run(health, env={**os.environ, **again.json}, capture_output=True, text=True, timeout=30)
    assert json.loads(done.stdout) == {"status": "ok"}, done.stderr


class Echo(Handler):
    def do_GET(self) -> None:
        body = f"{self.command} {self.path} {self.headers.get('Proxy-Connection')}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self) -> None:
        self.send_response(502, f"was asked for {self.path} with {self.headers.get('Proxy-Authorization')}")
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    files = str(tmp_path / "own.pem"), str(tmp_path / "own.key")
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    subprocess.run([*make, *subject, "-out", files[0], "-keyout", files[1]], capture_output=True, check=True)
    return files


def test_another_host_is_tunnelled_with_its_own_certificate(ask: Callable[..., Any], pair: tuple[str, str]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    curl = ["curl", "--silent", "--show-error", "--noproxy", "", "--max-time", "20"]
    with serving(Echo, context) as port:
        url = f"https://localhost:{port}/path?query"
        done = ask("run", "--offline", "--", *curl, "--cacert", pair[0], url)
        assert (done.code, done.out) == (0, "GET /path?query None"), done.err
        assert ask("run", "--", *curl, url).code == 60  # curl: not trusted; it would be, had it been made here


def test_plain_http_is_passed_on_without_what_was_for_the_proxy(ask: Callable[..., Any]) -> None:
    with serving(Echo) as port:
        curl = ["curl", "--silent", "--show-error", "--noproxy", "", f"http://localhost:{port}/path?query"]
        done = ask("run", "--offline", "--", *curl)
    assert (done.code, done.out) == (0, "GET /path?query None"), done.err


def test_the_proxy_of_the_users_environment_is_used_for_other_hosts(ask: Callable[..., Any]) -> None:
    with serving(Echo) as port:
        proxies = {"HTTPS_PROXY": f"http://user:secret@127.0.0.1:{port}", "HTTP_PROXY": f"http://127.0.0.1:{port}"}
        tunnel = ask("run", "--", "curl", "--silent", "--show-error", "-v", "https://example.com", **proxies)
        plain = ask("run", "--", "curl", "--silent", "--show-error", "http://example.com/path", **proxies)
        ours = ask("run", "--", "curl", "--silent", "--show-error", "https://api.twilio.com/health", **proxies)
    assert "was asked for example.com:443 with Basic dXNlcjpzZWNyZXQ=" in tunnel.err
    assert plain.out == "GET http://example.com/path None"
    assert ours.json == {"status": "ok"}


def test_a_program_that_does_not_trust_the_certificate_is_told_of(
    ask: Callable[..., Any], pair: tuple[str, str]
) -> None:
    curl = ["curl", "--silent", "--cacert", pair[0], "https://api.twilio.com/health"]
    done = ask("run", "--", *curl)
    assert done.code == 60
    assert "does not trust the certificate of api.twilio.com" in done.err
