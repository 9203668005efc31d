"""A browser walks the page Train on a real server, with real training."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from core.charts import FAMILY_STYLES
from core.recipes import RECIPES, short_name
from core.runs.run import COMPLETED, RUNNING, STOPPED
from tests.core.runs.waiting import SLOWER
from tests.e2e.server import DRAWN, READY
from tests.pages import filling

pytestmark = pytest.mark.browser

# A curve of the run in the first chart: [points, last height, shown?, colour, name of the node].
CURVE = """name => {
  const chart = document.querySelector('.live-chart');
  const at = (chart?.data ?? []).findIndex(
    trace => trace.uid === `${chart.layout.uirevision} ${name}`);
  if (at < 0) return null;
  const given = chart.data[at]; // of a hidden curve plotly has no more than that
  const { y, visible } = chart._fullData[at], { x } = given;
  const count = x?.length ?? x?._inputArray?.length ?? atob(x?.bdata ?? '').length / 4;
  return [count, y?.at(-1), visible, given.line.color, chart.nodeName_ ?? ''];
}"""
GROWN = """([name, points, run]) => {
  const chart = document.querySelector('.live-chart');
  const at = (chart?.data ?? []).findIndex(trace => trace.uid === `${run} ${name}`);
  const x = chart?.data?.[at]?.x; // of a hidden curve plotly keeps what it was given
  const count = x?.length ?? x?._inputArray?.length ?? atob(x?.bdata ?? '').length / 4;
  return at >= 0 && chart.layout.uirevision === run && count > points;
}"""
SINGLES = """count => document.querySelector('.live-chart')?.data
  ?.filter(trace => trace.uid?.includes('single')).length === count"""
RANGE = "() => [...document.querySelector('.live-chart').layout.xaxis.range]"


def pick(page, dataset: str, recipe: str, epochs: int | None = None) -> None:
    if dataset:
        page.locator(".st-key-dataset input").click()
        page.get_by_role("option").filter(has_text=dataset).click()
        # until then, the buttons are those of the dataset before
        page.get_by_role("heading", name=f"{recipe.partition('/')[0]}/").wait_for()
    name = re.compile(rf" {short_name(RECIPES[recipe])}$")  # after its family's mark
    page.locator(".st-key-families").get_by_role("radio", name=name).click()
    page.get_by_role("heading", name=recipe).wait_for()
    if epochs is not None:
        field = page.get_by_role("spinbutton", name="Epochs")
        field.fill(str(epochs))
        field.press("Enter")
        page.locator(".st-key-row-epochs").get_by_text("recipe: ").wait_for()
        page.wait_for_url(re.compile(rf"epochs={epochs}\b"))


def launch(page) -> str:
    """Train, and the run's id from the URL."""
    page.locator(".st-key-launch").get_by_role("button", name="Train").click()
    page.wait_for_url("**run=*")
    return page.url.rpartition("run=")[2]


def result(page):
    """Where a completed run says its test result."""
    return page.locator(".st-key-verdict_line_tall").filter(has_text="Test accuracy")


def curve(page, name: str) -> list:
    return page.evaluate(CURVE, name)


def test_pick_launch_watch_reload(open_page, store):
    page = open_page("/train")
    page.wait_for_selector(DRAWN)
    pick(page, "Noise", "numeric-binary/mlp")
    run_id = launch(page)
    page.wait_for_function(GROWN, arg=["training", 0, run_id])
    result(page).wait_for()
    run = store.runs.get(run_id)
    assert run.status == COMPLETED
    accuracy = f"{100 * run.test['accuracy']:.1f}\xa0%"
    sentence = f"Test accuracy {accuracy} on 100 random samples; published: 52.0\xa0%."
    assert sentence in result(page).inner_text()
    last = store.histories.get(run_id).metrics["accuracy"][-1]
    # the verdict may be drawn before the last points
    page.wait_for_function(
        f"last => Math.abs((({CURVE})('training')?.[1] ?? 9) - last) < 1e-6 * last", arg=last
    )
    points, *_ = curve(page, "training")
    assert 300 < points <= 500

    page.reload()
    page.wait_for_selector(DRAWN)
    assert sentence in result(page).inner_text()
    other = open_page(f"/train?run={run_id}", color_scheme="dark")
    other.wait_for_selector(DRAWN)
    assert sentence in result(other).inner_text()
    for one in (page, other):  # any chart may be drawn before this one
        one.wait_for_function(f"() => ({CURVE})('training')")
    assert curve(other, "training")[3] == FAMILY_STYLES["mlp"].dark
    assert curve(page, "training")[3] == FAMILY_STYLES["mlp"].light


def test_zoom_and_hidden_curves_survive_live_updates_and_stop_is_quick(open_page, store):
    page = open_page("/train?recipe=topics/cnn")
    page.wait_for_selector(DRAWN)
    pick(page, "", "topics/cnn", epochs=400)
    run_id = launch(page)
    page.wait_for_function(GROWN, arg=["validation", 3, run_id])
    page.evaluate("document.querySelector('.live-chart').nodeName_ = 'the same node'")
    top = page.locator(".live-chart").first.bounding_box()["y"]

    plot = page.locator('.live-chart .nsewdrag[data-subplot="xy"]').first.bounding_box()
    y = plot["y"] + plot["height"] / 2
    page.mouse.move(plot["x"] + plot["width"] * 0.1, y)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.4, y, steps=5)
    page.mouse.up()
    # plotly makes its labels anew at every point, perhaps between a mouse's press and release
    page.locator(".live-chart").first.get_by_text("epochs 400").dispatch_event("click")
    page.wait_for_function(f"() => ({CURVE})('training')[2] === false")
    zoomed = page.evaluate(RANGE)
    assert zoomed[1] - zoomed[0] < 200

    points = curve(page, "validation")[0]
    page.wait_for_function(GROWN, arg=["validation", points + 3, run_id])
    assert page.evaluate(RANGE) == zoomed
    assert curve(page, "training")[2:] == [
        False,
        FAMILY_STYLES["convolutional"].light,
        "the same node",
    ]

    assert store.runs.get(run_id).status == RUNNING
    # from the browser's own click: a busy machine may keep the mouse waiting before it
    note = "addEventListener('click', () => { window.clicked = Date.now() / 1000 }, true)"
    page.evaluate(note)
    page.locator(".st-key-stop button").click()
    page.get_by_text("Stopped after").wait_for()
    asked = page.evaluate("window.clicked")
    shown = time.time() - asked
    run = store.runs.get(run_id)
    assert run.status == STOPPED
    took = run.finished.timestamp() - asked
    print(f"stopped after {took:.2f} s, shown after {shown:.2f} s")
    assert took < SLOWER * 4
    assert page.evaluate(RANGE) == zoomed  # a full rerun, and still
    assert curve(page, "training")[4] == "the same node"
    page.wait_for_function(READY)  # until then, the progress stands above the notice
    assert abs(page.locator(".live-chart").first.bounding_box()["y"] - top) < 12


@pytest.mark.slow
def test_two_browsers_see_the_same_run(open_page, store):
    first, second = open_page("/train?recipe=topics/mlp"), open_page("/train")
    first.wait_for_selector(DRAWN)
    pick(first, "", "topics/mlp", epochs=60)
    run_id = launch(first)
    second.goto(first.url)
    for page in (first, second):
        page.locator(".st-key-verdict_line_tall").get_by_text("the recipe").first.wait_for()
    for page in (first, second):
        page.wait_for_function(READY)
    assert curve(first, "training")[:2] == curve(second, "training")[:2]
    assert store.runs.get(run_id).status == COMPLETED


def test_what_somebody_else_does_to_a_run_is_seen_at_once(open_page, store):
    run = filling.running(store, "topics/rcnn", done=2, epochs=9)
    page = open_page(f"/train?run={run.id}")
    page.wait_for_selector(DRAWN)
    bar = page.locator(".live-progress p")
    expect(bar).to_contain_text("Epoch 3 of 9")
    store.histories.append(run.id, 2, [filling.epoch_row(run, 2)], [1.0], holder=filling.HOLDER)
    page.wait_for_function(GROWN, arg=["validation", 2, run.id])
    bar.filter(has_text="Epoch 4 of 9").wait_for()
    store.actions.pause(run.id)
    page.get_by_role("button", name="Resume").wait_for()
    store.leases.finish(run.id, filling.HOLDER, "stopped")
    page.get_by_text("Stopped after 3 of 9").wait_for()
    page.get_by_role("button", name="topics/rcnn · epochs 9, seed 0 · stopped").wait_for()


def test_on_a_phone_a_chosen_run_comes_first_and_nothing_is_cut_off(open_page, store):
    run = filling.completed(store, "imdb/rcnn")
    page = open_page(f"/train?run={run.id}", viewport={"width": 390, "height": 844})
    page.wait_for_selector(DRAWN)
    heading = page.get_by_role("heading", name="imdb/rcnn").bounding_box()
    assert (
        heading["y"]
        < page.locator(".st-key-launch").get_by_role("button", name="Train").bounding_box()["y"]
    )
    widths = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{widths}.scrollWidth <= {widths}.clientWidth")


@pytest.mark.slow
def test_tune_what_cannot_be_is_explained_and_a_group_of_seeds_outlives_a_reload(open_page, store):
    page = open_page("/train?recipe=topics/cnn&epochs=6")
    page.wait_for_selector(DRAWN)
    turn(page, "Kernel size, layer 2", 30)
    page.locator(".st-key-row-kernel_size").get_by_text("recipe: 5").wait_for()
    page.get_by_text("All 18 settings").click()
    turn(page, "Depth", 6)
    page.get_by_test_id("stAlert").filter(has_text="cannot follow").first.wait_for()
    expect(page.locator(".st-key-launch").get_by_role("button", name="Train")).to_be_disabled()
    assert page.get_by_role("spinbutton", name="Kernel size, layer 2").is_visible()
    page.get_by_role("button", name="Depth back to 1").click()
    page.wait_for_function("() => !/depth/.test(location)")
    page.locator(".st-key-launcher").get_by_role("radio", name="3", exact=True).click()
    page.locator(".st-key-launch").get_by_role("button", name="Train").filter(
        has_text="3 runs"
    ).click()
    page.wait_for_url("**run=*")
    url = page.url
    page.reload()
    page.locator(".st-key-verdict_line_tall").filter(has_text="recipe").wait_for()
    assert page.url == url
    changed = ("topics/cnn", 6)
    runs = [run for run in store.runs.list() if (run.recipe_id, run.epochs) == changed]
    assert sorted(run.seed for run in runs) == [0, 1, 2]
    assert all(run.recipe["layers"][1]["config"]["kernel_size"] == 30 for run in runs)
    page.wait_for_function(SINGLES, arg=2)


def turn(page, label: str, value: int) -> None:
    """Type a value into a number's field."""
    field = page.get_by_role("spinbutton", name=label)
    field.fill(str(value))
    field.press("Enter")


def test_missing_dataset_disables_launch(open_page):
    page = open_page("/train?recipe=imdb/lstm")
    page.get_by_text("imdb.npz is not on this computer yet").wait_for()
    expect(page.locator(".st-key-launch").get_by_role("button", name="Train")).to_be_disabled()


@pytest.mark.slow
def test_back_returns_to_what_was_shown(open_page):
    page = open_page("/train?recipe=topics/cnn")
    page.get_by_role("heading", name="topics/cnn").wait_for()
    page.wait_for_timeout(2_500)  # sooner than that, an old URL is taken for a late one
    pick(page, "", "topics/rcnn")
    page.wait_for_url("**recipe=topics*rcnn")
    page.wait_for_timeout(2_500)
    page.go_back()
    page.get_by_role("heading", name="topics/cnn").wait_for()
    pick(page, "8×8 digits", "digits/rcnn")
