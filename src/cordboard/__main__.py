"""Run the command line, as `cordboard` and as `python -m cordboard`."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from cordboard.faces.cli.main import build

if TYPE_CHECKING:  # most commands have no need of what these import
    from pathlib import Path

    from cordboard.access.audit import Verdict, Watch
    from cordboard.access.audit_export import Form
    from cordboard.faces.cli.client import Credentials
    from cordboard.faces.cli.run import Job
    from cordboard.setting_sources import Loaded


def _serve(loaded: Loaded, as_json: bool) -> int:
    gc.disable()  # a fourth of what a start takes was spent on looking for garbage of which there is none yet
    # The server takes longer to import than a help text takes to read.
    from cordboard.app import serve

    return serve(loaded, as_json)


def _probes(loaded: Loaded) -> Iterable[tuple[str, bool, str]]:
    from cordboard.app import probes

    return probes(loaded)


def _run(job: Job) -> int:
    from cordboard.wiring.proxy import run_program

    return run_program(job)


def _surroundings(data: Path, credentials: Credentials) -> Mapping[str, str]:
    from cordboard.wiring.proxy import surroundings

    return surroundings(data, credentials)


class _Audits:
    def verify(self, loaded: Loaded, checkpoints: Iterable[Path], watch: Watch) -> Verdict:
        from cordboard.wiring.audit import verify_file

        return verify_file(loaded, checkpoints, watch)

    def export(self, loaded: Loaded, form: Form) -> Iterator[str]:
        from cordboard.wiring.audit import export_file

        return export_file(loaded, form)


def main() -> None:
    """Run the command that the process was started with, and exit with its code."""
    build(_serve, _probes, _run, _surroundings, _Audits())(prog_name="cordboard")


if __name__ == "__main__":
    main()
