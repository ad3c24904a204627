"""Over TLS: a certificate of one's own is refused until it is named, and then trusted."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from certificates import make_pair

OLDEST, OLD, NEW = ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
STRONG, OTHER = "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Make a self-signed certificate for 127.0.0.1, and its key."""
    return make_pair(tmp_path)


def test_a_certificate_of_ones_own_is_trusted_when_it_is_named(
    cordboard: Callable[..., Any], launch: Callable[..., Any], pair: tuple[Path, Path]
) -> None:
    certificate, key = map(str, pair)
    server = launch(tls_certificate=certificate, tls_key=key)
    assert server.url.startswith("https://127.0.0.1:")
    refused = cordboard("clock", "show", data=str(server.data))
    assert refused.code == 3
    assert f"The certificate of {server.url} is not trusted: self-signed certificate." in refused.err
    assert "Next: if it is your own, let SSL_CERT_FILE name its file." in refused.err
    assert cordboard("clock", "show", data=str(server.data), SSL_CERT_FILE=certificate).code == 0
    assert cordboard("clock", "show", data=str(server.data), tls_certificate=certificate, tls_key=key).code == 0
    plain = cordboard("clock", "show", "--url", server.url.replace("https://", "http://"), data=str(server.data))
    assert plain.code == 3


def test_a_key_with_a_password_is_refused_and_the_password_is_not_asked_for(
    cordboard: Callable[..., Any], pair: tuple[Path, Path], tmp_path: Path
) -> None:
    locked = str(tmp_path / "locked.pem")
    done = cordboard("serve", "--port", "0", "--tls-certificate", str(pair[0]), "--tls-key", locked)
    assert done.code == 4
    assert "the key without a password" in done.err


def spoken(url: str, certificate: str, version: ssl.TLSVersion, ciphers: str | None = None) -> tuple[str, str] | None:
    """Return version and cipher that a client of one version and these ciphers agrees on; None when it is refused."""
    context = ssl.create_default_context(cafile=certificate)
    context.minimum_version = context.maximum_version = version
    context.set_ciphers(ciphers or "ALL:@SECLEVEL=0")  # else OpenSSL itself would not speak what is older than 1.2
    place = urlsplit(url)
    try:
        with (
            socket.create_connection((place.hostname, place.port), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname=place.hostname) as secured,
        ):
            cipher = secured.cipher()
            assert cipher is not None
            return str(secured.version()), cipher[0]
    except (ssl.SSLError, ConnectionResetError):
        return None


@pytest.mark.filterwarnings("ignore:.*TLSv1_1 is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    ("settings", "versions"),
    [({}, (None, "TLSv1.2", "TLSv1.3")), ({"tls_minimum": "1.3"}, (None, None, "TLSv1.3"))],
    ids=["by default", "from 1.3 on"],
)
def test_what_is_older_than_the_minimum_is_refused(
    launch: Callable[..., Any], pair: tuple[Path, Path], settings: dict[str, str], versions: tuple[str | None, ...]
) -> None:
    certificate, key = map(str, pair)
    server = launch(tls_certificate=certificate, tls_key=key, **settings)
    found = [spoken(server.url, certificate, version) for version in (OLDEST, OLD, NEW)]
    assert tuple(each and each[0] for each in found) == versions


def test_only_the_ciphers_of_the_settings_are_agreed_on(launch: Callable[..., Any], pair: tuple[Path, Path]) -> None:
    certificate, key = map(str, pair)
    server = launch(tls_certificate=certificate, tls_key=key, tls_ciphers=STRONG)
    assert spoken(server.url, certificate, OLD) == ("TLSv1.2", STRONG)
    assert spoken(server.url, certificate, OLD, OTHER) is None
    assert spoken(server.url, certificate, NEW) is not None


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--tls-minimum", "1.1"), "--tls-minimum must be one of 1.2, 1.3, not '1.1'."),
        (("--tls-ciphers", "NO-SUCH"), "OpenSSL knows no cipher of --tls-ciphers NO-SUCH."),
        (("--tls-ciphers", "a b"), "--tls-ciphers must be ciphers as OpenSSL names them, with colons between"),
    ],
)
def test_a_policy_that_openssl_does_not_know_keeps_the_server_from_starting(
    cordboard: Callable[..., Any], pair: tuple[Path, Path], flags: tuple[str, str], sentence: str
) -> None:
    certificate, key = map(str, pair)
    done = cordboard("serve", "--port", "0", "--tls-certificate", certificate, "--tls-key", key, *flags)
    assert done.code == 4
    assert sentence in done.err
