"""A browser walks the page Home on a real server, with real training."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from core.architectures import FAMILIES
from core.runs.run import COMPLETED
from tests.core.runs.waiting import ended
from tests.e2e.server import DRAWN, READY
from tests.pages import filling

pytestmark = pytest.mark.browser

# Every button is within the width, and high enough to be pressed; stories scroll sideways.
FITS = """([width, height]) => {
  const roots = [...document.querySelectorAll('*')].map(node => node.shadowRoot).filter(Boolean);
  const buttons = roots.flatMap(root => [...root.querySelectorAll('button:not(.card)')]);
  const boxes = buttons.map(button => button.getBoundingClientRect());
  return boxes.length > 0 && boxes.every(
    box => box.left >= 0 && box.right <= width && box.height >= height);
}"""


def row(page, title: str):
    return page.get_by_role("row", name=title, exact=True)


def figure(page, id: str):
    """The link of a cell: its recipe's result."""
    return page.get_by_role("link", name=re.compile("^" + id.replace("/", ".") + ":"))


def test_race_a_row_to_the_end(open_page, store):
    page = open_page()
    topics = row(page, "Generated topics")
    topics.get_by_role("button", name="Race all four").click()
    page.wait_for_url(re.compile(r"/compare\?groups="))
    page.wait_for_selector(DRAWN)
    runs = [run for run in store.runs.list() if run.dataset == "topics"]
    assert {run.family for run in runs} == set(FAMILIES)
    assert len({run.seed for run in runs}) == 1
    # what each does is shown before it has a curve
    expect(page.get_by_role("progressbar")).to_have_count(4)
    page.get_by_text("epoch ").first.wait_for()
    page.get_by_role("link", name="4 running").or_(
        page.get_by_role("link", name=re.compile("running"))
    ).first.wait_for()  # the badge

    page.get_by_role("link", name="Home").click()
    page.wait_for_url(re.compile(r":\d+/$"))
    watch = topics.get_by_role("button", name="Watch the race")
    done = page.get_by_role("link", name=re.compile("run here with 1 seed"))
    watch.or_(figure(page, "topics/cnn").and_(done)).first.wait_for()
    for run in runs:
        assert ended(store, run.id, 120).status == COMPLETED
    watch.wait_for(state="detached")
    figure(page, "topics/cnn").and_(done).wait_for()


def test_a_guess_is_in_the_address_and_uncovers_its_row(open_page):
    page = open_page()
    page.wait_for_selector(".row.covered")
    covered = page.locator(".row.covered")
    expect(covered).to_have_count(5)
    guess = page.get_by_role("button", name=re.compile("^Convolutional"))
    guess.wait_for()  # what listens for keys is there, too
    page.keyboard.press("3")
    page.wait_for_url(re.compile("story=probe-motif&guess=convolutional"))
    expect(guess).to_have_attribute("aria-pressed", "true")
    expect(covered).to_have_count(4)
    page.get_by_role("button", name="Does word order matter").click()
    page.wait_for_url(re.compile("story=imdb"))
    page.get_by_role("heading", name="25,000 film reviews").wait_for()
    page.wait_for_function(READY)  # a press that is still being answered would win over Back
    page.go_back()
    page.wait_for_url(re.compile("story=probe-motif"))
    page.get_by_role("heading", name="0 1 2 in a row").wait_for()
    page.get_by_role("switch", name="Show results of the stories").check(force=True)
    expect(covered).to_have_count(0)
    page.reload()
    expect(page.get_by_role("switch", name="Show results")).to_be_checked()


def test_a_figure_leads_to_train_and_has_an_address(open_page):
    page = open_page()
    link = figure(page, "topics/cnn")
    assert link.get_attribute("href") == "/train?recipe=topics/cnn"
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/train?recipe=topics*cnn")
    page.get_by_role("heading", name="topics/cnn").wait_for()


def test_old_addresses_lead_to_train(open_page, store):
    run = filling.completed(store, "imdb/cnn")
    page = open_page(f"/?run={run.id}")
    page.get_by_role("heading", name="imdb/cnn").wait_for()
    assert page.url.endswith(f"/train?run={run.id}")


def test_nothing_is_cut_off_and_every_action_can_be_pressed(open_page):
    page = open_page()
    figure(page, "imdb-raw/cnn-lstm").wait_for()
    main = "document.querySelector('[data-testid=stMain]')"
    for width in (1920, 1440, 900, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_function(f"() => {main}.clientWidth <= {width}")
        # the grid takes a moment to be as narrow
        page.wait_for_function(f"() => {main}.scrollWidth <= {main}.clientWidth")
        page.wait_for_function(FITS, arg=[width, 40 if width < 500 else 24])


def test_a_row_without_data_shows_how_to_get_it(open_page):
    page = open_page()
    row(page, "Reuters news").get_by_role("button", name="Get the data").click()
    page.get_by_role("dialog").get_by_text("reuters.npz").first.wait_for()


def test_what_somebody_else_begins_is_seen_while_nothing_runs(open_page, store):
    page = open_page()
    noise = row(page, "Noise")
    noise.wait_for()
    run = filling.running(store, "noise/cnn", done=1)
    try:
        noise.get_by_role("button", name="Watch the race").wait_for()
    finally:
        store.actions.stop(run.id)
        store.leases.finish(run.id, filling.HOLDER, "stopped")
