"""Which is better? A browser follows it from Home's first start to seeds that were missing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from core.analysis.predictions import load_test_set
from core.recipes import recipe
from core.runs.run import COMPLETED
from core.settings import load_settings
from tests.core.runs.waiting import wait_for
from tests.e2e.server import DRAWN
from tests.pages import filling

pytestmark = pytest.mark.browser

PLACE = "A fixed place"
TWO = ("digits/mlp", "digits/cnn")


def test_a_first_start_says_which_family_is_best_and_shows_by_how_much(open_page):
    page = open_page()
    row = page.get_by_role("row", name="A fixed place", exact=True)
    row.get_by_role("link", name=re.compile("Reference runs: Multilayer")).click()
    page.wait_for_url(re.compile(r"/compare\?recorded=probe-place"))
    page.get_by_text("MLP is better than").first.wait_for()
    page.wait_for_selector(DRAWN)
    chart = page.get_by_role("img", name=re.compile("Chart of pairs"))
    chart.get_by_text("MLP against CNN", exact=True).wait_for()


def test_one_seed_says_nothing_and_a_press_runs_what_is_missing(open_page, store):
    for name in TWO:
        store.runs.create(recipe(name).with_settings({"epochs": 3}), 0, origin="dashboard")
    page = open_page("/compare?recipes=" + ",".join(TWO))
    page.get_by_role("paragraph").filter(has_text=re.compile("Leaning|Too early")).wait_for()
    page.get_by_role("button", name="Train 2 more seeds of each").click()
    page.get_by_text(re.compile(r"Training 4 more runs: \d of 4 done")).wait_for()
    # the verdict changes when the last one ends, without anybody's doing
    page.get_by_text("Training 4 more runs").wait_for(state="detached")
    expect(page.get_by_text("mean of 3 seeds")).to_have_count(2)
    runs = store.runs.list()
    assert {(run.recipe_id, run.seed) for run in runs} == {(n, s) for n in TWO for s in range(3)}
    assert all(run.status == COMPLETED for run in runs)


@pytest.mark.slow
def test_what_matters_is_in_the_address(open_page, store, home):
    settings = load_settings({"RECIPE_LAB_HOME": str(home)})
    truth = load_test_set("digits", recipe(TWO[0]).preprocessing, settings)
    for name, wrong in zip(TWO, ((20, 24, 21), (18, 16, 25)), strict=True):
        for seed, count in enumerate(wrong):
            filling.tested(store, settings, truth, name, seed=seed, wrong=range(count))
    page = open_page("/compare?recipes=" + ",".join(TWO) + "&matters=3")
    page.get_by_role("button", name="Smallest difference that matters: 3 points").click()
    field = page.get_by_role("spinbutton", name="Smallest difference that matters (points)")
    field.fill("50")
    field.press("Enter")
    page.wait_for_url(re.compile("matters=50"))
    page.get_by_text("No difference that matters").first.wait_for()


@pytest.mark.slow
def test_from_the_first_press_to_a_settled_verdict(open_page, store):
    """Race, more seeds, verdict, reload, another browser: nobody has to look again."""
    page = open_page()
    row = page.get_by_role("row", name=PLACE, exact=True)
    row.get_by_role("button", name="Race all four").click()
    page.wait_for_url(re.compile(r"/compare\?groups="))
    # with two or three tested, the button would train fewer
    more = page.get_by_role("button", name=re.compile("2 more seeds of each · 8 runs"))
    runs = [run.id for run in store.runs.list() if run.dataset == "probe-place"]
    wait_for(lambda: all(store.runs.get(run).status == COMPLETED for run in runs), 300)
    more.click()
    page.get_by_text(re.compile(r"Training 8 more runs: \d of 8 done")).wait_for()
    runs = [run.id for run in store.runs.list() if run.dataset == "probe-place"]
    assert len(runs) == 12
    wait_for(lambda: all(store.runs.get(run).status == COMPLETED for run in runs), 300)
    settled = "MLP is better than"
    page.get_by_text(settled).first.wait_for()
    page.get_by_text("Training 8 more runs").wait_for(state="detached")
    address = page.url
    page.reload()
    other = open_page(address.partition("/compare")[1] + address.partition("/compare")[2])
    for browser in (page, other):
        browser.get_by_text(settled).first.wait_for()
        expect(browser.get_by_text("mean of 3 seeds")).to_have_count(4)
        browser.wait_for_selector(DRAWN)
        assert browser.get_by_role("button", name="more seeds of each").count() == 0
