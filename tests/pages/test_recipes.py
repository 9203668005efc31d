"""The page Recipes: every recipe in each of its states."""

from __future__ import annotations

import re

import pytest

from core.recipes import RECIPES, recipe
from core.recipes.questions import question
from tests.pages import filling


@pytest.fixture
def open_recipes(open_page):
    return lambda **query: open_page("recipes", **query)


def texts(page) -> str:
    """Everything written on the page, as it reads."""
    kinds = (page.markdown, page.info, page.warning, page.error, page.success)
    written = [element.value for kind in kinds for element in kind]
    html = [element.proto.body for element in page.main if element.type == "html"]
    return "\n".join([*written, *html]).replace("\\", "")


def links(page) -> dict[str, str]:
    """Label → page and query of every link."""
    protos = [element.proto for element in page.main if element.type == "page_link"]
    return {link.label: f"{link.page}?{link.query_string}" for link in protos}


PUBLISHED = [entry.id for entry in RECIPES.values() if entry.published]


@pytest.mark.parametrize("id", PUBLISHED)
def test_every_published_recipe_has_its_page(open_recipes, id):
    page = open_recipes(recipe=id)
    entry, text = recipe(id), texts(page)
    assert not page.error
    assert question(entry) in text
    assert text.count('role="listitem"') == len(entry.layers) + 1
    assert f"{entry.summary.parameters:,} parameters" in text
    for flaw in entry.flaws:
        assert flaw.text[:40] in text
    assert page.query_params["recipe"] == id


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("numeric-binary/mlp", "12 numbers, as the model receives them"),
        ("breast-cancer/mlp", "(class "),
        ("probe-motif/cnn", "120 numbers, as generated"),
        ("topics/mlp", "as generated"),
        ("digits/cnn", "Divided by 16"),
        ("series/lstm", "readings, the last one at"),
    ],
)
def test_one_real_sample_goes_through_it(open_recipes, id, words):
    page = open_recipes(recipe=id)
    assert words in texts(page)
    assert "The model receives" in texts(page)
    assert question(recipe(id)) in texts(page)
    before = texts(page)
    page.button(key="another sample").click().run()
    assert page.query_params["sample"] == "2"
    assert texts(page) != before
    again = open_recipes(recipe=id, sample="2")
    assert texts(again) == texts(page)


def test_without_its_data_a_recipe_is_shown_all_the_same_and_can_be_got(open_recipes):
    page = open_recipes(recipe="imdb/lstm")
    assert page.button(key="run it").disabled and page.button(key="run it").help
    assert page.button(key="download imdb")
    assert "one real sample is shown here" in texts(page)
    assert ".8611" in texts(page)


def test_glove_needs_two_files(open_recipes):
    page = open_recipes(recipe="imdb-raw/glove")
    assert page.button(key="download imdb-raw") and page.button(key="download glove")
    assert "parameters, frozen" in texts(page)
    assert "320,065 are trained" in texts(page)


def test_a_flaw_opens_in_train_with_its_correction(open_recipes):
    targets = links(open_recipes(recipe="jena/dense"))
    assert targets["Open in Train"].endswith("?recipe=jena%2Fdense")
    assert "split=corrected" in targets["Open in Train with the correction"]
    targets = links(open_recipes(recipe="mnist/mlp"))
    assert "validation_data=train" in targets["Open in Train with the correction"]
    assert "Open in Train with the correction" not in links(open_recipes(recipe="imdb/cnn"))


def test_published_recorded_and_ones_own_stand_side_by_side(open_recipes, store):
    for seed, accuracy in ((0, 0.85), (1, 0.87)):
        run = filling.running(store, "imdb/cnn", seed=seed, done=2)
        test = {"loss": 0.3, "accuracy": accuracy}
        store.leases.finish(run.id, filling.HOLDER, "completed", test=test)
    page = open_recipes(recipe="imdb/cnn")
    text = texts(page)
    assert "|Published|Reference runs|Here, 2 seeds|" in text
    assert re.search(r"\|86\.0\s%\|\d\d\.\d\s%[^|]*\|86\.0\s% \(85\.0\s%–87\.0\s%\)\|", text)
    assert "Compare the runs" in links(page)


def test_run_queues_it_with_the_next_seed_and_opens_train(open_recipes, store):
    filling.completed(store, "topics/cnn")
    page = open_recipes(recipe="topics/cnn")
    page.button(key="run it").click().run()
    (run,) = store.runs.list(status="queued")
    assert (run.recipe_id, run.seed) == ("topics/cnn", 1)
    assert page.query_params["run"] == run.id


def test_another_dataset_opens_its_first_recipe_and_names_it_in_the_url(open_recipes):
    page = open_recipes(recipe="topics/cnn")
    page.selectbox(key="cookbook dataset").set_value("digits").run()
    assert page.query_params["recipe"] == "digits/mlp"
    page.radio(key="cookbook recipes of digits").set_value("digits/rcnn").run()
    assert page.query_params["recipe"] == "digits/rcnn"
    assert question(recipe("digits/rcnn")) in texts(page)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"recipe": "imdb/lsmt"}, "imdb/lstm"),
        ({"recipe": "topics/cnn", "sample": "many"}, "got 'many'"),
        ({"recipe": "topics/cnn", "colour": "red"}, "colour"),
    ],
)
def test_unknown_names_in_the_url_are_said_and_the_rest_is_shown(open_recipes, query, words):
    page = open_recipes(**query)
    assert words in page.warning[0].value.replace("\\", "")
    assert "The layers" in texts(page)


def test_a_bare_address_shows_a_recipe(open_recipes):
    assert "The layers" in texts(open_recipes())
