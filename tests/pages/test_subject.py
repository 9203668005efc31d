"""What somebody raced or looked at is what the next page opens with."""

from __future__ import annotations

import pytest
from streamlit.util import calc_hash

from core.recipes import RECIPES
from pages.components.frame import session
from tests.pages import filling


def go(page, path: str):
    """Press a page's name: a bare address."""
    page.query_params.clear()
    page._page_hash = calc_hash(path)
    page.run()
    assert not page.exception
    return page


def train_recipe(page) -> str:
    return page.session_state[session.FORM].recipe_id


def test_train_never_opens_on_noise(open_page):
    assert RECIPES[train_recipe(open_page("train"))].dataset != "noise"


@pytest.mark.parametrize("path", ["data", "recipes", "compare"])
def test_train_opens_with_what_was_looked_at(open_page, store, path):
    filling.completed(store, "topics/cnn")
    query = {
        "data": {"dataset": "topics"},
        "recipes": {"recipe": "topics/lstm"},
        "compare": {"datasets": "topics"},
    }
    page = go(open_page(path, **query[path]), "train")
    assert RECIPES[train_recipe(page)].dataset == "topics"
    if path == "recipes":
        assert train_recipe(page) == "topics/lstm"


def test_coming_back_shows_what_was_left_unless_something_else_was_looked_at(open_page, store):
    page = open_page("train", recipe="digits/cnn")
    page = go(go(page, "system"), "train")
    assert train_recipe(page) == "digits/cnn"
    page = go(page, "recipes")
    assert page.query_params["recipe"] == "digits/cnn"
    page.query_params["recipe"] = "topics/rcnn"
    page.run()
    page = go(page, "train")
    assert train_recipe(page) == "topics/rcnn"
