import csv
import io
import math

import numpy as np
import pandas as pd
import pytest

from core.analysis.export import Confused, classes_csv, confusions_csv, runs_csv, table_csv
from core.recipes import recipe
from core.runs.index import RunIndex
from tests.pages import filling


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def confused():
    """Ten cats, one of them predicted as a dog, and two dogs, both recognised."""
    matrix = np.array([[9.0, 1.0], [0.0, 2.0]])
    return Confused("=cmd()", recipe("digits/mlp"), ("cat", "dog"), matrix, 3)


def test_no_name_in_a_table_is_a_formula_and_numbers_stay_numbers():
    table = pd.DataFrame({"label": ["=1+1", "-x", "plain"], "gap": [-0.5, math.nan, 0.25]})
    assert table_csv(table) == "label,gap\n'=1+1,-0.5\n'-x,\nplain,0.25\n"


def test_each_class_has_its_figures(confused):
    cat, dog = read(classes_csv([confused]))
    assert (cat["label"], cat["recipe"], cat["seeds"]) == ("'=cmd()", "digits/mlp", "3")
    assert (cat["class"], float(cat["recall"]), float(cat["support"])) == ("cat", 0.9, 10)
    assert float(dog["precision"]) == pytest.approx(2 / 3)
    assert classes_csv([]).strip() == ""


def test_each_pair_of_classes_has_a_row(confused):
    rows = read(confusions_csv([confused, confused]))
    assert len(rows) == 8
    by_pair = {(row["true"], row["taken_for"]): row for row in rows}
    assert float(by_pair["cat", "dog"]["samples"]) == 1
    assert float(by_pair["cat", "dog"]["share"]) == pytest.approx(0.1)
    assert float(by_pair["dog", "dog"]["share"]) == 1


def test_runs_have_a_column_for_every_setting_that_one_of_them_changed(store):
    filling.completed(store, "imdb/lstm")
    filling.completed(store, "imdb/cnn", {"loss": 0.3, "accuracy": 0.8})
    wide = filling.completed(store, "imdb/cnn", {"loss": 0.3, "accuracy": 0.9}, kernel_size=7)
    store.runs.create(recipe("series/lstm"), 3, origin="dashboard", person="=cmd()")
    store.labels.tag([wide.id], ["a", "b"])
    series, changed, plain, other = read(runs_csv(RunIndex(store).rows()))
    assert (changed["id"], changed["recipe"], changed["change"]) == (
        wide.id,
        "imdb/cnn",
        "kernel size 7",
    )
    assert (changed["accuracy"], changed["mae"], changed["tags"]) == ("0.9", "", "a, b")
    assert [row["setting_kernel_size"] for row in (changed, plain, other, series)] == [
        "7",
        str(recipe("imdb/cnn").values()["kernel_size"]),
        "",
        "",
    ]
    assert [name for name in changed if name.startswith("setting_")] == ["setting_kernel_size"]
    assert (series["person"], series["seed"], series["status"]) == ("'=cmd()", "3", "queued")
