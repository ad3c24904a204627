"""The vault: auth tokens sealed with AES-256-GCM, key secrets as HMAC-SHA-256.

Auth tokens must be readable again, because web hooks are signed with them. A key's secret has 190 random bits, so a
slow hash would protect nothing and burn our processor. Source: NIST SP 800-38D; RFC 2104.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cordboard.store.sqlite.engine import StoreError

NONCE_BYTES = 12  # SP 800-38D, section 5.2.1.1: 96 bits


class AesVault:
    """Seals, opens and digests with keys derived from one secret."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(hashlib.sha256(b"cordboard seal" + secret).digest())
        self._digest_key = hashlib.sha256(b"cordboard digest" + secret).digest()

    def seal(self, text: str) -> bytes:
        """Encrypt a secret; the nonce stands in front."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """Decrypt a secret. Raises: StoreError when it was sealed with another key."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()
        except (InvalidTag, ValueError) as fault:  # ValueError: too short to have been sealed by anyone
            raise StoreError(
                "The stored auth tokens were sealed with another key. Start with the CORDBOARD_SECRET_KEY or the"
                " secret.key file that this data folder was made with."
            ) from fault

    def digest(self, text: str) -> bytes:
        """Return a keyed hash of a secret."""
        return hmac.digest(self._digest_key, text.encode(errors="surrogateescape"), "sha256")


class PageSeal:
    """Signs the tokens of pages with the server's key; they expire by its clock."""

    def __init__(self, vault: AesVault, now_ms: Callable[[], int]) -> None:
        self.sign = vault.digest
        self.now_ms = now_ms


def secret_of(setting: str | None, folder: Path) -> bytes:
    """Return the installation's secret: the setting, or a key file readable by its owner only, made when missing."""
    if setting is not None:
        return setting.encode()
    path = folder / "secret.key"
    if path.exists() and (known := path.read_bytes()):
        return known
    return _made(path)


def _made(path: Path) -> bytes:
    """Make the key file, or read the one that another process made meanwhile.

    A start that was killed leaves an empty file at worst. Nothing was sealed with it, so it is filled.
    """
    import fcntl

    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = file.read()
        if known:
            return known
        made = secrets.token_hex(32).encode()
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    return made
