"""Help texts and the guide: what they show exists, and what exists is shown."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from cordboard.faces.cli.main import build

GUIDE = Path(__file__).parents[2] / "docs/how-to/use-the-command-line.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
TREE = build(lambda loaded, as_json: 0, lambda loaded: (), lambda job: 0, lambda data, credentials: {}, None)  # type: ignore[arg-type]


def walk(command: click.Command, *names: str) -> Iterator[tuple[str, ...]]:
    """Return the path of a command and of every command below it."""
    yield names
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from walk(below, *names, name)


PATHS = list(walk(TREE))


def find(path: tuple[str, ...]) -> click.Command:
    command: click.Command = TREE
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


def help_of(path: tuple[str, ...]) -> str:
    """Return the help text as a terminal of 80 columns shows it."""
    # click leaves a margin of two.
    return find(path).get_help(click.Context(find(path), info_name=" ".join(["cordboard", *path]), terminal_width=78))


def shown_commands(text: str) -> list[list[str]]:
    """Return the words after `cordboard` in each command of a shell script, also within $( and before a pipe."""
    found = re.findall(r"(?:^|\$\()\s*cordboard( [^|)\n]*)", text, re.MULTILINE)
    return [shlex.split(line, comments=True) for line in found]


def check(words: list[str]) -> None:
    """Check that a command exists, has the options that are given, and that they take these values."""
    command, rest = TREE, list(words)
    while isinstance(command, click.Group):
        command = command.commands[rest.pop(0)]
    # Parses as the command line itself does: raises for an option that there is not, or an argument too many.
    with command.make_context(command.name, rest):
        pass


GUIDED = shown_commands("".join(BLOCK.findall(GUIDE.read_text())))


@pytest.mark.parametrize("words", GUIDED, ids=" ".join)
def test_each_command_of_the_guide_can_be_typed(words: list[str]) -> None:
    check(words)


def test_the_guide_shows_every_command() -> None:
    shown = {tuple(words[:count]) for words in GUIDED for count in (1, 2, 3)}
    # Two that show one of what their lists show.
    unguided = {("account", "list"), ("number", "show"), ("key", "show")}
    assert {path for path in PATHS if path} - shown == unguided


def test_each_option_that_the_guide_speaks_of_exists() -> None:
    known = {option for path in PATHS for parameter in find(path).params for option in parameter.opts}
    spoken = set(re.findall(r"`(--[a-z-]+)", GUIDE.read_text()))
    assert spoken
    assert spoken <= known | {"--help"}


def test_the_exit_codes_of_the_guide_are_those_of_the_help_text() -> None:
    told = re.search(r"Exit codes: (.+?)\.\n\n", help_of(()), re.DOTALL)
    assert told is not None
    assert re.findall(r"\d", told[1]) == re.findall(r"^\| (\d) \|", GUIDE.read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_each_help_text_has_examples_that_can_be_typed(path: tuple[str, ...]) -> None:
    _, _, examples = help_of(path).partition("Examples:\n")
    shown = shown_commands(examples)
    assert shown
    for words in shown:
        assert tuple(words[: len(path)]) == path
        check(words)


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_each_help_text_fits_80_columns_and_begins_with_a_sentence(path: tuple[str, ...]) -> None:
    text = help_of(path)
    assert max(map(len, text.splitlines())) <= 80
    assert re.match(r"Usage: [^\n]+(\n +[^\n]+)*\n\n  [A-Z].+\.", text)
    for parameter in find(path).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


# What `run` prints is the program's.
PRINTING = [path for path in PATHS if not isinstance(find(path), click.Group) and path != ("run",)]


@pytest.mark.parametrize("path", PRINTING, ids=" ".join)
def test_each_command_prints_json_when_asked(path: tuple[str, ...]) -> None:
    assert "--json" in {option for parameter in find(path).params for option in parameter.opts}


def test_the_help_text_is_printed_and_ends_with_0(cordboard: Callable[..., Any]) -> None:
    done = cordboard("send", "--help", COLUMNS="80")
    assert done.code == 0
    assert done.out == help_of(("send",)) + "\n"
    bare = cordboard(COLUMNS="80")
    assert bare.code == 2
    assert "Exit codes: 0 done" in bare.err
