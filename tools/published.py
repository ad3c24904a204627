"""Writes the tables of published operations: ``python tools/published.py FOLDER``, with spec/json of twilio-oai."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cordboard.api import published
from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.derive.standing import as_table, published_in

TABLES = Path(published.__file__).parent


def tables(documents: Path) -> dict[str, str]:
    """Return the table of each surface whose document lies in a folder, by file name."""
    places = {f"{surface.name}.tsv": documents / published.document_of(surface) for surface in SURFACES}
    return {
        name: as_table(published_in(json.loads(place.read_text()))) for name, place in places.items() if place.exists()
    }


def main() -> None:
    """Write the tables."""
    for name, text in tables(Path(sys.argv[1])).items():
        (TABLES / name).write_text(text)


if __name__ == "__main__":
    main()
