"""The page Inside in a real browser: tokens are changed, answers follow, the address has it all."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.pages.test_inside import BROKEN

pytestmark = pytest.mark.browser

PATH = "/inside?recipe=probe-motif/cnn,probe-motif/rcnn&input=" + "%20".join(BROKEN)


def answers(page):
    return page.locator(".answers .row:not(.head) .answer b")


def test_a_motif_is_inserted_shuffled_and_still_there_after_a_reload(open_page):
    page = open_page(PATH)
    expect(answers(page)).to_have_text(["no motif"] * 2)
    page.locator('[data-place="50"]').click()
    page.get_by_role("button", name="Insert 0 1 2").click()
    expect(answers(page)).to_have_text(["motif"] * 2)
    expect(page.locator(".token.decides")).to_have_text(["0", "1", "2"])
    page.reload()
    expect(answers(page)).to_have_text(["motif"] * 2)
    shuffle = page.get_by_role("button", name="Shuffle the words")
    shuffle.click()
    expect(page.locator(".token.decides")).to_have_count(0)
    page.wait_for_url("**shuffle=*")
    shuffle.click()
    expect(page.locator(".token.decides")).to_have_text(["0", "1", "2"])
    expect(answers(page)).to_have_text(["motif"] * 2)
    page.locator(".parts").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tip")).to_contain_text("→")
