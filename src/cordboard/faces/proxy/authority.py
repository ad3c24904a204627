"""The certificate authority of one data folder: it can vouch for hosts of Twilio and for nothing else.

It is trusted only by programs that are told to by their environment, so that it may be made anew at any time.
"""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cordboard.faces.proxy.hosts import OURS

FILE_NAME: Final = "authority.pem"
MAX_FILE_BYTES: Final = 16 << 10  # a key and a certificate of P-256 take 1 KiB
AUTHORITY_LIFE: Final = timedelta(days=730)
AUTHORITY_REST: Final = timedelta(days=30)  # what is left of it when it is made anew; no run takes so long
LEAF_LIFE: Final = timedelta(days=7)
LEAF_REST: Final = timedelta(days=1)
SKEW: Final = timedelta(hours=1)  # clocks of containers and their hosts differ, and summer time is set by hand
MAX_LEAVES: Final = 64  # the client knows some 40 hosts in one region; a context takes some 50 KiB
PEM: Final = serialization.Encoding.PEM

Pair = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


class Authority:
    """Makes certificates for hosts of Twilio, each when it is first asked for."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, now: Callable[[], datetime]):
        self._key = key
        self._certificate = certificate
        self._now = now
        self._leaves: dict[str, tuple[datetime, ssl.SSLContext]] = {}

    @property
    def pem(self) -> bytes:
        """Return the certificate that programs are to trust."""
        return self._certificate.public_bytes(PEM)

    def context(self, host: str) -> ssl.SSLContext:
        """Return what TLS for a host is served with; it is kept until its certificate has a day left."""
        until, known = self._leaves.get(host, (None, None))
        if until is not None and known is not None and until - self._now() > LEAF_REST:
            return known
        if len(self._leaves) >= MAX_LEAVES:
            self._leaves.clear()
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = self._leaf(host, key)
        context = _serving(key, leaf)
        self._leaves[host] = (leaf.not_valid_after_utc, context)
        return context

    def _leaf(self, host: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
        """Make a certificate for a host. Source: RFC 5280 §4.2; RFC 6125 §6.4: the name is in subjectAltName alone."""
        now, issuer = self._now(), self._certificate
        identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Cordboard")]))
            .issuer_name(issuer.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - SKEW)
            .not_valid_after(min(now + LEAF_LIFE, issuer.not_valid_after_utc))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
            .sign(self._key, hashes.SHA256())
        )


def load_authority(folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Authority:
    """Return the authority of a folder; one that is absent, damaged, nearly over or was open to others is made anew.

    Raises: OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / FILE_NAME
    pair = _read(file, now()) or _replace(file, now())
    return Authority(*pair, now)


def _read(file: Path, now: datetime) -> Pair | None:
    try:
        with file.open("rb") as stream:
            is_exposed = os.fstat(stream.fileno()).st_mode & 0o077
            content = stream.read(MAX_FILE_BYTES)
        if is_exposed:
            return None
        key = serialization.load_pem_private_key(content, password=None)
        certificate = x509.load_pem_x509_certificate(content)
    except (FileNotFoundError, ValueError, TypeError):  # TypeError: the key has a password
        return None
    is_pair = isinstance(key, ec.EllipticCurvePrivateKey) and key.public_key() == certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not is_pair:
        return None
    return (key, certificate) if certificate.not_valid_after_utc - now > AUTHORITY_REST else None


def _replace(file: Path, now: datetime) -> Pair:
    """Make a pair and put it in place whole; of two processes that do so at once, both take what the last one put."""
    key = ec.generate_private_key(ec.SECP256R1())
    content = _pem(key) + _authority(key, now).public_bytes(PEM)
    write_whole(file, content, 0o600)
    return _read(file, now) or (key, x509.load_pem_x509_certificate(content))


def _authority(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    """Make the authority's own certificate. Source: RFC 5280 §4.2.1.10: name constraints, which must be critical."""
    # A name of its own, so that no store takes an older authority for this one.
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Cordboard"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Cordboard, for programs under test {secrets.token_hex(4)}"),
        ]
    )
    only_ours = x509.NameConstraints(permitted_subtrees=[x509.DNSName(OURS)], excluded_subtrees=None)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(only_ours, critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _serving(key: ec.EllipticCurvePrivateKey, leaf: x509.Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])  # what the server behind speaks
    # OpenSSL reads from files only; this one is the owner's, and gone at once.
    with tempfile.NamedTemporaryFile() as file:
        file.write(_pem(key) + leaf.public_bytes(PEM))
        file.flush()
        context.load_cert_chain(file.name)
    return context


def write_whole(file: Path, content: bytes, mode: int) -> None:
    """Write a file so that nobody ever sees a part of it."""
    descriptor, fresh = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            os.fchmod(stream.fileno(), mode)
        os.replace(fresh, file)
    except BaseException:
        os.unlink(fresh)
        raise
