"""Over TLS: a certificate of one's own is refused until it is named, and then trusted."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Make a self-signed certificate for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test of Cordboard")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    shape, sealed = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files = tmp_path / "certificate.pem", tmp_path / "key.pem"
    files[0].write_bytes(certificate.public_bytes(PEM))
    files[1].write_bytes(key.private_bytes(PEM, shape, sealed))
    locked = key.private_bytes(PEM, shape, serialization.BestAvailableEncryption(b"secret"))
    (tmp_path / "locked.pem").write_bytes(locked)
    return files


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
