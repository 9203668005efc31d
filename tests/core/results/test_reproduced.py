"""Whether a published figure holds, by hand and on what is recorded."""

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


def kept(*accuracies, **changes):
    run = {"notes": [], "epochs_done": 20, "test_samples": 10_000} | changes
    return {"runs": [run | {"test": {"accuracy": value}} for value in accuracies]}


def published(value, entry=MLP):
    reference = dataclasses.replace(entry.reference, test_accuracy=value)
    return dataclasses.replace(entry, reference=reference)


def test_the_interval_is_that_of_one_more_run():
    values = [0.980, 0.982, 0.984]
    found = reproduced(published(0.981), kept(*values))
    width = stats.t.isf(0.025, 2) * np.std(values, ddof=1) * (4 / 3) ** 0.5
    assert found.high - found.ours == pytest.approx(width, abs=1e-4)
    assert found.outcome == "reproduced" and found.seeds == 3 and found.words() == "reproduced"
    assert reproduced(published(0.95), kept(*values)).outcome == "higher"
    assert reproduced(published(0.999), kept(*values)).outcome == "lower"


def test_what_cannot_be_compared_says_why():
    def words(entry, record):
        return reproduced(entry, record).words()

    several = (0.98, 0.981, 0.982)
    assert "printed no such figure" in words(published(None), kept(*several))
    assert "not been run yet" in words(MLP, None)
    assert "one run" in words(MLP, kept(0.98))
    assert "two runs" in words(MLP, kept(0.98, 0.99))
    assert "other data" in words(MLP, kept(*several, notes=["Coarser."]))
    assert MLP.fit["patience"]  # it stops early by itself
    patient = MLP.with_settings({"patience": 0, "epochs": 30})
    assert "fewer epochs" in words(patient, kept(*several))


def test_where_the_source_drew_other_data_their_chance_is_added():
    entry = recipe("numeric-binary/mlp")
    same = kept(0.5, 0.5, 0.5, epochs_done=entry.fit["epochs"], test_samples=100)
    found = reproduced(published(0.6, entry), same)
    assert found.outcome == "reproduced"
    assert found.high - found.ours == pytest.approx(1.96 * (2 * 0.25 / 100) ** 0.5, abs=1e-3)
    assert reproduced(published(0.7, entry), same).outcome == "lower"


def test_every_published_recipe_is_judged_and_the_table_says_it():
    table = results_table()
    for entry in RECIPES.values():
        if entry.published:
            found = reproduced(entry, recorded(entry.id))
            assert found.outcome in WORDS
            if found.seeds and entry.metric == "accuracy":
                line = next(part for part in table.splitlines() if f"| {entry.id}" in part)
                assert found.words() in line


def test_the_quantiles_are_scipys():
    from scipy import stats

    from core.results.reproduced import LEVEL, NORMAL, STUDENT

    for freedom, value in STUDENT.items():
        assert value == pytest.approx(stats.t.isf((1 - LEVEL) / 2, freedom), abs=1e-6)
    assert pytest.approx(stats.norm.isf((1 - LEVEL) / 2), abs=1e-6) == NORMAL
