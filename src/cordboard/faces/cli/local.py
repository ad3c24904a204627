"""`serve` and `doctor`: the commands that take every setting, and whose options come from the settings' table."""

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import MISCONFIGURED, Misconfigured
from cordboard.faces.cli.output import MASK, as_json, clean, table
from cordboard.faces.cli.session import load_settings, warn
from cordboard.setting_sources import Loaded
from cordboard.settings import SETTINGS, Setting, SettingsError

Serve = Callable[[Loaded, bool], int]
Probe = tuple[str, bool, str]
Probes = Callable[[Loaded], Iterable[Probe]]


def serve_command(serve: Serve) -> click.Command:
    """Make `serve`, which hands the loaded settings on and exits with what it is answered."""

    @click.pass_context
    def run(context: click.Context, /, config: Path | None, wants_json: bool, **flags: object) -> None:
        """Start the server.

        Makes the data folder, the database, the first account and its number when they are absent. Each option is also
        an environment variable and a key of cordboard.toml; an option wins over a variable, a variable over the file.
        """
        loaded = load_settings(flags, config)
        try:
            context.exit(serve(loaded, wants_json))
        except SettingsError as error:
            raise Misconfigured(str(error)) from error  # its sentence says what to do

    epilog = examples("serve", "serve --port 0 --json", "serve --clock test --seed 1 --allow-reset")
    options = _options("Print one line of JSON when ready.")
    return click.Command("serve", callback=run, params=options, help=run.__doc__, epilog=epilog)


def doctor_command(probes: Probes) -> click.Command:
    """Make `doctor`, which shows every setting with its source and tries what the server needs."""

    @click.pass_context
    def run(context: click.Context, /, config: Path | None, wants_json: bool, **flags: object) -> None:
        """Show every setting and try what it needs.

        Shows where each setting comes from, then tries the data folder, the store and its resources, the port and the
        file with handsets. Takes the options of serve, so that what it would run with can be looked at first. Secrets
        are masked. The exit code is 4 when a trial fails.
        """
        loaded = load_settings(flags, config)
        warn(loaded)
        tried = list(probes(loaded))
        click.echo(as_json(_report(loaded, tried)) if wants_json else _readable(loaded, tried))
        if not all(is_well for _, is_well, _ in tried):
            context.exit(MISCONFIGURED)

    epilog = examples("doctor", "doctor --json", "doctor --port 8080 --data ./data")
    options = _options("Print everything as JSON.")
    return click.Command("doctor", callback=run, params=options, help=run.__doc__, epilog=epilog)


def _options(json_sentence: str) -> list[click.Parameter]:
    return [*(_setting_option(setting) for setting in SETTINGS), _config_option(), _json_option(json_sentence)]


def _setting_option(setting: Setting) -> click.Option:
    """Make an option that hands its text on as it is: the table reads it, and says what is wrong with it."""
    notes = [setting.unit, _default(setting), setting.variable]
    description = f"{setting.sentence} [{'; '.join(filter(None, notes))}]"
    if setting.kind.is_switch:
        flags = f"{setting.flag}/--no-{setting.flag.removeprefix('--')}"
        return click.Option([flags, setting.name], default=None, help=description)
    metavar = f"[{'|'.join(setting.kind.choices)}]" if setting.kind.choices else setting.kind.metavar
    is_many = setting.kind.is_many
    return click.Option([setting.flag, setting.name], metavar=metavar, help=description, multiple=is_many)


def _default(setting: Setting) -> str:
    return "" if setting.default in (None, ()) else f"default: {show(setting.default)}"


def _config_option() -> click.Option:
    note = "The settings file. [default: cordboard.toml when there is one; CORDBOARD_CONFIG]"
    return click.Option(["--config"], type=click.Path(path_type=Path), metavar="FILE", help=note)


def _json_option(sentence: str) -> click.Option:
    return click.Option(["--json", "wants_json"], is_flag=True, help=sentence)


def show(value: object) -> str:
    """Write a setting's value as it could be given."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple):
        return os.pathsep.join(map(clean, value))
    return clean(value)


def _value(loaded: Loaded, setting: Setting) -> str | None:
    value = getattr(loaded.settings, setting.name)
    if value in (None, ()):
        return None
    return MASK if setting.secret else show(value)


def _setting_rows(loaded: Loaded) -> list[dict[str, Any]]:
    return [
        {
            "name": setting.name,
            "value": _value(loaded, setting),
            "unit": setting.unit or None,
            "source": loaded.sources[setting.name],
        }
        for setting in SETTINGS
    ]


def _report(loaded: Loaded, tried: list[Probe]) -> dict[str, Any]:
    return {
        "settings": _setting_rows(loaded),
        "warnings": list(loaded.warnings),
        "probes": [{"name": name, "ok": is_well, "says": says} for name, is_well, says in tried],
    }


def _readable(loaded: Loaded, tried: list[Probe]) -> str:
    settings = [{**row, "value": _with_unit(row)} for row in _setting_rows(loaded)]
    trials = [{"result": "ok" if is_well else "FAIL", "name": name, "says": says} for name, is_well, says in tried]
    return "\n\n".join(
        [
            table(settings, {"setting": "name", "source": "source", "value": "value"}),
            table(trials, {"trial": "name", "result": "result", "what it found": "says"}),
        ]
    )


def _with_unit(row: dict[str, Any]) -> object:
    return f"{row['value']} {row['unit']}" if row["unit"] and row["value"] is not None else row["value"]
