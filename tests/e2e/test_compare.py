"""A browser watches runs that really train on the page Compare."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from core.recipes import recipe
from core.runs.run import COMPLETED, RUNNING
from tests.core.runs.waiting import ended
from tests.e2e.server import DRAWN
from tests.pages import filling

pytestmark = pytest.mark.browser

# The chart of a quantity, as an element of the page.
CHART = """quantity => [...document.querySelectorAll('.live-chart')].find(
  it => it.layout && it.getAttribute('aria-label')?.toLowerCase().startsWith(`chart of ${quantity}`)
)"""
THERE = f"quantity => Boolean(({CHART})(quantity)?.data)"
POINTS = f"""([title, uid]) => {{
  const chart = ({CHART})(title);
  return chart?._fullData?.find(trace => trace.uid === uid)?.x?.length ?? 0;
}}"""
GROWN = f"([title, uid, points]) => ({POINTS})([title, uid]) > points"
RANGE = f"title => [...({CHART})(title).layout.xaxis.range]"
SHOWN = f"""([title, uid]) => {{
  const trace = ({CHART})(title)._fullData.find(trace => trace.uid === uid);
  return [trace.visible, trace.opacity];
}}"""


def start(store, recipe_id: str, epochs: int, seed: int = 0):
    entry = recipe(recipe_id).with_settings({"epochs": epochs})
    return store.runs.create(entry, seed, origin="command line")


@pytest.mark.slow
def test_curves_grow_by_themselves_and_zoom_and_hidden_names_stay(open_page, store):
    slow = start(store, "topics/cnn", 500)
    other = start(store, "topics/mlp", 300)
    page = open_page(f"/compare?runs={slow.id},{other.id}")
    page.wait_for_selector(DRAWN)
    validation = f"{slow.recipe_key} validation"
    page.wait_for_function(GROWN, arg=["accuracy", validation, 3])
    page.evaluate(f"title => {{ ({CHART})(title).mine = 'the same' }}", "accuracy")

    plot = page.locator('.live-chart .nsewdrag[data-subplot="xy"]').first.bounding_box()
    y = plot["y"] + plot["height"] / 2
    page.mouse.move(plot["x"] + plot["width"] * 0.1, y)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.5, y, steps=5)
    page.mouse.up()
    zoomed = page.evaluate(RANGE, "accuracy")
    assert zoomed[1] - zoomed[0] < 350
    page.locator(".live-chart").first.get_by_text("MLP · epochs 300").dispatch_event("click")
    hidden = f"{other.recipe_key} validation"
    page.wait_for_function(f"arg => ({SHOWN})(arg)[0] === false", arg=["accuracy", hidden])
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop = 100")

    points = page.evaluate(POINTS, ["accuracy", validation])
    page.wait_for_function(GROWN, arg=["accuracy", validation, points + 5])
    assert page.evaluate(RANGE, "accuracy") == zoomed
    assert page.evaluate(SHOWN, ["accuracy", hidden])[0] is False
    assert page.evaluate(f"title => ({CHART})(title).mine", "accuracy") == "the same"
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 100
    assert store.runs.get(slow.id).status == RUNNING
    store.actions.stop(slow.id)
    assert ended(store, other.id, 120).status == COMPLETED
    # the chip hears of the end without anybody's click; the replay's moments, not yet opened, too
    page.locator(".chip").get_by_text(re.compile("tested: ")).wait_for()
    assert page.evaluate(RANGE, "accuracy") == zoomed  # a full rerun, and still


@pytest.mark.slow
def test_a_link_shows_another_browser_the_same(open_page, store):
    runs = [filling.completed(store, "imdb/cnn", seed=seed) for seed in (0, 1)]
    page = open_page(f"/compare?runs={runs[0].id},{runs[1].id}")
    page.wait_for_selector(DRAWN)
    page.get_by_text("What is compared, and chart options").click()
    page.locator("label").filter(has_text="Mean over seeds").click()
    page.wait_for_url("**mean=0*")
    page.get_by_role("radio", name="Seconds").or_(
        page.get_by_role("button", name="Seconds")
    ).first.click()
    page.wait_for_url("**axis=seconds*")
    page.wait_for_function(
        f"title => ({CHART})(title)?.layout.xaxis.title.text === 'training time (seconds)'",
        arg="accuracy",
    )
    link = page.url
    other = open_page(link.partition("/compare")[1] + link.partition("/compare")[2])
    other.wait_for_function(THERE, arg="accuracy")
    traces = f"title => ({CHART})(title).data.map(trace => [trace.uid, trace.x.length])"
    assert other.evaluate(traces, "accuracy") == page.evaluate(traces, "accuracy")
    page.go_back()
    page.wait_for_url(lambda url: "axis=" not in url)


def test_the_chips_follow_and_the_link_still_names_the_runs(open_page, store):
    runs = [filling.running(store, "imdb/lstm", done=1, epochs=3, seed=seed) for seed in (0, 1)]
    ids = ",".join(run.id for run in runs)
    page = open_page(f"/compare?runs={ids}")
    page.wait_for_selector(DRAWN)
    for run in runs:
        page.get_by_role("button", name="Stop").wait_for()
        store.leases.finish(run.id, filling.HOLDER, COMPLETED, test={"loss": 0.3, "accuracy": 0.9})
    page.get_by_role("button", name="Stop").wait_for(state="detached")
    page.get_by_text("mean of 2 seeds").wait_for()
    page.get_by_text("What is compared, and chart options").click()
    mean = page.locator("label").filter(has_text="Mean over seeds")
    mean.hover()  # the popover has come to rest
    mean.click()
    page.wait_for_url("**mean=0*")
    assert parse_qs(urlsplit(page.url).query)["runs"] == [ids]


def test_a_click_on_a_curve_brings_it_out(open_page, store):
    runs = [filling.completed(store, name) for name in ("reuters/cnn", "reuters/mlp")]
    page = open_page(f"/compare?runs={runs[0].id},{runs[1].id}&curves=validation")
    page.wait_for_function(THERE, arg="accuracy")
    key = runs[0].recipe_key
    page.evaluate(f"([title, key]) => ({CHART})(title).picked(key)", ["accuracy", key])
    page.wait_for_url(f"**highlight={key}*")
    muted = f"{runs[1].recipe_key} validation"
    page.wait_for_function(f"arg => ({SHOWN})(arg)[1] < 0.5", arg=["accuracy", muted])


@pytest.mark.parametrize("kind", ["PNG", "SVG"])
def test_a_chart_is_saved_as_a_picture(open_page, store, kind, tmp_path):
    run = filling.completed(store, "topics/rcnn")
    page = open_page(f"/compare?runs={run.id}")
    page.wait_for_selector(DRAWN)
    with page.expect_download() as saved:
        page.get_by_role("button", name=kind).first.click()
    path = tmp_path / "chart"
    saved.value.save_as(path)
    start = b"\x89PNG" if kind == "PNG" else b"<svg"
    assert path.read_bytes().startswith(start) and path.stat().st_size > 3_000


def test_the_curves_are_taken_away_as_a_table(open_page, store, tmp_path):
    run = filling.completed(store, "imdb/mlp")
    page = open_page(f"/compare?runs={run.id}&tab=export")
    page.wait_for_selector(DRAWN)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Curves as CSV").click()
    saved.value.save_as(tmp_path / "curves.csv")
    lines = (tmp_path / "curves.csv").read_text().splitlines()
    assert lines[0].startswith("run,label,recipe") and len(lines) == 1 + run.epochs
