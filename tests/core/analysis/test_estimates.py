"""Estimated seconds: measured here, scaled from runs here, or fitted to recorded runs."""

from __future__ import annotations

import dataclasses
import platform

import numpy as np
import pytest

from core.analysis.estimates import (
    FITTED,
    MEASURED,
    SCALED,
    Timed,
    compiled,
    estimate,
    fitted_paces,
    graph_share,
    predict,
    timed,
)
from core.analysis.workload import workload
from core.recipes import RECIPES, recipe
from core.results.recorded import BUSY, recorded
from core.runs.run import COMPLETED, Run, now
from core.training.engine import graph_epochs


def ended(recipe_id: str = "imdb/cnn", **values) -> Run:
    entry = recipe(recipe_id)
    known = {
        "id": "abc",
        "recipe": entry.as_dict(),
        "recipe_id": entry.id,
        "recipe_key": entry.key,
        "dataset": entry.dataset,
        "task": entry.task,
        "family": entry.family,
        "seed": 0,
        "status": COMPLETED,
        "origin": "dashboard",
        "created": now(),
        "epochs_done": 3,
        "seconds": {"train": 25.0, "first_epoch": 5.0},
        "threads": 2,
        "host": platform.node(),
    }
    return Run(**known | values)


def test_a_run_that_was_alone_here_is_timed_without_the_epoch_that_compiles():
    timing = timed(ended(), 2)
    assert timing.epoch_seconds == 10.0 and timing.recipe.key == recipe("imdb/cnn").key
    assert timed(ended(epochs_done=1), 2) is None
    long = ended(epochs_done=1, seconds={"train": 130.0, "first_epoch": 129.0})
    assert timed(long, 2).epoch_seconds == 129.0


@pytest.mark.parametrize(
    "values",
    [
        {"neighbours": 1},
        {"host": "elsewhere"},
        {"threads": 1},
        {"status": "failed"},
        {"seconds": {}},
        {"epochs_done": 0},
        {"recipe": {"dataset": "imdb"}},
    ],
)
def test_what_says_nothing_about_this_machine_is_left_out(values):
    assert timed(ended(**values), 2) is None


@pytest.mark.parametrize(("engine", "counts"), [("graph", False), ("graph+block-1", True)])
def test_a_run_counts_only_if_today_the_same_engine_would_compute_it(engine, counts):
    run = ended("imdb/lstm-32", engine=engine, seconds={"train": 25.0, "first_epoch": 15.0})
    assert (timed(run, 2) is not None) is (compiled(run) is not None) is counts


def test_the_same_work_was_measured_whatever_the_epochs_seed_and_learning_rate():
    entry = recipe("imdb/cnn")
    timings = [Timed(entry, seconds) for seconds in (9.0, 10.0, 50.0)]
    asked = entry.with_settings({"epochs": 7, "learning_rate": 0.01, "patience": 2})
    result = estimate(asked, timings)
    assert (result.basis, result.epoch_seconds, result.runs) == (MEASURED, 10.0, 3)
    assert result.measured and result.run_seconds == 70.0


def test_the_same_layers_on_other_samples_are_scaled():
    entry = recipe("mnist/cnn")
    half = entry.with_settings({"train_samples": 30_000})
    result = estimate(half, [Timed(entry, 100.0)])
    assert result.basis == SCALED and 45 < result.epoch_seconds < 60
    smaller = estimate(entry.with_settings({"batch_size": 20}), [Timed(entry, 100.0)])
    assert smaller.basis == SCALED and smaller.epoch_seconds > 100


def test_anything_else_is_fitted_and_brought_to_this_machines_pace():
    entry = recipe("imdb/lstm")
    alone = estimate(entry)
    assert alone.basis == FITTED and alone.runs == 0
    other = recipe("reuters/lstm")
    slow = estimate(entry, [Timed(other, 3 * predict(other, fitted_paces()))])
    assert slow.basis == FITTED and slow.runs == 1
    assert slow.epoch_seconds == pytest.approx(3 * alone.epoch_seconds)


def test_runs_of_the_family_say_more_than_others():
    entry, paces = recipe("imdb/lstm"), fitted_paces()
    alike, unlike = recipe("reuters/lstm"), recipe("reuters/cnn")
    timings = [Timed(alike, predict(alike, paces)), Timed(unlike, 9 * predict(unlike, paces))]
    assert estimate(entry, timings).epoch_seconds == pytest.approx(predict(entry, paces))


def test_every_recipe_has_an_estimate():
    for entry in RECIPES.values():
        result = estimate(entry)
        assert 0 < result.epoch_seconds < 1_000 and np.isfinite(result.run_seconds), entry.id


def test_the_fit_is_near_what_a_quiet_machine_recorded():
    """Within a factor of two, where nothing else ran: the mean of a run's epochs, as promised."""
    quiet = 0
    for name, entry in RECIPES.items():
        results = recorded(name)
        if not results or results["key"] != entry.key or not entry.published:
            continue
        runs = [run for run in results["runs"] if run.get("busy", 1.0) < BUSY]
        for run in runs:
            seconds = float(np.mean(run["epoch_seconds"]))
            if entry.fit["epochs"] < 100:
                assert 0.5 < predict(entry, fitted_paces()) / seconds < 2, name
            quiet += 1
    assert quiet


def test_a_short_run_of_a_small_model_never_compiles_xla():
    entry = recipe("digits/mlp")
    short, long = estimate(entry), estimate(entry.with_settings({"epochs": 3_000}))
    assert (short.once, long.once) == (0.5, 2.5), "half a second, and two more with XLA"
    assert long.epoch_seconds < short.epoch_seconds / 3
    timings = [Timed(entry.with_settings({"epochs": 3_000}), 0.004)]
    assert estimate(entry.with_settings({"epochs": 3_000}), timings).measured
    assert not estimate(entry.with_settings({"epochs": 9_000}), timings).measured


def test_an_epoch_is_the_sum_of_its_kinds_of_work():
    """With one kind at a second a unit, and all others free."""
    entry = recipe("digits/mlp").with_settings({"epochs": 3_000})
    work, share = workload(entry), graph_share(entry)
    assert work.engine == "xla" and 0 < share < 1
    units = [work.operations / 1e9, 0, work.updates / 1e9]
    units += [work.batches * share, work.batches * (1 - share), 1]
    assert [predict(entry, paces) for paces in np.eye(6)] == pytest.approx(units)
    entry = recipe("imdb/lstm")
    work = workload(entry)
    assert work.engine == "graph" and graph_share(entry) == 1
    units = [work.operations / 1e9, work.recurrent_steps, work.updates / 1e9, work.batches, 0, 1]
    assert [predict(entry, paces) for paces in np.eye(6)] == pytest.approx(units)


def test_xla_takes_over_after_as_many_epochs_as_its_steps_are():
    for epochs in (1, 5, 10_000):
        entry = recipe("digits/mlp").with_settings({"epochs": epochs})
        first = graph_epochs(workload(entry).train, entry.fit["batch_size"])
        assert graph_share(entry) == min(1, first / epochs)


def test_more_work_takes_longer():
    small = recipe("topics/lstm")
    for settings in ({"units": 256}, {"train_samples": 40_000}, {"depth": 3}, {"batch_size": 8}):
        assert estimate(small.with_settings(settings)).epoch_seconds > 1.2 * (
            estimate(small).epoch_seconds
        ), settings


def test_a_run_of_another_version_with_a_broken_recipe_says_nothing():
    broken = dataclasses.replace(ended(), recipe={**ended().recipe, "layers": [{"type": "Wing"}]})
    assert timed(broken, 2) is None
