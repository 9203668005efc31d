"""A browser walks the page Sweeps: a small sweep from its form to its confirmed winner."""

from __future__ import annotations

import re

import pytest

from core.sweeps.report import HIDDEN
from core.sweeps.store import SweepStore
from tests.e2e.server import READY

pytestmark = pytest.mark.browser

MAIN = "document.querySelector('[data-testid=stMain]')"
ALL_SHOWN = """figures => figures.every(either => either.some(
  text => document.body.textContent.includes(text)))"""
FRESH = 6  # more than go at once: while they train the page, which looks every 2 s, shows them
PATIENCE = 800  # looks, half a second apart


@pytest.mark.slow
def test_from_the_form_to_a_winner_with_no_test_figure_before(open_page, store):
    page = open_page("/sweeps?recipe=digits%2Fmlp&epochs=60")
    page.get_by_text("No sweeps yet.").wait_for()
    page.get_by_role("button", name="Remove Learning rate").click()
    page.get_by_role("textbox", name="Learning rate").wait_for(state="detached")
    page.wait_for_function(READY)  # until then, fields of the run before stand next to the new ones
    fill(page.get_by_role("textbox", name="Units, layer 2 · Dense"), "4, 32")
    page.get_by_text("Grid", exact=True).click()
    fill(page.get_by_role("spinbutton", name="Fresh seeds for the best"), f"{FRESH}")
    page.get_by_text(f"2 trials and {FRESH} runs to confirm").wait_for()
    page.get_by_role("button", name="Start the sweep").click()

    page.wait_for_url(re.compile(r"/sweeps\?sweep="))
    page.get_by_text(HIDDEN).wait_for()
    seen = watched(page, until="is confirmed: val_accuracy")
    for sentence in (r"Running: [12]\.", "Best so far by validation: trial", "With fresh seeds"):
        assert any(re.search(sentence, text) for text in seen), f"it was never seen: {sentence}"
    assert all(HIDDEN in text for text in seen)
    runs = store.runs.list()
    tested = written(run.test["accuracy"] for run in runs)
    histories = [store.histories.get(run.id).metrics for run in runs]
    validated = written(value for found in histories for value in found["val_accuracy"])
    hidden = tested - validated
    assert hidden and not [text for text in seen for figure in hidden if figure in text]

    (sweep,) = SweepStore(store).list()
    fresh = [run for run in runs if run.seed != sweep.seed]
    assert len(runs) == 2 + FRESH and len(fresh) == len({run.seed for run in fresh}) == FRESH
    page.get_by_text(re.compile(r"Trial \d \(units 32\) is confirmed")).wait_for()
    figures = [sorted(written([run.test["accuracy"]])) for run in fresh]
    page.wait_for_function(ALL_SHOWN, arg=figures)  # a table's cells come after the sentence

    page.get_by_role("button", name="All sweeps").click()
    page.get_by_text("2 of 2 trials").wait_for()
    page.get_by_role("button", name="digits/mlp").click()
    page.get_by_text("is confirmed").wait_for()
    page.get_by_role("img", name="over units").locator(".scatterlayer .point").first.wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    # functions, not expressions: those are evaluated from text, which the pages' policy forbids
    page.wait_for_function(f"() => {MAIN}.clientWidth <= 390")
    # charts take a moment to be as narrow
    page.wait_for_function(f"() => {MAIN}.scrollWidth <= {MAIN}.clientWidth")


def written(values) -> set[str]:
    """Four decimals, rounded as sentences have them and cut off from what a table's cell holds."""
    return {text for value in values for text in (f"{value:.4f}", f"{value:.9f}"[:6])}


def fill(field, text: str) -> None:
    field.fill(text)
    field.press("Enter")


def watched(page, until: str) -> list[str]:
    """All that stood on the page, tables' cells and charts' names too, before ``until`` did."""
    seen = []
    for _ in range(PATIENCE):
        text = page.content()
        if until in text:
            return seen
        seen.append(text)
        page.wait_for_timeout(500)
    raise AssertionError(f"it never said: {until}")
