"""The page System, with nothing in the store and with everything."""

from __future__ import annotations

import pytest

from core.people import WATCH, Person
from tests.pages import filling


@pytest.fixture(autouse=True)
def quiet_machine(monkeypatch):
    """Other programs, such as other tests, are nothing to say here."""
    monkeypatch.setattr("core.system.status.load", lambda: 0.5)


def texts(page) -> str:
    return "\n".join(element.value for element in page.markdown)


def test_with_an_empty_store_all_is_well(open_page):
    page = open_page("system")
    assert not page.exception and not page.error
    assert "All is well." in texts(page) and "The queue is empty." in texts(page)


def test_active_runs_are_listed_and_can_be_opened(open_page, store):
    run = filling.running(store, "topics/cnn", done=3)
    store.runs.create(filling.recipe("imdb/lstm"), 0, origin="dashboard", person="*x* <script>|")
    page = open_page("system")
    (button,) = [item for item in page.button if item.key == f"system {run.id}"]
    assert "topics/cnn, seed 0" in button.label
    assert "1 of 4 slots" not in texts(page)  # nobody's slot: no server runs
    assert "1 run is queued" in texts(page)
    assert r"\*x\* \<script\>\|" in texts(page)
    button.click().run()
    assert not page.exception


def test_no_secret_is_shown(open_page, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", "elsewhere")
    page = open_page("system")
    assert "**home**" in texts(page) and "from the environment" in texts(page)


def test_an_unknown_variable_is_shown(open_page, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_BANNER", "hello")
    assert r"RECIPE\_LAB\_BANNER" in texts(open_page("system"))


def test_a_misspelt_variable_is_named_on_the_page(open_page, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_SIGNIN", "yes")
    page = open_page("system")
    assert not page.exception and "RECIPE" in page.error[0].value
    assert "SIGN" in page.error[0].value


def test_view_only_access_shows_no_folders(open_page, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_BANNER", "hello")
    monkeypatch.setattr("pages.components.live.person.person", lambda: Person("anna", WATCH))
    page = open_page("system")
    assert "All is well." in texts(page) and "**home**" not in texts(page)
    assert "BANNER" not in texts(page)
