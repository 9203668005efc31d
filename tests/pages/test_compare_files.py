"""Compare: what it shows, saved as CSV files."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from streamlit.runtime.media_file_manager import MediaFileManager

from tests.pages import filling
from tests.pages.runs import predicted


@pytest.fixture
def open_compare(open_page):
    return lambda **query: open_page("compare", **query)


@pytest.fixture
def downloads(monkeypatch):
    """What each of a page's buttons saves: file name → text; made as after a click."""
    made = []

    class RecordingManager(MediaFileManager):  # AppTest forgets its own after each run
        def __init__(self, storage):
            super().__init__(storage)
            made.append((self, storage))

    monkeypatch.setattr("streamlit.testing.v1.app_test.MediaFileManager", RecordingManager)

    def press(page) -> dict[str, str]:
        manager, storage = made[-1]
        files = {}
        for button in page.download_button:
            address = manager.execute_deferred(button.proto.deferred_file_id)
            file = storage.get_file(address.rpartition("/")[2])
            files[file.filename] = file.content.decode()
        return files

    return press


def test_figures_from_predictions_are_saved_as_csv(open_compare, store, downloads):
    for seed in (0, 1):
        predicted(store, "digits/mlp", seed=seed)
    predicted(store, "digits/cnn", seed=5)
    files = downloads(open_compare(tab="export"))
    more = pd.read_csv(io.StringIO(files["recipe-lab-more.csv"])).set_index("label")
    assert more.loc["MLP", "seeds"] == 2 and 0 < more.loc["CNN", "macro_f1"] < 1
    assert {"balanced_accuracy", "log_loss", "calibration_error"} <= set(more)
    classes = pd.read_csv(io.StringIO(files["recipe-lab-classes.csv"]))
    assert len(classes) == 20 and classes.groupby("label")["support"].sum().eq(359).all()
    pairs = pd.read_csv(io.StringIO(files["recipe-lab-confusions.csv"]))
    assert len(pairs) == 200 and pairs.groupby("recipe")["samples"].sum().eq(359).all()
    right = pairs[pairs["true"] == pairs["taken_for"]].groupby("label")["samples"].sum() / 359
    assert right["MLP"] == pytest.approx(more.loc["MLP", "accuracy"])


def test_files_of_predictions_are_offered_where_possible(open_compare, store, downloads):
    recorded = downloads(open_compare(recorded="digits", tab="export"))
    assert set(recorded) == {"recipe-lab-curves.csv", "recipe-lab-table.csv"}
    filling.completed(store, "digits/mlp", {"accuracy": 0.9, "loss": 0.3})
    kept_none = downloads(open_compare(datasets="digits", tab="export"))
    assert kept_none["recipe-lab-classes.csv"].strip() == ""
    assert kept_none["recipe-lab-more.csv"].strip() == "key,label,family,seeds"
