"""Everybody can read and reach every page: contrast, focus, and a zoom of 200 %."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

from tests.e2e.server import DRAWN, READY
from tests.pages import filling

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCRIPT = Path(__file__).with_name("access.js").read_text(encoding="utf-8")
RACE = "/compare?recorded=topics/mlp,topics/lstm,topics/cnn,topics/rcnn"
PAGES = ("/", RACE, "/train", "/data?dataset=topics", "/recipes", "/runs", "/sweeps", "/system")
STOPS = 30  # presses of Tab on a page
PAUSE = 30  # milliseconds that a ring of the focus takes to be drawn
ZOOMED = {"width": 720, "height": 450}
ALIKE = 8  # a difference of pixels that nobody sees, of 255


@pytest.fixture
def whole(open_page, store):
    """Opens a page of an installation with a few runs and waits until it is drawn."""
    for name in ("topics/mlp", "topics/cnn"):
        filling.completed(store, name)

    def open_whole(path: str, **options) -> Page:
        page = open_page(path, **options)
        page.wait_for_function(READY)
        if path == RACE:
            page.wait_for_selector(DRAWN)
        page.wait_for_timeout(1_000)
        return page

    return open_whole


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out_and_none_is_cut_at_a_zoom_of_200_percent(whole, theme):
    faint, cut = {}, {}
    for path in PAGES:
        page = whole(path, color_scheme=theme)
        faint[path] = ask(page, "faint")
        page.set_viewport_size(ZOOMED)
        page.wait_for_timeout(500)
        cut[path] = ask(page, "cut")
        page.context.close()
    assert faint == {path: {} for path in PAGES}
    assert cut == {path: [] for path in PAGES}


@pytest.mark.parametrize("path", PAGES)
def test_the_focus_is_seen_on_every_control(whole, path):
    assert _unseen(whole(path, reduced_motion="reduce")) == []


def ask(page: Page, function: str) -> Any:
    """Call a function of access.js."""
    return page.evaluate(f"() => {{ {SCRIPT}; return {function}(); }}")


def _unseen(page: Page) -> list[str]:
    """Controls that look the same with and without the focus."""
    unseen, seen = [], set()
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        page.wait_for_timeout(PAUSE)
        control = ask(page, "focused")
        if not control or control["name"] in seen or min(control["width"], control["height"]) < 2:
            continue
        seen.add(control["name"])
        around = {
            "x": max(0.0, control["left"] - 8),
            "y": max(0.0, control["top"] - 8),
            "width": control["width"] + 16,
            "height": control["height"] + 16,
        }
        focused = _picture(page, around)
        ask(page, "blur")
        page.wait_for_timeout(PAUSE)
        if ImageChops.difference(focused, _picture(page, around)).getextrema()[1] <= ALIKE:
            unseen.append(control["name"])
    assert len(seen) > 8  # it went through the page
    return unseen


def _picture(page: Page, clip: dict[str, float]) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(clip=clip, animations="disabled"))).convert("L")
