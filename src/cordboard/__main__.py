"""Run the command line, as `cordboard` and as `python -m cordboard`."""

from collections.abc import Iterable

from cordboard.faces.cli.main import build
from cordboard.settings import Loaded


def _serve(loaded: Loaded, as_json: bool) -> int:
    # The server takes longer to import than a help text takes to read.
    from cordboard.app import serve

    return serve(loaded, as_json)


def _probes(loaded: Loaded) -> Iterable[tuple[str, bool, str]]:
    from cordboard.app import probes

    return probes(loaded)


def main() -> None:
    """Run the command that the process was started with, and exit with its code."""
    build(_serve, _probes)(prog_name="cordboard")


if __name__ == "__main__":
    main()
