"""Runs in a real browser: ticking and opening rows, the bin, and a real run's own page."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from core.recipes import recipe
from tests.core.runs.waiting import wait_for
from tests.e2e.server import READY
from tests.pages import filling

pytestmark = pytest.mark.browser

READERS_ZONE = "Asia/Kathmandu"  # a quarter of an hour off every server's
TABLE = '[data-testid="stDataFrame"]'
# Of the table's canvas, in pixels: no element of the page stands for a cell.
HEADER, ROW = 38, 36
TICK, OPEN = 16, 80


@pytest.fixture
def trained(store):
    """Two trained runs, the newer one first; each kept its predictions."""
    chosen = [("digits/mlp", 2), ("numeric-binary/perceptron", 3)]
    made = [
        store.runs.create(recipe(id).with_settings({"epochs": epochs}), 0, origin="dashboard").id
        for id, epochs in chosen
    ]
    wait_for(lambda: all(store.runs.get(id).ended for id in made), 120)
    assert [store.runs.get(id).status for id in made] == ["completed"] * 2
    return made[::-1]


def click(page, row: int, x: int) -> None:
    page.locator(f"{TABLE} canvas").first.wait_for()
    page.wait_for_function(READY)
    box = before = None  # what is above the table may come after it, and its size a moment later
    while not box or box != before:
        page.wait_for_timeout(500)
        box, before = page.locator(TABLE).bounding_box(), box
    page.mouse.click(box["x"] + x, box["y"] + HEADER + ROW * row + ROW / 2)


@pytest.mark.slow
def test_a_row_opens_its_run_and_back_leads_to_the_list(open_page, trained, store):
    page = open_page("/runs", timezone_id=READERS_ZONE)
    click(page, 1, OPEN)
    page.wait_for_url(f"**/runs?run={trained[1]}")
    launched = store.runs.get(trained[1]).created.astimezone(ZoneInfo(READERS_ZONE))
    expect(page.get_by_text(f"launched {launched:%Y-%m-%d %H:%M}")).to_be_visible()
    expect(page.get_by_text("digits right: accuracy")).to_be_visible()
    right = round(store.runs.get(trained[1]).test["accuracy"] * 359)
    expect(page.get_by_text(f"{right} of 359 digits right")).to_be_visible()
    squares = page.locator(".live-chart .heatmaplayer image")
    expect(squares).to_have_count(1)
    expect(page.get_by_text("Most confident mistakes")).to_be_visible()
    page.wait_for_timeout(2_500)  # a Back within two seconds is taken for a click of before
    page.go_back()
    expect(page.get_by_text("Select runs at the left edge")).to_be_visible()


@pytest.mark.slow
def test_ticked_runs_are_tagged_and_binned_and_one_goes_for_ever(open_page, store, home):
    runs = [filling.completed(store, name).id for name in ("imdb/mlp", "imdb/cnn")][::-1]
    for id in runs:
        (home / "artifacts" / id).mkdir(parents=True)
    page = open_page("/runs")
    click(page, 0, TICK)
    expect(page.get_by_text("1 run selected")).to_be_visible()
    click(page, 1, TICK)
    expect(page.get_by_text("2 runs selected")).to_be_visible()
    page.get_by_role("button", name="Tag", exact=True).click()
    field = page.get_by_label("Tag 2 runs with")
    field.fill("lecture")
    field.press("Enter")
    expect(page.get_by_text("Tagged with lecture: 2 runs")).to_be_visible()
    assert [store.runs.get(id).tags for id in runs] == [("lecture",)] * 2
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url(f"**/compare?runs={runs[0]}%2C{runs[1]}")
    page.go_back()
    click(page, 0, TICK)
    expect(page.get_by_text("1 run selected")).to_be_visible()
    click(page, 1, TICK)
    expect(page.get_by_text("2 runs selected")).to_be_visible()
    page.get_by_role("button", name="Move to bin").click()
    expect(page.get_by_text("Moved 2 runs to the bin")).to_be_visible()
    page.get_by_text("Bin (2)").click()
    expect(page.get_by_text("are kept until")).to_be_visible()
    click(page, 0, TICK)
    page.get_by_role("button", name="Delete permanently…").click()
    expect(page.get_by_text("1 run will be permanently deleted")).to_be_visible()
    page.get_by_role("button", name="Delete 1 run permanently").click()
    expect(page.get_by_text("Permanently deleted 1 run")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert sum((home / "artifacts" / id).exists() for id in runs) == 1
