from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.runs.store import Store
from core.settings import load_settings

PAGES = Path(__file__).parents[2] / "pages"


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store that pages read, in a home of its own, with no dataset anywhere."""
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("RECIPE_LAB_DATA", raising=False)
    st.cache_resource.clear()
    store = Store(load_settings().store_url)
    yield store
    store.close()
    st.cache_resource.clear()


@pytest.fixture
def open_train(store):
    """Opens the page Train at a URL's query, in a session of its own."""

    def open_page(**query: str) -> AppTest:
        page = AppTest.from_file(PAGES / "navigation.py", default_timeout=20)
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        return page

    return open_page
