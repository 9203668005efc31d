"""The title of a tab that nobody looks at says how far one's run is, and how it ended."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.recipes import recipe
from core.runs.run import COMPLETED, FAILED
from tests.pages import filling

pytestmark = pytest.mark.browser
# Playwright's pages all think that they are looked at.
AWAY = """() => {
  document.hasFocus = () => false;
  Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
}"""
BACK = """() => {
  document.hasFocus = () => true;
  Object.defineProperty(document, "hidden", { get: () => false, configurable: true });
  window.dispatchEvent(new Event("focus"));
}"""


def running(store, person: str):
    run = store.runs.create(
        recipe("imdb/cnn").with_settings({"epochs": 4}),
        0,
        origin="dashboard",
        person=person,
        holder=filling.HOLDER,
        lease_seconds=600,
    )
    store.leases.claim(run.id, filling.HOLDER, 600)
    store.histories.append(run.id, 0, [filling.epoch_row(run, 0)], [1.0], holder=filling.HOLDER)
    return run.id


def test_the_tab_says_how_far_my_run_is_and_how_it_ended_until_i_look(open_page, server, store):
    page = open_page("/recipes")
    name = [{"name": "recipe_lab_name", "value": "Ada", "url": server.url}]
    page.context.add_cookies(name)
    page.goto(server.url + "/recipes")
    expect(page).to_have_title("Recipe Lab")
    theirs, mine, next_one = (running(store, person) for person in ("Grace", "Ada", "Ada"))
    expect(page).to_have_title("25\u00a0% · Recipe Lab")
    page.get_by_role("link", name="Runs").first.click()  # Streamlit sets the title again
    page.wait_for_url("**/runs")
    expect(page).to_have_title("25\u00a0% · Recipe Lab")
    page.evaluate(AWAY)
    test = {"loss": 0.3, "accuracy": 0.886}
    store.leases.finish(theirs, filling.HOLDER, FAILED)
    store.leases.finish(mine, filling.HOLDER, COMPLETED, test=test)
    expect(page).to_have_title("✓ CNN 88.6\u00a0% · 62\u00a0%")
    store.leases.finish(next_one, filling.HOLDER, FAILED)
    expect(page).to_have_title("✗ CNN · +1")
    page.evaluate(BACK)
    expect(page).to_have_title("Recipe Lab")
