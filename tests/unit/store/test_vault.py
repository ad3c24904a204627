"""The vault: what it seals only it opens, and the key file is made once."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from cordboard.store.sqlite.engine import StoreError
from cordboard.store.vault import AesVault, secret_of

SECRET = b"the secret of the installation"
VAULT = AesVault(SECRET)
TOKEN = "0123456789abcdef0123456789abcdef"
OVERHEAD_BYTES = 12 + 16  # SP 800-38D: a nonce of 96 bits, a tag of 128


@given(st.text(max_size=100))
def test_what_is_sealed_is_opened_again_also_after_a_restart(text: str) -> None:
    assert AesVault(SECRET).open(VAULT.seal(text)) == text


@given(st.text(max_size=100))
def test_a_seal_is_the_text_with_nonce_and_tag(text: str) -> None:
    assert len(VAULT.seal(text)) == len(text.encode()) + OVERHEAD_BYTES


def test_no_two_seals_of_one_text_are_alike() -> None:
    seals = {VAULT.seal(TOKEN) for _ in range(1000)}
    assert len(seals) == 1000
    assert len({seal[:12] for seal in seals}) == 1000
    assert not any(TOKEN.encode() in seal for seal in seals)


def test_another_secret_opens_nothing_and_the_remedy_is_told() -> None:
    with pytest.raises(StoreError, match="CORDBOARD_SECRET_KEY"):
        AesVault(b"another secret").open(VAULT.seal(TOKEN))


@pytest.mark.parametrize("place", [0, 11, 12, 20, -1])
def test_a_changed_bit_is_found(place: int) -> None:
    sealed = bytearray(VAULT.seal(TOKEN))
    sealed[place] ^= 1
    with pytest.raises(StoreError):
        VAULT.open(bytes(sealed))


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 27, 59])
def test_a_cut_seal_is_found(length: int) -> None:
    with pytest.raises(StoreError):
        VAULT.open(VAULT.seal(TOKEN)[:length])


@given(st.binary(max_size=100))
def test_no_bytes_of_others_are_opened(sealed: bytes) -> None:
    with pytest.raises(StoreError):
        VAULT.open(sealed)


def test_the_secret_itself_is_not_the_key() -> None:
    nonce = b"\0" * 12
    with pytest.raises(StoreError):
        AesVault(b"0" * 32).open(nonce + AESGCM(b"0" * 32).encrypt(nonce, b"forged", None))


def test_a_digest_tells_the_same_text_and_no_other() -> None:
    digest = VAULT.digest(TOKEN)
    assert digest == AesVault(SECRET).digest(TOKEN)
    assert len(digest) == 32  # SHA-256
    assert digest != VAULT.digest(TOKEN + "0")
    assert digest != AesVault(b"another secret").digest(TOKEN)


# The key file


def test_a_setting_is_the_secret_and_makes_no_file(tmp_path: Path) -> None:
    assert secret_of("from the environment", tmp_path) == b"from the environment"
    assert list(tmp_path.iterdir()) == []


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = secret_of(None, tmp_path)
    assert first == secret_of(None, tmp_path) == (tmp_path / "secret.key").read_bytes()
    assert len(bytes.fromhex(first.decode())) == 32  # 256 bits, as the cipher's key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_two_installations_have_two_secrets(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert secret_of(None, tmp_path / "a") != secret_of(None, tmp_path / "b")


def test_a_key_file_that_a_killed_start_left_empty_is_filled(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch(0o600)
    secret = secret_of(None, tmp_path)
    assert len(secret) == 64
    assert secret_of(None, tmp_path) == secret


def test_a_key_file_that_may_only_be_read_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"mounted by the platform")
    (tmp_path / "secret.key").chmod(0o400)
    assert secret_of(None, tmp_path) == b"mounted by the platform"


def test_processes_that_start_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    script = "import sys, pathlib; from cordboard.store.vault import secret_of; "
    script += "sys.stdin.readline(); print(secret_of(None, pathlib.Path(sys.argv[1])).decode())"
    command = [sys.executable, "-c", script, str(tmp_path)]
    racing = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for each in racing:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    told = {each.communicate(timeout=60)[0].strip() for each in racing}
    assert told == {(tmp_path / "secret.key").read_text()}
