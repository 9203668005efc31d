from __future__ import annotations

import subprocess
import sys

from core.settings import load_settings
from core.system.versions import commit, settings_in_force, versions, without_password


def test_versions_are_read_without_importing_anything():
    asked = "import sys, core.system.versions as v; print(v.versions()['tensorflow'], *sys.modules)"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    version, *modules = ran.stdout.split()
    assert version == versions()["tensorflow"] and version[0].isdigit()
    assert not {"tensorflow", "keras", "streamlit"} & set(modules)


def test_a_folder_that_is_no_checkout_has_no_commit(tmp_path):
    assert commit(tmp_path) is None
    (tmp_path / ".git").mkdir()
    assert commit(tmp_path) is None


def test_no_password_is_shown():
    assert without_password("postgresql+psycopg://ann:hush@db/lab") == (
        "postgresql+psycopg://ann:***@db/lab"
    )
    assert "hush" not in without_password("postgresql://db/lab?user=ann&password=hush")
    assert without_password("://hush") == "***"


def test_every_setting_says_where_it_is_from(tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_text("slots = 2\nthreads = 3\n")
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    monkeypatch.setenv("RECIPE_LAB_SLOTS", "7")
    monkeypatch.delenv("RECIPE_LAB_DATA", raising=False)
    monkeypatch.setenv("RECIPE_LAB_STORE", "postgresql://ann:hush@db/lab")
    rows = {item.name: (item.value, item.source) for item in settings_in_force(load_settings())}
    assert rows["slots"] == ("7", "environment") and rows["threads"] == ("3", "file")
    assert rows["executor"] == ("process", "default") and rows["data"] == ("", "default")
    assert rows["store"] == ("postgresql://ann:***@db/lab", "environment")
    assert rows["home"] == (str(tmp_path), "environment")
