"""The page Inside in a real browser: tokens are changed, answers follow, the address has it all."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.recipes import recipe
from core.settings import load_settings
from tests.core.inside.drawn import completed_run
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
    # drawn in another order, which may hold a motif by chance
    expect(page.locator('[data-place="50"]')).to_be_disabled()
    page.wait_for_url("**shuffle=*")
    shuffle.click()
    expect(page.locator(".token.decides")).to_have_text(["0", "1", "2"])
    expect(answers(page)).to_have_text(["motif"] * 2)
    page.locator(".parts").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tip")).to_contain_text("→")


def test_typing_loses_no_letter_and_stays_in_the_address(open_page, store, home):
    settings = load_settings({"RECIPE_LAB_HOME": str(home)})
    run = completed_run(store, settings, recipe("imdb/cnn"))
    page = open_page(f"/inside?run={run.id}&input=not")
    field = page.get_by_label("Your text")
    expect(field).to_have_value("not")
    field.press("End")
    field.press_sequentially(" bad at all, it's superb", delay=40)
    field.press("Home")
    field.press_sequentially("so ")
    text = "so not bad at all, it's superb"
    page.wait_for_url("**superb*")
    expect(field).to_have_value(text)
    expect(page.locator(".note").first).to_contain_text("7 words")
    assert field.evaluate("field => field.selectionStart") == 3
    page.reload()
    expect(field).to_have_value(text)
