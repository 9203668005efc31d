"""Where two networks differ in a real browser: a sample leads to Inside, where it can be kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_sample_opens_inside_and_is_kept_used_and_removed(open_page):
    page = open_page("/compare?recorded=digits/cnn,digits/lstm&tab=mistakes")
    card = page.locator(".wall .card").first
    expect(card.locator("canvas")).to_be_visible()
    query = card.get_attribute("href").partition("?")[2]
    card.click()
    page.wait_for_url("**/inside?**")
    page.wait_for_function("query => location.search.includes(query)", arg=query.split("&")[-1])
    keep = page.get_by_role("button", name="Keep this input")
    keep.click()
    chip = page.get_by_role("button", name=re.compile("^Use .*test sample"))
    expect(chip).to_have_count(1)
    keep.click()
    chip.click()
    expect(chip).to_have_count(1)
    page.get_by_role("button", name=re.compile("^Remove .*test sample")).click()
    expect(chip).to_have_count(0)
