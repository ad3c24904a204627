"""What is on disk of a call that goes on, and when: a decision before anything moves, and before anything is told."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from elsewhere import Pair, listener

PEOPLE = b"To=%2B14155550100&From=%2B12015550100&Body=x"
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
SOUND = b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nContent-Length: 4\r\n\r\nRIFF"


@contextmanager
def full(pair: Pair) -> Iterator[None]:
    """Let the disk refuse rows of the audit for the time of a block."""
    with closing(sqlite3.connect(pair.here.data / "cordboard.db")) as other:
        other.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(FAIL, 'full'); END")
        other.commit()
        try:
            yield
        finally:
            other.execute("DROP TRIGGER full")
            other.commit()


@pytest.mark.parametrize(
    ("method", "path", "asks"),
    [("POST", "Messages.json", 0), ("GET", "Messages.json", 1), ("GET", f"Recordings/RE{'0' * 32}.wav", 1)],
)
def test_what_cannot_be_written_down_moves_nothing_and_tells_nothing(
    pair: Pair, method: str, path: str, asks: int
) -> None:
    """What only reads is asked for while its decision goes to disk, and told when it is there."""

    def answer(connection: socket.socket, request: bytes) -> None:
        connection.sendall(SOUND if b".wav" in request else JSON)

    with listener(answer) as (url, asked):
        key = pair.agent(pair.upstream_to(url))
        with full(pair):
            found = pair.here.raw(
                method,
                f"/2010-04-01/Accounts/{pair.here.account_sid}/{path}",
                PEOPLE if method == "POST" else None,
                auth=key,
            )
    status, headers, body = found
    assert (status, len(asked)) == (503, asks)
    assert "x-decision-id" not in headers
    assert b"20503" in body
