"""The page System in a real browser: it follows what happens, and stays where one scrolled to."""

from __future__ import annotations

import pytest

from core.recipes import recipe
from tests.core.runs.waiting import wait_for

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def scrolled(page) -> float:
    return page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")


@pytest.mark.slow
def test_it_follows_a_run_without_jumping(open_page, store):
    page = open_page("/system", viewport=PHONE)
    page.get_by_text("No run is training.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_text("Settings in use").scroll_into_view_if_needed()
    before = scrolled(page)
    assert before > 300
    # It must outlast several refreshes: 10,000 epochs of a small model take only seven seconds.
    hours = recipe("probe-order/lstm").with_settings({"batch_size": 8, "epochs": 10_000})
    run = store.runs.create(hours, 0, origin="dashboard", person="<b>anna</b>")
    page.get_by_text("probe-order/lstm, seed 0, by <b>anna</b>").wait_for(state="attached")
    assert scrolled(page) > 300
    store.actions.stop(run.id)
    wait_for(lambda: store.runs.get(run.id).ended)
    page.get_by_text("No run is training.").wait_for(state="attached")
