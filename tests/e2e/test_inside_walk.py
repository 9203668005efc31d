"""The layer walk in a real browser: each sum ends with the number in its layer's picture."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.pages.test_inside import BROKEN

pytestmark = pytest.mark.browser


def result(page):
    return page.locator(".sum:not(.old) .result b")


def marked(page, layer):
    return page.locator(f'[data-card="{layer}"] .marked b')


def test_a_sum_ends_in_the_next_layer_and_its_terms_lead_back(open_page):
    page = open_page("/inside?recipe=topics/cnn,topics/lstm&walk=topics/cnn&layer=2&unit=53,4")
    expect(page.locator('[data-card="2"].on')).to_be_visible()
    number = result(page).inner_text()
    expect(marked(page, 2)).to_have_text(number)
    page.locator('[data-layer="2"]').focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**unit=53%2C5*")
    expect(page.locator('[data-card="2"] .marked span')).to_contain_text("filter 5")
    page.keyboard.press("]")
    page.wait_for_url("**layer=3*")
    best = page.locator(".sum:not(.old) .term b").first
    number = best.inner_text()
    expect(result(page)).to_have_text(number)
    best.click()
    page.wait_for_url("**layer=2*")
    expect(page.locator('[data-card="2"].on')).to_be_visible()
    expect(result(page)).to_have_text(number)
    page.reload()
    expect(result(page)).to_have_text(number)
    page.get_by_role("button", name="Recurrent", exact=True).click()
    page.wait_for_url("**walk=topics%2Flstm*")
    expect(page.locator('[data-card="2"] h3')).to_contain_text("LSTM")


def test_the_walk_follows_the_input_after_a_pause(open_page):
    page = open_page("/inside?recipe=probe-motif/cnn&input=" + "%20".join(BROKEN))
    number = result(page).inner_text()
    page.locator('[data-place="50"]').click()
    page.get_by_role("button", name="Insert 0 1 2").click()
    expect(result(page)).not_to_have_text(number)
    number = result(page).inner_text()
    page.reload()
    expect(result(page)).to_have_text(number)


def test_where_nothing_can_be_read_one_can_still_choose_another_network(open_page):
    page = open_page("/inside?dataset=topics&input=no%20token")
    expect(page.locator("[data-walk]")).to_have_count(4)
    expect(page.locator(".walk .strip")).to_be_hidden()
    page.locator('[data-walk="topics/cnn"]').click()
    page.wait_for_url("**walk=topics%2Fcnn*")
