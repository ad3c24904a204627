"""The chain of the audit: each row holds the hash of the one before, so that no row can be changed alone.

A row is canonical JSON: names sorted, no blanks, UTF-8, and no fractions, whose writing could differ. Source: RFC 8785;
FIPS 180-4 (SHA-256); RFC 2104 (the signature of a checkpoint).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Struct

VERSION = 1
GENESIS = "0" * 64
"""What the first row holds in the place of a hash."""
MAX_CHECKPOINT_BYTES = 1024
Sign = Callable[[str], bytes]
_encode = msgspec.json.Encoder(order="sorted").encode


class Row(NamedTuple):
    """One row as it is on disk: its place from 1 on, its canonical JSON, and the SHA-256 of that in hex."""

    seq: int
    body: str
    sha256: str


class Fault(NamedTuple):
    """The first row that is not as it was written, and what is wrong with it."""

    seq: int
    why: str


class Verdict(NamedTuple):
    """How many rows were read, the hash of the last good one, and what was found."""

    rows: int
    head: str
    fault: Fault | None = None


class Checkpoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long the chain was at a time, and its last hash, signed with a key of the vault."""

    at_ms: int
    count: int
    head: str
    signature: str
    v: int = VERSION


def row_of(seq: int, head: str, entry: Mapping[str, object]) -> Row:
    """Return the row that follows the one with the hash ``head``."""
    body = _encode({**entry, "v": VERSION, "seq": seq, "prev": head})
    return Row(seq, body.decode(), hashlib.sha256(body).hexdigest())


def checkpoint_of(count: int, head: str, at_ms: int, sign: Sign) -> Checkpoint:
    """Sign how long the chain is."""
    return Checkpoint(at_ms=at_ms, count=count, head=head, signature=_signature(count, head, at_ms, sign))


def read_checkpoint(text: bytes) -> Checkpoint:
    """Read a checkpoint. Raises: ValueError for what is none."""
    if len(text) > MAX_CHECKPOINT_BYTES:
        raise ValueError("longer than any checkpoint")
    return msgspec.json.decode(text, type=Checkpoint)


def verify(rows: Iterable[Row], checkpoints: Sequence[Checkpoint] = (), sign: Sign | None = None) -> Verdict:
    """Read a chain from its start, and tell the first row that is not as it was written.

    Checkpoints tell of rows that were cut off at the end; without one, a shorter chain is as good as a longer one.
    """
    marks: dict[int, list[Checkpoint]] = {}
    for each in checkpoints:
        if sign is None or not hmac.compare_digest(each.signature, _signature(each.count, each.head, each.at_ms, sign)):
            return Verdict(0, GENESIS, Fault(each.count, "the signature of its checkpoint is not of this server's key"))
        marks.setdefault(each.count, []).append(each)
    count, head = 0, GENESIS
    for row in rows:
        why = _wrong(row, count + 1, head)
        if why is None and any(mark.head != row.sha256 for mark in marks.get(row.seq, ())):
            why = "it is not the row that a checkpoint was made of: rows up to it were written anew"
        if why is not None:
            return Verdict(count, head, Fault(count + 1, why))
        count, head = row.seq, row.sha256
    longest = max(marks, default=0)
    if longest > count:
        return Verdict(count, head, Fault(count + 1, f"it is gone: a checkpoint was made of {longest} rows"))
    return Verdict(count, head)


def _wrong(row: Row, seq: int, head: str) -> str | None:
    """Return what is wrong with a row that should have this place and follow this hash, or None."""
    if row.seq != seq:
        return f"it is gone, or stands elsewhere: row {row.seq} was found in its place"
    if hashlib.sha256(row.body.encode(errors="surrogatepass")).hexdigest() != row.sha256:
        return "it was changed: its hash is another"
    try:
        link = msgspec.json.decode(row.body, type=_Link)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return "it was replaced by what is no row"
    if link.seq != seq:
        return f"it was moved: it was written as row {link.seq}"
    return None if link.prev == head else "it does not follow the row before it: one of the two was replaced"


class _Link(Struct):
    seq: int
    prev: str


def _signature(count: int, head: str, at_ms: int, sign: Sign) -> str:
    return sign(f"audit checkpoint {VERSION} {count} {head} {at_ms}").hex()
