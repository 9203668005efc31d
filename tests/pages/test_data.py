"""The page Data in each of its states."""

from __future__ import annotations

import json
from functools import partial

import pytest

from core.datasets import DATASETS
from core.recipes import RECIPES
from tests.pages.test_train import charts
from tests.pages.test_train import texts as written

GENERATED = [name for name, entry in DATASETS.items() if entry.generated]
MISSING = [name for name, entry in DATASETS.items() if not entry.generated]


@pytest.fixture
def open_data(open_page):
    """Opens the page at a URL's query."""
    return partial(open_page, "data")


def texts(page) -> str:
    """Everything written on the page, as it is read."""
    return written(page).replace("\\", "")


def drawn(page) -> str:
    """Everything that is sent to the charts."""
    return json.dumps(charts(page), ensure_ascii=False)


def html(page) -> str:
    return "\n".join(element.proto.body for element in page.main if element.type == "html")


def test_bare_address_shows_a_dataset_that_needs_no_file_and_stays_bare(open_data):
    page = open_data()
    assert "Breast cancer" in texts(page) and not page.error and not page.warning
    assert page.query_params == {}
    assert len(charts(page)) == 2  # the scatter and the classes


@pytest.mark.parametrize("name", GENERATED)
def test_generated_datasets_show_splits_samples_and_source(open_data, name):
    page = open_data(dataset=name)
    assert not page.error
    words = texts(page)
    for word in ("training", "validat", "test", "one sample is", "Where it comes from"):
        assert word in words
    assert DATASETS[name].summary in words
    assert charts(page)


@pytest.mark.parametrize("name", MISSING)
def test_missing_datasets_say_why_and_offer_a_download_with_size_and_host(open_data, name):
    page = open_data(dataset=name)
    assert not page.error
    file = DATASETS[name].files[0]
    button = page.button(key=f"download {name}")
    assert file.name in button.label.replace("\\", "") and "MB" in button.label
    assert file.url.split("/")[2] in button.label
    assert "is not on this computer yet" in texts(page)
    assert "Without a network: copy a file named" in texts(page)
    assert "Where it comes from" in texts(page)
    assert not charts(page)


def test_the_url_names_split_sample_class_features_and_settings(open_data):
    query = {"dataset": "breast-cancer", "split": "test", "sample": "5", "class": "1"}
    query |= {"features": "3,1,2", "test_split": "0.3"}
    page = open_data(**query)
    assert not page.warning
    assert "test: benign" in texts(page)
    assert "changed from 0.2" in page.number_input[0].label
    assert page.selectbox(key="data feature 0").value == 2
    assert dict(page.query_params) == query | {"sample": page.query_params["sample"]}
    assert page.query_params["sample"] == str(page.number_input(key="data sample").value)


def test_next_previous_and_any_walk_through_one_class(open_data):
    page = open_data(dataset="digits", **{"class": "7"})
    seen = [page.number_input(key="data sample").value]
    for _ in range(3):
        page.button(key="data step 1").click().run()
        seen.append(page.number_input(key="data sample").value)
        assert "training: 7" in texts(page)
    assert seen == sorted(set(seen))
    page.button(key="data step -1").click().run()
    assert page.number_input(key="data sample").value == seen[-2]
    assert page.query_params["sample"] == str(seen[-2])
    page.button(key="data any").click().run()
    assert "training: 7" in texts(page)


def test_previous_of_the_first_is_the_last(open_data):
    page = open_data(dataset="topics")
    page.button(key="data step -1").click().run()
    field = page.number_input(key="data sample")
    assert field.value == field.max == 3_200
    page.button(key="data step 1").click().run()
    assert page.number_input(key="data sample").value == 1


def test_every_dataset_remembers_its_place(open_data):
    page = open_data(dataset="digits", sample="9", split="test")
    page.selectbox(key="data dataset").set_value("topics").run()
    assert page.query_params == {"dataset": "topics", "split": "train", "sample": "1"}
    page.selectbox(key="data dataset").set_value("digits").run()
    assert page.query_params == {"dataset": "digits", "split": "test", "sample": "9"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"dataset": "imbd"}, "'imbd'; the datasets are: noise"),
        ({"dataset": "digits", "split": "all"}, "split must be one of train, validation, test"),
        ({"dataset": "digits", "sample": "-1"}, "sample must be a whole number from 1"),
        ({"dataset": "digits", "sample": "١"}, "sample must be a whole number from 1"),
        ({"dataset": "digits", "class": "11"}, "class must be a whole number from 0 to 9"),
        ({"dataset": "digits", "test_split": "2"}, "test_split must be a number from 0.05"),
        ({"dataset": "digits", "colour": "red"}, "sets 'colour'"),
        ({"dataset": "digits", "recipe": "topics/cnn"}, "is for topics, not for digits"),
        ({"dataset": "digits", "recipe": "digits/cmn"}, "digits/cnn"),
        ({"dataset": "breast-cancer", "features": "1"}, "features must be two or three"),
        ({"dataset": "breast-cancer", "features": "1,31"}, "from 1 to 30"),
        ({"dataset": "series", "also": "4"}, "also must be a whole number from 1 to 3"),
    ],
)
def test_broken_urls_are_reported_and_the_rest_is_shown(open_data, query, words):
    page = open_data(**query)
    assert words in page.warning[0].value.replace("\\", "")
    assert not page.error and charts(page)
    page.button(key="data step 1").click().run()
    assert not page.warning


def test_a_sample_beyond_the_last_is_the_last(open_data):
    page = open_data(dataset="digits", sample="1000000")
    field = page.number_input(key="data sample")
    assert field.value == field.max


def test_a_recipe_implies_its_dataset_and_says_what_it_holds_out(open_data):
    page = open_data(recipe="topics/cnn")
    assert "The recipe topics/cnn holds out the last 20%" in texts(page)
    page = open_data(recipe="probe-order/cnn")
    assert "holds out the last 10%" in texts(page)


def test_a_recipe_without_validation_shows_no_validation_split(open_data):
    entry = next(
        entry
        for entry in RECIPES.values()
        if entry.dataset in GENERATED
        and entry.fit.get("validation_split") == 0
        and entry.fit.get("validation_data") == "train"
    )
    page = open_data(dataset=entry.dataset, recipe=entry.id, split="validation")
    assert "holds nothing out for validation" in texts(page)
    assert page.query_params["split"] == "train"


def test_a_changed_setting_prepares_the_data_again_and_is_in_the_url(open_data):
    page = open_data(dataset="topics")
    page.number_input(key="data topics/mlp train_samples").set_value(500).run()
    assert page.query_params["train_samples"] == "500"
    assert "400" in texts(page) and page.number_input(key="data sample").max == 400
    page.number_input(key="data topics/mlp train_samples").set_value(4_000).run()
    assert "train_samples" not in page.query_params


def test_probes_say_what_decides(open_data):
    page = open_data(dataset="probe-motif", **{"class": "1"})
    assert 'class="decides"' in html(page)
    page = open_data(dataset="probe-motif", **{"class": "0"})
    assert 'class="decides"' not in html(page) and 'class="decoy"' in html(page)


def test_pictures_are_numbers_too(open_data):
    page = open_data(dataset="digits", sample="3")
    assert html(page).count("<td") == 64
    assert "from 0 (paper) to 16 (ink)" in texts(page)
    before = len(charts(page))
    page.button(key="data gallery next").click().run()
    assert len(charts(page)) == before


def test_a_series_window_starts_on_any_day_in_degrees(open_data):
    page = open_data(dataset="series", split="test")
    page.number_input(key="data from").set_value(1_500).run()
    assert page.number_input(key="data from").value == 1_500
    assert "°C" in texts(page) and "24 hours after" in texts(page)
    labels = drawn(page)
    assert "temperature (°C)" in labels and "to be predicted" in labels


def test_a_series_shows_another_measurement(open_data):
    page = open_data(dataset="series", also="2")
    assert "p (mbar), standard deviations" in drawn(page) and len(charts(page)) == 3
    page.selectbox(key="data also").set_value(-1).run()
    assert "also" not in page.query_params and len(charts(page)) == 2
    page.selectbox(key="data also").set_value(2).run()
    assert page.query_params["also"] == "3"


def test_two_or_three_features(open_data):
    page = open_data(dataset="noise")
    page.selectbox(key="data feature 2").set_value(4).run()
    assert page.query_params["features"] == "1,2,5"
    assert "scatter3d" in drawn(page)
    page.selectbox(key="data feature 2").set_value(-1).run()
    assert "features" not in page.query_params


def test_impossible_settings_are_one_sentence(open_data):
    page = open_data(dataset="series", lookback="60", delay="240", step="10")
    assert not page.exception
    assert "minutes; those are used" in "".join(info.value for info in page.info)


def test_a_refused_value_stays_where_it_is_typed_and_changes_nothing(open_page):
    page = open_page("data", dataset="noise")
    field = next(item for item in page.number_input if "train_samples" in item.key)
    before = field.value
    field.set_value(10**8).run()
    assert not page.exception
    assert page.number_input(key=field.key).value == 10**8
    assert "train_samples" not in page.query_params
    page.number_input(key=field.key).set_value(before).run()
    assert not page.exception
