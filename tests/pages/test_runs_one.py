"""A run's own page, in each of a run's states, and what it predicted."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from core.recipes import recipe
from core.runs.files.artifacts import PREDICTIONS, save_artifacts
from core.settings import load_settings
from pages.components.frame import wording
from pages.components.runs.samples import data_query
from tests.pages import filling
from tests.pages.runs import (
    NAUGHTY,
    SCRIPT,
    charts,
    click,
    listed,
    predicted,
    progress_text,
    texts,
    url,
)


@pytest.fixture
def open_runs(open_page):
    return lambda **query: open_page("runs", **query)


STATES = {
    "queued": (filling.queued, "next in line"),
    "running": (lambda store: filling.running(store, done=1, batch=10), "Epoch 2 of 2"),
    "completed": (filling.completed, "test accuracy **86.1\xa0%** · 25,000 reviews"),
    "stopped": (filling.stopped, "Stopped after 1 of 2 epochs"),
    "failed": (filling.failed, "became NaN in epoch 2"),
}


@pytest.mark.parametrize("state", STATES)
def test_a_run_in_every_state(open_runs, store, state):
    make, words = STATES[state]
    run = make(store)
    page = open_runs(run=run.id)
    text = f"{texts(page)}\n{progress_text(page)}"
    assert words in text or (state == "queued" and "Queued" in text)
    assert "### Settings" in text and "### Layers" in text and "### Where it ran" in text
    assert url(page) == {"run": run.id}
    on = state in ("queued", "running")
    assert [button.key for button in page.button if button.key == "runs one stop"] == (
        ["runs one stop"] if on else []
    )
    if state != "completed":
        assert "is tested after its last epoch" in text or "ended before its test" in text


def test_its_name_tags_and_note_are_saved(open_runs, store):
    run = filling.completed(store)
    page = open_runs(run=run.id)
    page.text_input(key=f"runs name of {run.id}").set_value("Best one").run()
    page.multiselect(key=f"runs tags of {run.id}").set_value(["lecture"]).run()
    page.text_area(key=f"runs note of {run.id}").set_value("as hoped").run()
    stored = store.runs.get(run.id)
    assert (stored.name, stored.tags, stored.note) == ("Best one", ("lecture",), "as hoped")
    assert "Best one" in texts(page)
    page.multiselect(key=f"runs tags of {run.id}").set_value([]).run()
    assert store.runs.get(run.id).tags == ()


def test_what_was_changed_from_the_recipe_is_marked(open_runs, store):
    run = filling.completed(store, "imdb/cnn", batch_size=32)
    page = open_runs(run=run.id)
    frame = next(frame.value for frame in page.dataframe if "setting" in frame.value)
    marked = frame[frame[""] != ""]
    assert list(marked["name"]) == ["batch_size"]
    assert list(marked["this run"]) == ["32"] and list(marked["the recipe"]) != ["32"]


def links(page) -> dict[str, str]:
    """Label → page and query of each link."""
    result = {}
    for element in page.main:
        if element.type == "page_link":
            result[element.proto.label] = f"{element.proto.page}?{element.proto.query_string}"
    return result


def test_links_from_a_run(open_runs, store):
    run = filling.completed(store, "imdb/cnn", batch_size=32, seed=4)
    filling.completed(store, "imdb/cnn", batch_size=32, seed=5)
    ways = links(open_runs(run=run.id))
    assert ways["Open in Train"] == f"train?run={run.id}"
    assert ways["Duplicate and edit"] == "train?recipe=imdb%2Fcnn&batch_size=32&seed=4"
    assert ways["Compare 2 runs of this recipe"] == f"compare?groups={run.recipe_key}"
    assert ways["Its data"] == "data?dataset=imdb&recipe=imdb%2Fcnn&split=test&sample=1"


def test_stop_and_bin_on_a_runs_page(open_runs, store):
    run = filling.queued(store)
    page = click(open_runs(run=run.id), "one stop")
    assert store.runs.get(run.id).status == "stopped"
    click(page, "bin one")
    assert store.runs.get(run.id).deleted and "This run is in the bin" in texts(page)
    click(page, "restore one")
    assert store.runs.get(run.id).deleted is None
    click(page, "back")
    assert listed(page) == [run.id] and url(page) == {}


def test_a_run_deleted_while_it_is_shown_is_reported(open_runs, store):
    run = filling.completed(store)
    page = open_runs(run=run.id)
    store.bin.add([run.id])
    store.bin.empty()
    page.run()
    assert run.id in "\n".join(element.value for element in [*page.warning, *page.error])


def test_the_log_is_shown_as_it_is(open_runs, store):
    run = filling.failed(store)
    folder = load_settings().artifacts / run.id
    folder.mkdir(parents=True)
    lines = [f"line {index}" for index in range(300)]
    (folder / "run.log").write_text("\n".join([*lines, SCRIPT]))
    page = open_runs(run=run.id)
    log = page.code[-1]
    assert log.value.endswith(SCRIPT) and len(log.value.splitlines()) == 200
    assert log.language in (None, "", "plaintext")


# what it predicted


def test_two_classes_have_a_matrix_and_probabilities(open_runs, store):
    run = predicted(store, "breast-cancer/mlp")
    page = open_runs(run=run.id)
    drawn = charts(page)
    assert {"confusion", "probabilities", "reliability"} <= drawn.keys()
    assert drawn["confusion"]["data"][0]["x"] == ["malignant", "benign"]
    text = texts(page)
    assert "113 patients right" in text
    assert [metric.label for metric in page.metric] == [
        *("Accuracy", "Macro F1", "Balanced accuracy", "Log loss (nats)", "Calibration error")
    ]
    assert all(metric.help.endswith(".") for metric in page.metric)
    frame = next(frame.value for frame in page.dataframe if "recall" in frame.value)
    assert list(frame["class"]) == ["malignant", "benign"] and frame["test samples"].sum() == 113


def test_many_classes_have_a_matrix_and_their_most_common_mistakes(open_runs, store):
    run = predicted(store, "digits/mlp")
    page = open_runs(run=run.id)
    assert len(charts(page)["confusion"]["data"][0]["y"]) == 10
    frame = next(frame.value for frame in page.dataframe if "predicted class" in frame.value)
    assert (frame["true class"] != frame["predicted class"]).all()
    assert frame["samples"].is_monotonic_decreasing


def test_a_seeds_figures_and_matrix_or_the_mean_of_all_seeds(open_runs, store):
    runs = [predicted(store, "digits/mlp", seed=seed) for seed in (0, 1, 2)]
    filling.completed(store, "digits/mlp", {"accuracy": 0.5, "loss": 1.0}, seed=3)  # kept nothing
    page = open_runs(run=runs[0].id)
    own = page.metric[0]
    assert own.value == wording.share(runs[0].test["accuracy"]) and not own.delta
    squares = charts(page)["confusion"]["data"][0]["text"]
    _, switch = page.segmented_control  # the first is that of the curves
    assert list(switch.options) == ["This run", "Mean of its seeds"]
    switch.set_value("all").run()
    values = [run.test["accuracy"] for run in runs]
    assert page.metric[0].value == wording.share(np.mean(values))
    assert page.metric[0].delta == f"{wording.share(min(values))} to {wording.share(max(values))}"
    assert charts(page)["confusion"]["data"][0]["text"] != squares
    assert "Class by class, on 359 digits: mean of 3 seeds" in texts(page)
    frame = next(frame.value for frame in page.dataframe if "recall" in frame.value)
    assert frame["test samples"].sum() == 359


def test_a_series_has_residuals_in_degrees(open_runs, store):
    run = predicted(store, "series/dense")
    page = open_runs(run=run.id)
    assert {"errors", "weekly", "closely"} <= charts(page).keys()
    assert "°C** on average over" in texts(page)
    labels = [metric.label for metric in page.metric]
    assert labels == ["Mean absolute error (°C)", "Root mean square error (°C)"]
    page.slider[0].set_value(30).run()
    assert "closely" in charts(page) and not page.exception


def test_a_mistake_links_to_the_sample_prepared_as_for_the_run(open_page, store):
    with_value = recipe("digits/mlp").with_settings({"data_seed": 7, "test_split": 0.3})
    query = data_query(with_value, 41)
    assert (query["data_seed"], query["test_split"], query["sample"]) == ("7", "0.3", "42")
    page = open_page("data", **query)
    assert not page.warning and not page.error


def test_cleared_predictions_are_reported(open_runs, store):
    run = predicted(store, "digits/mlp")
    (load_settings().artifacts / run.id / PREDICTIONS).unlink()
    page = open_runs(run=run.id)
    assert "no longer has predictions.npz" in texts(page)
    assert "confusion" not in charts(page)


def test_a_missing_dataset_is_reported(open_runs, store):
    run = filling.completed(store, "imdb/lstm")
    result = SimpleNamespace(predictions=np.zeros(25_000, np.float32), epochs=0)
    save_artifacts(load_settings().artifacts / run.id, result)
    page = open_runs(run=run.id)
    assert "the true values are not on this computer" in texts(page)
    assert any("17.5 MB" in button.label for button in page.button)  # a download, with consent


def test_predictions_on_other_data_are_not_drawn(open_runs, store):
    run = predicted(store, "digits/mlp")
    save_artifacts(
        load_settings().artifacts / run.id,
        SimpleNamespace(predictions=np.zeros((7, 10), np.float32), epochs=0),
    )
    page = open_runs(run=run.id)
    assert "has changed since" in texts(page)
    assert "confusion" not in charts(page)


def test_names_tags_and_notes_stay_text(open_runs, store):
    run = filling.completed(store)
    store.labels.rename(run.id, NAUGHTY)
    store.labels.tag([run.id], [SCRIPT])
    store.labels.annotate(run.id, NAUGHTY)
    page = open_runs()
    assert page.dataframe[0].value["name"][0] == NAUGHTY  # a table shows text as it is
    page = open_runs(run=run.id)
    heading = next(element.value for element in page.markdown if "alert" in element.value)
    assert "\\*\\*bold\\*\\*" in heading and "\\<script\\>" in heading and "\\:red" in heading
    assert not any(SCRIPT in html.value for html in page.get("html"))
    assert page.text_area[0].value == NAUGHTY
