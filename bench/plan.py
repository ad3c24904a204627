"""What a run of the benchmarks is given: how long, how much, where, on which cores."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from bench.seed import seed
from bench.server import Cores, running, serve_command

CONNECTIONS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The measure of a run. Units: ``seconds`` of load, ``messages`` or ``calls`` of a life, ``rows`` of a store."""

    seconds: int
    messages: int
    calls: int
    rows: int
    reads: int
    starts: int
    folder: Path
    cores: Cores

    def fresh_folder(self) -> Path:
        """Return an empty data folder."""
        return Path(mkdtemp(dir=self.folder))

    def large_folder(self) -> Path:
        """Return the data folder of the large store; it is made once a run."""
        folder = self.folder / f"rows-{self.rows}"
        if not folder.exists():
            with running(serve_command(folder), self.cores) as server:  # makes the schema, the account and the number
                account_sid, number = server.account_sid, server.number
            seed(folder / "cordboard.db", account_sid, number, self.rows)
        return folder
