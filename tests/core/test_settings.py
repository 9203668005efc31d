from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import RequestError
from core.people import ADMINISTER, TRAIN, signed_in
from core.settings import (
    DEFAULT_HOME,
    LEAST,
    LISTS,
    MOST,
    listed,
    load_settings,
    unknown_names,
)


def test_the_defaults():
    settings = load_settings({})
    assert settings.home == DEFAULT_HOME.expanduser() and settings.data is None
    assert settings.store_url == f"sqlite:///{settings.home / 'runs.sqlite'}"
    assert (settings.executor, settings.slots) == ("process", 4)
    assert {settings.artifacts.parent, settings.decoded.parent, settings.downloads.parent} == {
        settings.home
    }


def test_the_environment_overrides_the_file_and_the_file_the_default(tmp_path):
    (tmp_path / "settings.toml").write_text('slots = 2\nthreads = 3\ndata = "~/data"\n')
    environment = {"RECIPE_LAB_HOME": str(tmp_path), "RECIPE_LAB_SLOTS": "7"}
    settings = load_settings(environment)
    assert (settings.slots, settings.threads, settings.executor) == (7, 3, "process")
    assert settings.home == tmp_path and settings.data == Path("~/data").expanduser()


def test_a_settings_file_cannot_move_its_own_home(tmp_path):
    (tmp_path / "settings.toml").write_text('home = "elsewhere"\n')
    assert load_settings({"RECIPE_LAB_HOME": str(tmp_path)}).home == tmp_path


def test_an_empty_variable_is_not_set(tmp_path):
    environment = {"RECIPE_LAB_HOME": str(tmp_path), "RECIPE_LAB_DATA": "", "RECIPE_LAB_SLOTS": ""}
    settings = load_settings(environment)
    assert settings.data is None and settings.slots == 4


@pytest.mark.parametrize("name", ["SLOTS", "THREADS", "ARTIFACTS_LIMIT_MB"])
@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5"])
def test_an_invalid_number_is_refused(tmp_path, name, value):
    with pytest.raises(RequestError) as caught:
        load_settings({"RECIPE_LAB_HOME": str(tmp_path), f"RECIPE_LAB_{name}": value})
    assert f"RECIPE_LAB_{name}" in str(caught.value) and repr(value) in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", LEAST)
@pytest.mark.parametrize("value", [str(MOST + 1), "9" * 350, "9" * 5_000], ids=len)
def test_a_number_that_is_too_large_is_refused(tmp_path, name, value):
    home = {"RECIPE_LAB_HOME": str(tmp_path)}
    with pytest.raises(RequestError) as caught:
        load_settings(home | {f"RECIPE_LAB_{name.upper()}": value})
    assert caught.value.values["name"] == name.upper() and caught.value.values["most"] == MOST
    assert getattr(load_settings(home | {f"RECIPE_LAB_{name.upper()}": str(MOST)}), name) == MOST


def test_an_unknown_executor_is_refused(tmp_path):
    with pytest.raises(RequestError, match="process or thread or ray, got 'cloud'"):
        load_settings({"RECIPE_LAB_HOME": str(tmp_path), "RECIPE_LAB_EXECUTOR": "cloud"})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("slots = ", "cannot be read"),
        ("slot = 2", "unknown name 'slot'; .*slots"),
        ("slots = 'two'", "RECIPE_LAB_SLOTS must be a whole number"),
    ],
)
def test_a_wrong_settings_file_is_refused(tmp_path, content, message):
    (tmp_path / "settings.toml").write_text(content)
    with pytest.raises(RequestError, match=message):
        load_settings({"RECIPE_LAB_HOME": str(tmp_path)})
    assert (tmp_path / "settings.toml").read_text() == content


LISTED = {
    "trainers": ["a@b", "*@example.org"],
    "administrators": ["a@b", "*@example.org"],
    "allowed_hosts": ["lab.example.org", "lab"],
    "frame_ancestors": ["https://moodle.example.org"],
}


@pytest.mark.parametrize("name", LISTS)
def test_a_setting_with_several_values_may_be_a_list_in_the_file(tmp_path, name):
    parts = LISTED[name]
    (tmp_path / "settings.toml").write_text(f"{name} = {parts}\n")
    home = {"RECIPE_LAB_HOME": str(tmp_path)}
    variable = {f"RECIPE_LAB_{name.upper()}": " , ".join(parts)}
    for settings in (load_settings(home), load_settings(home | variable)):
        assert listed(getattr(settings, name)) == parts


def test_administrators_may_be_a_list_in_the_file(tmp_path):
    (tmp_path / "settings.toml").write_text('administrators = ["a@b"]\ntrainers = []\n')
    settings = load_settings({"RECIPE_LAB_HOME": str(tmp_path)})
    names = ("trainers", "administrators")
    roles = {name: listed(getattr(settings, name)) for name in names}
    assert signed_in("a@b", **roles).may(ADMINISTER)
    assert not signed_in("c@d", **roles).may(TRAIN)


WRONG_KINDS = [
    *(f"{name} = {value}" for name in ("slots", "run_minutes") for value in ("2.9", "true", "[2]")),
    *(f"{name} = 5" for name in ("data", "store", "ray_address", "artifacts_url", "executor")),
    *(f"{name} = {value}" for name in LISTS for value in ("5", "[5]", "[['a@b']]", "{a = 'b'}")),
    *("[data]\na = 1", "slots = 2009-01-01", "store = ['a']", r'data = "a\u0000"'),
    *("data = '~nobody-of-this-name/x'", "artifacts_url = '~nobody-of-this-name/x'"),
    *("slots = " + "[" * 100_000, "slots = " + "{a = " * 100_000, "slots = " + "9" * 100_000),
    *("slots" + ".a" * 3_000 + " = 1", "trainers = [{a" + ".a" * 3_000 + " = 1}]"),
]


@pytest.mark.parametrize("content", WRONG_KINDS, ids=lambda content: content[:40])
def test_a_value_of_the_wrong_type_is_refused(tmp_path, content):
    (tmp_path / "settings.toml").write_text(content)
    with pytest.raises(RequestError) as caught:
        load_settings({"RECIPE_LAB_HOME": str(tmp_path)})
    assert str(caught.value)
    name = caught.value.values.get("name", "")
    assert name.lower() in content if name else "path" in caught.value.values


@pytest.mark.parametrize("home", ["~nobody-of-this-name", "a\0"])
def test_an_impossible_home_is_refused(home):
    with pytest.raises(RequestError):
        load_settings({"RECIPE_LAB_HOME": home})


@pytest.mark.parametrize(
    ("name", "known"),
    [
        *[("SIGNIN", "SIGN_IN"), ("SLOT", "SLOTS"), ("ADMINISTRATOR", "ADMINISTRATORS")],
        *[("STORE_URL", "STORE"), ("slots", "SLOTS")],
    ],
)
def test_a_misspelt_name_is_refused(tmp_path, name, known):
    with pytest.raises(RequestError) as caught:
        load_settings({"RECIPE_LAB_HOME": str(tmp_path), f"RECIPE_LAB_{name}": "yes"})
    assert (caught.value.values["name"], caught.value.values["known"]) == (name, known)


def test_any_other_name_is_only_listed(tmp_path):
    environment = {"RECIPE_LAB_HOME": str(tmp_path), "RECIPE_LAB_NO_SKIP": "1"}
    environment |= {"RECIPE_LAB_BANNER": "hello", "RECIPE_LAB_SLOT": "", "OTHER": "1"}
    assert load_settings(environment).slots == 4
    assert unknown_names(environment) == ["BANNER"]
