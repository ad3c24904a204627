"""The chain of the audit: each row holds the hash of the one before, so that no row can be changed alone.

A row is canonical JSON: names sorted, no blanks, UTF-8, and no fractions, whose writing could differ. Source: RFC 8785;
FIPS 180-4 (SHA-256); RFC 2104 (the signature of a checkpoint).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import ClassVar, NamedTuple, Protocol

import msgspec
from msgspec import Struct

VERSION = 1
GENESIS = "0" * 64
"""What the first row holds in the place of a hash."""
MAX_CHECKPOINT_BYTES = 1024
Sign = Callable[[str], bytes]
Watch = Callable[[Iterable["Row"], int], Iterable["Row"]]
"""Gives the same rows, and shows how many of them there were, of so many."""
_encode = msgspec.json.Encoder().encode


class Entry(Protocol):
    """What a row says, put together as canonical JSON when it is chained; ``seq`` is its place, 0 before that."""

    agent: str
    seq: int

    def composed(self, seq: int, prev: str) -> bytes:
        """Return the row at this place, behind the row with this hash."""


class Sorted(Protocol):
    """A struct whose fields are declared in the order of their names, which makes its JSON canonical."""

    __struct_fields__: ClassVar[tuple[str, ...]]
    seq: int
    prev: str


class Encoded(Struct):
    """A row that is encoded as it is."""

    def composed(self: Sorted, seq: int, prev: str) -> bytes:
        """Return the row at this place, behind the row with this hash."""
        self.seq, self.prev = seq, prev
        try:
            return _encode(self)
        except UnicodeEncodeError:  # half a pair of surrogates is no text of Unicode: no row may fail for its words
            for name in self.__struct_fields__:
                setattr(self, name, _readable(getattr(self, name)))
            return _encode(self)


Link = tuple[int, bytes, str, str]
"""One row as it goes to disk: its place, its canonical JSON, the SHA-256 of that in hex, and whose it is."""


class Row(NamedTuple):
    """One row as it is on disk: its place from 1 on, its canonical JSON, the SHA-256 of that in hex, and whose it is.

    What was exported says that in its JSON alone.
    """

    seq: int
    body: str
    sha256: str
    agent: str | None = None


class Fault(NamedTuple):
    """The first row that is not as it was written, and what is wrong with it."""

    seq: int
    why: str


class Verdict(NamedTuple):
    """How many rows were read, the hash of the last good one, what was found, and against how many checkpoints."""

    rows: int
    head: str
    fault: Fault | None = None
    checkpoints: int = 0


class Checkpoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long the chain was at a time, and its last hash, signed with a key of the vault."""

    at_ms: int
    count: int
    head: str
    signature: str
    v: int = VERSION


def chained(entries: Iterable[Entry], seq: int, head: str) -> list[Link]:
    """Return the rows of what is said behind the row with this place and this hash."""
    links = []
    for entry in entries:
        seq += 1
        entry.seq = seq
        body = entry.composed(seq, head)
        head = sha256(body).hexdigest()
        links.append((seq, body, head, entry.agent))
    return links


def json_bytes(value: object) -> bytes:
    """Return a value as it stands in a row."""
    try:
        return _encode(value)
    except UnicodeEncodeError:
        return _encode(_readable(value))


def _readable(value: object) -> object:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {_readable(name): _readable(each) for name, each in value.items()}
    return [_readable(each) for each in value] if isinstance(value, list) else value


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
        why = why_wrong(row, count + 1, head)
        if why is None and any(mark.head != row.sha256 for mark in marks.get(row.seq, ())):
            why = "it is not the row that a checkpoint was made of: rows up to it were written anew"
        if why is not None:
            return Verdict(count, head, Fault(count + 1, why), len(checkpoints))
        count, head = row.seq, row.sha256
    longest = max(marks, default=0)
    if longest > count:
        why = f"it is gone: a checkpoint was made of {longest} rows"
        return Verdict(count, head, Fault(count + 1, why), len(checkpoints))
    return Verdict(count, head, checkpoints=len(checkpoints))


def why_wrong(row: Row, seq: int, head: str) -> str | None:
    """Return what is wrong with a row that should have this place and follow this hash, or None."""
    if row.seq != seq:
        return f"it is gone, or stands elsewhere: row {row.seq} was found in its place"
    if sha256(row.body.encode(errors="surrogatepass")).hexdigest() != row.sha256:
        return "it was changed: its hash is another"
    try:
        place = msgspec.json.decode(row.body, type=_Place)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return "it was replaced by what is no row"
    if place.seq != seq:
        return f"it was moved: it was written as row {place.seq}"
    if row.agent is not None and row.agent != place.agent:
        return "the agent beside it, by which it is found, is another"
    return None if place.prev == head else "it does not follow the row before it: one of the two was replaced"


class _Place(Struct):
    seq: int
    prev: str
    agent: str


def _signature(count: int, head: str, at_ms: int, sign: Sign) -> str:
    return sign(f"audit checkpoint {VERSION} {count} {head} {at_ms}").hex()
