"""Notes which operations a test had carried out, when asked to: `make touched` does, and writes the coverage table."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

FOLDER = os.environ.get("TOUCHED")  # where the notes go, a file for each process; unset, nothing is noted


def note(data: Path) -> None:
    """Note what the request log of a server that has ended says was carried out, for the test file that ran it."""
    database = data / "cordboard.db"
    if FOLDER is None or not database.exists():
        return
    test_file = os.environ["PYTEST_CURRENT_TEST"].partition("::")[0]
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        records = [json.loads(record) for (record,) in connection.execute("SELECT record FROM request")]
    done = {(each["operation"], each["area"], each["path"].split("?")[0]) for each in records if each["status"] < 400}
    lines = sorted({"\t".join((test_file, *each)) + "\n" for each in done if each[0]})
    with (Path(FOLDER) / f"{os.getpid()}.tsv").open("a") as file:
        file.writelines(lines)
