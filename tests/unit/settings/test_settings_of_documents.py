"""The setting `openapi` names many files: by a flag that repeats, a variable with separators, or a list in the file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cordboard.setting_sources import load
from cordboard.settings import SettingsError

TWO = (Path("video.json"), Path("sync.yaml"))


def test_a_flag_that_is_not_given_leaves_it_to_the_variable() -> None:
    loaded = load({"openapi": ()}, {"CORDBOARD_OPENAPI": os.pathsep.join(map(str, TWO))}, None)
    assert loaded.settings.openapi == TWO
    assert loaded.sources["openapi"] == "environment"


def test_a_flag_that_repeats_wins() -> None:
    loaded = load({"openapi": ("video.json", "sync.yaml")}, {"CORDBOARD_OPENAPI": "other.json"}, None)
    assert (loaded.settings.openapi, loaded.sources["openapi"]) == (TWO, "flag")


def test_the_file_has_a_list_and_a_home_folder_is_filled_in(tmp_path: Path) -> None:
    file = tmp_path / "cordboard.toml"
    file.write_text('openapi = ["~/video.json", "sync.yaml"]\n')
    assert load({}, {"HOME": "/home/me"}, file).settings.openapi == (Path("/home/me/video.json"), Path("sync.yaml"))


@pytest.mark.parametrize("given", ["5", "[5]", '["a", 5]', '["\\u0007"]', "{a = 1}"])
def test_what_is_no_path_is_refused_by_name(tmp_path: Path, given: str) -> None:
    file = tmp_path / "cordboard.toml"
    file.write_text(f"openapi = {given}\n")
    with pytest.raises(SettingsError, match="openapi in the settings file must be paths"):
        load({}, {}, file)
