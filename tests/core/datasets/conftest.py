from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.settings import Settings


@pytest.fixture(autouse=True)
def no_keras_cache(tmp_path, monkeypatch):
    """Keep this machine's Keras cache out of the tests."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


@pytest.fixture
def settings(tmp_path) -> Settings:
    data = tmp_path / "data"
    data.mkdir()
    return Settings(home=tmp_path / "home", data=data)


@pytest.fixture(scope="session")
def real_data() -> Path:
    folder = os.environ.get("RECIPE_LAB_DATA")
    if not folder:
        pytest.skip("RECIPE_LAB_DATA is not set: there are no real files to read")
    return Path(folder)


@pytest.fixture(scope="session")
def real_settings(real_data, tmp_path_factory) -> Settings:
    """The real files, decoded once for all tests."""
    return Settings(home=tmp_path_factory.mktemp("home"), data=real_data)
