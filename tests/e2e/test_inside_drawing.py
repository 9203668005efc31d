"""A digit drawn with the mouse: answers come, Undo takes a stroke back, the address has it all."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_one_is_drawn_undone_and_still_there_after_a_reload(open_page):
    page = open_page("/inside?dataset=digits&sample=3")
    centred = page.locator("td.centred b")
    expect(centred).to_have_count(4)
    box = page.locator("canvas[role=application]").bounding_box()

    def stroke(*points):
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=8)
        page.mouse.up()

    stroke((0.25, 0.15), (0.25, 0.6))  # a bar, however few of its points the browser reports
    page.wait_for_url("**input=*")
    expect(centred).to_have_text(["1"] * 4)
    first = page.url
    stroke((0.05, 0.6), (0.45, 0.6))
    page.wait_for_url(lambda url: url != first)
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(first)
    page.reload()
    expect(centred).to_have_text(["1"] * 4)
    page.locator(".meant").get_by_role("button", name="1", exact=True).click()
    expect(page.locator("th.shown small")).to_have_text("4 of 4 right")
    page.locator("canvas[role=application]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: url != first)
    expect(page.locator("[role=gridcell]")).to_have_count(4 * 16)
