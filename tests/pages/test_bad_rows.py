"""Rows that make no sense, all at once in one store: every page shows the others."""

from __future__ import annotations

import pytest

from pages.components.live.manager import run_manager
from tests.core.runs.store.test_validity import SENSELESS, spoil
from tests.pages import filling
from tests.pages.conftest import PAGES

LINKS = (("runs", "run"), ("train", "run"), ("compare", "runs"))
PATHS = ["", *sorted({path.stem for path in PAGES.glob("*.py")} - {"home", "navigation"})]


@pytest.fixture
def spoilt(store):
    """A good run, and a senseless one of each kind; the good one's id."""
    good = filling.completed(store, "digits/mlp", {"loss": 0.1, "accuracy": 0.9721})
    for seed, (column, value) in enumerate(SENSELESS, 1):
        make = filling.queued if seed % 3 else filling.running
        spoil(store, make(store, "digits/cnn", seed=seed).id, column, value)
    return good.id


@pytest.mark.parametrize("path", PATHS)
def test_no_page_dies_of_them(open_page, store, spoilt, path):
    page = open_page(path)
    assert not page.exception and not [error.value for error in page.error]
    if path == "system":
        left_out = run_manager().store.database.unreadable
        assert len(left_out) == len(SENSELESS)
        assert any(next(iter(left_out)) in item.value for item in page.markdown)


def test_the_good_one_is_listed_and_opened(open_page, spoilt):
    for path, name in LINKS:
        page = open_page(path, **{name: spoilt})
        assert not page.exception and not page.error, path


def test_a_link_to_a_bad_one_is_a_sentence(open_page, store, spoilt):
    open_page("system")
    bad = next(iter(run_manager().store.database.unreadable))
    for path, name in LINKS:
        page = open_page(path, **{name: bad})
        assert not page.exception, path
