"""Estimated memory and disk of a run, compared with recorded runs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.recipes import RECIPES, recipe
from core.results.recorded import recorded
from core.runs.files.artifacts import save_artifacts
from core.runs.queue.needs import SLOTS, TOLERANCE, disk, need
from core.training.checkpoint import Checkpoint
from tests.benchmarks.memory import LARGE
from tests.core.runs.fake_training import result

MEASURED = {
    name: float(np.median([run["peak_memory"] for run in record["runs"]]))
    for name, entry in RECIPES.items()
    if (record := recorded(name)) and record["key"] == entry.key
}


@pytest.mark.parametrize("name", MEASURED)
def test_memory_is_near_what_a_recorded_run_took(name):
    assert need(recipe(name)).memory == pytest.approx(MEASURED[name], rel=TOLERANCE)


def test_memory_is_not_only_its_average():
    """Runs that took more are expected to take more."""
    names = list(MEASURED)
    expected = [need(recipe(name)).memory for name in names]
    correlation = np.corrcoef(np.log(expected), np.log([MEASURED[name] for name in names]))
    assert correlation[0, 1] > 0.8


@pytest.mark.parametrize(("name", "values", "measured"), LARGE)
def test_memory_of_large_runs_too(name, values, measured):
    assert need(recipe(name).with_settings(values)).memory == pytest.approx(measured, rel=TOLERANCE)


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_has_one(name):
    needed = need(recipe(name))
    assert 500e6 < needed.memory < 20e9 and 0 < needed.disk < 2e9


def test_every_optimizer_has_its_numbers():
    from core.recipes.declared import OPTIMIZERS

    assert SLOTS.keys() == set(OPTIMIZERS)


def test_disk_covers_the_files_a_run_writes(tmp_path):
    entry = recipe("breast-cancer/mlp")
    shapes = [(30, 64), (64,), (64, 1), (1,)]  # nearly all of it is headers
    weights = [np.zeros(shape, np.float32) for shape in shapes]
    assert sum(math.prod(shape) for shape in shapes) == entry.summary.parameters
    done = result(same_best=False)
    done.final_weights, done.best_weights = weights, [item + 1 for item in weights]
    done.weight_names = list("abcd")
    done.predictions = np.zeros(114, np.float32)
    written = save_artifacts(tmp_path, done)
    checkpoint = Checkpoint(
        epoch=1,
        totals=np.zeros(3, np.float32),
        weights=weights,
        optimizer=weights * 2,
        best_weights=weights,
    )
    written += checkpoint.save(tmp_path / "checkpoint.npz")
    headers = 400 * (4 * 6 + 2)
    assert disk(entry) - 43 * 5 * entry.fit["epochs"] == pytest.approx(written, abs=headers)
