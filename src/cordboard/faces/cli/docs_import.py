"""`docs import`: OpenAPI documents of others for the search of models."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

import click

from cordboard.documents import FOLDER, UnreadableError, api_of, read_document
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import Misconfigured
from cordboard.faces.cli.output import as_json
from cordboard.faces.cli.session import load_settings

EXAMPLES = examples("docs import twilio_video_v1.json", "docs import --json spec/*.json")


@click.group("docs", epilog=EXAMPLES)
def docs() -> None:
    """What models can search beside what is described here."""


@docs.command("import", epilog=EXAMPLES)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@click.option("--data", metavar="PATH", help="The data folder of the server. [CORDBOARD_DATA]")
@click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
def import_documents(files: Sequence[Path], data: str | None, wants_json: bool) -> None:
    """Let models search OpenAPI documents, in JSON or YAML.

    They are found from the next search on, also by a server that runs. Their operations have ids with the name of the
    file: op::NAME::OPERATION. A document whose name is there already takes its place. The exit code is 4 at the first
    that cannot be read; those before it are imported.
    """
    folder = load_settings({"data": data, "insecure": True}, None).settings.data / FOLDER
    began_s = time.monotonic()
    counts: dict[str, int] = {}
    for number, file in enumerate(files, 1):
        name = api_of(file)
        counts[name] = _import(file, folder)
        click.echo(f"{number} of {len(files)}: {name}, {counts[name]} operations", err=True)
    took_s = round(time.monotonic() - began_s, 2)
    total = sum(counts.values())
    if wants_json:
        documents = [{"name": name, "operations": count} for name, count in counts.items()]
        click.echo(as_json({"documents": documents, "operations": total, "took_s": took_s}))
    else:
        click.echo(f"{total:,} operations can be searched from now on. ({took_s} s)")


def _import(file: Path, folder: Path) -> int:
    """Keep a document; return how many operations it has. Raises: Misconfigured."""
    from cordboard.catalogue.derive.imported import imported_pages  # 60 ms to import

    try:
        document = read_document(file)
        count = sum(1 for _ in imported_pages(api_of(file), document))
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / f"{api_of(file)}.json"
        begun = kept.with_suffix(".begun")
        begun.write_text(json.dumps(document))
        begun.replace(kept)  # at once, so that a server that starts meanwhile reads the old one or the new
    except UnreadableError as fault:
        raise Misconfigured(f"{fault}.\nNext: give an OpenAPI document in JSON or YAML.") from fault
    except OSError as fault:
        raise Misconfigured(f"{folder} cannot be written: {fault}.\nNext: check who owns the data folder.") from fault
    return count
