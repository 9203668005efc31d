"""A browser reads the cookbook on a real server, and runs what it read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from core.runs.run import COMPLETED
from tests.e2e.server import READY

pytestmark = pytest.mark.browser


def test_read_choose_sample_and_come_back(open_page):
    page = open_page("/recipes?recipe=probe-motif/cnn")
    page.get_by_role("heading", name="probe-motif/cnn").wait_for()
    page.get_by_text("should answer class 1").wait_for()
    page.get_by_role("listitem").filter(has_text="GlobalMaxPooling1D").wait_for()
    page.get_by_role("button", name="Another sample").click()
    page.wait_for_url("**sample=2")
    page.wait_for_timeout(2_500)  # sooner than that, an old URL is taken for a late one
    page.locator("label").filter(has_text="probe-motif/lstm").click()
    page.get_by_role("heading", name="probe-motif/lstm").wait_for()
    page.wait_for_url(re.compile("recipe=probe-motif(/|%2F)lstm$"))
    page.wait_for_timeout(2_500)
    page.go_back()
    page.get_by_role("heading", name="probe-motif/cnn").wait_for()
    page.wait_for_url("**sample=2")


@pytest.mark.slow
def test_run_from_the_cookbook_is_watched_on_train(open_page, store):
    page = open_page("/recipes?recipe=breast-cancer/mlp")
    page.locator(".st-key-run-it button").click()
    page.wait_for_url("**/train?run=*")
    page.locator(".st-key-verdict_line_tall").filter(has_text="Test accuracy").wait_for()
    (run,) = store.runs.list()
    assert (run.recipe_id, run.status) == ("breast-cancer/mlp", COMPLETED)


def test_a_flaw_is_corrected_in_train(open_page):
    page = open_page("/recipes?recipe=mnist/mlp")
    page.get_by_role("link", name="Open in Train with the correction").click()
    page.wait_for_url("**/train?*validation_data=train*")
    page.get_by_text("Known flaw corrected").wait_for()


def test_on_a_phone_nothing_is_cut_off(open_page):
    page = open_page("/recipes?recipe=jena/conv1d-lstm", viewport={"width": 390, "height": 844})
    page.get_by_role("heading", name="Before you trust these figures").wait_for()
    main = "document.querySelector('[data-testid=stMain]')"
    page.wait_for_function(f"() => {main}.scrollWidth <= {main}.clientWidth")


def test_a_bench_counts_with_its_reader_and_a_reload_keeps_it(open_page):
    page = open_page("/recipes?recipe=digits/cnn")
    page.get_by_role("link", name="Convolution", exact=True).first.click()
    bench = page.locator(".bench")
    bench.get_by_label("Image 4 × 4, row 1, column 1").fill("5")
    expect(bench.locator(".sum")).to_have_text("5 + 0 + 0 + 1 = 6")
    page.wait_for_url("**image=5*")
    bench.get_by_label("row 1, column 2").first.fill("x")
    expect(bench.locator(".problem")).to_contain_text("image must be")
    expect(bench.locator(".sum")).to_have_text("5 + 0 + 0 + 1 = 6")  # nothing is lost
    bench.get_by_label("row 1, column 2").first.fill("0")
    expect(bench.locator(".problem")).to_have_text("")
    bench.get_by_role("button", name="Next").click()
    bench.locator(".finding").click()
    page.keyboard.press("ArrowRight")
    expect(bench.locator(".sum")).to_have_text("1 + 0 + 0 + 0 = 1")
    page.wait_for_url("**step=3*")
    page.wait_for_timeout(2_500)  # the page has heard of it
    page.wait_for_function(READY)
    page.wait_for_url("**step=3*")
    page.reload()
    expect(bench.locator(".sum")).to_have_text("1 + 0 + 0 + 0 = 1")
    expect(bench.locator("button.cell").first).to_have_text("6")
