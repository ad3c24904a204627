"""The kinds of plain resources, by which the rows of a database are told."""

from __future__ import annotations

import sys

from cordboard.shelf.shelf import Kept, Kind


def kept_types() -> dict[str, type[Kept]]:
    """Return the types of all kinds, which their modules declare; all of them are imported with the server."""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("cordboard.")]
    return {each.name: each.type for module in modules for each in vars(module).values() if isinstance(each, Kind)}
