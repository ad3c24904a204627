"""Reading the settings: a flag wins over a variable, a variable over the file, the file over the default."""

import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from cordboard.settings import PREFIX, SETTINGS, ClockKind, Setting, Settings, SettingsError

Source = Literal["flag", "environment", "file", "default"]

FILE_NAME: Final = "cordboard.toml"
MAX_FILE_BYTES: Final = 1 << 20
"""Thirty settings of a line each take some 2 KiB; what is larger is another file."""

OTHER_VARIABLES: Final = frozenset({"CORDBOARD_CONFIG", "CORDBOARD_URL"})
"""Variables of the command line that are no settings of the server: where the file is, where the server is."""

SEEDED_START: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When a seeded test clock starts: a repeatable run must not depend on the day it is made."""

_BY_NAME: Final = {setting.name: setting for setting in SETTINGS}


class Loaded(NamedTuple):
    """Settings, where each came from, and what to tell whoever started the server."""

    settings: Settings
    sources: Mapping[str, Source]
    warnings: tuple[str, ...] = ()


def load(flags: Mapping[str, object], environ: Mapping[str, str], file: Path | None) -> Loaded:
    """Read every setting from flags (None is not given), variables (empty is not given) and a file, in this order.

    Raises: SettingsError with one sentence that names the flag, variable or key and what it expects.
    """
    in_file = _read_file(file) if file else {}
    _refuse_unknown(flags, "--{} is not a setting", lambda name: name.replace("_", "-"), "--")
    _refuse_unknown(in_file, f"{{}} in {file} is not a setting", str, "")
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    for setting in SETTINGS:
        raw, spelled, sources[setting.name] = _find(setting, flags, environ, in_file)
        if raw is not None:
            values[setting.name] = _read(setting, raw, spelled)
    settings = _complete(Settings(**values), environ, is_data_given="data" in values)
    _check(settings)
    return Loaded(settings, sources, tuple(_unknown_variables(environ)))


def _find(
    setting: Setting, flags: Mapping[str, object], environ: Mapping[str, str], in_file: Mapping[str, object]
) -> tuple[object, str, Source]:
    if flags.get(setting.name) not in (None, ()):
        return flags[setting.name], setting.flag, "flag"
    if environ.get(setting.variable):
        return environ[setting.variable], setting.variable, "environment"
    if setting.name in in_file:
        return in_file[setting.name], f"{setting.name} in the settings file", "file"
    return None, setting.name, "default"


def _read(setting: Setting, raw: object, spelled: str) -> object:
    try:
        return setting.kind.read(raw)
    except (ValueError, KeyError, OverflowError):
        given = "" if setting.secret else f", not {str(raw)[:80]!r}"
        raise SettingsError(f"{spelled} must be {setting.kind.expects}{given}.") from None


def _read_file(file: Path) -> Mapping[str, object]:
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise SettingsError(f"{file} is larger than {MAX_FILE_BYTES} bytes and cannot be a settings file.")
        return tomllib.loads(content.decode())
    except OSError as error:
        raise SettingsError(f"The settings file {file} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"The settings file {file} is not TOML: {error}.") from error


def _suggestion(name: str, prefix: str, spell: Callable[[str], str]) -> str:
    close = difflib.get_close_matches(name, _BY_NAME, n=1)
    return f"; did you mean {prefix}{spell(close[0])}?" if close else "; see `cordboard serve --help`."


def _refuse_unknown(names: Iterable[str], sentence: str, spell: Callable[[str], str], prefix: str) -> None:
    for name in names:
        if name not in _BY_NAME:
            raise SettingsError(sentence.format(spell(name)) + _suggestion(name, prefix, spell))


def _unknown_variables(environ: Mapping[str, str]) -> Iterable[str]:
    known = {setting.variable for setting in SETTINGS} | OTHER_VARIABLES
    for variable in sorted(environ):
        if variable.startswith(PREFIX) and variable not in known:
            name = variable.removeprefix(PREFIX).lower()
            yield f"{variable} is not a setting and is ignored" + _suggestion(name, PREFIX, str.upper)


def _complete(settings: Settings, environ: Mapping[str, str], *, is_data_given: bool) -> Settings:
    """Fill in the defaults that depend on the user or on other settings, and the home folder in paths.

    Source: XDG Base Directory Specification 0.8: `XDG_DATA_HOME` counts only when it is absolute.
    """
    data_home = Path(environ.get("XDG_DATA_HOME", ""))
    data = data_home / "cordboard" if data_home.is_absolute() and not is_data_given else settings.data
    is_seeded = settings.clock is ClockKind.TEST and settings.seed is not None
    return replace(
        settings,
        data=_expand(data, environ),
        tls_certificate=settings.tls_certificate and _expand(settings.tls_certificate, environ),
        tls_key=settings.tls_key and _expand(settings.tls_key, environ),
        policy=settings.policy and _expand(settings.policy, environ),
        handsets=settings.handsets and _expand(settings.handsets, environ),
        openapi=tuple(_expand(path, environ) for path in settings.openapi),
        clock_start=settings.clock_start or (SEEDED_START if is_seeded else None),
    )


def _expand(path: Path, environ: Mapping[str, str]) -> Path:
    if path.parts[:1] != ("~",):
        return path
    return Path(environ.get("HOME") or Path.home(), *path.parts[1:])


def _check(settings: Settings) -> None:
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        raise SettingsError("--tls-certificate and --tls-key belong together: give both or neither.")
    if settings.clock_start and settings.clock is not ClockKind.TEST:
        raise SettingsError("--clock-start moves only a test clock: add --clock test or leave it out.")
    if not (settings.loopback or settings.tls_certificate or settings.insecure):
        raise SettingsError(
            f"--host {settings.host} can be reached from other machines and would send auth tokens in plain text: "
            "give --tls-certificate and --tls-key, or --insecure to allow it all the same."
        )
