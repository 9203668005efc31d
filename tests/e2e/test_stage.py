"""A race replayed and on the stage, on reference runs: nothing has to train, nothing is asked."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from playwright.sync_api import expect

from tests.e2e.server import READY

pytestmark = pytest.mark.browser

REPLAY = "/compare?replay=0"
# Everything with words in it: its size in shares of the window's height, and where it is.
TEXTS = """dialog => [...dialog.querySelectorAll('*')].filter(node =>
    [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()) &&
    node.checkVisibility({ visibilityProperty: true })
  ).map(node => {
    const { left, top, right, bottom } = node.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(node).fontSize) / innerHeight;
    return { text: node.textContent, size, left, top, right, bottom };
  })"""
LABELS = """dialog => [...dialog.querySelectorAll('text.annotation-text')]
  .map(node => node.getBoundingClientRect())
  .map(({ left, top, right, bottom }) => [left, top, right, bottom])"""
POINTS = """chart => chart.data.filter(trace => /(training|validation)$/.test(trace.uid))
  .reduce((sum, trace) => sum + trace.x.length, 0)"""
CHIPS = """nodes => nodes.map(node =>
  ['name', 'state', 'figure'].map(part => node.querySelector('.' + part).textContent))"""


@pytest.fixture
def open_stage(open_page):
    """Opens a page whose replay or stage is drawn."""

    def open_at(path: str, **options):
        page = open_page(path, **options)
        page.locator("dialog[open] .chart[data-state=drawn]").wait_for()
        page.wait_for_function(READY)
        return page

    return open_at


def chips(page) -> dict[str, str]:
    """Name → state and figure."""
    texts = page.locator("dialog .chip").evaluate_all(CHIPS)
    return {name: f"{state}: {figure}" for name, state, figure in texts}


def has_points(page, count: int) -> None:
    """Wait until the chart has that many points."""
    chart = page.locator("dialog .chart").element_handle()
    page.wait_for_function(f"([chart, count]) => ({POINTS})(chart) === count", arg=[chart, count])


def test_a_replay_stands_where_the_address_says_and_steps_both_ways(open_stage):
    page = open_stage(REPLAY)
    slider = page.get_by_role("slider", name="Position in the race")
    assert float(slider.input_value()) == 0
    has_points(page, 0)
    assert set(chips(page).values()) == {"epoch 1 of 6: –"}
    assert page.locator(".st-key-race-result").is_hidden()

    page.locator("dialog .screen").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**replay=1.2")
    assert chips(page)["MLP"] == "epoch 2 of 6: 50.4"
    has_points(page, 2)  # training and validation
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**replay=0")
    assert chips(page)["MLP"] == "epoch 1 of 6: –"

    page.locator("dialog").get_by_role("button", name="CNN first to 90 %").click()
    page.wait_for_url("**replay=2.9")
    assert chips(page)["CNN"] == "epoch 2 of 6: 99.0"

    slider.fill(slider.get_attribute("max"))
    assert chips(page)["LSTM"] == "reference runs: 49.6"
    page.keyboard.press("Escape")  # the slider has the focus
    assert "replay=" in page.url
    page.get_by_role("button", name="Close the replay").click()
    page.wait_for_url(lambda url: "replay" not in url)
    page.locator(".st-key-race-result").wait_for()


@pytest.mark.slow
def test_a_replay_plays_within_20_seconds_and_asks_for_nothing(open_stage):
    page = open_stage("/compare?recorded=probe-motif/mlp,probe-motif/cnn&replay=0")
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("dialog").get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("dialog output")).to_have_text(re.compile("^[5-9]"))
    page.keyboard.press(" ")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    assert asked == []
    assert chips(page)["MLP"].startswith("reference runs: 51")
    assert "replay=" in page.url


@pytest.mark.slow
def test_without_motion_a_replay_only_steps(open_stage):
    page = open_stage(REPLAY, reduced_motion="reduce")
    assert not page.get_by_role("button", name="Play", exact=True).count()
    page.get_by_role("button", name="One step forward").click()
    page.wait_for_url("**replay=1.2")


def test_s_opens_the_stage_space_uncovers_the_answer_and_escape_leaves(open_page):
    page = open_page("/compare")
    page.get_by_role("button", name="Stage view").wait_for()
    page.locator("[data-state=drawn]").first.wait_for()
    page.wait_for_url("**recorded=*")  # written last, over what a key wrote before
    page.keyboard.press("s")
    page.locator("dialog[open] .chart[data-state=drawn]").wait_for()
    page.wait_for_url("**stage=1")
    box = page.locator("dialog .screen").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1440, 900)
    claim = page.get_by_text("CNN and CNN-LSTM are better than MLP and LSTM").last
    assert claim.is_hidden()
    page.keyboard.press(" ")
    page.wait_for_url("**reveal=1")
    claim.wait_for()
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "stage" not in url and "reveal" not in url)
    page.locator("dialog").wait_for(state="hidden")

    page.keyboard.press("s")
    page.wait_for_url("**stage=1")
    page.go_back()
    page.locator("dialog").wait_for(state="hidden")
    assert "stage" not in page.url and "recorded=" in page.url
    page.go_forward()
    page.locator("dialog[open]").wait_for()


@pytest.mark.slow
def test_an_address_opens_the_stage_uncovered_and_keys_can_be_off(open_stage):
    page = open_stage("/compare?keys=0&stage=1&reveal=1")
    page.get_by_text("CNN and CNN-LSTM are better than MLP and LSTM").last.wait_for()
    page.keyboard.press("s")
    page.keyboard.press(" ")
    assert "stage=1&reveal=1" in page.url
    page.locator("dialog").get_by_role("button", name="Back to the page").click()
    page.locator("dialog").wait_for(state="hidden")
    page.keyboard.press("s")
    assert page.locator("dialog").is_hidden()


@pytest.mark.parametrize(
    "size",
    [
        (1920, 1080),
        pytest.param((1024, 768), marks=pytest.mark.slow),
        pytest.param((844, 390), marks=pytest.mark.slow),
    ],
)
def test_everything_on_the_stage_is_large_and_in_the_window(open_stage, size):
    width, height = size
    page = open_stage("/compare?stage=1", viewport={"width": width, "height": height})
    for state in ("covered", "revealed", "replayed"):
        if state == "revealed":
            page.keyboard.press(" ")
        if state == "replayed":
            page.locator("dialog").get_by_role("button", name="Replay").click()
            page.keyboard.press(" ")
            page.locator("dialog input").fill("9")
        page.wait_for_timeout(600)  # the cover takes 350 ms
        texts = page.locator("dialog").evaluate(TEXTS)
        assert {"MLP", "CNN-LSTM", "epoch"} <= {text["text"] for text in texts}
        for text in texts:
            assert text["size"] >= 0.0249, (state, text)
            assert text["left"] >= 0 and text["right"] <= width, (state, text)
            assert text["top"] >= 0 and text["bottom"] <= height, (state, text)
        for one, other in combinations(page.locator("dialog").evaluate(LABELS), 2):
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[3] <= other[1] + 1 or other[3] <= one[1] + 1, (state, one, other)
