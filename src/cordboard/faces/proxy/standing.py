"""The proxy that stands as long as its server: where it is, noted in the data folder for those who ask later."""

from __future__ import annotations

from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cordboard.faces.proxy.authority import write_whole
from cordboard.faces.proxy.head import INTRODUCTION

NOTE: Final = "url"
MAX_NOTE_BYTES: Final = 100  # http://127.0.0.1:65535
ANSWER_S: Final = 5.0


def note(folder: Path, url: str) -> None:
    """Write down where the proxy is. Raises: OSError."""
    write_whole(folder / NOTE, url.encode(), 0o600)


def forget(folder: Path) -> None:
    """Take the note away, unless it is gone."""
    with suppress(FileNotFoundError):
        (folder / NOTE).unlink()


def find(folder: Path) -> str:
    """Return the URL of the proxy that stands. Raises: LookupError when there is none, or another program is there."""
    try:
        with (folder / NOTE).open("rb") as stream:
            url = stream.read(MAX_NOTE_BYTES).decode("ascii")
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=ANSWER_S)
        try:
            connection.request("GET", "/")
            said = connection.getresponse().read(len(INTRODUCTION))
        finally:
            connection.close()
    except (OSError, ValueError, HTTPException) as fault:
        raise LookupError("no proxy stands") from fault
    if said != INTRODUCTION.encode():
        raise LookupError("another program is where the proxy was")
    return url
