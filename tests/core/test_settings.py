from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import RequestError
from core.settings import DEFAULT_HOME, load_settings


def test_the_defaults():
    settings = load_settings({})
    assert settings.home == DEFAULT_HOME.expanduser() and settings.data is None
    assert settings.store_url == f"sqlite:///{settings.home / 'runs.sqlite'}"
    assert (settings.executor, settings.slots) == ("process", 4)
    assert {settings.artifacts.parent, settings.decoded.parent, settings.downloads.parent} == {
        settings.home
    }


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(tmp_path):
    (tmp_path / "settings.toml").write_text('slots = 2\nthreads = 3\ndata = "~/data"\n')
    environment = {"RECIPE_LAB_HOME": str(tmp_path), "RECIPE_LAB_SLOTS": "7"}
    settings = load_settings(environment)
    assert (settings.slots, settings.threads, settings.executor) == (7, 3, "process")
    assert settings.home == tmp_path and settings.data == Path("~/data").expanduser()


def test_a_file_cannot_move_the_home_it_lies_in(tmp_path):
    (tmp_path / "settings.toml").write_text('home = "elsewhere"\n')
    assert load_settings({"RECIPE_LAB_HOME": str(tmp_path)}).home == tmp_path


def test_an_empty_variable_is_not_set(tmp_path):
    environment = {"RECIPE_LAB_HOME": str(tmp_path), "RECIPE_LAB_DATA": "", "RECIPE_LAB_SLOTS": ""}
    settings = load_settings(environment)
    assert settings.data is None and settings.slots == 4


@pytest.mark.parametrize("name", ["SLOTS", "THREADS", "ARTIFACTS_LIMIT_MB"])
@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5"])
def test_a_number_that_cannot_be_is_refused(tmp_path, name, value):
    with pytest.raises(RequestError) as caught:
        load_settings({"RECIPE_LAB_HOME": str(tmp_path), f"RECIPE_LAB_{name}": value})
    assert f"RECIPE_LAB_{name}" in str(caught.value) and repr(value) in str(caught.value)
    assert caught.value.exit_code == 2


def test_an_unknown_executor_is_refused(tmp_path):
    with pytest.raises(RequestError, match="process or thread or ray, got 'cloud'"):
        load_settings({"RECIPE_LAB_HOME": str(tmp_path), "RECIPE_LAB_EXECUTOR": "cloud"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("slots = ", "cannot be read"),
        ("slot = 2", "unknown name 'slot'; known are: .*slots"),
        ("slots = 'two'", "RECIPE_LAB_SLOTS must be a whole number"),
    ],
)
def test_a_wrong_settings_file_is_refused_by_name(tmp_path, content, said):
    (tmp_path / "settings.toml").write_text(content)
    with pytest.raises(RequestError, match=said):
        load_settings({"RECIPE_LAB_HOME": str(tmp_path)})
    assert (tmp_path / "settings.toml").read_text() == content
