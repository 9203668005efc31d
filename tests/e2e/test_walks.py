"""The layer walk of every recipe of the catalogue, in a real browser on real data."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from core.inside.samples import read_sample
from core.recipes import RECIPES
from core.results.weights import index
from core.runs.store import Store
from core.settings import load_settings
from pages.components.inside.models import MOST_ROWS
from tests.core.inside.drawn import completed_run
from tests.e2e.conftest import TIMEOUT
from tests.e2e.server import serving
from tests.e2e.test_inside_walk import marked, result

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# In the order of the catalogue, as many as a page asks at once.
PAGES = [
    entries[first : first + MOST_ROWS]
    for dataset in dict.fromkeys(entry.dataset for entry in RECIPES.values())
    if (entries := [entry for entry in RECIPES.values() if entry.dataset == dataset])
    for first in range(0, len(entries), MOST_ROWS)
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A server that has the real data, and its store."""
    home = tmp_path_factory.mktemp("walks") / "home"
    with serving(home, RECIPE_LAB_DATA=os.environ.get("RECIPE_LAB_DATA", "")) as server:
        settings = load_settings({"RECIPE_LAB_HOME": str(home)})
        store = Store(settings.store_url)
        yield server, store, settings
        store.close()


def shape_of(entry) -> tuple[int, ...]:
    """The shape of a sample; the file of a series may have fewer columns than its source."""
    if entry.data.classes or entry.data.generated:
        return entry.input_shape
    return read_sample(entry, 0, load_settings()).values.shape[1:]


@pytest.mark.parametrize("entries", PAGES, ids=lambda entries: entries[0].id)
def test_each_sum_ends_with_the_number_in_its_layers_picture(lab, browser, entries):
    server, store, settings = lab
    if not entries[0].data.generated and not os.environ.get("RECIPE_LAB_DATA"):
        pytest.skip("RECIPE_LAB_DATA is not set: there are no real files to read")
    recipes = [entry.id for entry in entries if entry.id in index()]
    # weights as drawn before a first epoch: what is walked through is any number
    runs = [
        completed_run(store, settings, entry, shape=shape_of(entry)).id
        for entry in entries
        if entry.id not in index()
    ]
    names = [*recipes, *runs]
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(TIMEOUT)
    page.goto(f"{server.url}/inside?recipe={','.join(recipes)}&run={','.join(runs)}&layer=1")
    expect(page.locator("[data-walk]")).to_have_count(len(names))
    for name in names:
        page.locator(f'[data-walk="{name}"]').click()
        expect(page.locator(f'[data-walk="{name}"]')).to_have_attribute("aria-pressed", "true")
        cards = page.locator("[data-card]").evaluate_all("all => all.map(it => it.dataset.card)")
        for layer in cards[:0:-1][:2]:  # the last one and the one before; the first is the input
            expect(page.locator(f'[data-card="{layer}"].on')).to_be_visible()
            expect(marked(page, layer)).to_have_text(result(page).inner_text())
            page.get_by_role("button", name="Layer before").click()
    page.close()
