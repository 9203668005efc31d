"""Measuring recorded runs: what fails says so."""

from __future__ import annotations

import shutil
import sys

import pytest

from core.errors import TrainingError
from core.results import measure


def test_a_run_that_died_without_a_word_says_how(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    monkeypatch.setattr(measure, "recorded_path", lambda _: tmp_path / "nothing.json")
    with pytest.raises(TrainingError, match=r"ours run of numeric-binary/mlp failed: exit code 1"):
        measure.measure_all(["numeric-binary/mlp"], print)


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """A place for records, and runs that are over at once: seed → what training gave."""
    monkeypatch.setattr(measure, "recorded_path", lambda _: tmp_path / "one.json")
    trained = {}

    def run(entry, side, seed):
        return trained.setdefault((side, seed), {"seed": seed, "run_seconds": 10.0, "busy": 0.0})

    monkeypatch.setattr(measure, "_run", run)
    return trained


def test_a_quick_recipe_has_plain_keras_beside_it_and_three_seeds(kept):
    assert measure.measure_all(["imdb/mlp"], print) == 4
    assert set(kept) == {("ours", 0), ("plain", 0), ("ours", 1), ("ours", 2)}
    assert measure.measure_all(["imdb/mlp"], print) == 0, "what is there is not run again"


def test_a_long_one_has_one_run(kept):
    kept["ours", 0] = {"seed": 0, "run_seconds": measure.PLAIN_UNDER + 1, "busy": 0.0}
    assert measure.measure_all(["imdb/mlp"], print) == 1


def test_again_runs_only_what_a_busy_machine_timed(kept):
    measure.measure_all(["imdb/mlp"], print)
    entry = measure.recipe("imdb/mlp")
    measure.keep(entry, "ours", kept["ours", 1] | {"busy": 1.5})
    assert measure.measure_all(["imdb/mlp"], print, again=True) == 1


def test_a_long_one_has_as_many_seeds_as_are_asked_for(kept):
    kept["ours", 0] = {"seed": 0, "run_seconds": measure.PLAIN_UNDER + 1, "busy": 0.0}
    assert measure.measure_all(["imdb/mlp"], print, seeds=2) == 2
    assert set(kept) == {("ours", 0), ("ours", 1)}


def test_outcomes_are_added_to_the_same_run_and_another_takes_its_place(kept):
    entry = measure.recipe("imdb/mlp")
    before = {"run_seconds": 5.0, "history": {"loss": [0.5]}, "test": {"accuracy": 0.8}}
    for seed in (0, 1):
        measure.keep(entry, "ours", before | {"seed": seed})
        kept["ours", seed] = before | {"seed": seed, "outcomes": "…", "run_seconds": 9.0}
    kept["ours", 1]["history"] = {"loss": [0.4]}  # another engine
    said = []
    assert measure.complete_all(["imdb/mlp"], said.append) == 2
    runs = measure.read(entry)["runs"]
    assert runs[0]["outcomes"] == "…" and runs[0]["run_seconds"] == 5.0
    assert runs[1] == kept["ours", 1] and "another history" in said[1]
