"""The page Data in a real browser: keys, links, Back, three dimensions, a phone."""

from __future__ import annotations

import pytest

from tests.e2e.server import DRAWN

pytestmark = pytest.mark.browser


def heading(page, text: str):
    return page.get_by_role("heading", name=text)


@pytest.mark.slow
def test_keys_walk_through_samples_and_the_url_follows(open_page):
    page = open_page("/data?dataset=digits&sample=3")
    page.wait_for_selector(DRAWN)
    heading(page, "Picture 3 of").wait_for()
    page.keyboard.press("n")
    heading(page, "Picture 4 of").wait_for()
    page.keyboard.press("p")
    heading(page, "Picture 3 of").wait_for()
    page.keyboard.press("p")
    heading(page, "Picture 2 of").wait_for()
    page.wait_for_url("**sample=2*")
    page.reload()
    heading(page, "Picture 2 of").wait_for()
    chart = page.locator(f'{DRAWN}[aria-label^="A handwritten"]')
    chart.wait_for()
    chart.evaluate("chart => { chart.dataset.same = 'yes' }")
    page.keyboard.press("n")
    heading(page, "Picture 3 of").wait_for()
    assert chart.evaluate("chart => chart.dataset.same") == "yes"  # drawn anew, not made anew


def test_a_letter_typed_into_a_field_is_no_key(open_page):
    page = open_page("/data?dataset=digits&sample=3")
    heading(page, "Picture 3 of").wait_for()
    field = page.get_by_label("Sample, 1 to 1,150")
    field.fill("12")
    field.press("n")
    field.press("Enter")
    heading(page, "Picture 12 of").wait_for()


@pytest.mark.slow
def test_back_returns_to_the_dataset_before(open_page):
    page = open_page("/data?dataset=topics&sample=5")
    heading(page, "Text 5 of").wait_for()
    page.wait_for_timeout(2_500)  # sooner than that, an old URL is taken for a late one
    page.get_by_role("button", name="Next").click()
    heading(page, "Text 6 of").wait_for()
    page.wait_for_url("**sample=6*")
    page.wait_for_timeout(2_500)
    page.go_back()
    heading(page, "Text 5 of").wait_for()


def test_three_dimensions_are_drawn(open_page):
    page = open_page("/data?dataset=breast-cancer&features=1,2,6")
    page.wait_for_selector(DRAWN)
    page.wait_for_selector(".live-chart canvas", state="attached")
    page.get_by_text("mean compactness").first.wait_for()


@pytest.mark.parametrize("name", ["breast-cancer", "digits", "series", "topics", "imdb"])
def test_on_a_phone_nothing_is_cut_off(open_page, name):
    page = open_page(f"/data?dataset={name}", viewport={"width": 390, "height": 844})
    page.get_by_text("Where it comes from").wait_for()
    if name != "imdb":  # no file: nothing to draw
        page.wait_for_selector(DRAWN)
    wide = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] table, .live-chart')]
          .filter(one => !one.closest('.scrolls'))
          .map(one => one.getBoundingClientRect().right)"""
    )
    assert all(right <= 390 for right in wide), wide
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
