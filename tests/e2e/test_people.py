"""Several people in real browsers: everyone has a name, which their browser keeps."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import TIMEOUT
from tests.e2e.server import launched

pytestmark = pytest.mark.browser
TRAIN = "/train?recipe=numeric-binary%2Fmlp&epochs=3"


@pytest.mark.slow
def test_a_browser_keeps_the_name_it_was_given(open_page, store):
    page = open_page(TRAIN)
    page.get_by_role("button", name="as Guest").click()
    field = page.get_by_role("textbox", name="Display name")
    field.fill("Ada <b>L</b> 김")
    field.press("Enter")
    page.get_by_role("button", name="as Ada").wait_for()
    page.wait_for_function("() => document.cookie.includes('recipe_lab_name=Ada')")
    again = page.context.new_page()
    again.set_default_timeout(TIMEOUT)
    again.goto(page.url)
    again.get_by_role("button", name="as Ada <b>L</b> 김").wait_for()
    assert launched(again, store).person == "Ada <b>L</b> 김"


@pytest.mark.slow
def test_two_browsers_are_two_people(open_page, store):
    first, second = open_page(TRAIN), open_page(TRAIN)
    one, other = launched(first, store), launched(second, store)
    assert one.person.startswith("Guest") and other.person.startswith("Guest")
    assert one.person != other.person
