"""“I changed kernel size to 7 and it got worse. Why?” A browser follows it to the verdict."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from core.recipes import recipe
from core.runs.run import COMPLETED
from tests.e2e.server import DRAWN

pytestmark = pytest.mark.browser

TOPICS = recipe("topics/cnn")
UIDS = "() => document.querySelector('.live-chart').data.map(trace => trace.uid)"
IN_VIEW = """() => {
  const { top, bottom } = document.querySelector('.live-chart').getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}"""
BADGE = re.compile("Too early|Leaning|Clear")


@pytest.mark.slow
def test_a_change_is_compared_judged_settled_and_reopened(open_page, store):
    page = open_page("/train?recipe=topics/cnn&epochs=10")
    page.wait_for_selector(DRAWN)
    field = page.get_by_role("spinbutton", name=re.compile("^Kernel size"))
    field.fill("7")
    field.press("Enter")
    page.wait_for_url(re.compile("kernel_size=7"))
    page.locator(".st-key-launch").get_by_role("button", name="Train").click()
    page.wait_for_url(re.compile("run="))
    page.get_by_role("heading", name="Kernel size 7 instead of 5").wait_for()
    page.wait_for_function(IN_VIEW)
    reference = f"recorded {TOPICS.key} validation"
    assert {reference, f"{reference} band"} <= set(page.evaluate(UIDS))

    line = page.locator(".st-key-verdict_line_tall")
    line.get_by_text("Too early").wait_for()
    line.get_by_text("than the recipe").wait_for()
    (run,) = store.runs.list()
    assert run.status == COMPLETED
    assert {reference, f"{run.id} validation", f"{run.id} training"} <= set(page.evaluate(UIDS))
    line.get_by_role("button", name="Train 2 more seeds").click()
    line.get_by_text("of 2 done").wait_for()
    line.get_by_text("of 2 done").wait_for(state="detached", timeout=300_000)
    line.get_by_text(BADGE).wait_for()
    row = page.get_by_role("row", name=re.compile("kernel size 7"))
    expect(row.get_by_role("cell").first).to_have_text("3")
    assert sorted(one.seed for one in store.runs.list()) == [0, 1, 2]

    text = line.locator(".st-key-verdict_text")
    said, address = text.inner_text(), page.url
    page.get_by_role("row", name=re.compile("reference runs")).get_by_role("button").click()
    page.get_by_role("heading", name="topics/cnn").wait_for()
    page.wait_for_url(lambda url: "run=" not in url)
    expect(row).not_to_have_attribute("aria-current", "true")  # it is drawn anew
    row.get_by_role("button").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Kernel size 7 instead of 5").wait_for()
    page.wait_for_url(re.compile("run="))
    page.goto(address)
    expect(text).to_have_text(said, use_inner_text=True)
    page.wait_for_selector(DRAWN)


@pytest.mark.slow
def test_on_a_phone_train_scrolls_to_the_curves(open_page, store):
    page = open_page("/train?recipe=topics/mlp", viewport={"width": 390, "height": 844})
    page.wait_for_selector(DRAWN)
    press = page.locator(".st-key-launch").get_by_role("button", name="Train")
    press.scroll_into_view_if_needed()
    press.click()
    page.wait_for_url(re.compile("run="))
    page.wait_for_function(IN_VIEW)
    page.locator(".st-key-verdict_line_tall").get_by_text("Test accuracy").wait_for()
