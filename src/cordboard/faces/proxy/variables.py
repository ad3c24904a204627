"""What a program has to be told for its requests to come here: environment variables and nothing else."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cordboard.faces.proxy.authority import write_whole
from cordboard.faces.proxy.hosts import OURS

PROXIES: Final = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
"""Clients differ in which they read, in which case, and for what: the official Node library asks HTTP_PROXY alone."""
NO_PROXIES: Final = ("NO_PROXY", "no_proxy")
LOCAL: Final = ("localhost", "127.0.0.1", "::1")

ROOTS: Final = {
    "SSL_CERT_FILE": "OpenSSL, and with it Ruby, Python's ssl, httpx and aiohttp; Go",
    "REQUESTS_CA_BUNDLE": "Python's requests",
    "CURL_CA_BUNDLE": "curl",
    "DENO_CERT": "Deno, besides its own",
}
"""Variables that name the file of all trusted roots, and who reads them."""
MORE_ROOTS: Final = "NODE_EXTRA_CA_CERTS"
"""Node trusts these besides its own."""
USE_PROXY: Final = "NODE_USE_ENV_PROXY"
"""Makes fetch and http of Node 22.21 and 24 heed the proxy. Source: https://nodejs.org/api/cli.html."""

CREDENTIALS: Final = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")

# Source: Go's crypto/x509/root_linux.go and root_darwin.go, which know where systems keep their roots.
SYSTEM_ROOTS: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
MAX_ROOTS_BYTES: Final = 8 << 20  # Mozilla's 140 roots take 220 KiB


def variables(
    environ: Mapping[str, str], *, proxy_url: str, authority: bytes, folder: Path, account_sid: str, auth_token: str
) -> dict[str, str]:
    """Return what to add to a program's environment; files that it names are written to the folder.

    A program that has an account of its own keeps it. Raises: OSError when roots cannot be read or written.
    """
    folder = folder.resolve()  # the program may work elsewhere
    found = dict.fromkeys(PROXIES, proxy_url)
    found |= dict.fromkeys(NO_PROXIES, _without_proxy(environ))
    found |= {name: str(_trusting(name, environ, authority, folder)) for name in (*ROOTS, MORE_ROOTS)}
    found[USE_PROXY] = "1"
    if not any(environ.get(name) for name in CREDENTIALS):
        found |= dict(zip(CREDENTIALS, (account_sid, auth_token), strict=True))
    return found


def _without_proxy(environ: Mapping[str, str]) -> str:
    """Keep what needs no proxy here either, but for what would let requests to Twilio past this one."""
    given = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    kept = [entry for entry in (each.strip() for each in given.split(",")) if entry and not _covers_ours(entry)]
    return ",".join(dict.fromkeys([*LOCAL, *kept]))


def _covers_ours(entry: str) -> bool:
    name = entry.lower().partition(":")[0].lstrip("*.")
    return not name or f".{OURS}".endswith(f".{name}") or name.endswith(f".{OURS}")


def _trusting(variable: str, environ: Mapping[str, str], authority: bytes, folder: Path) -> Path:
    """Write the roots that the variable named so far, or else the system's, and this authority behind them."""
    given = environ.get(variable)
    if given:
        base, file = _content(Path(given)), folder / f"roots-{variable.lower().replace('_', '-')}.pem"
    elif variable == MORE_ROOTS:
        base, file = b"", folder / "roots-own.pem"
    else:
        base, file = system_roots(), folder / "roots.pem"
    # A program that was told already may tell another.
    content = base if authority in base else b"\n".join([base.rstrip(), authority]).lstrip()
    if not file.exists() or file.read_bytes() != content:
        write_whole(file, content, 0o644)
    return file


def system_roots() -> bytes:
    """Return the roots that this machine trusts, in PEM; empty when it keeps none in a file."""
    named = ssl.get_default_verify_paths().openssl_cafile
    for path in (named, *SYSTEM_ROOTS):
        if Path(path).is_file():
            return _content(Path(path))
    try:
        import certifi
    except ImportError:
        return b""
    return _content(Path(certifi.where()))


def _content(file: Path) -> bytes:
    with file.open("rb") as stream:
        content = stream.read(MAX_ROOTS_BYTES + 1)
    if len(content) > MAX_ROOTS_BYTES:
        raise OSError(f"{file} is larger than {MAX_ROOTS_BYTES} bytes and cannot hold roots.")
    return content
