"""Which is better? A browser follows it from Home's first start to seeds that were missing."""

from __future__ import annotations

import re

import pytest

from core.recipes import recipe
from core.runs.run import COMPLETED
from tests.e2e.server import DRAWN

pytestmark = pytest.mark.browser

TWO = ("digits/mlp", "digits/cnn")


def test_a_first_start_says_which_family_is_best_and_shows_by_how_much(open_page):
    page = open_page()
    row = page.get_by_role("region", name="Probe: a motif anywhere", exact=True)
    said = row.get_by_role("link", name=re.compile("Recorded: Convolutional is better than"))
    said.click()
    page.wait_for_url(re.compile(r"/compare\?recorded=probe-motif"))
    page.get_by_text("probe-motif/cnn is better than probe-motif/mlp").first.wait_for()
    page.wait_for_selector(DRAWN)
    chart = page.get_by_role("img", name=re.compile("Chart of pairs"))
    chart.get_by_text("probe-motif/cnn against probe-motif/rcnn").wait_for()


def test_one_seed_says_nothing_and_a_press_runs_what_is_missing(open_page, store):
    for name in TWO:
        store.create(recipe(name).with_settings({"epochs": 3}), 0, origin="dashboard")
    page = open_page("/compare?recipes=" + ",".join(TWO))
    page.get_by_text("with one seed nobody knows how much of that is luck").wait_for()
    page.get_by_role("button", name="Run 2 more seeds of each (4 runs").click()
    page.get_by_text("4 more seeds are queued or training").wait_for()
    # the figures are drawn again when the last one ends, without anybody's doing
    page.get_by_text(
        re.compile("is better than|cannot be told yet which|no difference")
    ).first.wait_for()
    page.get_by_text("nobody knows how much of that is luck").wait_for(state="detached")
    runs = store.list()
    assert {(run.recipe_id, run.seed) for run in runs} == {(n, s) for n in TWO for s in range(3)}
    assert all(run.status == COMPLETED for run in runs)


def test_what_matters_is_in_the_address(open_page):
    page = open_page("/compare?recipes=" + ",".join(TWO) + "&matters=3")
    page.get_by_role("button", name="A difference matters from 3 points").click()
    field = page.get_by_role("spinbutton", name="A difference matters from (points)")
    field.fill("50")
    field.press("Enter")
    page.wait_for_url(re.compile("matters=50"))
    page.get_by_text("there is no difference that matters").first.wait_for()
