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
PAGES = (
    "/",
    RACE,
    "/train",
    "/inside",
    "/inside?dataset=breast-cancer",
    "/data?dataset=topics",
    "/recipes",
    "/recipes?bench=convolution",
    "/recipes?bench=memory",
    "/recipes?bench=tokenizer",
    "/runs",
    "/sweeps",
    "/system",
)
STOPS = 25  # presses of Tab on a page
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


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_and_reached(whole, path):
    page = whole(path, reduced_motion="reduce")
    found = {"faint": _lasting(page, "faint"), "without a ring": _unseen(page)}
    page.set_viewport_size(ZOOMED)
    page.wait_for_timeout(500)
    found |= {"cut": _lasting(page, "cut")}
    page.context.close()
    found |= {"faint in the dark": _lasting(whole(path, color_scheme="dark"), "faint")}
    assert not any(found.values()), found


def ask(page: Page, function: str) -> Any:
    """Call a function of access.js."""
    return page.evaluate(f"() => {{ {SCRIPT}; return {function}(); }}")


def _lasting(page: Page, function: str) -> Any:
    """What stays faint or cut: while a page is still being drawn, much of it is."""
    for _ in range(20):
        if not (found := ask(page, function)):
            break
        page.wait_for_timeout(1_000)
    return found


def _unseen(page: Page) -> list[str]:
    """Controls that look the same with and without the focus."""
    unseen, seen = [], set()
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        ask(page, "drawn")
        control = ask(page, "focused")
        if not control or control["name"] in seen or min(control["width"], control["height"]) < 2:
            continue
        if ask(page, "focused") != control:  # what was still being drawn moves it
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
        ask(page, "drawn")
        if ImageChops.difference(focused, _picture(page, around)).getextrema()[1] <= ALIKE:
            unseen.append(control["name"])
    assert len(seen) > 8  # it went through the page
    return unseen


def _picture(page: Page, clip: dict[str, float]) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(clip=clip, animations="disabled"))).convert("L")
