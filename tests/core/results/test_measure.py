"""Measuring recorded runs: failures are reported."""

from __future__ import annotations

import shutil
import sys

import pytest

from core.errors import TrainingError
from core.results import measure


def test_a_run_killed_without_output_reports_its_exit_code(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    monkeypatch.setattr(measure, "recorded_path", lambda _: tmp_path / "nothing.json")
    with pytest.raises(TrainingError, match=r"ours run of numeric-binary/mlp failed: exit code 1"):
        measure.measure_all(["numeric-binary/mlp"], print)


@pytest.fixture
def trained_runs(monkeypatch, tmp_path):
    """A temporary record, and fake runs that end at once: (side, seed) → the run."""
    monkeypatch.setattr(measure, "recorded_path", lambda _: tmp_path / "one.json")
    trained = {}

    def run(entry, side, seed, engine=""):
        assert engine == trained.get("engine", "")
        return trained.setdefault((side, seed), {"seed": seed, "run_seconds": 10.0, "busy": 0.0})

    monkeypatch.setattr(measure, "_run", run)
    return trained


def test_a_quick_recipe_gets_plain_keras_and_eight_seeds(trained_runs):
    assert measure.measure_all(["imdb/mlp"], print) == 9
    assert set(trained_runs) == {("plain", 0), *(("ours", seed) for seed in range(8))}
    assert measure.measure_all(["imdb/mlp"], print) == 0, "recorded runs are not repeated"


@pytest.mark.parametrize(("seconds", "seeds"), [(119.0, 8), (120.0, 5), (420.0, 2)])
def test_a_longer_recipe_gets_fewer_seeds(trained_runs, seconds, seeds):
    trained_runs["ours", 0] = {"seed": 0, "run_seconds": seconds, "busy": 0.0}
    # what waited for other work does not count
    trained_runs["ours", 1] = {"seed": 1, "run_seconds": 10 * seconds, "busy": 1.5}
    measure.measure_all(["imdb/mlp"], print)
    assert sum(side == "ours" for side, _ in trained_runs) == seeds


def test_a_very_long_recipe_gets_no_run_of_plain_keras(trained_runs):
    trained_runs["ours", 0] = {"seed": 0, "run_seconds": measure.PLAIN_UNDER + 1, "busy": 0.0}
    measure.measure_all(["imdb/mlp"], print)
    assert ("plain", 0) not in trained_runs


def test_again_repeats_only_runs_timed_on_a_busy_machine(trained_runs):
    measure.measure_all(["imdb/mlp"], print)
    entry = measure.recipe("imdb/mlp")
    measure.save_run(entry, "ours", trained_runs["ours", 1] | {"busy": 1.5})
    assert measure.measure_all(["imdb/mlp"], print, again=True) == 1


def test_a_long_recipe_gets_as_many_seeds_as_requested(trained_runs):
    trained_runs["ours", 0] = {"seed": 0, "run_seconds": measure.PLAIN_UNDER + 1, "busy": 0.0}
    assert measure.measure_all(["imdb/mlp"], print, seeds=3) == 3
    assert set(trained_runs) == {("ours", 0), ("ours", 1), ("ours", 2)}


def test_outcomes_are_added_to_equal_runs_and_different_ones_are_replaced(trained_runs):
    entry = measure.recipe("imdb/mlp")
    trained_runs["engine"] = "graph"  # an equal run is one of the same engine
    before = {"run_seconds": 5.0, "history": {"loss": [0.5]}, "test": {"accuracy": 0.8}}
    before["engine"] = "graph"
    for seed in (0, 1):
        measure.save_run(entry, "ours", before | {"seed": seed})
        trained_runs["ours", seed] = before | {"seed": seed, "outcomes": "…", "run_seconds": 9.0}
    trained_runs["ours", 1]["history"] = {"loss": [0.4]}  # another machine
    lines = []
    assert measure.complete_all(["imdb/mlp"], lines.append) == 2
    runs = measure.read(entry)["runs"]
    assert runs[0]["outcomes"] == "…" and runs[0]["run_seconds"] == 5.0
    assert runs[1] == trained_runs["ours", 1] and "different history" in lines[1]
