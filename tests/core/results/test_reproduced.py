"""Whether a published figure is reproduced, on made-up and on recorded runs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import stats

from core.recipes import RECIPES, recipe
from core.results.recorded import recorded
from core.results.reproduced import WORDS, reproduced
from core.results.table import results_table

MLP = recipe("mnist/mlp")


def record(*accuracies, **changes):
    run = {"notes": [], "epochs_done": 20, "test_samples": 10_000} | changes
    return {"runs": [run | {"test": {"accuracy": value}} for value in accuracies]}


def published(value, entry=MLP):
    reference = dataclasses.replace(entry.reference, test_accuracy=value)
    return dataclasses.replace(entry, reference=reference)


def test_the_interval_is_that_of_one_more_run():
    values = [0.980, 0.982, 0.984]
    result = reproduced(published(0.981), record(*values))
    width = stats.t.isf(0.025, 2) * np.std(values, ddof=1) * (4 / 3) ** 0.5
    assert result.high - result.ours == pytest.approx(width, abs=1e-4)
    assert result.outcome == "reproduced" and result.seeds == 3 and result.words() == "reproduced"
    assert reproduced(published(0.95), record(*values)).outcome == "higher"
    assert reproduced(published(0.999), record(*values)).outcome == "lower"


def test_the_reason_is_given_if_figures_are_not_comparable():
    def words(entry, runs):
        return reproduced(entry, runs).words()

    several = (0.98, 0.981, 0.982)
    assert "printed no such figure" in words(published(None), record(*several))
    assert "not been run yet" in words(MLP, None)
    assert "one run" in words(MLP, record(0.98))
    assert "two runs" in words(MLP, record(0.98, 0.99))
    assert "data differs" in words(MLP, record(*several, notes=["Coarser."]))
    assert MLP.fit["patience"]  # it uses early stopping
    patient = MLP.with_settings({"patience": 0, "epochs": 30})
    assert "fewer epochs" in words(patient, record(*several))


def test_the_sampling_error_is_added_if_the_source_drew_other_data():
    entry = recipe("numeric-binary/mlp")
    same = record(0.5, 0.5, 0.5, epochs_done=entry.fit["epochs"], test_samples=100)
    result = reproduced(published(0.6, entry), same)
    assert result.outcome == "reproduced"
    assert result.high - result.ours == pytest.approx(1.96 * (2 * 0.25 / 100) ** 0.5, abs=1e-3)
    assert reproduced(published(0.7, entry), same).outcome == "lower"


def test_the_table_has_an_outcome_for_every_published_recipe():
    table = results_table()
    for entry in RECIPES.values():
        if entry.published:
            result = reproduced(entry, recorded(entry.id))
            assert result.outcome in WORDS
            if result.seeds and entry.metric == "accuracy":
                line = next(part for part in table.splitlines() if f"| {entry.id}" in part)
                assert result.words() in line


@pytest.mark.parametrize(("engine", "marked"), [("graph", True), ("graph+block-1", False)])
def test_the_table_marks_runs_of_an_earlier_engine(engine, marked, monkeypatch):
    runs = [run | {"engine": engine} for run in recorded("imdb/lstm-32")["runs"]]
    one = recorded("imdb/lstm-32") | {"runs": runs}
    monkeypatch.setattr(
        "core.results.table.recorded", lambda id: one if id == "imdb/lstm-32" else recorded(id)
    )
    table = results_table()
    assert ("| imdb/lstm-32 ‡ |" in table) is marked and f"`{engine}`" in table
    assert "| imdb/lstm |" in table


def test_the_quantiles_are_scipys():
    from scipy import stats

    from core.results.reproduced import LEVEL, NORMAL, STUDENT

    for freedom, value in STUDENT.items():
        assert value == pytest.approx(stats.t.isf((1 - LEVEL) / 2, freedom), abs=1e-6)
    assert pytest.approx(stats.norm.isf((1 - LEVEL) / 2), abs=1e-6) == NORMAL
