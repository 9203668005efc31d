from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from core.runs.store import Store
from core.settings import load_settings
from tests.pages import packages

PAGES = Path(__file__).parents[2] / "pages"
packages.scan_once()


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store that pages read, in a home of its own, with no dataset anywhere."""
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("RECIPE_LAB_DATA", raising=False)
    # a fault of ours fails the test instead of being shown
    monkeypatch.setattr("pages.components.frame.errors.UNEXPECTED", ())
    # AppTest has no cookies; tests/e2e sees that a real browser keeps the name
    monkeypatch.setattr("pages.components.live.person._stored_name", lambda: "Ada")
    st.cache_resource.clear()
    store = Store(load_settings().store_url)
    yield store
    store.close()
    st.cache_resource.clear()


@pytest.fixture
def open_page(store):
    """Opens a page by its URL path and query, through the navigation, in a session of its own."""

    def open_at(path: str, **query: str) -> AppTest:
        page = AppTest.from_file(PAGES / "navigation.py", default_timeout=60)
        # What a browser asks for; AppTest.switch_page knows pages only after a first run.
        page._page_hash = calc_hash(path)
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        return page

    return open_at


@pytest.fixture
def open_train(open_page):
    """Opens the page Train at a URL's query."""
    return partial(open_page, "train")
