"""A browser walks the page Home on a real server, with real training."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from core.architectures import FAMILIES
from core.runs.run import ACTIVE, COMPLETED
from tests.e2e.server import DRAWN
from tests.pages import filling

pytestmark = pytest.mark.browser

# Every button of the grid is within the width, and high enough to be pressed.
FITS = """([width, height]) => {
  const roots = [...document.querySelectorAll('*')].map(node => node.shadowRoot).filter(Boolean);
  const buttons = roots.flatMap(root => [...root.querySelectorAll('button')]);
  const boxes = buttons.map(button => button.getBoundingClientRect());
  return boxes.length > 0 && boxes.every(
    box => box.left >= 0 && box.right <= width && box.height >= height);
}"""


def row(page, title: str):
    return page.get_by_role("region", name=title, exact=True)


def cell(page, id: str):
    link = page.get_by_role("link", name=id, exact=True)
    return page.get_by_role("article").filter(has=link)


def test_race_a_row_to_the_end(open_page, store):
    page = open_page()
    row(page, "Generated topics").get_by_role("button", name="Race all four").click()
    page.wait_for_url(re.compile(r"/compare\?groups="))
    page.wait_for_selector(DRAWN)
    runs = [run for run in store.runs.list() if run.dataset == "topics"]
    assert {run.family for run in runs} == set(FAMILIES)
    assert len({run.seed for run in runs}) == 1
    bars = page.locator(".active-runs").get_by_role("progressbar")
    assert bars.count() == 4, "what each does is said before it has a curve"
    page.locator(".active-runs").get_by_text("epoch ").first.wait_for(timeout=60_000)

    page.get_by_role("link", name="Home").click()
    page.wait_for_url(re.compile(r":\d+/$"))
    row(page, "Generated topics").get_by_role("link", name="Watch").wait_for()
    for run in runs:
        bar = cell(page, run.recipe_id).get_by_role("progressbar")
        bar.wait_for(state="detached", timeout=120_000)
    assert all(store.runs.get(run.id).status == COMPLETED for run in runs)
    row(page, "Generated topics").get_by_role("link", name="Watch").wait_for(state="detached")
    assert cell(page, "topics/cnn").locator("polyline").count() == 2, "recorded and one's own"


def test_run_one_stays_here_and_keeps_the_keyboards_place(open_page, store):
    page = open_page()
    run = cell(page, "breast-cancer/mlp").get_by_role("button", name="Train")
    run.focus()
    page.keyboard.press("Enter")
    cell(page, "breast-cancer/mlp").get_by_role("progressbar").wait_for()
    assert run.evaluate("node => node === node.getRootNode().activeElement")
    cell(page, "breast-cancer/mlp").get_by_role("progressbar").wait_for(state="detached")
    assert run.evaluate("node => node === node.getRootNode().activeElement")
    assert not [run for run in store.runs.list(status=ACTIVE) if run.dataset == "breast-cancer"]


def test_links_lead_to_train_and_to_the_recipe_and_have_an_address(open_page):
    page = open_page()
    link = page.get_by_role("link", name="topics/cnn", exact=True)
    assert link.get_attribute("href") == "/train?recipe=topics/cnn"
    link.click()
    page.wait_for_url("**/train?recipe=topics*cnn")
    page.get_by_role("heading", name="topics/cnn").wait_for()
    page.get_by_role("link", name="Home").click()
    cell(page, "topics/cnn").get_by_role("link", name="Recipe").click()
    page.wait_for_url("**/recipes?recipe=topics*cnn")
    page.get_by_role("heading", name="topics/cnn").wait_for()


def test_old_addresses_lead_to_train(open_page, store):
    run = filling.completed(store, "imdb/cnn")
    page = open_page(f"/?run={run.id}")
    page.get_by_role("heading", name="imdb/cnn").wait_for()
    assert page.url.endswith(f"/train?run={run.id}")


def test_nothing_is_cut_off_and_every_action_can_be_pressed(open_page):
    page = open_page()
    cell(page, "imdb-raw/cnn-lstm").wait_for()
    main = "document.querySelector('[data-testid=stMain]')"
    for width in (1920, 1440, 900, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_function(f"() => {main}.clientWidth <= {width}")
        # the grid takes a moment to be as narrow
        page.wait_for_function(f"() => {main}.scrollWidth <= {main}.clientWidth", timeout=20_000)
        page.wait_for_function(FITS, arg=[width, 40 if width < 500 else 24], timeout=20_000)


def test_a_row_without_data_explains_itself_and_shows_how_to_get_it(open_page):
    page = open_page()
    reviews = row(page, "IMDB reviews")
    expect(reviews.get_by_role("button", name="Race")).to_be_disabled()
    reviews.get_by_role("button", name="Get the data").click()
    page.get_by_role("dialog").get_by_text("imdb.npz").first.wait_for()


def test_what_somebody_else_begins_is_seen_while_nothing_went_on(open_page, store):
    page = open_page()
    cell(page, "noise/cnn").wait_for()
    run = filling.running(store, "noise/cnn", done=1)
    try:
        cell(page, "noise/cnn").get_by_role("progressbar").wait_for(timeout=60_000)
    finally:
        store.actions.stop(run.id)
        store.leases.finish(run.id, filling.HOLDER, "stopped")
