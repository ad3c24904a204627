"""`docs import`: OpenAPI documents of others for the search of models."""

import json
import re
from pathlib import Path
from typing import Any

import click

from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import Misconfigured
from cordboard.faces.cli.output import as_json
from cordboard.faces.cli.session import load_settings

FOLDER = "openapi"
MAX_BYTES = 32 << 20  # the largest published document takes five
NAME = re.compile(r"[^a-z0-9_]+")


@click.group("docs", epilog=examples("docs import twilio_video_v1.json"))
def docs() -> None:
    """What models can search beside what is described here."""


@docs.command("import", epilog=examples("docs import twilio_video_v1.json"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--data", metavar="PATH", help="The data folder of the server. [CORDBOARD_DATA]")
@click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
def import_document(file: Path, data: str | None, wants_json: bool) -> None:
    """Let models search an OpenAPI document, in JSON or YAML.

    The server reads it at its next start. Its operations have ids with the name of the file: op::NAME::OPERATION.
    """
    document = _read(file)
    count = sum(len(item) for item in document["paths"].values() if isinstance(item, dict))
    folder = load_settings({"data": data, "insecure": True}, None).settings.data / FOLDER
    name = NAME.sub("_", file.stem.lower()).strip("_") or "api"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(json.dumps(document))
    except (OSError, TypeError, ValueError) as error:
        raise Misconfigured(f"{folder} cannot be written: {error}.\nNext: check who owns the data folder.") from error
    told = {"name": name, "paths": len(document["paths"]), "operations_at_most": count}
    click.echo(as_json(told) if wants_json else f"{name}: {told['paths']} paths, up to {count} operations.")


def _read(file: Path) -> dict[str, Any]:
    """Return a document. Raises: Misconfigured."""
    import yaml  # 30 ms to import

    try:
        if file.stat().st_size > MAX_BYTES:
            raise ValueError(f"it is longer than {MAX_BYTES >> 20} MiB")
        text = file.read_text()
        document = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - only texts
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise Misconfigured(f"{file} cannot be read: {error}.\nNext: give an OpenAPI document.") from error
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise Misconfigured(f"{file} has no paths, so it is no OpenAPI document.\nNext: give one that has.")
    return document
